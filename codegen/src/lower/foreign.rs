//! Schemas that stand for the runtime's types: progenitor puts those in their place.

use openapiv3::{Schema, SchemaData, SchemaKind};
use serde_json::{Value, json};

/// A number of any size that keeps its digits.
pub(super) fn decimal() -> Schema {
    of("client_runtime::wire::Decimal", Vec::new())
}

pub(super) fn timestamp() -> Schema {
    of("client_runtime::wire::Timestamp", Vec::new())
}

/// An object of which nothing else is known.
pub(super) fn json_object() -> Schema {
    of("client_runtime::wire::JsonObject", Vec::new())
}

/// Any value.
pub(super) fn json_value() -> Schema {
    of("client_runtime::wire::JsonValue", Vec::new())
}

/// A value of this lowered schema, or `null`.
pub(super) fn nullable(value: Value) -> Schema {
    of("client_runtime::wire::Nullable", vec![value])
}

/// A part of a body of `multipart/form-data`.
pub(super) fn part() -> Schema {
    of("client_runtime::Part", Vec::new())
}

/// A schema with nothing beside its kind.
pub(super) fn plain(schema_kind: SchemaKind) -> Schema {
    Schema {
        schema_data: SchemaData::default(),
        schema_kind,
    }
}

/// What progenitor replaces by the type at `path`, with these schemas as its arguments.
fn of(path: &str, arguments: Vec<Value>) -> Schema {
    let mut schema = plain(SchemaKind::Any(Default::default()));
    let mut rust_type = json!({ "crate": "client-runtime", "version": "*", "path": path });
    if !arguments.is_empty() {
        rust_type["parameters"] = Value::Array(arguments);
    }
    schema
        .schema_data
        .extensions
        .insert(String::from("x-rust-type"), rust_type);
    schema
}
