//! Puts each type into the module of its documented name, under its short name, and imports.
//!
//! The passes before write absolute paths (`::client_runtime::wire::Timestamp`) and progenitor's
//! names (`types::CartsCart`). Here every module gets the imports that make them short; where two
//! names would be the same in one module, the path stays whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use proc_macro2::{Group, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    File, Ident, Item, ItemImpl, Macro, MacroDelimiter, Path, PathSegment, Type, parse_quote,
};

use super::PassError;
use super::docs::Docs;
use super::syntax::ident;
use crate::naming::TypeName;
use crate::plan::{Plan, TypePlan};

/// What emitted code takes from Rust's prelude, and where it is for a module that has declared
/// something else of its name.
const PRELUDE: &[(&str, &str)] = &[
    ("Box", "std::boxed::Box"),
    ("Default", "std::default::Default"),
    ("Err", "std::result::Result::Err"),
    ("From", "std::convert::From"),
    ("Into", "std::convert::Into"),
    ("IntoIterator", "std::iter::IntoIterator"),
    ("None", "std::option::Option::None"),
    ("Ok", "std::result::Result::Ok"),
    ("Option", "std::option::Option"),
    ("Result", "std::result::Result"),
    ("Some", "std::option::Option::Some"),
    ("String", "std::string::String"),
    ("Vec", "std::vec::Vec"),
];

/// Shortens what is left in the tree when the types are done.
pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    shorten(&mut file.items, &Names::of(plan), "");
    Ok(())
}

/// The types' final names by the names that progenitor gave them.
pub(super) struct Names<'a>(HashMap<&'a str, &'a TypeName>);

impl<'a> Names<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let types = plan.types.iter();
        let names = types.map(|planned| (planned.lowered.as_str(), &planned.name));
        Self(names.collect())
    }
}

/// Gives a type its short name, where it is declared.
pub(super) fn rename(item: &mut Item, planned: &TypePlan) {
    if let Some(name) = declared_name(item) {
        *name = ident(&planned.name.name);
    }
}

fn declared_name(item: &mut Item) -> Option<&mut Ident> {
    match item {
        Item::Struct(item) => Some(&mut item.ident),
        Item::Enum(item) => Some(&mut item.ident),
        _ => None,
    }
}

/// The docs of a module of types: whose namespaces it holds.
pub(super) fn docs<'a>(types: impl Iterator<Item = &'a TypePlan>) -> Docs {
    let documented = types.filter_map(|planned| planned.documented_name.as_deref());
    let namespaces: BTreeSet<&str> = documented.filter_map(namespace).collect();
    let namespaces: Vec<String> = namespaces
        .iter()
        .map(|namespace| format!("`{namespace}`"))
        .collect();
    match namespaces.is_empty() {
        true => Docs::new().paragraph("Types without a namespace."),
        false => Docs::new().paragraph(format!("The types of {}.", namespaces.join(" and "))),
    }
}

/// The namespace of a documented name, without the name's generic arguments.
fn namespace(documented_name: &str) -> Option<&str> {
    let open = documented_name.split('[').next()?;
    open.rsplit_once('.').map(|(namespace, _)| namespace)
}

/// Shortens the paths of a module and of those in it.
fn shorten(items: &mut Vec<Item>, names: &Names<'_>, module: &str) {
    let declared = items
        .iter_mut()
        .filter_map(|item| declared_name(item).map(|name| name.to_string()));
    let declared: Vec<String> = declared.collect();
    let mut shortener = Shortener::new(names, module, declared.iter().map(String::as_str));
    for item in items.iter_mut() {
        match item {
            Item::Mod(inner) => {
                if let Some((_, content)) = &mut inner.content {
                    let path = match module {
                        "" => inner.ident.to_string(),
                        module => format!("{module}::{}", inner.ident),
                    };
                    shorten(content, names, &path);
                }
            }
            item => shortener.visit_item_mut(item),
        }
    }
    items.splice(..0, shortener.imports());
}

/// Shortens the paths of one module.
pub(super) struct Shortener<'a> {
    names: &'a Names<'a>,
    /// The path of the module, from the crate's root.
    module: &'a str,
    /// Which path each short name stands for in this module.
    taken: HashMap<String, String>,
    imports: BTreeMap<String, Path>,
    /// What is written for each type that was met: it is the same every time.
    written: HashMap<&'a TypeName, Path>,
    /// Room for the text of an identifier, which cannot be borrowed: there are millions.
    text: String,
}

