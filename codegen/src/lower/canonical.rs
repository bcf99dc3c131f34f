//! Schemas in the few forms that the rest of lowering knows.
//!
//! - What `allOf` puts together becomes one object. A property that comes from a component keeps
//!   that component as its owner, so that its inline types are the component's.
//! - What only limits values (`minLength`, `default`, …) becomes a note for the documentation.
//! - `anyOf` becomes `oneOf`: a value is read as the one that it is told to be.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, Header, IntegerType, MediaType, NumberType, ObjectType,
    OpenAPI, Parameter, ParameterSchemaOrContent, ReferenceOr, RequestBody, Response, Schema,
    SchemaData, SchemaKind, StringType, Type, VariantOrUnknownOrEmpty,
};
use serde_json::{Value, json};

use super::names::component_name;
use super::notes;

/// Where a schema's notes are kept until its type is planned.
pub(super) const NOTES: &str = "x-codegen-notes";
/// Whose inline types those of a property are, where it came from a component: module and name.
pub(super) const OWNER: &str = "x-codegen-owner";

/// How deep parts may be nested; the read stage refuses what is deeper.
const MOST_PARTS: usize = 256;

/// The document with every schema in canonical form.
pub(super) fn canonical(document: &OpenAPI) -> OpenAPI {
    let canonical = Canonical { document };
    let mut made = document.clone();
    if let Some(components) = &mut made.components {
        components
            .schemas
            .values_mut()
            .for_each(|schema| canonical.schema_or_reference(schema));
        components
            .parameters
            .values_mut()
            .for_each(|parameter| canonical.parameter(parameter));
        components
            .request_bodies
            .values_mut()
            .for_each(|body| canonical.body(body));
        components
            .responses
            .values_mut()
            .for_each(|response| canonical.response(response));
        components
            .headers
            .values_mut()
            .for_each(|header| canonical.header(header));
    }
    for item in made.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else {
            continue;
        };
        item.parameters
            .iter_mut()
            .for_each(|parameter| canonical.parameter(parameter));
        for operation in [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.options,
            &mut item.head,
            &mut item.patch,
        ]
        .into_iter()
        .flatten()
        {
            operation
                .parameters
                .iter_mut()
                .for_each(|parameter| canonical.parameter(parameter));
            if let Some(body) = &mut operation.request_body {
                canonical.body(body);
            }
            let responses = &mut operation.responses;
            responses
                .responses
                .values_mut()
                .chain(&mut responses.default)
                .for_each(|response| canonical.response(response));
        }
    }
    made
}

struct Canonical<'a> {
    /// As it was written: parts are looked up here.
    document: &'a OpenAPI,
}

