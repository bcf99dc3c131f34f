//! Unions: progenitor's struct with a field an alternative becomes an enum with a variant an
//! alternative, open like all enums.

use quote::quote;
use syn::{Fields, Item, ItemStruct, Type, parse_quote};

use super::PassError;
use super::docs::{Docs, escape};
use super::objects::{boxed, type_docs};
use super::syntax::{self, ident};
use super::types::Context;
use crate::alternatives::Kind;
use crate::plan::{Shape, TypePlan, UnionPlan, VariantPlan};

const PASS: &str = "unions";

pub(super) fn run(
    items: &mut Vec<Item>,
    planned: &TypePlan,
    context: &Context<'_>,
) -> Result<(), PassError> {
    let Shape::Union(union) = &planned.shape else {
        return Ok(());
    };
    let Some(Item::Struct(item)) = items.first() else {
        let problem = format!("finds `{}` not a struct", planned.lowered);
        return Err(PassError::new(PASS, problem));
    };
    if item.fields.len() != union.variants.len() {
        let problem = format!(
            "finds other alternatives in `{}` than planned",
            planned.lowered
        );
        return Err(PassError::new(PASS, problem));
    }
    let values = union
        .variants
        .iter()
        .map(|variant| value(item, variant, planned))
        .collect::<Result<Vec<_>, _>>()?;
    *items = self::items(planned, union, &values, context);
    Ok(())
}

/// The type of an alternative, without what progenitor puts around a field.
fn value(item: &ItemStruct, variant: &VariantPlan, owner: &TypePlan) -> Result<Type, PassError> {
    let missing = || {
        let problem = format!(
            "finds no alternative `{}` in `{}`",
            variant.property, owner.lowered
        );
        PassError::new(PASS, problem)
    };
    let Fields::Named(fields) = &item.fields else {
        return Err(missing());
    };
    let field = fields
        .named
        .iter()
        .find(|field| syntax::wire_name(field) == variant.property)
        .ok_or_else(missing)?;
    Ok(syntax::bare(&field.ty).0.clone())
}

fn items(
    planned: &TypePlan,
    union: &UnionPlan,
    values: &[Type],
    context: &Context<'_>,
) -> Vec<Item> {
    let name = ident(&planned.lowered);
    let how = match &union.tag {
        Some(tag) => format!("The property `{tag}` tells which."),
        None => String::from("The value itself tells which."),
    };
    let docs = type_docs(planned).paragraph(how).outer();
    let variants = union.variants.iter().zip(values).map(|(variant, value)| {
        let docs = variant_docs(union, variant).outer();
        let name = ident(&variant.name);
        let value = boxed(value, context);
        quote!(#docs #name(#value))
    });
    let mut items: Vec<Item> = vec![parse_quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that the document does not describe, kept as it came.
            Undocumented(::client_runtime::wire::JsonValue),
        }
    }];
    items.extend(conversions(planned, union, values, context));
    items.push(table(planned, union));
    items
}

fn variant_docs(union: &UnionPlan, variant: &VariantPlan) -> Docs {
    let tags: Vec<String> = variant.tags.iter().map(|tag| format!("`{tag}`")).collect();
    let told = match (&union.tag, &variant.marker, variant.kind) {
        (Some(_), _, _) => tags.join(" or "),
        (None, Some(marker), _) => format!("An object with `{marker}`"),
        (None, None, Kind::Object) => String::from("An object"),
        (None, None, Kind::Array) => String::from("A list"),
        (None, None, Kind::Text) => String::from("A text"),
        (None, None, Kind::Number) => String::from("A number"),
        (None, None, Kind::Boolean) => String::from("`true` or `false`"),
    };
    let text = match &variant.description {
        Some(description) => format!("{told}: {}", escape(description)),
        None => format!("{told}."),
    };
    Docs::new().paragraph(text)
}

