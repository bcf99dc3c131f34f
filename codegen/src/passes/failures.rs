//! Failures inside a success (`x-failure`): every object that may hold some lists them.
//!
//! A service may accept a call and refuse a part of it: the answer is a success, and the part says
//! so in a property. Who asks the whole must not have to know where in it such parts can be, so
//! each object from which one can be reached gets a method that finds them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItem, Item, ItemStruct, Type, parse_quote};

use super::PassError;
use super::docs::Docs;
use super::objects;
use super::syntax::{self, ident};
use super::types::{Context, Shapes};
use crate::naming;
use crate::plan::{Plan, PropertyPlan, Shape, TypePlan};

const PASS: &str = "failures";

pub(super) fn run(
    items: &mut Vec<Item>,
    planned: &TypePlan,
    context: &Context<'_>,
) -> Result<(), PassError> {
    for kind in context.failures {
        if !kind.holders.contains(&planned.lowered) {
            continue;
        }
        let [Item::Struct(item), others @ ..] = items.as_mut_slice() else {
            continue;
        };
        let accessors = others.iter_mut().find_map(|item| match item {
            Item::Impl(item) if item.trait_.is_none() => Some(&mut item.items),
            _ => None,
        });
        let Some(accessors) = accessors else {
            let problem = format!("finds no methods of `{}`", planned.lowered);
            return Err(PassError::new(PASS, problem));
        };
        accessors.splice(..0, kind.methods(item)?);
    }
    Ok(())
}

/// The kinds of failures that the plan knows, with all objects that may hold one.
pub(super) fn kinds(
    bare: &BareType<'_>,
    plan: &Plan,
    shapes: &Shapes<'_>,
) -> Result<Vec<Kind>, PassError> {
    let planned = plan.types.iter();
    let parts = planned.flat_map(|planned| match &planned.shape {
        Shape::Object(properties) => properties
            .iter()
            .filter(|property| property.failure)
            .map(|property| (planned.lowered.as_str(), property))
            .collect(),
        _ => Vec::new(),
    });
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let objects = Definitions::of(bare, &Context::new(plan, shapes, &[]))?;
    parts
        .iter()
        .map(|(part, property)| Kind::find(&objects, part, property, parts.len() > 1))
        .collect()
}

/// What progenitor wrote for a type.
type BareType<'b> = dyn Fn(&TypePlan) -> Result<Item, PassError> + 'b;

/// The objects in their final form, by their names.
struct Definitions(BTreeMap<String, ItemStruct>);

impl Definitions {
    fn of(bare: &BareType<'_>, context: &Context<'_>) -> Result<Self, PassError> {
        let planned = context.plan.types.iter();
        let objects = planned.filter(|planned| matches!(planned.shape, Shape::Object(_)));
        let definitions = objects.map(|planned| {
            let definition = objects::definition(&bare(planned)?, planned, context)?;
            Ok((planned.lowered.clone(), definition))
        });
        Ok(Self(definitions.collect::<Result<_, _>>()?))
    }

    /// The names of all objects from which a part can be reached, the part included.
    fn holders(&self, part: &str) -> BTreeSet<String> {
        let mut holders = BTreeSet::from([part.to_owned()]);
        loop {
            let leads = |item: &ItemStruct| {
                let mut fields = item.fields.iter();
                fields.any(|field| leads_to(&field.ty, &holders))
            };
            let objects = self.0.iter();
            let found: Vec<String> = objects
                .filter(|(name, item)| !holders.contains(*name) && leads(item))
                .map(|(name, _)| name.clone())
                .collect();
            if found.is_empty() {
                return holders;
            }
            holders.extend(found);
        }
    }
}

/// A kind of failure: the part of an answer that can fail, and what says that it did.
///
/// In words rather than nodes of a tree, for these stay on one thread.
pub(super) struct Kind {
    part: String,
    field: String,
    wire: String,
    /// Its type.
    error: String,
    /// Whether the error stands in a box.
    boxed: bool,
    method: String,
    collect: String,
    holders: BTreeSet<String>,
}

