//! Objects: public optional fields, setters, and reading and writing without loss.
//!
//! progenitor's structs come with closed lists of properties and derived serde. Here each becomes
//! a struct whose every property is an `Option` (the service may leave any out), that keeps what
//! the document does not name, and that is read and written through the runtime's `Object`.

use std::collections::HashMap;

use quote::{format_ident, quote};
use syn::{
    AttrStyle, Field, Fields, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Type,
    parse_quote,
};

use super::PassError;
use super::docs::{Docs, notes};
use super::nodes::{self, Blanks, Pattern, Table};
use super::syntax::{self, ident};
use super::types::Context;
use crate::naming;
use crate::plan::{PropertyPlan, Shape, TypePlan};

const PASS: &str = "objects";

pub(super) fn run(
    items: &mut Vec<Item>,
    planned: &TypePlan,
    context: &Context<'_>,
) -> Result<(), PassError> {
    if !matches!(planned.shape, Shape::Object(_)) {
        return Ok(());
    }
    let object = Object::read(items.first(), planned, context)?;
    *items = vec![
        Item::Struct(object.definition(&context.objects)),
        object.accessors(&context.objects),
        object.table(&context.objects),
    ];
    Ok(())
}

/// An object's definition in its final form, alone.
pub(super) fn definition(
    item: &Item,
    planned: &TypePlan,
    context: &Context<'_>,
) -> Result<ItemStruct, PassError> {
    let object = Object::read(Some(item), planned, context)?;
    Ok(object.definition(&context.objects))
}

/// An object in an object stands in a box: most are absent most of the time, and lists of lines
/// are moved around while they grow.
pub(super) fn boxed(value: &Type, context: &Context<'_>) -> Type {
    match syntax::last_segment(value) {
        Some((name, None)) if context.is_object(&name) => {
            nodes::generic(&["std", "boxed", "Box"], value.clone())
        }
        _ => value.clone(),
    }
}

/// A struct in its final form.
struct Object<'a> {
    name: &'a Ident,
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
        context: &Context<'_>,
    ) -> Result<Self, PassError> {
        let Some(field) = fields.get(&planned.wire) else {
            let problem = format!(
                "finds no property `{}` in `{}`",
                planned.wire, owner.lowered
            );
            return Err(PassError::new(PASS, problem));
        };
        let value = match syntax::bare(&field.ty) {
            (value, true) => boxed(value, context),
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
            true => nodes::generic(&["client_runtime", "wire", "Nullable"], value.clone()),
            false => value.clone(),
        }
    }

    fn is_list(&self) -> bool {
        !self.planned.keep_null
            && matches!(syntax::last_segment(&self.value), Some((name, Some(_))) if name == "Vec")
    }
}

impl<'a> Object<'a> {
    fn read(
        item: Option<&'a Item>,
        planned: &'a TypePlan,
        context: &Context<'_>,
    ) -> Result<Self, PassError> {
        let fault = |problem: String| Err(PassError::new(PASS, problem));
        let Shape::Object(properties) = &planned.shape else {
            return fault(format!("finds `{}` no object", planned.lowered));
        };
        let Some(Item::Struct(item)) = item else {
            return fault(format!("finds `{}` not a struct", planned.lowered));
        };
        let Fields::Named(fields) = &item.fields else {
            return fault(format!("finds `{}` without fields", planned.lowered));
        };
        let fields: HashMap<String, &Field> = fields
            .named
            .iter()
            .map(|field| (syntax::wire_name(field), field))
            .collect();
        let properties = properties
            .iter()
            .map(|property| Property::find(&fields, property, planned, context))
            .collect::<Result<Vec<_>, _>>()?;
        if item.fields.len() != properties.len() {
            let name = &planned.lowered;
            return fault(format!("finds more properties in `{name}` than planned"));
        }
        Ok(Self {
            name: &item.ident,
            planned,
            properties,
        })
    }

    fn definition(&self, patterns: &Patterns) -> ItemStruct {
        let mut definition = patterns.definition.clone();
        definition.ident = self.name.clone();
        let derives =
            std::mem::replace(&mut definition.attrs, type_docs(self.planned).attributes());
        definition.attrs.extend(derives);
        if let Fields::Named(fields) = &mut definition.fields {
            let unknown = fields.named.pop();
            let pattern: Option<Pattern<Field>> = fields.named.pop().map(Pattern);
            let properties = self.properties.iter();
            let known = properties.filter_map(|property| {
                let mut field = pattern.as_ref()?.fill(Blanks {
                    names: &[("field", &ident(&property.planned.field))],
                    types: &[("Value", &property.held())],
                });
                field.attrs = property_docs(property.planned).attributes();
                field.attrs.extend(deprecated(property.planned.deprecated));
                Some(field)
            });
            fields.named = known.chain(unknown).collect();
        }
        definition
    }

    fn accessors(&self, patterns: &Patterns) -> Item {
        let mut accessors = patterns.accessors.clone();
        *accessors.self_ty = nodes::type_of(self.name.clone());
        let lists = self.properties.iter().filter(|property| property.is_list());
        let lists = lists.flat_map(|property| property.list_accessors(patterns));
        let setters = self.properties.iter();
        let setters = setters.flat_map(|property| property.setters(patterns));
        accessors.items = lists.chain(setters).map(ImplItem::Fn).collect();
        Item::Impl(accessors)
    }

