//! Cuts progenitor's output down to what the later passes build on.
//!
//! Of `types`, the bare structs and enums stay, without attributes and impls; of the client, the
//! signatures of its operations, whose bodies are emptied. Everything else goes: the client's
//! struct and constructors, the hooks, the prelude, the conversions with their string errors.

use std::collections::HashSet;

use syn::visit_mut::{self, VisitMut};
use syn::{File, ImplItem, Item, ItemImpl, PathArguments, Type, parse_quote};

use super::PassError;
use crate::plan::{Plan, TypePlan};
use crate::progenitor::Bare;

const PASS: &str = "strip";

/// The signatures, and room for the modules of types; all planned types are there, and no others.
pub(super) fn run(bare: &Bare, plan: &Plan) -> Result<File, PassError> {
    let planned: HashSet<&str> = plan
        .types
        .iter()
        .map(|planned| planned.lowered.as_str())
        .collect();
    let names = bare.types.keys().map(String::as_str);
    let surplus: Vec<&str> = names.filter(|name| !planned.contains(name)).collect();
    if !surplus.is_empty() {
        let problem = format!("finds types that nobody planned: {}", surplus.join(", "));
        return Err(PassError::new(PASS, problem));
    }
    if let Some(missing) = planned
        .iter()
        .filter(|name| !bare.types.contains_key(**name))
        .min()
    {
        return Err(PassError::new(PASS, format!("finds no type `{missing}`")));
    }

    let mut file: File = syn::parse_str(&bare.client).map_err(|error| {
        PassError::new(PASS, format!("does not understand the client: {error}"))
    })?;
    file.items.retain_mut(|item| match item {
        Item::Impl(item) => strip_client(item),
        _ => false,
    });
    // Maps keep the order in which their members came.
    Maps.visit_file_mut(&mut file);
    file.items.push(parse_quote!(
        pub mod types {}
    ));
    Ok(file)
}

/// A bare type.
pub(super) fn bare_type(bare: &Bare, planned: &TypePlan) -> Result<Item, PassError> {
    let name = &planned.lowered;
    let Some(text) = bare.types.get(name) else {
        return Err(PassError::new(PASS, format!("finds no type `{name}`")));
    };
    let mut item: Item = syn::parse_str(text)
        .map_err(|error| PassError::new(PASS, format!("does not understand `{name}`: {error}")))?;
    strip_type(&mut item);
    Maps.visit_item_mut(&mut item);
    Ok(item)
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

/// Takes the attributes off a type, but for those of fields: they tell the wire name.
fn strip_type(item: &mut Item) {
    match item {
        Item::Struct(item) => item.attrs.clear(),
        Item::Enum(item) => {
            item.attrs.clear();
            let variants = item.variants.iter_mut();
            variants.for_each(|variant| variant.attrs.clear());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::passes::tests::{bare_plan, object_plan, text};

    #[test]
    fn only_bare_types_and_signatures_stay() {
        let bare = Bare::of(quote! {
            pub use progenitor_client::Error;
            pub mod types {
                #[derive(Clone)]
                pub struct Cart {
                    #[serde(default)] pub id: ::std::collections::HashMap<String, i64>
                }
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
        });
        let mut plan = bare_plan();
        plan.types.push(object_plan("Cart", &[("id", "id")]));
        let expected = parse_quote! {
            impl Client { pub async fn get_cart(&self) -> Result<types::Cart, Error<()>> {} }
            pub mod types {}
        };
        assert_eq!(text(&run(&bare, &plan).unwrap()), text(&expected));
        let expected = parse_quote! {
            pub struct Cart { #[serde(default)] pub id: ::client_runtime::wire::Map<i64> }
        };
        assert_eq!(bare_type(&bare, &plan.types[0]).unwrap(), expected);
    }

    #[test]
    fn a_type_that_is_missing_or_surplus_is_an_error() {
        let bare = Bare::of(quote! { pub mod types { pub struct Surplus {} } });
        let error = run(&bare, &bare_plan()).unwrap_err();
        assert!(
            error.to_string().contains("nobody planned: Surplus"),
            "{error}"
        );

        let mut plan = bare_plan();
        plan.types.push(object_plan("Missing", &[]));
        let error = run(&Bare::default(), &plan).unwrap_err();
        assert!(error.to_string().contains("no type `Missing`"), "{error}");
    }
}