impl Canonical<'_> {
    fn parameter(&self, parameter: &mut ReferenceOr<Parameter>) {
        if let ReferenceOr::Item(parameter) = parameter {
            let data = match parameter {
                Parameter::Path { parameter_data, .. }
                | Parameter::Query { parameter_data, .. }
                | Parameter::Header { parameter_data, .. }
                | Parameter::Cookie { parameter_data, .. } => parameter_data,
            };
            self.format(&mut data.format);
        }
    }

    fn header(&self, header: &mut ReferenceOr<Header>) {
        if let ReferenceOr::Item(header) = header {
            self.format(&mut header.format);
        }
    }

    fn body(&self, body: &mut ReferenceOr<RequestBody>) {
        if let ReferenceOr::Item(body) = body {
            self.content(&mut body.content);
        }
    }

    fn response(&self, response: &mut ReferenceOr<Response>) {
        if let ReferenceOr::Item(response) = response {
            self.content(&mut response.content);
            response
                .headers
                .values_mut()
                .for_each(|header| self.header(header));
        }
    }

    fn format(&self, format: &mut ParameterSchemaOrContent) {
        match format {
            ParameterSchemaOrContent::Schema(schema) => self.schema_or_reference(schema),
            ParameterSchemaOrContent::Content(content) => self.content(content),
        }
    }

    fn content(&self, content: &mut IndexMap<String, MediaType>) {
        content
            .values_mut()
            .filter_map(|media| media.schema.as_mut())
            .for_each(|schema| self.schema_or_reference(schema));
    }

    fn schema_or_reference(&self, schema: &mut ReferenceOr<Schema>) {
        if let ReferenceOr::Item(schema) = schema {
            self.schema(schema);
        }
    }

    fn boxed(&self, schema: &mut ReferenceOr<Box<Schema>>) {
        if let ReferenceOr::Item(schema) = schema {
            self.schema(schema);
        }
    }

    fn schema(&self, schema: &mut Schema) {
        let notes = notes::of(schema);
        if !notes.is_empty() {
            let notes = notes.into_iter().map(Value::from).collect();
            let extensions = &mut schema.schema_data.extensions;
            extensions.insert(String::from(NOTES), Value::Array(notes));
        }
        schema.schema_kind = self.kind(std::mem::replace(
            &mut schema.schema_kind,
            SchemaKind::Any(AnySchema::default()),
        ));
    }

    fn kind(&self, kind: SchemaKind) -> SchemaKind {
        let mut kind = match kind {
            SchemaKind::Any(any) => typed(any),
            other => other,
        };
        if let Some(list) = merged_list(&kind) {
            let _ = list;
            let mut merged = Merged::default();
            self.merge(&kind, None, &mut merged, 0);
            return SchemaKind::Type(Type::Object(self.object(merged.object)));
        }
        match &mut kind {
            SchemaKind::AnyOf { any_of } => {
                return self.kind(SchemaKind::OneOf {
                    one_of: std::mem::take(any_of),
                });
            }
            SchemaKind::OneOf { one_of } => one_of
                .iter_mut()
                .for_each(|schema| self.schema_or_reference(schema)),
            SchemaKind::Type(Type::Object(object)) => {
                let object = std::mem::take(object);
                return SchemaKind::Type(Type::Object(self.object(object)));
            }
            SchemaKind::Type(Type::Array(array)) => {
                if let Some(items) = &mut array.items {
                    self.boxed(items);
                }
            }
            _ => {}
        }
        kind
    }

    fn object(&self, mut object: ObjectType) -> ObjectType {
        object
            .properties
            .values_mut()
            .for_each(|property| self.boxed(property));
        if let Some(AdditionalProperties::Schema(schema)) = &mut object.additional_properties {
            self.schema_or_reference(schema);
        }
        object
    }

    /// Adds up the parts of an object, each component once; `owner` is the component that the
    /// part belongs to.
    fn merge(&self, kind: &SchemaKind, owner: Option<&str>, merged: &mut Merged, depth: usize) {
        if depth > MOST_PARTS {
            return;
        }
        let (parts, properties, required, additional) = match kind {
            SchemaKind::AllOf { all_of } => (all_of.as_slice(), None, None, None),
            SchemaKind::Type(Type::Object(object)) => (
                &[][..],
                Some(&object.properties),
                Some(&object.required),
                object.additional_properties.as_ref(),
            ),
            SchemaKind::Any(any) => (
                any.all_of.as_slice(),
                Some(&any.properties),
                Some(&any.required),
                any.additional_properties.as_ref(),
            ),
            _ => return,
        };
        for part in parts {
            match part {
                ReferenceOr::Item(schema) => {
                    self.merge(&schema.schema_kind, owner, merged, depth + 1);
                }
                ReferenceOr::Reference { reference } => {
                    let Some((key, schema)) = self.component(reference) else {
                        continue;
                    };
                    if merged.seen.insert(key.to_owned()) {
                        let name = component_name(key, schema);
                        let name = format!("{}::{}", name.module, name.name);
                        self.merge(&schema.schema_kind, Some(&name), merged, depth + 1);
                    }
                }
            }
        }
        for (name, property) in properties.into_iter().flatten() {
            let mut property = property.clone();
            if let (ReferenceOr::Item(schema), Some(owner)) = (&mut property, owner) {
                let extensions = &mut schema.schema_data.extensions;
                extensions
                    .entry(String::from(OWNER))
                    .or_insert_with(|| json!(owner));
            }
            merged
                .object
                .properties
                .entry(name.clone())
                .or_insert(property);
        }
        merged
            .object
            .required
            .extend(required.into_iter().flatten().cloned());
        if merged.object.additional_properties.is_none() {
            merged.object.additional_properties = additional.cloned();
        }
    }

    /// The component at the end of a reference, and the key under which it says what it is.
    fn component(&self, reference: &str) -> Option<(&str, &Schema)> {
        let schemas = &self.document.components.as_ref()?.schemas;
        let mut reference = reference;
        for _ in 0..MOST_PARTS {
            let key = reference.strip_prefix("#/components/schemas/")?;
            match schemas.get_key_value(key)? {
                (key, ReferenceOr::Item(schema)) => return Some((key, schema)),
                (_, ReferenceOr::Reference { reference: next }) => reference = next,
            }
        }
        None
    }
}

