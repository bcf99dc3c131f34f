//! Schemas of OpenAPI 3.0: as shapes, which bodies are read by, and as JSON schemas, which
//! requests are validated by.

use jsonschema::{Draft, Validator};
use serde_json::Value as Json;

/// What a value is to be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Text; one of these members, if there are any.
    Text(Vec<String>),
    Integer,
    Number,
    Boolean,
    List(Box<Property>),
    /// An object of a type of `components.schemas`, or one with any members.
    Object(Option<String>),
    Any,
}

/// How XML names a value, where the document says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct XmlName {
    pub(crate) name: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) wrapped: bool,
}

/// A property of an object, or what a list has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) shape: Shape,
    pub(crate) xml: XmlName,
}

/// A type of `components.schemas`.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) xml: XmlName,
    pub(crate) properties: Vec<Property>,
}

impl Type {
    pub(crate) fn read(schema: &Json) -> Self {
        let properties = schema.get("properties").and_then(Json::as_object);
        let properties = properties.into_iter().flatten();
        Self {
            xml: XmlName::read(schema),
            properties: properties
                .map(|(name, schema)| Property::read(name, schema))
                .collect(),
        }
    }

    /// A property by its name, whatever its letters' case.
    pub(crate) fn property(&self, name: &str) -> Option<&Property> {
        let exact = self.properties.iter().find(|known| known.name == name);
        exact.or_else(|| {
            let mut properties = self.properties.iter();
            properties.find(|known| known.name.eq_ignore_ascii_case(name))
        })
    }
}

impl Property {
    fn read(name: &str, schema: &Json) -> Self {
        Self {
            name: name.to_owned(),
            shape: Shape::read(schema),
            xml: XmlName::read(schema),
        }
    }
}

impl XmlName {
    fn read(schema: &Json) -> Self {
        let xml = schema.get("xml");
        let text = |key: &str| Some(xml?.get(key)?.as_str()?.to_owned());
        Self {
            name: text("name"),
            namespace: text("namespace"),
            prefix: text("prefix"),
            wrapped: xml.and_then(|xml| xml.get("wrapped")) == Some(&Json::Bool(true)),
        }
    }
}

impl Shape {
    pub(crate) fn read(schema: &Json) -> Self {
        if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
            return Self::Object(reference.rsplit('/').next().map(str::to_owned));
        }
        if let Some(first) = schema.pointer("/allOf/0") {
            return Self::read(first);
        }
        match schema.get("type").and_then(Json::as_str) {
            Some("string") => Self::Text(members(schema)),
            Some("integer") => Self::Integer,
            Some("number") => Self::Number,
            Some("boolean") => Self::Boolean,
            Some("array") => {
                let items = schema.get("items").unwrap_or(&Json::Null);
                Self::List(Box::new(Property::read("item", items)))
            }
            Some("object") => Self::Object(None),
            _ => Self::Any,
        }
    }
}

/// The members of an enum, those that the service takes beyond its page included.
fn members(schema: &Json) -> Vec<String> {
    let listed = schema.get("enum").and_then(Json::as_array);
    let added = schema.get("x-enum-additions").and_then(Json::as_array);
    let added = added
        .into_iter()
        .flatten()
        .filter_map(|one| one.get("value"));
    let members = listed.into_iter().flatten().chain(added);
    members
        .filter_map(Json::as_str)
        .map(str::to_owned)
        .collect()
}

/// Follows a `$ref` of the document, if there is one.
pub(crate) fn resolve<'a>(document: &'a Json, node: &'a Json) -> Result<&'a Json, String> {
    let Some(reference) = node.get("$ref").and_then(Json::as_str) else {
        return Ok(node);
    };
    let pointer = reference.strip_prefix('#').unwrap_or(reference);
    let found = document.pointer(pointer);
    found.ok_or_else(|| format!("`{reference}` refers to nothing"))
}

/// A validator of one schema of the document.
pub(crate) fn validator(document: &Json, schema: &Json) -> Result<Validator, String> {
    let schemas = document.pointer("/components/schemas");
    let mut root = serde_json::json!({
        "allOf": [schema],
        "components": {"schemas": schemas},
    });
    to_json_schema(&mut root);
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("date-time", is_date_time)
        .build(&root)
        .map_err(|error| error.to_string())
}

/// Makes a schema of OpenAPI 3.0 one of JSON Schema, in place and in depth.
fn to_json_schema(node: &mut Json) {
    match node {
        Json::Array(items) => items.iter_mut().for_each(to_json_schema),
        Json::Object(members) => {
            // The service itself parses enums: it takes other cases and more members than the page
            // lists, and refuses the rest by a code of its own. A list of numbers is open.
            if matches!(members.get("enum"), Some(Json::Array(_))) {
                members.remove("enum");
            }
            members.retain(|key, _| !key.starts_with("x-") && key != "example" && key != "xml");
            if members.remove("nullable") == Some(Json::Bool(true))
                && let Some(kind) = members.get_mut("type")
            {
                *kind = serde_json::json!([kind.take(), "null"]);
            }
            for (exclusive, bound) in [
                ("exclusiveMinimum", "minimum"),
                ("exclusiveMaximum", "maximum"),
            ] {
                match members.get(exclusive) {
                    Some(Json::Bool(true)) => {
                        if let Some(limit) = members.remove(bound) {
                            members.insert(exclusive.to_owned(), limit);
                        }
                    }
                    Some(Json::Bool(false)) => {
                        members.remove(exclusive);
                    }
                    _ => {}
                }
            }
            if members.get("format").and_then(Json::as_str) == Some("int32") {
                members.entry("minimum").or_insert(i32::MIN.into());
                members.entry("maximum").or_insert(i32::MAX.into());
            }
            members.values_mut().for_each(to_json_schema);
        }
        _ => {}
    }
}

/// A time as .NET reads one: a date, a time, and perhaps a fraction and a zone, which clients of
/// the service leave out.
fn is_date_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
        || (text.contains(['T', 't', ' ']) && text.parse::<jiff::civil::DateTime>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openapi_becomes_json_schema() {
        let mut schema = serde_json::json!({
            "type": "integer", "format": "int32", "nullable": true, "minimum": 1,
            "exclusiveMinimum": true, "x-source": "a page",
        });
        to_json_schema(&mut schema);
        let expected = serde_json::json!({
            "type": ["integer", "null"], "format": "int32", "exclusiveMinimum": 1,
            "minimum": i32::MIN, "maximum": i32::MAX,
        });
        assert_eq!(schema, expected);
    }

    #[test]
    fn times_come_with_and_without_a_zone() {
        for text in [
            "2018-03-15T17:15:02.3840528Z",
            "0001-01-01T00:00:00",
            "2017-01-25T14:53:12.093-08:00",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in ["", "2022-02-19", "soon", "2023-05-18TT21:22:26Z"] {
            assert!(!is_date_time(text), "{text}");
        }
    }
}
