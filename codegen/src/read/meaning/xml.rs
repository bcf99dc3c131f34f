//! Whether what `xml` says can be said in XML, and of this schema.

use std::collections::HashMap;

use super::Meaning;
use super::references::described_reference;
use super::schemas::Place;
use crate::diagnostic::Code;
use crate::read::faults::quoted;
use crate::read::node::Node;

/// The prefix that the runtime writes for XML Schema's instance namespace.
const TAKEN_PREFIX: &str = "i";

impl<'a> Meaning<'a, '_> {
    /// What `xml` says of a schema.
    pub(super) fn xml(&mut self, schema: &'a Node, place: Place) {
        let Some(xml) = schema.get("xml") else {
            return;
        };
        let kind = self.xml_kind(schema);
        if let Some(entry) = xml.entry("wrapped")
            && kind != "array"
        {
            self.faults.report(
                Code::MisplacedXml,
                entry.key,
                "`wrapped` has no effect on a schema that is no array",
                "remove it",
            );
        }
        if let Some(entry) = xml.entry("attribute")
            && entry.node.is_true()
            && (matches!(kind, "array" | "object") || place != Place::Property)
        {
            self.faults.report(
                Code::MisplacedXml,
                entry.key,
                "only a property with text, a number or a boolean can be an attribute",
                "remove it: the value stands in an element",
            );
        }
        if let Some(entry) = xml.entry("x-entries")
            && (kind != "object" || schema.has("properties") || schema.has("allOf"))
        {
            self.faults.report(
                Code::MisplacedExtension,
                entry.key,
                "`x-entries` has no effect on a schema that is no free-form object",
                "remove it, or the `properties`",
            );
        }
        for node in [Some(xml), xml.get("x-entries")].into_iter().flatten() {
            self.xml_names(node);
        }
    }

    /// Whether the properties of an object can be told apart in XML.
    pub(super) fn xml_of_properties(&mut self, properties: &'a Node) {
        // By spelling: whose it is, and whether `xml` says so. Names of properties are held against
        // each other elsewhere.
        let mut taken: HashMap<String, (&str, bool)> = HashMap::new();
        for (property, entry) in properties.entries() {
            let xml = entry.node.get("xml");
            let name = xml.and_then(|xml| xml.entry("name"));
            let element = name.and_then(|name| name.node.text()).unwrap_or(property);
            let mut collision = None;
            for spelling in [element, property].map(str::to_ascii_lowercase) {
                match taken.insert(spelling, (property, name.is_some())) {
                    Some((other, named)) if other != property && (named || name.is_some()) => {
                        collision = Some(other);
                    }
                    _ => {}
                }
            }
            if let Some(other) = collision {
                self.faults.report(
                    Code::XmlCollision,
                    name.map_or(entry.key, |name| name.node.extent),
                    format!(
                        "{} and {} are the same in XML",
                        quoted(other),
                        quoted(property)
                    ),
                    "give one of them another `xml` name",
                );
            }
        }
    }

    fn xml_names(&mut self, node: &'a Node) {
        for key in ["name", "key", "value", "prefix"] {
            if let Some(found) = node.get(key)
                && let Some(text) = found.text()
                && !is_name(text)
            {
                self.faults.report(
                    Code::InvalidXmlName,
                    found.extent,
                    format!("{} is no name in XML", quoted(text)),
                    "use ASCII letters, digits, `_`, `-` and `.`, starting with a letter or `_`, not with `xml`",
                );
            }
        }
        if let Some(namespace) = node.get("namespace")
            && let Some(text) = namespace.text()
            && (text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()))
        {
            self.faults.report(
                Code::InvalidXmlName,
                namespace.extent,
                format!("{} is no namespace", quoted(text)),
                "write an absolute URI",
            );
        }
        if let Some(prefix) = node.entry("prefix") {
            let reserved = prefix.node.text() == Some(TAKEN_PREFIX);
            if reserved || !node.has("namespace") {
                self.faults.report(
                    Code::InvalidXmlName,
                    prefix.key,
                    match reserved {
                        true => "the prefix `i` is taken for `xsi:nil`",
                        false => "a `prefix` without a `namespace` stands for nothing",
                    },
                    "remove it, or name the namespace and another prefix",
                );
            }
        }
    }

    /// The `type` of a schema, or of the one that it only describes.
    fn xml_kind(&self, schema: &'a Node) -> &'a str {
        let mut schema = schema;
        // As many steps as a chain of references is worth following.
        for _ in 0..8 {
            let reference = match schema.reference() {
                Some(reference) => Some(reference),
                None => described_reference(schema).and_then(Node::reference),
            };
            let target = reference
                .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
                .map(|key| key.replace("~1", "/").replace("~0", "~"))
                .and_then(|key| {
                    let components = self.document.get("components")?;
                    components.get("schemas")?.get(&key)
                });
            match target {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema.get("type").and_then(Node::text).unwrap_or_default()
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && !text
            .get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case("xml"))
        && text
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || matches!(other, '_' | '-' | '.'))
}