#[derive(Default)]
struct Merged {
    object: ObjectType,
    seen: HashSet<String>,
}

/// The parts that make up an object; none where `allOf` only describes a reference.
fn merged_list(kind: &SchemaKind) -> Option<&[ReferenceOr<Schema>]> {
    match kind {
        SchemaKind::AllOf { all_of } => match all_of.as_slice() {
            [ReferenceOr::Reference { .. }] => None,
            list => Some(list),
        },
        SchemaKind::Any(any) if !any.all_of.is_empty() => Some(&any.all_of),
        _ => None,
    }
}

/// `openapiv3` has no type for what it finds unusual, such as an integer with a limit that is
/// none. Its `type` says it all the same.
fn typed(any: AnySchema) -> SchemaKind {
    let plain =
        any.properties.is_empty() && any.required.is_empty() && any.additional_properties.is_none();
    if !any.all_of.is_empty() {
        return match any.all_of.as_slice() {
            [ReferenceOr::Reference { .. }] if plain => SchemaKind::AllOf { all_of: any.all_of },
            _ => SchemaKind::Any(any),
        };
    }
    if !any.one_of.is_empty() {
        return SchemaKind::OneOf { one_of: any.one_of };
    }
    if !any.any_of.is_empty() {
        return SchemaKind::OneOf { one_of: any.any_of };
    }
    let integers = |values: &[Value]| values.iter().map(Value::as_i64).collect();
    let texts = |values: &[Value]| {
        let texts = values.iter().map(|value| value.as_str().map(str::to_owned));
        texts.collect()
    };
    match any.typ.as_deref() {
        Some("integer") => SchemaKind::Type(Type::Integer(IntegerType {
            enumeration: integers(&any.enumeration),
            format: any.format.clone().into(),
            ..IntegerType::default()
        })),
        Some("number") => SchemaKind::Type(Type::Number(NumberType::default())),
        Some("string") => SchemaKind::Type(Type::String(StringType {
            enumeration: texts(&any.enumeration),
            format: any.format.clone().into(),
            ..StringType::default()
        })),
        Some("boolean") => SchemaKind::Type(Type::Boolean(Default::default())),
        Some("object") => SchemaKind::Type(Type::Object(ObjectType {
            properties: any.properties,
            required: any.required,
            additional_properties: any.additional_properties,
            min_properties: None,
            max_properties: None,
        })),
        _ => SchemaKind::Any(any),
    }
}

/// The notes of a schema, once it is canonical.
pub(super) fn notes_of(data: &SchemaData) -> Vec<String> {
    let notes = data.extensions.get(NOTES).and_then(Value::as_array);
    notes
        .into_iter()
        .flatten()
        .filter_map(|note| note.as_str().map(str::to_owned))
        .collect()
}

/// The type whose inline types those of this schema are, if it came from a component.
pub(super) fn owner_of(data: &SchemaData) -> Option<crate::naming::TypeName> {
    let (module, name) = data.extensions.get(OWNER)?.as_str()?.split_once("::")?;
    Some(crate::naming::TypeName {
        module: module.to_owned(),
        name: name.to_owned(),
    })
}

/// The name of a format that is neither known to `openapiv3` nor a type of its own here.
pub(super) fn format_name(
    format: &VariantOrUnknownOrEmpty<openapiv3::StringFormat>,
) -> Option<&str> {
    use openapiv3::StringFormat;
    match format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => Some("byte"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => Some("binary"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => Some("password"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Date | StringFormat::DateTime) => None,
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}
