//! Whether the properties of an object become different fields.

use super::Meaning;
use super::accessors::Field;
use super::composition::Member;
use super::schemas::Place;
use crate::diagnostic::Code;
use crate::naming::{self, TypeName};
use crate::read::faults::quoted;
use crate::read::node::Node;
use std::collections::{HashMap, HashSet};

impl<'a> Meaning<'a, '_> {
    pub(super) fn properties(&mut self, schema: &'a Node, owner: Option<&TypeName>) {
        if let Some(properties) = schema.get("properties") {
            self.xml_of_properties(properties);
        }
        let properties = schema.get("properties").into_iter().flat_map(Node::entries);
        let members = properties.map(|(name, entry)| Member {
            name,
            entry,
            inherited: false,
        });
        self.fields(members.collect(), owner);
    }

    /// Whether these properties become different fields, and what each of them is. What is
    /// inherited is looked at where it stands.
    pub(super) fn fields(&mut self, members: Vec<Member<'a>>, owner: Option<&TypeName>) {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut fields: HashMap<String, &str> = HashMap::new();
        // Properties are recognised without regard to letter case.
        let mut spellings: HashMap<String, &str> = HashMap::new();
        let mut different = Vec::with_capacity(members.len());
        for member in members {
            let (property, entry) = (member.name, member.entry);
            // Two parts may say the same.
            if !seen.insert(property) {
                continue;
            }
            let given = entry.node.get("x-rust-name").and_then(Node::text);
            let field = given.map_or_else(|| naming::field(property), str::to_owned);
            if given.is_none() && !naming::is_legal(&field) && !member.inherited {
                self.faults.report(
                    Code::NoRustName,
                    entry.key,
                    format!("no Rust field can be named after {}", quoted(property)),
                    "give the property an `x-rust-name`",
                );
            }
            if field == naming::UNKNOWN_PROPERTIES && !member.inherited {
                self.faults.report(
                    Code::PropertyCollision,
                    entry.key,
                    format!(
                        "{} becomes the field `{field}`, which keeps undocumented properties",
                        quoted(property)
                    ),
                    "give the property an `x-rust-name`",
                );
            }
            let same_field = fields.insert(field.clone(), property);
            let same_spelling = spellings.insert(property.to_ascii_lowercase(), property);
            if let Some(other) = same_field {
                self.faults.report(
                    Code::PropertyCollision,
                    entry.key,
                    format!(
                        "{} and {} both become the field `{field}`",
                        quoted(other),
                        quoted(property)
                    ),
                    "give one of them an `x-rust-name`",
                );
            } else if let Some(other) = same_spelling {
                self.faults.report(
                    Code::PropertyCollision,
                    entry.key,
                    format!(
                        "{} and {} differ only in letter case, by which properties are not told apart",
                        quoted(other),
                        quoted(property)
                    ),
                    "keep one of them",
                );
            } else {
                different.push(Field {
                    name: field,
                    property,
                    entry,
                });
            }
            if !member.inherited {
                let name = owner.map(|owner| naming::inline_type_name(owner, property));
                self.schema(&entry.node, Place::Property, name.as_ref(), entry.key);
            }
        }
        self.accessors(&different);
    }

    /// Checks the value of `x-rust-name`.
    pub(super) fn rust_name(&mut self, node: &Node) {
        let Some(name) = node.text() else {
            return;
        };
        let made = naming::field(name);
        if name != made || !naming::is_legal(name) {
            let help = if naming::is_legal(&made) {
                format!("write `{made}`")
            } else {
                "use lower-case ASCII letters, digits and `_`".to_owned()
            };
            self.faults.report(
                Code::InvalidRustName,
                node.extent,
                format!("{} is not a Rust name in snake case", quoted(name)),
                help,
            );
        }
    }
}
