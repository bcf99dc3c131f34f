//! Whether the methods of an object have different names: each property has a setter, and a list
//! two accessors as well.

use super::Meaning;
use crate::diagnostic::{Code, Extent};
use crate::naming;
use crate::read::faults::quoted;
use crate::read::node::{Entry, Node};
use std::collections::HashMap;

/// A property with the field that it becomes.
pub(super) struct Field<'a> {
    pub(super) name: String,
    pub(super) property: &'a str,
    pub(super) entry: &'a Entry,
}

impl<'a> Meaning<'a, '_> {
    /// Reports the fields whose methods others have.
    pub(super) fn accessors(&mut self, fields: &[Field<'a>]) {
        let mut taken: HashMap<String, (&str, Extent)> = HashMap::new();
        for field in fields {
            let keeps_null = field
                .entry
                .node
                .get("x-keep-null")
                .is_some_and(Node::is_true);
            let setter = naming::setter(&field.name);
            let mut methods = Vec::with_capacity(3);
            if keeps_null {
                methods.push(format!("{setter}_null"));
            } else if self.is_list(field) {
                methods.push(field.name.clone());
                methods.push(naming::mutable_elements(&field.name));
                self.common_method(field);
            }
            methods.push(setter);
            for method in methods {
                let here = (field.property, field.entry.key);
                let Some((other, place)) = taken.insert(method.clone(), here) else {
                    continue;
                };
                let line = self.faults.line(place);
                self.faults.report(
                    Code::AccessorCollision,
                    field.entry.key,
                    format!(
                        "{} and {} of line {line} both have a method `{method}`",
                        quoted(field.property),
                        quoted(other)
                    ),
                    "give one of them an `x-rust-name`",
                );
            }
        }
    }

    /// Reports a list whose accessor would be called in place of a method that all have.
    fn common_method(&mut self, field: &Field<'a>) {
        let name = field.name.as_str();
        let of_failures = || {
            let prefix = ["failures", "collect_failures"]
                .iter()
                .any(|method| name == *method || name.starts_with(&format!("{method}_of_")));
            prefix && has_failures(self.document)
        };
        if naming::COMMON_METHODS.contains(&name) || of_failures() {
            self.faults.report(
                Code::AccessorCollision,
                field.entry.key,
                format!(
                    "the list {} has the method `{name}`, which the type has already",
                    quoted(field.property)
                ),
                "give it an `x-rust-name`",
            );
        }
    }

    fn is_list(&self, field: &Field<'a>) -> bool {
        let schema = self.components.resolve_schema(&field.entry.node);
        schema.is_some_and(|schema| schema.get("type").and_then(Node::text) == Some("array"))
    }
}

/// Whether any object gets the methods of `x-failure`.
fn has_failures(document: &Node) -> bool {
    let mut nodes = vec![document];
    while let Some(node) = nodes.pop() {
        if node.get("x-failure").is_some_and(Node::is_true) {
            return true;
        }
        nodes.extend(node.items());
        nodes.extend(node.entries().map(|(_, entry)| &entry.node));
    }
    false
}
