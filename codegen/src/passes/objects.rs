//! Objects: public optional fields, setters, and reading and writing without loss.
//!
//! progenitor's structs come with closed lists of properties and derived serde. Here each becomes
//! a struct whose every property is an `Option` (the service may leave any out), that keeps what
//! the document does not name, and that is read and written through the runtime's `Object`.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Field, Fields, File, Ident, Item, ItemStruct, Type, parse_quote};

use super::PassError;
use super::docs::{Docs, notes};
use super::syntax::{self, TypePositions, ident};
use crate::naming;
use crate::plan::{Plan, PropertyPlan, Shape, TypePlan};

const PASS: &str = "objects";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let types = syntax::module(file, "types", PASS)?;
    let objects = syntax::object_names(plan);
    let positions = TypePositions::of(types, PASS);
    let mut replacements = HashMap::new();
    for planned in &plan.types {
        let Shape::Object(properties) = &planned.shape else {
            continue;
        };
        let (position, item) = positions.find_struct(types, &planned.lowered)?;
        let Fields::Named(fields) = &item.fields else {
            return Err(PassError::new(
                PASS,
                format!("finds `{}` without fields", planned.lowered),
            ));
        };
        let fields: HashMap<String, &Field> = fields
            .named
            .iter()
            .map(|field| (syntax::wire_name(field), field))
            .collect();
        let properties = properties
            .iter()
            .map(|property| Property::find(&fields, property, planned, &objects))
            .collect::<Result<Vec<_>, _>>()?;
        let object = Object {
            planned,
            properties,
        };
        object.check_fields(item)?;
        replacements.insert(position, object.items(item).into());
    }
    syntax::replace(types, replacements);
    Ok(())
}

/// An object in an object stands in a box: most are absent most of the time, and lists of lines
/// are moved around while they grow.
pub(super) fn boxed(value: &Type, objects: &HashSet<&str>) -> Type {
    match syntax::last_segment(value) {
        Some((name, None)) if objects.contains(name.as_str()) => {
            parse_quote!(::std::boxed::Box<#value>)
        }
        _ => value.clone(),
    }
}

/// A struct in its final form.
struct Object<'a> {
    planned: &'a TypePlan,
    properties: Vec<Property<'a>>,
}

/// A property and the type that it holds when it is there.
struct Property<'a> {
    planned: &'a PropertyPlan,
    value: Type,
}

