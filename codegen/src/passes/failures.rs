//! Failures inside a success (`x-failure`): every object that may hold some lists them.
//!
//! A service may accept a call and refuse a part of it: the answer is a success, and the part says
//! so in a property. Who asks the whole must not have to know where in it such parts can be, so
//! each object from which one can be reached gets a method that finds them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{File, Ident, ImplItem, Item, ItemStruct, Type, parse_quote};

use super::PassError;
use super::docs::Docs;
use super::syntax::{self, TypePositions, ident};
use crate::naming;
use crate::plan::{Plan, PropertyPlan, Shape};

const PASS: &str = "failures";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let kinds = plan.types.iter().flat_map(|planned| match &planned.shape {
        Shape::Object(properties) => properties
            .iter()
            .filter(|property| property.failure)
            .map(|property| (planned.lowered.as_str(), property))
            .collect(),
        _ => Vec::new(),
    });
    let kinds: Vec<_> = kinds.collect();
    if kinds.is_empty() {
        return Ok(());
    }
    let types = syntax::module(file, "types", PASS)?;
    let positions = TypePositions::of(types, PASS);
    for (part, property) in &kinds {
        let kind = Kind::find(types, &positions, part, property, kinds.len() > 1)?;
        let holders = kind.holders(types);
        for holder in &holders {
            let position = positions.find(holder)?;
            let Item::Struct(item) = &types[position] else {
                continue;
            };
            let methods = kind.methods(item, &holders);
            let accessors = types.iter_mut().find_map(|item| match item {
                Item::Impl(item) if item.trait_.is_none() && is_of(&item.self_ty, holder) => {
                    Some(&mut item.items)
                }
                _ => None,
            });
            match accessors {
                Some(items) => {
                    items.splice(..0, methods);
                }
                None => {
                    return Err(PassError::new(
                        PASS,
                        format!("finds no methods of `{holder}`"),
                    ));
                }
            }
        }
    }
    Ok(())
}

/// A kind of failure: the part of an answer that can fail, and what says that it did.
struct Kind {
    part: Ident,
    field: Ident,
    wire: String,
    error: Type,
    /// Whether the error stands in a box.
    boxed: bool,
    method: Ident,
    collect: Ident,
}

impl Kind {
    fn find(
        types: &[Item],
        positions: &TypePositions,
        part: &str,
        property: &PropertyPlan,
        one_of_several: bool,
    ) -> Result<Self, PassError> {
        let position = positions.find(part)?;
        let field = fields(&types[position])
            .find(|field| field.ident.as_ref() == Some(&ident(&property.field)));
        let value = field.and_then(|field| held(&field.ty));
        let Some(value) = value else {
            let problem = format!("finds no property `{}` in `{part}`", property.wire);
            return Err(PassError::new(PASS, problem));
        };
        let (error, boxed) = match syntax::last_segment(value) {
            Some((name, Some(inner))) if name == "Box" => (inner.clone(), true),
            _ => (value.clone(), false),
        };
        let of = if one_of_several {
            let (part, field) = (naming::field(part), property.field.trim_start_matches("r#"));
            format!("_of_{part}_{field}")
        } else {
            String::new()
        };
        Ok(Self {
            part: ident(part),
            field: ident(&property.field),
            wire: property.wire.clone(),
            error,
            boxed,
            method: format_ident!("failures{of}"),
            collect: format_ident!("collect_failures{of}"),
        })
    }

    /// The names of all objects from which the part can be reached, the part included.
    fn holders(&self, types: &[Item]) -> BTreeSet<String> {
        let mut holders = BTreeSet::from([self.part.to_string()]);
        loop {
            let found: Vec<String> = types
                .iter()
                .filter(|item| fields(item).any(|field| leads_to(&field.ty, &holders)))
                .filter_map(|item| syntax::type_ident(item).map(ToString::to_string))
                .filter(|name| !holders.contains(name))
                .collect();
            if found.is_empty() {
                return holders;
            }
            holders.extend(found);
        }
    }

