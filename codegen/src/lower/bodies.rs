//! Request bodies: progenitor sees one media type, and of text, bytes and parts nothing at all.

use indexmap::IndexMap;
use openapiv3::{
    MediaType, Parameter, ReferenceOr, RequestBody, Schema, SchemaKind, StringFormat, Type,
    VariantOrUnknownOrEmpty,
};

use super::LowerError;
use super::canonical;
use super::operations::{Site, json_content, sorted_media_types};
use super::parameters::lowered_parameter;
use super::schemas::{Lowering, Owner};
use crate::naming;
use crate::plan::{BodyPlan, Content, Encoding, ParameterPlan, Place};

/// What becomes of a request body.
#[derive(Default)]
pub(super) struct Lowered {
    pub(super) plan: Option<BodyPlan>,
    pub(super) lowered: Option<RequestBody>,
    /// The parts of a body in parts, sorted by their Rust names.
    pub(super) parts: Vec<(ParameterPlan, Parameter)>,
}

/// Lowers the request body of an operation, if it has one.
pub(super) fn lower(site: &Site<'_>, schemas: &mut Lowering<'_>) -> Result<Lowered, LowerError> {
    let Some(body) = &site.operation.request_body else {
        return Ok(Lowered::default());
    };
    let resolved = site.body(body)?;
    let component = resolved.key.map(naming::type_name);
    let owner = component.as_ref().unwrap_or(&site.owner);
    let body = resolved.item;
    let pointer = format!("{}/requestBody", site.pointer);
    let content = content_of(&body.content, schemas, &pointer)?;
    let plan = BodyPlan {
        media_types: sorted_media_types(&body.content),
        description: body.description.clone(),
        required: body.required,
        content,
    };
    let media = body.content.values().find(|media| media.schema.is_some());
    let schema = media.and_then(|media| media.schema.as_ref());
    let (lowered, parts) = match (content, schema) {
        (Content::Text | Content::Bytes, _) => (None, Vec::new()),
        (Content::Parts, Some(schema)) => {
            let mut parts = lower_parts(schema, body.required, owner, schemas, &pointer)?;
            for (plan, _) in &mut parts {
                let encoding = media.and_then(|media| media.encoding.get(&plan.wire));
                say_content_type(plan, encoding);
            }
            (None, parts)
        }
        (Content::Value, Some(schema)) => {
            let owner = Owner {
                type_name: owner,
                property: "body",
            };
            let lowered = RequestBody {
                content: json_content(schemas.lower_use(schema, &owner, &pointer)?),
                required: true,
                ..RequestBody::default()
            };
            (Some(lowered), Vec::new())
        }
        (_, None) => return Err(LowerError::new(pointer, "this request body has no schema")),
    };
    Ok(Lowered {
        plan: Some(plan),
        lowered,
        parts,
    })
}

/// What a body with this content is.
pub(super) fn content_of(
    content: &IndexMap<String, MediaType>,
    schemas: &Lowering<'_>,
    pointer: &str,
) -> Result<Content, LowerError> {
    let is_structured = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.ends_with("/json")
            || name.ends_with("/xml")
            || name.ends_with("+json")
            || name.ends_with("+xml")
            || name == "application/x-www-form-urlencoded"
    };
    if content.is_empty() || content.keys().any(|name| is_structured(name)) {
        return Ok(Content::Value);
    }
    let Some((name, media)) = content.first() else {
        return Ok(Content::Value);
    };
    let name = name.to_ascii_lowercase();
    if name == "multipart/form-data" {
        return Ok(Content::Parts);
    }
    let is_binary = match &media.schema {
        Some(schema) => is_binary(schemas.resolve_use(schema, pointer)?),
        None => false,
    };
    let is_text =
        name.starts_with("text/") || (media.schema.is_some() && name != "application/octet-stream");
    Ok(match is_text && !is_binary {
        true => Content::Text,
        false => Content::Bytes,
    })
}

fn is_binary(schema: &Schema) -> bool {
    matches!(
        &schema.schema_kind,
        SchemaKind::Type(Type::String(string))
            if string.format == VariantOrUnknownOrEmpty::Item(StringFormat::Binary)
    )
}

