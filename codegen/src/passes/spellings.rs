//! Spellings: for each object the table by which the runtime writes and reads it in XML and forms.
//!
//! What a value looks like follows from the types that the passes before made; what its elements
//! are called, from the plan.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, ItemStruct, Type};

use super::PassError;
use super::syntax::{self, ident};
use super::types::Context;
use crate::plan::{PropertyPlan, PropertySpelling, Shape, Spelling, TypePlan, XmlName};

const PASS: &str = "spellings";

pub(super) fn run(
    items: &mut Vec<Item>,
    planned: &TypePlan,
    context: &Context<'_>,
) -> Result<(), PassError> {
    let Shape::Object(properties) = &planned.shape else {
        return Ok(());
    };
    let Some(spelling) = context.plan.spellings.get(&planned.lowered) else {
        let problem = format!("finds no spelling of `{}` planned", planned.lowered);
        return Err(PassError::new(PASS, problem));
    };
    let Some(Item::Struct(item)) = items.first() else {
        let problem = format!("finds `{}` not a struct", planned.lowered);
        return Err(PassError::new(PASS, problem));
    };
    let table = table(item, properties, spelling, context)?;
    // Behind the table for JSON.
    if !matches!(items.last(), Some(Item::Macro(_))) {
        let problem = format!("finds no table of `{}`", planned.lowered);
        return Err(PassError::new(PASS, problem));
    }
    items.push(context.spellings.of(table));
    Ok(())
}

fn table(
    item: &ItemStruct,
    properties: &[PropertyPlan],
    spelling: &Spelling,
    context: &Context<'_>,
) -> Result<TokenStream, PassError> {
    let name = &item.ident;
    let fields = item.fields.iter();
    let fields = fields.filter_map(|field| Some((field.ident.as_ref()?.to_string(), &field.ty)));
    let fields: HashMap<String, &Type> = fields.collect();
    let mut entries = Vec::with_capacity(properties.len());
    for property in properties {
        let missing = |what: &str| {
            let problem = format!("finds no {what} of `{name}.{}`", property.wire);
            PassError::new(PASS, problem)
        };
        let value = value(&fields, property).ok_or_else(|| missing("type"))?;
        let spelled = spelling
            .properties
            .get(&property.wire)
            .ok_or_else(|| missing("spelling"))?;
        let entry = entry(property, spelled, value, spelling, context);
        entries.push((&spelled.name.local, entry));
    }
    // OpenAPI gives elements no order; this one is also that of .NET's serializer.
    entries.sort_by_key(|(element, _)| *element);
    let entries = entries.into_iter().map(|(_, entry)| entry);
    let XmlName {
        local,
        namespace,
        prefix,
    } = &spelling.name;
    Ok(quote! {
        #name {
            element: #local,
            namespace: #namespace,
            prefix: #prefix,
            properties: &[#(#entries,)*],
        }
    })
}

/// The type of a property's value when it is there.
fn value<'i>(fields: &HashMap<String, &'i Type>, property: &PropertyPlan) -> Option<&'i Type> {
    let field = fields.get(&ident(&property.field).to_string())?;
    let (outer, inner) = syntax::last_segment(field)?;
    inner.filter(|_| outer == "Option")
}