impl Kind {
    fn find(
        objects: &Definitions,
        part: &str,
        property: &PropertyPlan,
        one_of_several: bool,
    ) -> Result<Self, PassError> {
        let fields = objects.0.get(part).map(|item| item.fields.iter());
        let field = fields
            .into_iter()
            .flatten()
            .find(|field| field.ident.as_ref() == Some(&ident(&property.field)));
        let Some(value) = field.and_then(|field| held(&field.ty)) else {
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
            part: part.to_owned(),
            field: property.field.clone(),
            wire: property.wire.clone(),
            error: quote!(#error).to_string(),
            boxed,
            method: format!("failures{of}"),
            collect: format!("collect_failures{of}"),
            holders: objects.holders(part),
        })
    }

    /// The statements that look into a value; none where nothing is in it.
    fn below(&self, ty: &Type, value: &TokenStream) -> Option<TokenStream> {
        let collect = ident(&self.collect);
        match syntax::last_segment(ty)? {
            (name, None) => self
                .holders
                .contains(&name)
                .then(|| quote!(#value.#collect(failures);)),
            (name, Some(inner)) => Some(match name.as_str() {
                "Vec" => {
                    let below = self.below(inner, &quote!(element))?;
                    quote!(for element in #value { #below })
                }
                "Map" => {
                    let below = self.below(inner, &quote!(element))?;
                    quote!(for (_, element) in #value.iter() { #below })
                }
                "Nullable" => {
                    let below = self.below(inner, &quote!(value))?;
                    quote!(if let Some(value) = #value.value() { #below })
                }
                _ => self.below(inner, value)?,
            }),
        }
    }

    fn methods(&self, holder: &ItemStruct) -> Result<[ImplItem; 2], PassError> {
        let error: Type = syn::parse_str(&self.error).map_err(|fault| {
            let problem = format!("does not understand `{}`: {fault}", self.error);
            PassError::new(PASS, problem)
        })?;
        let part = ident(&self.part);
        let (method, collect) = (ident(&self.method), ident(&self.collect));
        let docs = Docs::new()
            .paragraph(format!(
                "What failed although the call succeeded: each `{}` in here, with the part that it \
                 belongs to.",
                self.wire
            ))
            .outer();
        let own = (holder.ident == part).then(|| {
            let field = ident(&self.field);
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
                    let below = self.below(element, &quote!(element))?;
                    quote!(for element in self.#name() { #below })
                }
                _ => {
                    let below = self.below(held, &quote!(value))?;
                    quote!(if let Some(value) = &self.#name { #below })
                }
            })
        });
        Ok([
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
        ])
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

/// What a property holds when it is there.
fn held(field: &Type) -> Option<&Type> {
    match syntax::last_segment(field)? {
        (name, Some(value)) if name == "Option" => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use syn::File;

    use super::*;
    use crate::passes::tests::{bare_plan, object_plan, run_on_types, text};

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
        let cart = [("first", "first"), ("id", "id"), ("lines", "lines")];
        let line = [("addons", "addons"), (failing, "error")];
        plan.types.push(object_plan("Cart", &cart));
        plan.types.push(object_plan("Line", &line));
        plan.types.push(object_plan("LineError", &[]));
        fails(&mut plan.types[1]);
        plan
    }

    /// Marks the second property of an object.
    fn fails(planned: &mut TypePlan) {
        let Shape::Object(properties) = &mut planned.shape else {
            unreachable!("it is made as an object");
        };
        properties[1].failure = true;
    }

    #[test]
    fn whatever_leads_to_a_failure_lists_it() {
        let mut file = tree();
        run_on_types(run, &mut file, &plan("error")).unwrap();
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
        let mut plan = plan("error");
        plan.types[0] = object_plan("Cart", &[("by_id", "by_id"), ("last", "last")]);
        run_on_types(run, &mut file, &plan).unwrap();
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
        fails(&mut plan.types[0]);
        let mut file = tree();
        run_on_types(run, &mut file, &plan).unwrap();
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
        let error = run_on_types(run, &mut tree(), &plan("gone")).unwrap_err();
        assert!(
            error.to_string().contains("no property `gone` in `Line`"),
            "{error}"
        );
    }
}