impl<'a> Property<'a> {
    fn find(
        fields: &HashMap<String, &Field>,
        planned: &'a PropertyPlan,
        owner: &TypePlan,
        objects: &HashSet<&str>,
    ) -> Result<Self, PassError> {
        let Some(field) = fields.get(&planned.wire) else {
            let problem = format!(
                "finds no property `{}` in `{}`",
                planned.wire, owner.lowered
            );
            return Err(PassError::new(PASS, problem));
        };
        let value = match syntax::bare(&field.ty) {
            (value, true) => boxed(value, objects),
            // progenitor lets an absent array and an empty one be the same; the wire does not.
            (value, false) if is_container(value) => field.ty.clone(),
            _ => {
                let ty = &field.ty;
                let problem = format!(
                    "does not understand the type `{}` of `{}.{}`",
                    quote!(#ty),
                    owner.lowered,
                    planned.wire
                );
                return Err(PassError::new(PASS, problem));
            }
        };
        Ok(Self { planned, value })
    }

    /// The type that the field holds when it is there.
    fn held(&self) -> Type {
        let value = &self.value;
        match self.planned.keep_null {
            true => parse_quote!(::client_runtime::wire::Nullable<#value>),
            false => value.clone(),
        }
    }

    fn is_list(&self) -> bool {
        !self.planned.keep_null
            && matches!(syntax::last_segment(&self.value), Some((name, Some(_))) if name == "Vec")
    }
}

impl Object<'_> {
    fn check_fields(&self, item: &ItemStruct) -> Result<(), PassError> {
        if item.fields.len() == self.properties.len() {
            return Ok(());
        }
        let problem = format!(
            "finds more properties in `{}` than planned",
            self.planned.lowered
        );
        Err(PassError::new(PASS, problem))
    }

    fn items(&self, item: &ItemStruct) -> [Item; 3] {
        [
            self.definition(item),
            self.accessors(item),
            self.table(item),
        ]
    }

    fn definition(&self, item: &ItemStruct) -> Item {
        let name = &item.ident;
        let docs = type_docs(self.planned).outer();
        let fields = self.properties.iter().map(|property| {
            let (field, value) = (ident(&property.planned.field), property.held());
            let docs = property_docs(property.planned).outer();
            let deprecated = self::deprecated(property.planned.deprecated);
            quote!(#docs #deprecated pub #field: Option<#value>)
        });
        parse_quote! {
            #docs
            #[derive(Clone, Debug, Default, PartialEq)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields,)*
                /// Properties that the document does not name, kept as they came.
                pub unknown_properties: ::client_runtime::wire::UnknownProperties,
            }
        }
    }

    fn accessors(&self, item: &ItemStruct) -> Item {
        let name = &item.ident;
        let setters = self.properties.iter().map(|property| {
            let (field, value) = (ident(&property.planned.field), &property.value);
            let setter = ident(&naming::setter(&property.planned.field));
            let docs = format!(" Sets `{field}`.");
            let deprecated = deprecated_method(property.planned.deprecated);
            if property.planned.keep_null {
                return nullable_setters(&field, value, &setter, deprecated.as_ref());
            }
            quote! {
                #[doc = #docs]
                #deprecated
                #[must_use]
                pub fn #setter(mut self, value: impl Into<#value>) -> Self {
                    self.#field = Some(value.into());
                    self
                }
            }
        });
        let lists = self
            .properties
            .iter()
            .filter(|property| property.is_list())
            .map(|property| {
                let field = ident(&property.planned.field);
                let mutable = ident(&naming::mutable_elements(&property.planned.field));
                let (_, element) = syntax::last_segment(&property.value).unwrap_or_default();
                let docs = format!(
                    " The elements of `{}`; none when it is absent.",
                    property.planned.wire
                );
                let deprecated = deprecated_method(property.planned.deprecated);
                quote! {
                    #[doc = #docs]
                    #deprecated
                    pub fn #field(&self) -> &[#element] {
                        ::client_runtime::wire::elements(&self.#field)
                    }

                    #[doc = #docs]
                    #deprecated
                    pub fn #mutable(&mut self) -> &mut [#element] {
                        ::client_runtime::wire::elements_mut(&mut self.#field)
                    }
                }
            });
        parse_quote! {
            impl #name {
                #(#lists)*
                #(#setters)*
            }
        }
    }

    /// What goes where on the wire.
    fn table(&self, item: &ItemStruct) -> Item {
        let name = &item.ident;
        let entries = self.properties.iter().map(|property| {
            let (field, wire) = (ident(&property.planned.field), &property.planned.wire);
            quote!(#field: #wire)
        });
        parse_quote! {
            ::client_runtime::wire::object! {
                #name {
                    #(#entries,)*
                }
            }
        }
    }
}

/// Whether a type can be empty, and so stands for itself when it is absent.
fn is_container(ty: &Type) -> bool {
    matches!(syntax::last_segment(ty), Some((name, Some(_))) if name == "Vec" || name == "Map")
}

/// The setters of a property of which `null` is a value.
fn nullable_setters(
    field: &Ident,
    value: &Type,
    setter: &Ident,
    deprecated: Option<&TokenStream>,
) -> TokenStream {
    let null = format_ident!("{setter}_null");
    let docs = format!(" Sets `{field}`.");
    let null_docs = format!(" Sets `{field}` to `null`, which is not the same as to leave it out.");
    quote! {
        #[doc = #docs]
        #deprecated
        #[must_use]
        pub fn #setter(mut self, value: impl Into<#value>) -> Self {
            self.#field = Some(::client_runtime::wire::Nullable::Value(value.into()));
            self
        }

        #[doc = #null_docs]
        #deprecated
        #[must_use]
        pub fn #null(mut self) -> Self {
            self.#field = Some(::client_runtime::wire::Nullable::Null);
            self
        }
    }
}