/// The properties of the schema, each a parameter.
fn lower_parts(
    schema: &ReferenceOr<Schema>,
    body_required: bool,
    owner: &naming::TypeName,
    schemas: &mut Lowering<'_>,
    pointer: &str,
) -> Result<Vec<(ParameterPlan, Parameter)>, LowerError> {
    let named = schemas.named_use(schema, pointer)?;
    let owner = named.as_ref().unwrap_or(owner);
    let SchemaKind::Type(Type::Object(object)) = &schemas.resolve_use(schema, pointer)?.schema_kind
    else {
        return Err(LowerError::new(pointer, "the parts are not an object's"));
    };
    let object = object.clone();
    let mut parts = Vec::with_capacity(object.properties.len());
    for (wire, property) in &object.properties {
        let property = property.clone().unbox();
        let resolved = schemas.resolve_use(&property, pointer)?.clone();
        let items = match &resolved.schema_kind {
            SchemaKind::Type(Type::Array(array)) => array.items.clone(),
            _ => None,
        };
        let element = match &items {
            Some(items) => schemas
                .resolve_use(&items.clone().unbox(), pointer)?
                .clone(),
            None => resolved.clone(),
        };
        let is_nested = matches!(
            &element.schema_kind,
            SchemaKind::Type(Type::Object(_) | Type::Array(_))
        );
        let (encoding, lowered) = match (&items, is_nested) {
            // What has a structure is one part, in JSON.
            (_, true) => {
                let owner = Owner {
                    type_name: owner,
                    property: wire,
                };
                let lowered = schemas.lower_use(&property, &owner, pointer)?;
                (Encoding::Json, lowered)
            }
            (Some(items), false) => {
                let items = items.clone().unbox();
                let items = lower_part(&element, &items, wire, owner, schemas, pointer)?;
                (Encoding::Each, Lowering::list_of(items))
            }
            (None, false) => {
                let lowered = lower_part(&element, &property, wire, owner, schemas, pointer)?;
                (Encoding::Value, lowered)
            }
        };
        let data = match &property {
            ReferenceOr::Item(schema) => &schema.schema_data,
            ReferenceOr::Reference { .. } => &resolved.schema_data,
        };
        let rust = data
            .extensions
            .get("x-rust-name")
            .and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_else(|| naming::field(wire));
        let required = body_required && object.required.contains(wire);
        let parameter = lowered_parameter(&rust, Place::Part, required, lowered);
        let plan = ParameterPlan {
            wire: wire.clone(),
            rust,
            place: Place::Part,
            encoding,
            required,
            client: None,
            description: data.description.clone(),
            notes: canonical::notes_of(data),
            deprecated: data.deprecated,
            content_type: None,
        };
        parts.push((plan, parameter));
    }
    parts.sort_by(|(one, _), (other, _)| one.rust.cmp(&other.rust));
    Ok(parts)
}

/// What `encoding` says of a part: one media type is its default, a choice is told.
fn say_content_type(part: &mut ParameterPlan, encoding: Option<&openapiv3::Encoding>) {
    let Some(content_type) = encoding.and_then(|encoding| encoding.content_type.as_deref()) else {
        return;
    };
    if content_type.contains([',', '*']) {
        let types: Vec<String> = content_type
            .split(',')
            .map(|one| format!("`{}`", one.trim()))
            .collect();
        part.notes
            .push(format!("of media type {}", types.join(" or ")));
    } else if part.encoding != Encoding::Json || content_type != "application/json" {
        part.content_type = Some(content_type.to_owned());
    }
}

/// A single value of a part: a file, or what it would be elsewhere.
fn lower_part(
    element: &Schema,
    written: &ReferenceOr<Schema>,
    wire: &str,
    owner: &naming::TypeName,
    schemas: &mut Lowering<'_>,
    pointer: &str,
) -> Result<ReferenceOr<Schema>, LowerError> {
    if is_binary(element) {
        return Ok(Lowering::part());
    }
    let owner = Owner {
        type_name: owner,
        property: wire,
    };
    schemas.lower_use(written, &owner, pointer)
}