/// `From` the types that only one alternative has.
fn conversions(
    planned: &TypePlan,
    union: &UnionPlan,
    values: &[Type],
    context: &Context<'_>,
) -> Vec<Item> {
    let name = ident(&planned.lowered);
    let unique = |value: &Type| values.iter().filter(|other| *other == value).count() == 1;
    union
        .variants
        .iter()
        .zip(values)
        .filter(|(_, value)| unique(value))
        .map(|(variant, value)| {
            let variant = ident(&variant.name);
            let made = match boxed(value, context) == *value {
                true => quote!(Self::#variant(value)),
                false => quote!(Self::#variant(::std::boxed::Box::new(value))),
            };
            parse_quote! {
                impl From<#value> for #name {
                    fn from(value: #value) -> Self {
                        #made
                    }
                }
            }
        })
        .collect()
}

/// What tells the alternatives apart, for the runtime.
fn table(planned: &TypePlan, union: &UnionPlan) -> Item {
    let name = ident(&planned.lowered);
    match &union.tag {
        Some(tag) => {
            let entries = union.variants.iter().map(|variant| {
                let (name, tags) = (ident(&variant.name), &variant.tags);
                quote!(#name: #(#tags)|*)
            });
            parse_quote! {
                ::client_runtime::wire::union! {
                    #name by #tag {
                        #(#entries,)*
                    }
                }
            }
        }
        None => {
            // What is left comes last.
            let mut variants: Vec<&VariantPlan> = union.variants.iter().collect();
            variants.sort_by_key(|variant| variant.marker.is_none());
            let entries = variants.into_iter().map(|variant| {
                let name = ident(&variant.name);
                let kind = ident(match variant.kind {
                    Kind::Object => "Object",
                    Kind::Array => "Array",
                    Kind::Text => "Text",
                    Kind::Number => "Number",
                    Kind::Boolean => "Boolean",
                });
                let marker = variant.marker.iter();
                quote!(#name: #kind #(#marker)*)
            });
            parse_quote! {
                ::client_runtime::wire::union! {
                    #name {
                        #(#entries,)*
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::File;

    use super::*;
    use crate::passes::tests::{bare_plan, object_plan, run_on_types, text, type_plan};
    use crate::plan::Plan;

    fn tree() -> File {
        parse_quote! {
            pub mod types {
                pub struct Pet {
                    #[serde(rename = "0")]
                    pub _0: ::std::option::Option<::std::boxed::Box<Cat>>,
                    #[serde(rename = "1")]
                    pub _1: ::std::option::Option<::std::string::String>,
                }
                pub struct Cat {}
            }
        }
    }

    fn plan(tag: Option<&str>) -> Plan {
        let variant = |property: &str, name: &str, kind| VariantPlan {
            property: property.to_owned(),
            name: name.to_owned(),
            description: None,
            tags: vec![name.to_lowercase()],
            marker: None,
            kind,
        };
        let mut plan = bare_plan();
        plan.types.push(object_plan("Cat", &[]));
        plan.types.push(TypePlan {
            shape: Shape::Union(UnionPlan {
                tag: tag.map(str::to_owned),
                variants: vec![
                    variant("0", "Cat", Kind::Object),
                    variant("1", "Text", Kind::Text),
                ],
            }),
            ..type_plan("Pet", "Example.Pet")
        });
        plan
    }

    #[test]
    fn alternatives_become_variants() {
        let mut file = tree();
        run_on_types(run, &mut file, &plan(None)).unwrap();
        let text = text(&file);
        for expected in [
            "pub enum Pet {",
            "Cat(::std::boxed::Box<Cat>),",
            "Text(::std::string::String),",
            "Undocumented(::client_runtime::wire::JsonValue),",
            "impl From<Cat> for Pet {",
            "Cat : Object, Text : Text,",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
    }

    #[test]
    fn a_tag_stands_in_the_table() {
        let mut file = tree();
        run_on_types(run, &mut file, &plan(Some("kind"))).unwrap();
        let text = text(&file);
        assert!(text.contains("Pet by \"kind\""), "{text}");
        assert!(text.contains("Cat : \"cat\""), "{text}");
    }

    #[test]
    fn what_the_plan_promises_and_the_tree_lacks_is_an_error() {
        let mut plan = plan(None);
        if let Shape::Union(union) = &mut plan.types[1].shape {
            union.variants[0].property = String::from("2");
        }
        assert!(run_on_types(run, &mut tree(), &plan).is_err());
    }
}
