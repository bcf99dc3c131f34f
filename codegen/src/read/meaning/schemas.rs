//! Whether each schema describes a value that a Rust type can be made for.

use super::Meaning;
use super::composition::is_description;
use crate::diagnostic::{Code, Extent};
use crate::naming::{self, TypeName};
use crate::read::faults::{alternatives, nearest, quoted};
use crate::read::node::Node;

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// Sources: OpenAPI Specification 3.0.3, section 4.4; JSON Schema Validation 2020-12, section 7.3;
/// the OpenAPI Initiative's Format Registry.
const TEXT_FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "uuid",
    "uri",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "byte",
    "binary",
    "password",
    "base64url",
    "char",
    "commonmark",
    "date-time-local",
    "decimal",
    "decimal128",
    "html",
    "http-date",
    "idn-email",
    "idn-hostname",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "regex",
    "relative-json-pointer",
    "time-local",
    "uri-reference",
    "uri-template",
    "url",
];
const INTEGER_FORMATS: &[&str] = &[
    "int32", "int64", "int8", "int16", "uint8", "uint16", "uint32", "uint64", "unixtime",
];
const NUMBER_FORMATS: &[&str] = &["float", "double", "decimal", "decimal128"];

/// Where a schema stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Directly under `components.schemas`.
    Component,
    /// Directly under `properties`.
    Property,
    /// Under `items` of another schema.
    Items,
    /// In a parameter.
    Parameter,
    /// In a body.
    Body,
    /// A part of a body of `multipart/form-data`.
    Part,
    /// An alternative of `oneOf` or `anyOf`.
    Alternative,
}