fn entry(
    property: &PropertyPlan,
    spelled: &PropertySpelling,
    value: &Type,
    owner: &Spelling,
    context: &Context<'_>,
) -> TokenStream {
    let wire = &property.wire;
    let element = &spelled.name.local;
    let shape = (!is_plain(value, context)).then(|| {
        let shape = shape(value, spelled, owner, context);
        quote!(shape: #shape,)
    });
    let namespace = namespace(&spelled.name, owner);
    let attribute = spelled.attribute.then(|| quote!(attribute: true,));
    quote!(Property { name: #wire, element: #element, #namespace #attribute #shape ..PLAIN })
}

/// The namespace of a property, if it is not that of the object.
fn namespace(name: &XmlName, owner: &Spelling) -> Option<TokenStream> {
    let XmlName {
        namespace, prefix, ..
    } = name;
    let own = !namespace.is_empty() && *namespace != owner.name.namespace;
    own.then(|| quote!(namespace: #namespace, prefix: #prefix,))
}

/// Whether a value is text, which is the shape of what says nothing else.
fn is_plain(value: &Type, context: &Context<'_>) -> bool {
    let Some((name, inner)) = syntax::last_segment(value) else {
        return false;
    };
    match (name.as_str(), inner, context.shape(&name)) {
        ("Box" | "Nullable", Some(inner), _) => is_plain(inner, context),
        ("Vec", Some(_), _) => false,
        (_, _, Some(shape)) => matches!(shape, Shape::StringEnum(_)),
        ("String" | "Timestamp", _, None) => true,
        _ => false,
    }
}

fn shape(
    value: &Type,
    spelled: &PropertySpelling,
    owner: &Spelling,
    context: &Context<'_>,
) -> TokenStream {
    let Some((name, inner)) = syntax::last_segment(value) else {
        return quote!(<#value as Described>::SHAPE);
    };
    match (name.as_str(), inner, context.shape(&name)) {
        ("Box" | "Nullable", Some(inner), _) => shape(inner, spelled, owner, context),
        ("Vec", Some(inner), _) => {
            let wrapped = spelled.wrapped;
            let XmlName {
                local,
                namespace,
                prefix,
            } = &spelled.item;
            // In the element around it, that is the namespace already.
            let same = *namespace == owner.name.namespace && *prefix == owner.name.prefix;
            let (namespace, prefix) = match same && prefix.is_empty() {
                true => ("", ""),
                false => (namespace.as_str(), prefix.as_str()),
            };
            let shape = shape(inner, spelled, owner, context);
            quote! {
                Shape::List(&Items {
                    wrapped: #wrapped,
                    element: #local,
                    namespace: #namespace,
                    prefix: #prefix,
                    shape: #shape,
                })
            }
        }
        (_, _, Some(Shape::Object(_))) => quote!(#value::SHAPE),
        (_, _, Some(Shape::Union(_))) => quote!(Shape::Free),
        (_, _, Some(Shape::StringEnum(_))) => quote!(Shape::Text),
        (_, _, Some(Shape::IntegerEnum(_))) => quote!(Shape::IntegerEnum(#value::names)),
        ("String" | "Timestamp", _, _) => quote!(Shape::Text),
        ("bool", _, _) => quote!(Shape::Boolean),
        ("i64" | "Decimal", _, _) => quote!(Shape::Number),
        ("JsonObject", _, _) => match &spelled.entries {
            None => quote!(Shape::Free),
            Some(entries) => {
                let (name, key, value) = (&entries.name, &entries.key, &entries.value);
                let (namespace, typed) = (&entries.namespace, entries.typed);
                quote! {
                    Shape::Map(&Entries {
                        element: #name,
                        key: #key,
                        value: #value,
                        namespace: #namespace,
                        typed: #typed,
                    })
                }
            }
        },
        // The runtime knows what its own types look like.
        _ => quote!(<#value as Described>::SHAPE),
    }
}

#[cfg(test)]
mod tests {
    use syn::{File, parse_quote};

    use super::*;
    use crate::passes::tests::{bare_plan, object_plan, run_on_types};
    use crate::plan::{EntriesSpelling, Plan};

    fn plan() -> Plan {
        let mut plan = bare_plan();
        plan.types.push(object_plan(
            "Cart",
            &[
                ("context", "context"),
                ("id", "id"),
                ("lines", "lines"),
                ("next", "next"),
            ],
        ));
        let named = |local: &str| XmlName {
            local: String::from(local),
            ..XmlName::default()
        };
        let mut spelling = Spelling {
            name: XmlName {
                namespace: String::from("urn:carts"),
                ..named("Cart")
            },
            ..Spelling::default()
        };
        for (wire, element) in [
            ("context", "Zone"),
            ("id", "Id"),
            ("lines", "Lines"),
            ("next", "Next"),
        ] {
            let property = PropertySpelling {
                name: named(element),
                attribute: wire == "id",
                wrapped: wire == "lines",
                item: XmlName {
                    namespace: String::from("urn:lines"),
                    ..named("Line")
                },
                entries: (wire == "context").then(|| EntriesSpelling {
                    name: String::from("Entry"),
                    key: String::from("Key"),
                    value: String::from("Value"),
                    namespace: String::new(),
                    typed: true,
                }),
            };
            spelling.properties.insert(String::from(wire), property);
        }
        plan.spellings.insert(String::from("Cart"), spelling);
        plan
    }

    fn tree() -> File {
        parse_quote! {
            pub mod types {
                pub struct Cart {
                    pub context: Option<::client_runtime::wire::JsonObject>,
                    pub id: Option<i64>,
                    pub lines: Option<Vec<String>>,
                    pub next: Option<Box<types::Cart>>,
                }
                ::client_runtime::wire::object! { Cart {} }
                pub struct Other {}
            }
        }
    }

    #[test]
    fn each_object_gets_its_table_in_the_order_of_its_elements() {
        let mut file = tree();
        run_on_types(run, &mut file, &plan()).unwrap();
        let Item::Mod(types) = &file.items[0] else {
            panic!("a module")
        };
        let Item::Macro(table) = &types.content.as_ref().unwrap().1[2] else {
            panic!("a table")
        };
        let expected: Item = parse_quote! {
            ::client_runtime::wire::describe! {
                Cart {
                    element: "Cart",
                    namespace: "urn:carts",
                    prefix: "",
                    properties: &[
                        Property { name: "id", element: "Id", attribute: true, shape: Shape::Number, ..PLAIN },
                        Property { name: "lines", element: "Lines", shape: Shape::List(&Items {
                            wrapped: true, element: "Line", namespace: "urn:lines", prefix: "", shape: Shape::Text,
                        }), ..PLAIN },
                        Property { name: "next", element: "Next", shape: types::Cart::SHAPE, ..PLAIN },
                        Property { name: "context", element: "Zone", shape: Shape::Map(&Entries {
                            element: "Entry", key: "Key", value: "Value", namespace: "", typed: true,
                        }), ..PLAIN },
                    ],
                }
            }
        };
        assert_eq!(Item::Macro(table.clone()), expected);
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let mut without_spelling = plan();
        without_spelling.spellings.clear();
        assert!(run_on_types(run, &mut tree(), &without_spelling).is_err());
        let mut without_table: File = parse_quote!(
            pub mod types {
                pub struct Cart {
                    pub id: Option<i64>,
                }
            }
        );
        assert!(run_on_types(run, &mut without_table, &plan()).is_err());
    }
}
