//! What values are, in words, from the lowered document: `list of shop::Pet`.

use std::collections::HashMap;

use openapiv3::{AdditionalProperties, Operation, ReferenceOr, Response, Schema, SchemaKind, Type};

use crate::plan::{Content, Plan, Status};

/// Rust's names of the types by their lowered names.
pub(super) struct Names<'a>(HashMap<&'a str, String>);

impl<'a> Names<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let names = plan.types.iter();
        Self(
            names
                .map(|planned| (planned.lowered.as_str(), planned.name.to_string()))
                .collect(),
        )
    }

    /// The type of this lowered name.
    pub(super) fn named(&self, lowered: &str) -> String {
        let known = self.0.get(lowered).cloned();
        known.unwrap_or_else(|| lowered.to_owned())
    }

    /// What a value of a lowered schema is.
    pub(super) fn value(&self, schema: &ReferenceOr<Schema>) -> String {
        let schema = match schema {
            ReferenceOr::Item(schema) => schema,
            ReferenceOr::Reference { reference } => {
                let name = reference.rsplit('/').next().unwrap_or_default();
                return self.named(name);
            }
        };
        if let Some(path) = rust_type(schema) {
            return path.rsplit("::").next().unwrap_or(path).to_owned();
        }
        let word = match &schema.schema_kind {
            SchemaKind::Type(Type::String(_)) => "text",
            SchemaKind::Type(Type::Integer(_)) => "integer",
            SchemaKind::Type(Type::Boolean(_)) => "boolean",
            SchemaKind::Type(Type::Array(array)) => {
                let items = array.items.clone().map(ReferenceOr::unbox);
                let items = items.map(|items| self.value(&items)).unwrap_or_default();
                return format!("list of {items}");
            }
            SchemaKind::Type(Type::Object(object)) => {
                if let Some(AdditionalProperties::Schema(values)) = &object.additional_properties {
                    return format!("map of {}", self.value(values));
                }
                "object"
            }
            _ => "any value",
        };
        word.to_owned()
    }

    /// What a body with this content is; none where there is no body.
    pub(super) fn body(
        &self,
        content: Content,
        schema: Option<&ReferenceOr<Schema>>,
    ) -> Option<String> {
        match content {
            Content::Text => Some(String::from("text")),
            Content::Bytes => Some(String::from("bytes")),
            Content::Parts => Some(String::from("parts")),
            Content::Value => schema.map(|schema| self.value(schema)),
        }
    }
}

/// The type of another crate that stands for a schema.
pub(super) fn rust_type(schema: &Schema) -> Option<&str> {
    let rust_type = schema.schema_data.extensions.get("x-rust-type")?;
    rust_type.get("path")?.as_str()
}

/// The schema of a lowered operation's one answer.
pub(super) fn answer(operation: &Operation) -> Option<&ReferenceOr<Schema>> {
    match operation.responses.responses.values().next()? {
        ReferenceOr::Item(Response { content, .. }) => content.values().next()?.schema.as_ref(),
        ReferenceOr::Reference { .. } => None,
    }
}

/// The schema of a lowered operation's body.
pub(super) fn request(operation: &Operation) -> Option<&ReferenceOr<Schema>> {
    match operation.request_body.as_ref()? {
        ReferenceOr::Item(body) => body.content.values().next()?.schema.as_ref(),
        ReferenceOr::Reference { .. } => None,
    }
}

/// Whether progenitor is shown this status, which it always is as 200.
pub(super) fn is_kept(status: Status) -> bool {
    status == Status::Code(200)
}