impl<'a> Shortener<'a> {
    /// For a module that declares these types.
    pub(super) fn new<'d>(
        names: &'a Names<'a>,
        module: &'a str,
        declared: impl Iterator<Item = &'d str>,
    ) -> Self {
        let taken = declared.map(|name| (name.to_owned(), format!("{module}::{name}")));
        Self {
            names,
            module,
            taken: taken.collect(),
            imports: BTreeMap::new(),
            written: HashMap::new(),
            text: String::new(),
        }
    }

    /// What the short paths need.
    pub(super) fn imports(self) -> impl Iterator<Item = Item> {
        let paths = self.imports.into_values();
        paths.map(|path| parse_quote!(use #path;))
    }
}

impl VisitMut for Shortener<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        // Arguments first: `Option<types::CartsCart>`.
        visit_mut::visit_path_mut(self, path);
        if let Some(name) = self.planned(path) {
            *path = self.local(name);
        } else if path.leading_colon.is_some() {
            self.shorten_absolute(path);
        } else {
            self.keep_meaning(path);
        }
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        // Methods are of the module's own type, even where that has a name of the prelude.
        let own = match (&item.trait_, &*item.self_ty) {
            (None, Type::Path(own)) if own.path.leading_colon.is_none() => Some(own.clone()),
            _ => None,
        };
        visit_mut::visit_item_impl_mut(self, item);
        if let Some(own) = own
            && self.planned(&own.path).is_none()
        {
            *item.self_ty = Type::Path(own);
        }
    }

    fn visit_macro_mut(&mut self, makro: &mut Macro) {
        visit_mut::visit_macro_mut(self, makro);
        let tokens = std::mem::take(&mut makro.tokens);
        // A type is shortened as elsewhere; other input is not Rust that could be parsed, and the
        // tables, in braces, are most of it.
        let ty = match makro.delimiter {
            MacroDelimiter::Paren(_) => syn::parse2::<Type>(tokens.clone()).ok(),
            _ => None,
        };
        makro.tokens = match ty {
            Some(mut ty) => {
                self.visit_type_mut(&mut ty);
                quote!(#ty)
            }
            None => self.rename_in(tokens),
        };
    }
}