/// The docs of a type: its description, and its documented name.
pub(super) fn type_docs(planned: &TypePlan) -> Docs {
    let docs = Docs::new()
        .document(planned.description.as_ref())
        .paragraph(notes(&planned.notes));
    // The attribute would warn wherever the crate itself names the type.
    let docs = match planned.deprecated {
        true => docs.paragraph("The API's document marks it as deprecated."),
        false => docs,
    };
    match &planned.documented_name {
        Some(name) => docs.paragraph(format!("Documented as `{name}`.")),
        None if planned.description.is_none() => docs.paragraph("Without a description."),
        None => docs,
    }
}

/// The docs of a property: its description, and its wire name where the field's differs.
fn property_docs(planned: &PropertyPlan) -> Docs {
    let docs = Docs::new().document(planned.description.as_ref());
    let docs = match planned.wire == planned.field {
        true if planned.description.is_some() => docs,
        _ => docs.paragraph(format!("On the wire: `{}`.", planned.wire)),
    };
    docs.paragraph(notes(&planned.notes))
}

/// The attribute of what the document calls deprecated.
pub(super) fn deprecated(deprecated: bool) -> Option<syn::Attribute> {
    deprecated.then(|| parse_quote!(#[deprecated = "the API's document marks it as deprecated"]))
}

/// As `deprecated`, for a method of the field: that warns, too, and rightly does so elsewhere.
fn deprecated_method(is_deprecated: bool) -> Option<TokenStream> {
    let attribute = deprecated(is_deprecated)?;
    Some(quote!(#attribute #[allow(deprecated)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, object_plan, text};

    fn tree() -> File {
        parse_quote! {
            pub mod types {
                pub struct Cart {
                    #[serde(rename = "lineItems", default)]
                    pub line_items: ::std::vec::Vec<Line>,
                    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                    pub id: ::std::option::Option<::std::string::String>,
                }
            }
        }
    }

    #[test]
    fn every_property_is_optional_and_the_unknown_are_kept() {
        let mut file = tree();
        let mut plan = bare_plan();
        plan.types.push(object_plan(
            "Cart",
            &[("id", "id"), ("lineItems", "line_items")],
        ));
        run(&mut file, &plan).unwrap();
        let text = text(&file);
        for expected in [
            "#[non_exhaustive]",
            "pub line_items: Option<::std::vec::Vec<Line>>",
            "pub id: Option<::std::string::String>",
            "pub unknown_properties: ::client_runtime::wire::UnknownProperties",
            "pub fn with_id(mut self, value: impl Into<::std::string::String>) -> Self",
            "pub fn line_items(&self) -> &[Line]",
            "pub fn line_items_mut(&mut self) -> &mut [Line]",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
        assert!(!text.contains("serde"), "{text}");
    }

    #[test]
    fn properties_that_are_missing_or_surplus_are_errors() {
        for properties in [&[("id", "id")][..], &[("id", "id"), ("line", "line")]] {
            let mut plan = bare_plan();
            plan.types.push(object_plan("Cart", properties));
            assert!(run(&mut tree(), &plan).is_err(), "{properties:?}");
        }
    }

    #[test]
    fn recursion_is_boxed_however_progenitor_breaks_it() {
        for ty in ["Box<Option<Cart>>", "Option<Box<Cart>>", "Option<Cart>"] {
            let ty: Type = syn::parse_str(ty).unwrap();
            let mut file: File = parse_quote!(
                pub mod types {
                    pub struct Cart {
                        pub next: #ty,
                    }
                }
            );
            let mut plan = bare_plan();
            plan.types.push(object_plan("Cart", &[("next", "next")]));
            run(&mut file, &plan).unwrap();
            let text = text(&file);
            assert!(
                text.replace("::std::boxed::", "")
                    .contains("pub next: Option<Box<Cart>>"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_type_that_is_not_understood_is_an_error() {
        let mut file: File = parse_quote!(
            pub mod types {
                pub struct Cart {
                    pub id: Weird,
                }
            }
        );
        let mut plan = bare_plan();
        plan.types.push(object_plan("Cart", &[("id", "id")]));
        let error = run(&mut file, &plan).unwrap_err();
        assert!(
            error.to_string().contains("`Weird` of `Cart.id`"),
            "{error}"
        );
    }
}
