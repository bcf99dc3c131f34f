//! Cuts progenitor's output down to what the later passes build on.
//!
//! Of `types`, the bare structs and enums stay, without attributes and impls; of the client, the
//! signatures of its operations, whose bodies are emptied. Everything else goes: the client's
//! struct and constructors, the hooks, the prelude, the conversions with their string errors.

use std::collections::HashSet;

use syn::visit_mut::{self, VisitMut};
use syn::{File, ImplItem, Item, ItemImpl, PathArguments, Type, parse_quote};

use super::{PassError, syntax};
use crate::plan::Plan;

const PASS: &str = "strip";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    file.attrs.clear();
    file.items.retain_mut(|item| match item {
        Item::Mod(module) => module.ident == "types",
        Item::Impl(item) => strip_client(item),
        _ => false,
    });
    let types = syntax::module(file, "types", PASS)?;
    types.retain_mut(strip_type);
    // Maps keep the order in which their members came.
    Maps.visit_file_mut(file);
    let types = syntax::module(file, "types", PASS)?;

    let named = types.iter().filter_map(syntax::type_ident);
    let names: HashSet<String> = named.map(ToString::to_string).collect();
    let missing = plan.types.iter();
    if let Some(missing) = missing
        .map(|planned| &planned.lowered)
        .find(|name| !names.contains(*name))
    {
        let problem = format!("finds no type `{missing}`");
        return Err(PassError::new(PASS, problem));
    }
    if types.len() != plan.types.len() {
        let planned = |item: &Item| {
            let name = syntax::type_ident(item)
                .map(ToString::to_string)
                .unwrap_or_default();
            let known = plan.types.iter().any(|planned| planned.lowered == name);
            (!known).then_some(name)
        };
        let surplus: Vec<_> = types.iter().filter_map(planned).collect();
        let problem = format!("finds types that nobody planned: {}", surplus.join(", "));
        return Err(PassError::new(PASS, problem));
    }
    Ok(())
}

/// `HashMap<String, T>` becomes the runtime's `Map<T>`.
struct Maps;

impl VisitMut for Maps {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        let Type::Path(path) = &*ty else { return };
        let Some(segment) = path.path.segments.last() else {
            return;
        };
        if segment.ident != "HashMap" {
            return;
        }
        if let PathArguments::AngleBracketed(arguments) = &segment.arguments
            && let Some(value) = arguments.args.last()
        {
            *ty = parse_quote!(::client_runtime::wire::Map<#value>);
        }
    }
}

/// Keeps the client's operations, as signatures; says whether anything is left.
fn strip_client(item: &mut ItemImpl) -> bool {
    let of_client = matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident("Client"));
    if item.trait_.is_some() || !of_client {
        return false;
    }
    item.attrs.clear();
    item.items.retain_mut(|item| match item {
        ImplItem::Fn(function) if function.sig.asyncness.is_some() => {
            function.attrs.clear();
            function.block = parse_quote!({});
            true
        }
        _ => false,
    });
    !item.items.is_empty()
}

/// Keeps a bare type; says whether the item is one.
///
/// The attributes of fields stay: they tell the wire name.
fn strip_type(item: &mut Item) -> bool {
    match item {
        Item::Struct(item) => {
            item.attrs.clear();
            true
        }
        Item::Enum(item) => {
            item.attrs.clear();
            item.variants
                .iter_mut()
                .for_each(|variant| variant.attrs.clear());
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, object_plan, text};

    #[test]
    fn only_bare_types_and_signatures_stay() {
        let mut file: File = parse_quote! {
            pub use progenitor_client::Error;
            pub mod types {
                #[derive(Clone)]
                pub struct Cart { #[serde(default)] pub id: String }
                impl From<Cart> for String { fn from(cart: Cart) -> String { cart.id } }
                pub mod error {}
            }
            pub struct Client { baseurl: String }
            impl Client { pub fn new(baseurl: &str) -> Self { todo!() } }
            impl ClientHooks<()> for &Client {}
            impl Client {
                /// docs
                pub async fn get_cart(&self) -> Result<types::Cart, Error<()>> { todo!() }
            }
            pub mod prelude {}
        };
        let mut plan = bare_plan();
        plan.types.push(object_plan("Cart", &[("id", "id")]));
        run(&mut file, &plan).unwrap();
        let expected = parse_quote! {
            pub mod types { pub struct Cart { #[serde(default)] pub id: String } }
            impl Client { pub async fn get_cart(&self) -> Result<types::Cart, Error<()>> {} }
        };
        assert_eq!(text(&file), text(&expected));
    }

    #[test]
    fn a_type_that_is_missing_or_surplus_is_an_error() {
        let source: File = parse_quote! { pub mod types { pub struct Surplus {} } };
        let error = run(&mut source.clone(), &bare_plan()).unwrap_err();
        assert!(
            error.to_string().contains("nobody planned: Surplus"),
            "{error}"
        );

        let mut plan = bare_plan();
        plan.types.push(object_plan("Missing", &[]));
        let error = run(&mut source.clone(), &plan).unwrap_err();
        assert!(error.to_string().contains("no type `Missing`"), "{error}");
    }
}