impl<'a> Meaning<'a, '_> {
    pub(super) fn schemas(&mut self) {
        for (key, entry) in self.components.kind("schemas") {
            let schema = &entry.node;
            let documented = schema.get("x-documented-name").and_then(Node::text);
            let name = naming::type_name(documented.unwrap_or(key));
            if schema.reference().is_none() {
                self.take_type(&name, documented.unwrap_or(key), entry.key);
            }
            self.schema(schema, Place::Component, Some(&name), entry.key);
        }
    }

    /// Checks a schema and all in it. `name` is the type's name if it becomes one, and `key` the
    /// place of the key before it.
    pub(super) fn schema(
        &mut self,
        schema: &'a Node,
        place: Place,
        name: Option<&TypeName>,
        key: Extent,
    ) {
        if schema.reference().is_some() || schema.kind() != "an object" {
            return;
        }
        self.position(schema, place);
        self.xml(schema, place);
        if schema.has("allOf") {
            let own_name = self.inline_name(schema, place, name, key);
            let name = own_name.as_ref().or(name);
            if !is_description(schema) {
                self.additional_properties(schema, name);
            }
            return self.all_of(schema, name);
        }
        if schema.has("oneOf") || schema.has("anyOf") {
            let own_name = self.inline_name(schema, place, name, key);
            return self.alternatives(schema, own_name.as_ref().or(name));
        }
        let Some(kind) = schema.get("type") else {
            return self.missing_type(schema, key);
        };
        let Some(kind) = kind.text().filter(|kind| TYPES.contains(kind)) else {
            return;
        };
        self.keywords(schema, kind);
        self.format(schema, kind);

        let own_name = self.inline_name(schema, place, name, key);
        let name = own_name.as_ref().or(name);
        match kind {
            "object" => {
                self.required(schema);
                self.additional_properties(schema, name);
                self.properties(schema, name);
            }
            "array" => self.items(schema, name, key),
            "string" | "integer" => self.enumeration(schema, kind),
            "number" | "boolean" => self.values(schema, kind),
            _ => {}
        }
    }

    /// Whether a schema that is not a component becomes a type of its own, and how it is called.
    fn inline_name(
        &mut self,
        schema: &'a Node,
        place: Place,
        name: Option<&TypeName>,
        key: Extent,
    ) -> Option<TypeName> {
        let documented = schema.entry("x-documented-name");
        let becomes_type = becomes_type(schema) && !is_description(schema);
        if place == Place::Component {
            return None;
        }
        if !becomes_type {
            if let Some(entry) = documented {
                self.faults.report(
                    Code::MisplacedExtension,
                    entry.key,
                    "`x-documented-name` names nothing here: this schema does not become a type",
                    "remove it",
                );
            }
            return None;
        }
        let named = documented.is_some() || (name.is_some() && place != Place::Alternative);
        if matches!(
            place,
            Place::Body | Place::Parameter | Place::Part | Place::Alternative
        ) && !named
        {
            self.faults.report(
                Code::UnsupportedSchema,
                key,
                "a schema that becomes a type has no name here",
                "put it under `components.schemas` and refer to it with `$ref`",
            );
            return None;
        }
        match documented.and_then(|entry| Some((entry.node.extent, entry.node.text()?))) {
            Some((extent, documented)) => {
                let name = naming::type_name(documented);
                self.take_type(&name, documented, extent);
                Some(name)
            }
            None => {
                let name = name?;
                self.take_type(name, &name.name, key);
                None
            }
        }
    }

    /// What may stand only in certain places.
    fn position(&mut self, schema: &Node, place: Place) {
        if schema.get("nullable").is_some_and(Node::is_true)
            && !matches!(place, Place::Property | Place::Component | Place::Items)
        {
            self.faults.report(
                Code::UnsupportedSchema,
                schema.place_of("nullable"),
                "`nullable` is supported for properties, items and additional properties only",
                "remove it, or set it at the properties that may be null",
            );
        }
        if let Some(entry) = schema.entry("x-rust-name") {
            if matches!(place, Place::Property | Place::Part) {
                self.rust_name(&entry.node);
            } else {
                self.faults.report(
                    Code::MisplacedExtension,
                    entry.key,
                    "`x-rust-name` has no effect on a schema that is not a property's",
                    "remove it; a type is renamed with `x-documented-name`",
                );
            }
        }
        if let Some(entry) = schema.entry("x-keep-null") {
            let is_nullable = schema.get("nullable").is_some_and(Node::is_true);
            if place != Place::Property || !is_nullable {
                self.faults.report(
                    Code::MisplacedExtension,
                    entry.key,
                    "`x-keep-null` has an effect on properties with `nullable: true` only",
                    "add `nullable: true` beside it, or remove it",
                );
            }
        }
        if let Some(entry) = schema.entry("x-failure")
            && place != Place::Property
        {
            self.faults.report(
                Code::MisplacedExtension,
                entry.key,
                "`x-failure` has no effect on a schema that is not a property's",
                "put it at the property that holds the failure",
            );
        }
        if !schema.has("enum") {
            for extension in ["x-enum-varnames", "x-enum-descriptions", "x-enum-additions"] {
                if let Some(entry) = schema.entry(extension) {
                    self.faults.report(
                        Code::MisplacedExtension,
                        entry.key,
                        format!("`{extension}` has no effect without `enum`"),
                        "add `enum`, or remove it",
                    );
                }
            }
        }
    }

    fn missing_type(&mut self, schema: &Node, key: Extent) {
        // An empty schema is meant to allow everything; `not` was refused as such.
        let is_empty = schema.entries().next().is_none();
        if is_empty || schema.has("not") || self.faults.is_misread(schema) {
            return;
        }
        let help = if schema.has("properties") {
            "add `type: object`"
        } else if schema.has("items") {
            "add `type: array`"
        } else {
            "add `type:` with `object`, `array`, `string`, `integer`, `number` or `boolean`"
        };
        self.faults
            .report(Code::MissingType, key, "this schema has no `type`", help);
    }

    /// Keywords that JSON Schema ignores for this type.
    fn keywords(&mut self, schema: &Node, kind: &str) {
        const OWNERS: &[(&str, &[&str])] = &[
            ("properties", &["object"]),
            ("required", &["object"]),
            ("minProperties", &["object"]),
            ("maxProperties", &["object"]),
            ("minItems", &["array"]),
            ("maxItems", &["array"]),
            ("uniqueItems", &["array"]),
            ("minLength", &["string"]),
            ("maxLength", &["string"]),
            ("pattern", &["string"]),
            ("minimum", &["integer", "number"]),
            ("maximum", &["integer", "number"]),
            ("exclusiveMinimum", &["integer", "number"]),
            ("exclusiveMaximum", &["integer", "number"]),
            ("multipleOf", &["integer", "number"]),
            ("additionalProperties", &["object"]),
            ("items", &["array"]),
            ("enum", &["string", "integer", "number", "boolean"]),
            ("format", &["string", "integer", "number"]),
        ];
        for (keyword, owners) in OWNERS {
            if let Some(entry) = schema.entry(keyword)
                && !owners.contains(&kind)
            {
                self.faults.report(
                    Code::KeywordOfOtherType,
                    entry.key,
                    format!(
                        "`{keyword}` belongs to {}, but the type is {}",
                        alternatives(owners),
                        quoted(kind)
                    ),
                    "remove it, or correct the `type`",
                );
            }
        }
    }

    fn format(&mut self, schema: &Node, kind: &str) {
        let known: &[&str] = match kind {
            "string" => TEXT_FORMATS,
            "integer" => INTEGER_FORMATS,
            "number" => NUMBER_FORMATS,
            _ => return,
        };
        if let Some(format) = schema.get("format")
            && let Some(text) = format.text()
            && !known.contains(&text)
        {
            let help = match nearest(text, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "say it in the `description`, or write {}",
                    alternatives(known)
                ),
            };
            self.faults.report(
                Code::UnknownFormat,
                format.extent,
                format!("the format {} is not known for `{kind}`", quoted(text)),
                help,
            );
        }
    }

    /// What is required is a property.
    pub(super) fn required(&mut self, schema: &Node) {
        let properties = schema.get("properties").into_iter();
        let known: Vec<&str> = properties
            .flat_map(Node::entries)
            .map(|(name, _)| name)
            .collect();
        let lists: Vec<&Node> = schema.get("required").into_iter().collect();
        self.required_among(&lists, &known, schema);
    }

    /// What is required is one of these properties.
    pub(super) fn required_among(&mut self, lists: &[&Node], known: &[&str], schema: &Node) {
        for item in lists.iter().flat_map(|list| list.items()) {
            let Some(name) = item.text() else {
                continue;
            };
            if known.contains(&name) || self.faults.is_misread(schema) {
                continue;
            }
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `{name}` under `properties`, or remove it here"),
            };
            self.faults.report(
                Code::RequiredUnknown,
                item.extent,
                format!("{} is required, but is not a property", quoted(name)),
                help,
            );
        }
    }

    fn additional_properties(&mut self, schema: &'a Node, name: Option<&TypeName>) {
        let Some(entry) = schema.entry("additionalProperties") else {
            return;
        };
        if entry.node.is_true() || entry.node.is_false() {
            return;
        }
        // Beside properties, the others are kept as JSON, and need no name.
        let name = name.filter(|_| !schema.has("properties") && !schema.has("allOf"));
        self.schema(&entry.node, Place::Items, name, entry.key);
    }

    fn items(&mut self, schema: &'a Node, name: Option<&TypeName>, key: Extent) {
        match schema.entry("items") {
            Some(entry) => self.schema(&entry.node, Place::Items, name, entry.key),
            None if self.faults.is_misread(schema) => {}
            None => self.faults.report(
                Code::MissingKey,
                key,
                "a schema of type `array` needs the key `items`",
                "add `items:` with the schema of one item",
            ),
        }
    }
}

/// Whether a schema becomes a type of its own, wherever it stands.
pub(super) fn becomes_type(schema: &Node) -> bool {
    let of_named_members = matches!(
        schema.get("type").and_then(Node::text),
        Some("string" | "integer")
    );
    (schema.has("enum") && of_named_members)
        || ["properties", "oneOf", "anyOf", "allOf"]
            .iter()
            .any(|keyword| schema.has(keyword))
}