impl<'a> Shortener<'a> {
    /// The type that a path in progenitor's names means.
    fn planned(&mut self, path: &Path) -> Option<&'a TypeName> {
        let name = match path.segments.len() {
            1 => &path.segments[0].ident,
            2 if path.segments[0].ident == "types" => &path.segments[1].ident,
            _ => return None,
        };
        self.named(name)
    }

    /// The type that progenitor calls so.
    fn named(&mut self, name: &Ident) -> Option<&'a TypeName> {
        self.text.clear();
        push_text(&mut self.text, name);
        self.names.0.get(self.text.as_str()).copied()
    }

    fn local(&mut self, name: &'a TypeName) -> Path {
        if let Some(path) = self.written.get(name) {
            return path.clone();
        }
        let (module, short) = (ident(&name.module), ident(&name.name));
        let path = self.import(parse_quote!(crate::types::#module::#short), 3);
        self.written.insert(name, path.clone());
        path
    }

    /// Shortens `::a::b::Type::member` to `Type::member`, and `::a::b::function` to `b::function`.
    fn shorten_absolute(&mut self, path: &mut Path) {
        path.leading_colon = None;
        let count = path.segments.len();
        let kept = path
            .segments
            .iter()
            .position(|segment| self.is_upper(&segment.ident))
            .unwrap_or(count.saturating_sub(2));
        if kept > 0 {
            let whole = Path {
                leading_colon: None,
                segments: std::mem::take(&mut path.segments),
            };
            *path = self.import(whole, kept);
        }
    }

    fn is_upper(&mut self, name: &Ident) -> bool {
        self.text.clear();
        push_text(&mut self.text, name);
        self.text
            .starts_with(|first: char| first.is_ascii_uppercase())
    }

    /// Imports the first `kept + 1` segments of a path and gives what is left to write.
    fn import(&mut self, path: Path, kept: usize) -> Path {
        self.text.clear();
        for (index, segment) in path.segments.iter().take(kept + 1).enumerate() {
            if index > 0 {
                self.text.push_str("::");
            }
            push_text(&mut self.text, &segment.ident);
        }
        let full = self.text.as_str();
        let short = full.rsplit("::").next().unwrap_or(full);
        let prelude = prelude(short);
        let here = full
            .strip_prefix("crate::")
            .and_then(|path| path.strip_prefix(self.module)?.strip_prefix("::"))
            == Some(short);
        if !here {
            match self.taken.get(short) {
                Some(taken) if taken != full => return path,
                Some(_) => {}
                // Nothing is imported in the place of what the code around it means.
                None if prelude.is_some_and(|prelude| prelude != full) => return path,
                None if prelude.is_some() => {}
                None => {
                    let head = path.segments.iter().take(kept + 1);
                    let head = head.map(|segment| &segment.ident);
                    self.imports
                        .insert(full.to_owned(), parse_quote!(#(#head)::*));
                    self.taken.insert(short.to_owned(), full.to_owned());
                }
            }
        }
        Path {
            leading_colon: None,
            segments: path.segments.into_iter().skip(kept).collect(),
        }
    }

    /// What is meant to be the prelude's is written whole where the module has its name for
    /// something else.
    fn keep_meaning(&mut self, path: &mut Path) {
        let Some(first) = path.segments.first() else {
            return;
        };
        self.text.clear();
        push_text(&mut self.text, &first.ident);
        let Some(full) = prelude(&self.text) else {
            return;
        };
        let taken = self.taken.get(self.text.as_str());
        if taken.is_none_or(|taken| taken == full) {
            return;
        }
        let (module, _) = full.rsplit_once("::").unwrap_or_default();
        let module = module
            .split("::")
            .map(|name| PathSegment::from(ident(name)));
        let segments = module.chain(std::mem::take(&mut path.segments));
        path.segments = segments.collect();
    }

    /// Renames types among the tokens of a macro's input.
    fn rename_in(&mut self, tokens: TokenStream) -> TokenStream {
        let mut renamed = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            // What stands before a single colon is a key of a table.
            let is_key = matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == ':' && sign.spacing() == Spacing::Alone);
            match token {
                TokenTree::Ident(name) if !is_key => match self.named(&name) {
                    Some(name) => renamed.extend(self.local(name).into_token_stream()),
                    None => renamed.push(TokenTree::Ident(name)),
                },
                TokenTree::Group(group) => {
                    let inner = self.rename_in(group.stream());
                    renamed.push(TokenTree::Group(Group::new(group.delimiter(), inner)));
                }
                token => renamed.push(token),
            }
        }
        renamed.into_iter().collect()
    }
}

fn push_text(text: &mut String, name: &Ident) {
    // To write to a string cannot fail.
    let _ = write!(text, "{name}");
}

/// The path of a name of the prelude.
fn prelude(name: &str) -> Option<&'static str> {
    let position = PRELUDE
        .binary_search_by(|(short, _)| (*short).cmp(name))
        .ok()?;
    Some(PRELUDE[position].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::syntax;
    use crate::passes::tests::{Trees, bare_plan, groups, text, type_plan};
    use crate::passes::types::{by_module, emit};

    fn plan() -> Plan {
        let mut plan = bare_plan();
        plan.types
            .push(type_plan("CartsCart", "Example.Carts.V1.Models.Cart"));
        plan.types
            .push(type_plan("CartsTerm", "Example.Carts.V1.Models.Term"));
        plan.types
            .push(type_plan("OrdersTerm", "Example.Orders.V2.Models.Term"));
        plan
    }

    /// Puts the types that are there where they belong, and shortens the rest.
    fn run_all(file: &mut File) {
        run_all_of(file, &plan());
    }

    fn run_all_of(file: &mut File, plan: &Plan) {
        let types = syntax::module(file, "types", "test").unwrap();
        let groups = groups(std::mem::take(types));
        let named = groups.into_iter().map(|items| {
            let name = syntax::type_ident(&items[0]).map(ToString::to_string);
            (name.unwrap(), items)
        });
        let mut named: HashMap<String, Vec<Item>> = named.collect();
        let mut trees = Trees::default();
        for (module, types) in by_module(plan).unwrap() {
            let mut make =
                |planned: &TypePlan| Ok(named.remove(&planned.lowered).unwrap_or_default());
            emit(module, &types, &Names::of(plan), &mut trees, &mut make).unwrap();
        }
        run(file, plan).unwrap();
        *syntax::module(file, "types", "test").unwrap() = trees.modules;
    }

    #[test]
    fn types_go_to_their_modules_and_paths_become_short() {
        let mut file: File = parse_quote! {
            pub mod types {
                pub struct CartsCart { pub amount: ::std::option::Option<::client_runtime::wire::Decimal> }
                impl CartsCart {}
                pub struct CartsTerm {}
                pub struct OrdersTerm { pub of: ::std::boxed::Box<OrdersTerm>, pub cart: CartsCart }
            }
        };
        run_all(&mut file);
        let expected = parse_quote! {
            pub mod types {
                pub mod carts {
                    //! The types of `Example.Carts.V1.Models`.
                    use client_runtime::wire::Decimal;
                    pub struct Cart { pub amount: Option<Decimal> }
                    impl Cart {}
                    pub struct Term {}
                }
                pub mod orders {
                    //! The types of `Example.Orders.V2.Models`.
                    use crate::types::carts::Cart;
                    pub struct Term { pub of: Box<Term>, pub cart: Cart }
                }
            }
        };
        assert_eq!(text(&file), text(&expected));
    }

    #[test]
    fn a_name_that_is_taken_keeps_its_path() {
        let mut file: File = parse_quote! {
            pub mod types {
                pub struct CartsTerm {}
                pub struct OrdersTerm { pub other: CartsTerm }
            }
        };
        run_all(&mut file);
        assert!(
            text(&file).contains("pub other: crate::types::carts::Term"),
            "{}",
            text(&file)
        );
    }

    #[test]
    fn functions_keep_their_module_and_macros_are_renamed() {
        let mut file: File = parse_quote! {
            pub mod types {
                pub enum CartsCart {}
                ::client_runtime::open_enum!(CartsCart);
            }
            fn call() { ::client_runtime::wire::read(types::CartsTerm) }
        };
        run_all(&mut file);
        let text = text(&file);
        assert!(text.contains("client_runtime::open_enum!(Cart);"), "{text}");
        assert!(text.contains("wire::read(Term)"), "{text}");
        assert!(text.contains("use client_runtime::wire;"), "{text}");
    }

    #[test]
    fn what_the_prelude_is_meant_by_stays_the_preludes() {
        let mut plan = bare_plan();
        plan.types.push(type_plan("ModelsOption", "Option"));
        plan.types.push(type_plan("ShopSome", "Shop.Some"));
        let mut file: File = parse_quote! {
            pub mod types {
                pub struct ModelsOption { pub of: Option<ModelsOption>, pub b: ::std::option::Option<ShopSome> }
                impl ModelsOption { fn make(of: impl Into<String>) -> Option<Self> { Some(Self) } }
                pub struct ShopSome(i64);
                impl ShopSome { fn make() -> Option<Self> { Some(Self(1)) } }
            }
            mod client {
                pub struct Option<'a>(&'a str);
                impl<'a> Option<'a> { fn get(self) -> Option<types::ShopSome> {} }
            }
        };
        run_all_of(&mut file, &plan);
        let expected = parse_quote! {
            pub mod types {
                pub mod models {
                    //! Types without a namespace.
                    pub struct Option {
                        pub of: std::option::Option<Option>,
                        pub b: std::option::Option<crate::types::shop::Some>
                    }
                    impl Option { fn make(of: impl Into<String>) -> std::option::Option<Self> { Some(Self) } }
                }
                pub mod shop {
                    //! The types of `Shop`.
                    pub struct Some(i64);
                    impl Some { fn make() -> Option<Self> { std::option::Option::Some(Self(1)) } }
                }
            }
            mod client {
                pub struct Option<'a>(&'a str);
                impl<'a> Option<'a> { fn get(self) -> std::option::Option<crate::types::shop::Some> {} }
            }
        };
        assert_eq!(text(&file), text(&expected));
    }

    #[test]
    fn a_key_of_a_table_is_no_type() {
        let mut file: File = parse_quote! {
            pub mod types {
                pub enum CartsCart {}
                ::client_runtime::wire::open_enum! { CartsCart { OrdersTerm: "orders_term", } }
            }
        };
        run_all(&mut file);
        let text = text(&file);
        assert!(
            text.contains("Cart { OrdersTerm : \"orders_term\""),
            "{text}"
        );
    }
}
