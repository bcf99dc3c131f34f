//! Syntax nodes of which a large document has a hundred thousand: fields, setters, lines of docs.
//!
//! To quote such a node and to parse its tokens costs twenty times what it costs to build it, or to
//! clone it from a pattern that was parsed once.

use proc_macro2::{Span, TokenStream};
use syn::visit_mut::{self, VisitMut};
use syn::{
    AngleBracketedGenericArguments, AttrStyle, Attribute, Expr, ExprLit, Field, GenericArgument,
    Ident, ImplItemFn, Item, ItemMacro, Lit, LitStr, Meta, MetaNameValue, Path, PathArguments,
    PathSegment, Token, Type, TypePath, Variant, parse_quote,
};

/// A line of docs.
pub(super) fn doc(line: &str, style: AttrStyle) -> Attribute {
    let text = ExprLit {
        attrs: Vec::new(),
        lit: Lit::Str(LitStr::new(line, Span::call_site())),
    };
    Attribute {
        pound_token: <Token![#]>::default(),
        style,
        bracket_token: Default::default(),
        meta: Meta::NameValue(MetaNameValue {
            path: Ident::new("doc", Span::call_site()).into(),
            eq_token: <Token![=]>::default(),
            value: Expr::Lit(text),
        }),
    }
}

/// The type that a path names.
pub(super) fn type_of(path: impl Into<Path>) -> Type {
    Type::Path(TypePath {
        attrs: Vec::new(),
        qself: None,
        path: path.into(),
    })
}

/// `::a::b::C<T>`.
pub(super) fn generic(path: &[&str], argument: Type) -> Type {
    let segments = path.iter().map(|name| Ident::new(name, Span::call_site()));
    let mut path = Path {
        leading_colon: Some(<Token![::]>::default()),
        segments: segments.map(PathSegment::from).collect(),
    };
    if let Some(last) = path.segments.last_mut() {
        let argument = GenericArgument::Type(argument);
        last.arguments = PathArguments::AngleBracketed(AngleBracketedGenericArguments {
            colon2_token: None,
            lt_token: <Token![<]>::default(),
            args: std::iter::once(argument).collect(),
            gt_token: <Token![>]>::default(),
        });
    }
    type_of(path)
}

/// A variant without fields.
pub(super) fn variant(attrs: Vec<Attribute>, ident: Ident) -> Variant {
    Variant {
        attrs,
        ident,
        fields: syn::Fields::Unit,
        discriminant: None,
    }
}

/// A call of one of the runtime's macros on the tables of types, in braces.
pub(super) struct Table(ItemMacro);

impl Table {
    pub(super) fn new(name: &str) -> Self {
        let name = Ident::new(name, Span::call_site());
        Self(parse_quote!(::client_runtime::wire::#name! {}))
    }

    pub(super) fn of(&self, tokens: TokenStream) -> Item {
        let mut call = self.0.clone();
        call.mac.tokens = tokens;
        Item::Macro(call)
    }
}

/// A node with blanks in it: identifiers, and types that are one identifier.
pub(super) struct Pattern<T>(pub(super) T);

/// What goes into the blanks of a pattern, by their names.
#[derive(Clone, Copy)]
pub(super) struct Blanks<'a> {
    pub(super) names: &'a [(&'a str, &'a Ident)],
    pub(super) types: &'a [(&'a str, &'a Type)],
}

impl Pattern<ImplItemFn> {
    pub(super) fn fill(&self, mut blanks: Blanks<'_>) -> ImplItemFn {
        let mut filled = self.0.clone();
        blanks.visit_impl_item_fn_mut(&mut filled);
        filled
    }
}

impl Pattern<Field> {
    pub(super) fn fill(&self, mut blanks: Blanks<'_>) -> Field {
        let mut filled = self.0.clone();
        blanks.visit_field_mut(&mut filled);
        filled
    }
}

impl VisitMut for Blanks<'_> {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if let Some((_, name)) = self.names.iter().find(|(blank, _)| ident == blank) {
            *ident = (*name).clone();
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        let blank = match &*ty {
            Type::Path(path) => path.path.get_ident(),
            _ => None,
        };
        let found = blank.and_then(|found| self.types.iter().find(|(blank, _)| found == blank));
        match found {
            Some((_, filled)) => *ty = (*filled).clone(),
            None => visit_mut::visit_type_mut(self, ty),
        }
    }
}
