//! Puts each type into the module of its documented name, under its short name, and imports.
//!
//! The passes before write absolute paths (`::client_runtime::wire::Timestamp`) and progenitor's
//! names (`types::CartsCart`). Here every module gets the imports that make them short; where two
//! names would be the same in one module, the path stays whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Group, Spacing, TokenStream, TokenTree};
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{File, Ident, Item, ItemImpl, Macro, Path, PathSegment, Type, parse_quote};

use super::PassError;
use super::docs::Docs;
use super::syntax::{self, ident};
use crate::naming::TypeName;
use crate::plan::{Plan, TypePlan};

const PASS: &str = "modules";

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

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let types = std::mem::take(syntax::module(file, "types", PASS)?);
    *syntax::module(file, "types", PASS)? = sort_into_modules(types, plan)?;

    let names: HashMap<&str, &TypeName> = plan
        .types
        .iter()
        .map(|planned| (planned.lowered.as_str(), &planned.name))
        .collect();
    shorten(&mut file.items, &names, "");
    Ok(())
}

/// The modules of `types`, each with its types and what belongs to them.
fn sort_into_modules(items: Vec<Item>, plan: &Plan) -> Result<Vec<Item>, PassError> {
    let planned: HashMap<&str, &TypePlan> = plan
        .types
        .iter()
        .map(|planned| (planned.lowered.as_str(), planned))
        .collect();
    // By module and by type; what follows a type (its impls) belongs to it.
    let mut sorted: BTreeMap<&str, BTreeMap<&str, Vec<Item>>> = BTreeMap::new();
    let mut place: Option<(&str, &str)> = None;
    for mut item in items {
        if let Some(name) = declared_name(&mut item) {
            let planned = planned.get(name.to_string().as_str()).ok_or_else(|| {
                PassError::new(PASS, format!("finds a type that nobody planned: {name}"))
            })?;
            *name = ident(&planned.name.name);
            place = Some((&planned.name.module, &planned.name.name));
        }
        let Some((module, name)) = place else {
            return Err(PassError::new(PASS, "finds an item before the first type"));
        };
        sorted
            .entry(module)
            .or_default()
            .entry(name)
            .or_default()
            .push(item);
    }
    let mut namespaces: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for planned in &plan.types {
        let namespace = planned.documented_name.as_deref().and_then(namespace);
        namespaces
            .entry(&planned.name.module)
            .or_default()
            .extend(namespace);
    }
    let modules = sorted.into_iter().map(|(module, types)| {
        let name = ident(module);
        let docs = module_docs(namespaces.remove(module).unwrap_or_default()).inner();
        let items = types.into_values().flatten();
        syntax::module_of(parse_quote!(pub mod #name { #docs }), items)
    });
    Ok(modules.collect())
}

fn declared_name(item: &mut Item) -> Option<&mut Ident> {
    match item {
        Item::Struct(item) => Some(&mut item.ident),
        Item::Enum(item) => Some(&mut item.ident),
        _ => None,
    }
}

/// Says whose namespaces a module holds.
fn module_docs(namespaces: BTreeSet<&str>) -> Docs {
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
fn shorten(items: &mut Vec<Item>, names: &HashMap<&str, &TypeName>, module: &str) {
    let declared = items
        .iter_mut()
        .filter_map(|item| declared_name(item).map(|name| name.to_string()));
    let taken = declared
        .map(|name| (name.clone(), format!("{module}::{name}")))
        .collect();
    let mut shortener = Shortener {
        names,
        module,
        taken,
        imports: BTreeMap::new(),
    };
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
    let imports = shortener
        .imports
        .into_values()
        .map(|path| -> Item { parse_quote!(use #path;) });
    let mut all: Vec<Item> = imports.collect();
    all.append(items);
    *items = all;
}

struct Shortener<'a> {
    /// The types' final names by the names that progenitor gave them.
    names: &'a HashMap<&'a str, &'a TypeName>,
    /// The path of the module, from the crate's root.
    module: &'a str,
    /// Which path each short name stands for in this module.
    taken: HashMap<String, String>,
    imports: BTreeMap<String, Path>,
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
        // A type is shortened as elsewhere; other input is not Rust that could be parsed.
        makro.tokens = match syn::parse2::<Type>(makro.tokens.clone()) {
            Ok(mut ty) => {
                self.visit_type_mut(&mut ty);
                quote!(#ty)
            }
            Err(_) => self.rename_in(makro.tokens.clone()),
        };
    }
}

impl<'a> Shortener<'a> {
    /// The type that a path in progenitor's names means.
    fn planned(&self, path: &Path) -> Option<&'a TypeName> {
        let mut segments = path.segments.iter();
        let mut first = segments.next()?;
        if first.ident == "types" {
            first = segments.next()?;
        }
        match segments.next() {
            None => self.names.get(first.ident.to_string().as_str()).copied(),
            Some(_) => None,
        }
    }

    fn local(&mut self, name: &TypeName) -> Path {
        let (module, short) = (ident(&name.module), ident(&name.name));
        self.import(parse_quote!(crate::types::#module::#short), 3)
    }

    /// Shortens `::a::b::Type::member` to `Type::member`, and `::a::b::function` to `b::function`.
    fn shorten_absolute(&mut self, path: &mut Path) {
        path.leading_colon = None;
        let upper = |segment: &PathSegment| {
            segment
                .ident
                .to_string()
                .starts_with(|first: char| first.is_ascii_uppercase())
        };
        let count = path.segments.len();
        let kept = path
            .segments
            .iter()
            .position(upper)
            .unwrap_or(count.saturating_sub(2));
        if kept > 0 {
            *path = self.import(path.clone(), kept);
        }
    }

    /// Imports the first `kept + 1` segments of a path and gives what is left to write.
    fn import(&mut self, path: Path, kept: usize) -> Path {
        let short = path.segments[kept].ident.to_string();
        let head: Vec<Ident> = path
            .segments
            .iter()
            .take(kept + 1)
            .map(|segment| segment.ident.clone())
            .collect();
        let full = head
            .iter()
            .map(Ident::to_string)
            .collect::<Vec<_>>()
            .join("::");
        let prelude = prelude(&short);
        let here = format!("crate::{}::{short}", self.module) == full;
        if !here {
            match self.taken.get(&short) {
                Some(taken) if *taken != full => return path,
                // Nothing is imported in the place of what the code around it means.
                None if prelude.is_some_and(|prelude| prelude != full) => return path,
                _ if prelude.is_some() => {}
                _ => {
                    self.taken.insert(short, full.clone());
                    self.imports.insert(full, parse_quote!(#(#head)::*));
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
        let short = first.ident.to_string();
        let Some(full) = prelude(&short) else {
            return;
        };
        if self.taken.get(&short).is_none_or(|taken| taken == full) {
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
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        // What stands before a single colon is a key of a table.
        let keys: Vec<bool> = tokens
            .iter()
            .skip(1)
            .map(|next| matches!(next, TokenTree::Punct(sign) if sign.as_char() == ':' && sign.spacing() == Spacing::Alone))
            .chain([false])
            .collect();
        let rename = |(token, is_key): (TokenTree, bool)| match token {
            TokenTree::Ident(name) if is_key => quote!(#name),
            TokenTree::Ident(name) => match self.names.get(name.to_string().as_str()).copied() {
                Some(name) => {
                    let path = self.local(name);
                    quote!(#path)
                }
                None => quote!(#name),
            },
            TokenTree::Group(group) => {
                let inner = Group::new(group.delimiter(), self.rename_in(group.stream()));
                quote!(#inner)
            }
            token => quote!(#token),
        };
        tokens.into_iter().zip(keys).map(rename).collect()
    }
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
    use crate::passes::tests::{bare_plan, text, type_plan};

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
        run(&mut file, &plan()).unwrap();
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
        run(&mut file, &plan()).unwrap();
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
        run(&mut file, &plan()).unwrap();
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
        run(&mut file, &plan).unwrap();
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
        run(&mut file, &plan()).unwrap();
        let text = text(&file);
        assert!(
            text.contains("Cart { OrdersTerm : \"orders_term\""),
            "{text}"
        );
    }

    #[test]
    fn a_type_that_nobody_planned_is_an_error() {
        let mut file: File = parse_quote!(
            pub mod types {
                pub struct Surplus {}
            }
        );
        assert!(run(&mut file, &plan()).is_err());
    }
}