    /// What goes where on the wire.
    fn table(&self, patterns: &Patterns) -> Item {
        let name = self.name;
        let entries = self.properties.iter().map(|property| {
            let (field, wire) = (ident(&property.planned.field), &property.planned.wire);
            quote!(#field: #wire)
        });
        patterns.table.of(quote!(#name { #(#entries,)* }))
    }
}

impl Property<'_> {
    fn list_accessors(&self, patterns: &Patterns) -> [ImplItemFn; 2] {
        let field = ident(&self.planned.field);
        let mutable = ident(&naming::mutable_elements(&self.planned.field));
        let (_, element) = syntax::last_segment(&self.value).unwrap_or_default();
        let element = element.map(|element| ("Element", element));
        let docs = format!(
            " The elements of `{}`; none when it is absent.",
            self.planned.wire
        );
        let blanks = Blanks {
            names: &[("field", &field), ("mutable", &mutable)],
            types: element.as_slice(),
        };
        patterns.lists.each_ref().map(|pattern| {
            let mut function = pattern.fill(blanks);
            function.attrs.push(nodes::doc(&docs, AttrStyle::Outer));
            function
                .attrs
                .extend(deprecated_method(self.planned.deprecated));
            function
        })
    }

    fn setters(&self, patterns: &Patterns) -> Vec<ImplItemFn> {
        let field = ident(&self.planned.field);
        let setter = ident(&naming::setter(&self.planned.field));
        let null = format_ident!("{setter}_null");
        let docs = format!(" Sets `{field}`.");
        let null_docs =
            format!(" Sets `{field}` to `null`, which is not the same as to leave it out.");
        let blanks = Blanks {
            names: &[("field", &field), ("setter", &setter), ("null", &null)],
            types: &[("Value", &self.value)],
        };
        let documented = |pattern: &Pattern<ImplItemFn>, docs: &str| {
            let mut function = pattern.fill(blanks);
            let docs = nodes::doc(docs, AttrStyle::Outer);
            let deprecated = deprecated_method(self.planned.deprecated);
            let before = std::iter::once(docs).chain(deprecated);
            function.attrs.splice(..0, before);
            function
        };
        match self.planned.keep_null {
            true => {
                let [value, null] = &patterns.nullable_setters;
                vec![documented(value, &docs), documented(null, &null_docs)]
            }
            false => vec![documented(&patterns.setter, &docs)],
        }
    }
}

/// What every object is made of.
pub(super) struct Patterns {
    /// With one property, and those that are unknown.
    definition: ItemStruct,
    accessors: ItemImpl,
    lists: [Pattern<ImplItemFn>; 2],
    setter: Pattern<ImplItemFn>,
    /// Those of a property of which `null` is a value.
    nullable_setters: [Pattern<ImplItemFn>; 2],
    table: Table,
}

impl Patterns {
    pub(super) fn new() -> Self {
        Self {
            definition: parse_quote! {
                #[derive(Clone, Debug, Default, PartialEq)]
                #[non_exhaustive]
                pub struct Name {
                    pub field: Option<Value>,
                    /// Properties that the document does not name, kept as they came.
                    pub unknown_properties: ::client_runtime::wire::UnknownProperties,
                }
            },
            accessors: parse_quote!(impl Name {}),
            lists: [
                Pattern(parse_quote! {
                    pub fn field(&self) -> &[Element] {
                        ::client_runtime::wire::elements(&self.field)
                    }
                }),
                Pattern(parse_quote! {
                    pub fn mutable(&mut self) -> &mut [Element] {
                        ::client_runtime::wire::elements_mut(&mut self.field)
                    }
                }),
            ],
            setter: Pattern(parse_quote! {
                #[must_use]
                pub fn setter(mut self, value: impl Into<Value>) -> Self {
                    self.field = Some(value.into());
                    self
                }
            }),
            nullable_setters: [
                Pattern(parse_quote! {
                    #[must_use]
                    pub fn setter(mut self, value: impl Into<Value>) -> Self {
                        self.field = Some(::client_runtime::wire::Nullable::Value(value.into()));
                        self
                    }
                }),
                Pattern(parse_quote! {
                    #[must_use]
                    pub fn null(mut self) -> Self {
                        self.field = Some(::client_runtime::wire::Nullable::Null);
                        self
                    }
                }),
            ],
            table: Table::new("object"),
        }
    }
}

/// Whether a type can be empty, and so stands for itself when it is absent.
fn is_container(ty: &Type) -> bool {
    matches!(syntax::last_segment(ty), Some((name, Some(_))) if name == "Vec" || name == "Map")
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
fn deprecated_method(is_deprecated: bool) -> Vec<syn::Attribute> {
    let allowed = || parse_quote!(#[allow(deprecated)]);
    let attribute = deprecated(is_deprecated).into_iter();
    attribute
        .flat_map(|attribute| [attribute, allowed()])
        .collect()
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
        run_on_types(run, &mut file, &plan).unwrap();
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
            assert!(
                run_on_types(run, &mut tree(), &plan).is_err(),
                "{properties:?}"
            );
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
            run_on_types(run, &mut file, &plan).unwrap();
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
        let error = run_on_types(run, &mut file, &plan).unwrap_err();
        assert!(
            error.to_string().contains("`Weird` of `Cart.id`"),
            "{error}"
        );
    }
}