    /// The statements that look into a value; none where nothing is in it.
    fn below(
        &self,
        ty: &Type,
        value: &TokenStream,
        holders: &BTreeSet<String>,
    ) -> Option<TokenStream> {
        let collect = &self.collect;
        match syntax::last_segment(ty)? {
            (name, None) => holders
                .contains(&name)
                .then(|| quote!(#value.#collect(failures);)),
            (name, Some(inner)) => Some(match name.as_str() {
                "Vec" => {
                    let below = self.below(inner, &quote!(element), holders)?;
                    quote!(for element in #value { #below })
                }
                "Map" => {
                    let below = self.below(inner, &quote!(element), holders)?;
                    quote!(for (_, element) in #value.iter() { #below })
                }
                "Nullable" => {
                    let below = self.below(inner, &quote!(value), holders)?;
                    quote!(if let Some(value) = #value.value() { #below })
                }
                _ => self.below(inner, value, holders)?,
            }),
        }
    }

    fn methods(&self, holder: &ItemStruct, holders: &BTreeSet<String>) -> [ImplItem; 2] {
        let (part, error) = (&self.part, &self.error);
        let (method, collect) = (&self.method, &self.collect);
        let docs = Docs::new()
            .paragraph(format!(
                "What failed although the call succeeded: each `{}` in here, with the part that it \
                 belongs to.",
                self.wire
            ))
            .outer();
        let own = (holder.ident == *part).then(|| {
            let field = &self.field;
            let as_ref = if self.boxed {
                quote!(as_deref)
            } else {
                quote!(as_ref)
            };
            quote! {
                if let Some(failure) = self.#field.#as_ref() {
                    failures.push((self, failure));
                }
            }
        });
        let below = holder.fields.iter().filter_map(|field| {
            let name = field.ident.as_ref()?;
            let held = held(&field.ty)?;
            Some(match syntax::last_segment(held) {
                // The elements, also where the list is absent.
                Some((outer, Some(element))) if outer == "Vec" => {
                    let below = self.below(element, &quote!(element), holders)?;
                    quote!(for element in self.#name() { #below })
                }
                _ => {
                    let below = self.below(held, &quote!(value), holders)?;
                    quote!(if let Some(value) = &self.#name { #below })
                }
            })
        });
        [
            parse_quote! {
                #docs
                pub fn #method(&self) -> Vec<(&#part, &#error)> {
                    let mut failures = Vec::new();
                    self.#collect(&mut failures);
                    failures
                }
            },
            parse_quote! {
                pub(crate) fn #collect<'a>(&'a self, failures: &mut Vec<(&'a #part, &'a #error)>) {
                    #own
                    #(#below)*
                }
            },
        ]
    }
}

/// Whether a value of this type may hold one of the `targets`.
fn leads_to(ty: &Type, targets: &BTreeSet<String>) -> bool {
    match syntax::last_segment(ty) {
        Some((name, None)) => targets.contains(&name),
        Some((_, Some(inner))) => leads_to(inner, targets),
        None => false,
    }
}

/// The fields of a struct.
fn fields(item: &Item) -> impl Iterator<Item = &syn::Field> {
    let fields = match item {
        Item::Struct(item) => Some(item.fields.iter()),
        _ => None,
    };
    fields.into_iter().flatten()
}

/// What a property holds when it is there.
fn held(field: &Type) -> Option<&Type> {
    match syntax::last_segment(field)? {
        (name, Some(value)) if name == "Option" => Some(value),
        _ => None,
    }
}

fn is_of(ty: &Type, name: &str) -> bool {
    syntax::last_segment(ty).is_some_and(|(found, _)| found == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, object_plan, text};

    fn tree() -> File {
        parse_quote! {
            pub mod types {
                pub struct Cart {
                    pub first: Option<Box<Line>>,
                    pub id: Option<String>,
                    pub lines: Option<Vec<Line>>,
                }
                impl Cart {}
                pub struct Line {
                    pub addons: Option<Vec<Line>>,
                    pub error: Option<Box<LineError>>,
                }
                impl Line {}
                pub struct LineError {}
                impl LineError {}
            }
        }
    }

    fn plan(failing: &str) -> Plan {
        let mut plan = bare_plan();
        plan.types.push(object_plan(
            "Line",
            &[("addons", "addons"), ("error", failing)],
        ));
        let Shape::Object(properties) = &mut plan.types[0].shape else {
            unreachable!("it is made as an object");
        };
        properties[1].failure = true;
        plan
    }

    #[test]
    fn whatever_leads_to_a_failure_lists_it() {
        let mut file = tree();
        run(&mut file, &plan("error")).unwrap();
        let text = text(&file);
        assert_eq!(
            text.matches("pub fn failures(&self) -> Vec<(&Line, &LineError)>")
                .count(),
            2
        );
        for expected in [
            "for element in self.lines() {",
            "if let Some(value) = &self.first {",
            "for element in self.addons() {",
            "if let Some(failure) = self.error.as_deref() {",
        ] {
            assert_eq!(text.matches(expected).count(), 1, "{expected:?} in\n{text}");
        }
        assert!(text.contains("impl LineError {}"), "{text}");
    }

    #[test]
    fn failures_are_found_in_maps_and_beside_null() {
        let mut file: File = parse_quote! {
            pub mod types {
                pub struct Cart {
                    pub by_id: Option<Map<Vec<Nullable<Line>>>>,
                    pub last: Option<Nullable<Box<Line>>>,
                }
                impl Cart {}
                pub struct Line {
                    pub addons: Option<Vec<Line>>,
                    pub error: Option<Box<LineError>>,
                }
                impl Line {}
                pub struct LineError {}
            }
        };
        run(&mut file, &plan("error")).unwrap();
        let text = text(&file).split_whitespace().collect::<Vec<_>>().join(" ");
        for expected in [
            "if let Some(value) = &self.by_id { for (_, element) in value.iter() { for element in element { if let Some(value) = element.value() { value.collect_failures(failures); } } } }",
            "if let Some(value) = &self.last { if let Some(value) = value.value() { value.collect_failures(failures); } }",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
    }

    #[test]
    fn failures_of_several_kinds_have_a_method_each() {
        let mut plan = plan("error");
        plan.types.push(object_plan("Cart", &[("id", "id")]));
        let Shape::Object(properties) = &mut plan.types[1].shape else {
            unreachable!("it is made as an object");
        };
        properties[0].failure = true;
        let mut file = tree();
        run(&mut file, &plan).unwrap();
        let text = text(&file);
        assert!(
            text.contains("pub fn failures_of_line_error(&self)"),
            "{text}"
        );
        assert!(
            text.contains("pub fn failures_of_cart_id(&self) -> Vec<(&Cart, &String)>"),
            "{text}"
        );
    }

    #[test]
    fn a_property_that_is_not_there_is_an_error() {
        let error = run(&mut tree(), &plan("gone")).unwrap_err();
        assert!(
            error.to_string().contains("no property `error` in `Line`"),
            "{error}"
        );
    }
}
