//! Whether bodies of `multipart/form-data` can be written: the properties of the schema are parts,
//! and each becomes an argument or a setter of the call.

use super::Meaning;
use super::bodies::{is_form_data, is_well_formed};
use super::parameters::Parameter;
use super::schemas::Place;
use crate::diagnostic::{Code, Extent};
use crate::naming::{self, TypeName};
use crate::read::faults::{nearest, quoted};
use crate::read::node::Node;

impl<'a> Meaning<'a, '_> {
    pub(super) fn multipart(
        &mut self,
        content: &'a Node,
        media: &'a Node,
        owner: Option<&TypeName>,
    ) {
        if let Some((media_type, second)) = content.entries().nth(1) {
            self.faults.report(
                Code::UnsupportedBody,
                second.key,
                format!(
                    "{} beside `multipart/form-data` is not supported by this generator yet",
                    quoted(media_type)
                ),
                "keep one of them",
            );
        }
        let Some(entry) = media.entry("schema") else {
            if !self.faults.is_misread(media) {
                self.faults.report(
                    Code::UnsupportedBody,
                    content.extent,
                    "a request body without a schema is not supported by this generator yet",
                    "add a `schema`",
                );
            }
            return;
        };
        let Some(schema) = self.components.resolve_schema(&entry.node) else {
            return;
        };
        let properties = schema
            .get("properties")
            .filter(|properties| properties.entries().next().is_some());
        let is_object = schema.get("type").and_then(Node::text) == Some("object");
        let (Some(properties), true) = (properties, is_object) else {
            if !self.faults.is_misread(schema) {
                self.faults.report(
                    Code::UnsupportedBody,
                    entry.key,
                    "the body of `multipart/form-data` is not an object with properties",
                    "write `type: object` and a property for each part",
                );
            }
            return;
        };
        self.part_encodings(media, properties);
        if entry.node.reference().is_some() {
            // The component is looked at where it stands.
            for (_, property) in properties.entries() {
                self.part(&property.node, entry.key);
            }
            return;
        }
        for (property, entry) in properties.entries() {
            let name = owner.map(|owner| naming::inline_type_name(owner, property));
            match entry.node.entry("x-rust-name") {
                Some(given) => self.rust_name(&given.node),
                None if naming::is_legal(&naming::field(property)) => {}
                None => self.faults.report(
                    Code::NoRustName,
                    entry.key,
                    format!("no Rust argument can be named after {}", quoted(property)),
                    "give the property an `x-rust-name`",
                ),
            }
            self.schema(&entry.node, Place::Part, name.as_ref(), entry.key);
            self.part(&entry.node, entry.key);
        }
        self.required(schema);
    }

    /// Each is of a part, and says media types.
    fn part_encodings(&mut self, media: &'a Node, properties: &'a Node) {
        let known: Vec<&str> = properties.entries().map(|(name, _)| name).collect();
        let encodings = media.get("encoding").into_iter().flat_map(Node::entries);
        for (part, entry) in encodings {
            if !known.contains(&part) {
                let help = match nearest(part, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => String::from("remove it, or add the property"),
                };
                self.faults.report(
                    Code::UnknownKey,
                    entry.key,
                    format!("{} is no part of the body", quoted(part)),
                    help,
                );
            }
            let Some(content_type) = entry.node.get("contentType") else {
                continue;
            };
            let text = content_type.text().unwrap_or_default();
            if !text.split(',').all(|one| is_well_formed(one.trim())) {
                self.faults.report(
                    Code::InvalidMediaType,
                    content_type.extent,
                    format!("{} is not a media type", quoted(text)),
                    "write `type/subtype` without parameters, or several with commas between",
                );
            }
        }
    }

    /// A part is one value, an object, or a list of either: which of several it is, its name
    /// does not tell.
    fn part(&mut self, property: &'a Node, key: Extent) {
        let Some(schema) = self.components.resolve_schema(property) else {
            return;
        };
        let items = schema
            .get("items")
            .and_then(|items| self.components.resolve_schema(items));
        let element = items.unwrap_or(schema);
        let is_anything = element.entries().next().is_none();
        if element.has("oneOf") || element.has("anyOf") || is_anything {
            self.faults.report(
                Code::UnsupportedBody,
                key,
                "a part of one of several types, or of any, is not supported by this generator yet",
                "describe one type, such as `string`",
            );
        }
    }

    /// The parts of an operation's body, which take names like parameters do.
    pub(super) fn parts(&self, operation: &'a Node) -> Vec<Parameter<'a>> {
        let content = operation
            .get("requestBody")
            .and_then(|body| self.components.resolve(body)?.get("content"));
        let media = content
            .into_iter()
            .flat_map(Node::entries)
            .find(|(media_type, _)| is_form_data(media_type));
        let schema =
            media.and_then(|(_, media)| self.components.resolve_schema(media.node.get("schema")?));
        schema
            .and_then(|schema| schema.get("properties"))
            .into_iter()
            .flat_map(Node::entries)
            .map(|(name, entry)| Parameter {
                node: &entry.node,
                name,
                location: "part",
                place: entry.key,
            })
            .collect()
    }
}
