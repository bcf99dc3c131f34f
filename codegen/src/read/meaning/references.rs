//! Whether references lead to what they should, and do not lead in circles.

use super::Meaning;
use crate::diagnostic::{Code, Extent};
use crate::read::faults::{nearest, quoted};
use crate::read::grammar::{self, Object, Reference};
use crate::read::node::{Entry, Node};
use std::collections::HashMap;

/// A chain of references that is longer is not followed; circles are reported on their own.
pub(super) const LONGEST_CHAIN: usize = 64;

/// The components of the document.
#[derive(Clone, Copy)]
pub(super) struct Components<'a> {
    node: Option<&'a Node>,
}

impl<'a> Components<'a> {
    pub(super) fn of(document: &'a Node) -> Self {
        Self {
            node: document.get("components"),
        }
    }

    /// The components of a kind: `schemas`, `parameters`, ….
    pub(super) fn kind(self, kind: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> + use<'a> {
        self.node
            .and_then(|node| node.get(kind))
            .into_iter()
            .flat_map(Node::entries)
    }

    pub(super) fn get(self, kind: &str, name: &str) -> Option<&'a Entry> {
        self.node?.get(kind)?.entry(name)
    }

    /// What stands at the end of a node's references; the node itself if it is none.
    pub(super) fn resolve(self, node: &'a Node) -> Option<&'a Node> {
        let mut node = node;
        for _ in 0..LONGEST_CHAIN {
            let Some(target) = node.reference() else {
                return Some(node);
            };
            let (kind, name) = split(target)?;
            node = &self.get(kind, name)?.node;
        }
        None
    }

    /// The schema that says the type: as [`Self::resolve`], and through described references.
    pub(super) fn resolve_schema(self, node: &'a Node) -> Option<&'a Node> {
        let mut node = self.resolve(node)?;
        for _ in 0..LONGEST_CHAIN {
            let Some(inner) = described_reference(node) else {
                return Some(node);
            };
            node = self.resolve(inner)?;
        }
        None
    }
}

/// The reference in `allOf: [{$ref: …}]`.
pub(super) fn described_reference(schema: &Node) -> Option<&Node> {
    match schema.get("allOf")?.items() {
        [only] if only.reference().is_some() => Some(only),
        _ => None,
    }
}

/// `#/components/KIND/NAME` as KIND and NAME.
pub(super) fn split(target: &str) -> Option<(&str, &str)> {
    let (kind, name) = target.strip_prefix("#/components/")?.split_once('/')?;
    (!name.contains('/')).then_some((kind, name))
}

impl<'a> Meaning<'a, '_> {
    pub(super) fn references(&mut self, references: &[Reference<'_>]) {
        for reference in references {
            self.reference(reference);
        }
        self.circles();
    }

    fn reference(&mut self, reference: &Reference<'_>) {
        let expected = section(reference.kind);
        let Some((kind, name)) = split(reference.target) else {
            self.faults.report(
                Code::ExternalReference,
                reference.place,
                format!("{} does not lead to a component", quoted(reference.target)),
                format!("put the target under `components.{expected}` and write `#/components/{expected}/NAME`"),
            );
            return;
        };
        if kind != expected {
            self.faults.report(
                Code::ReferenceKind,
                reference.place,
                format!(
                    "{} is expected here, not one of `components.{}`",
                    reference.kind.name,
                    quoted(kind).trim_matches('`')
                ),
                format!("write `#/components/{expected}/NAME`"),
            );
            return;
        }
        if self.components.get(kind, name).is_some() {
            return;
        }
        if !self.faults.wants(Code::UnresolvedReference) {
            return;
        }
        let known = self.components.kind(kind).map(|(name, _)| name);
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `#/components/{kind}/{near}`?"),
            None => format!("add it under `components.{kind}`"),
        };
        self.faults.report(
            Code::UnresolvedReference,
            reference.place,
            format!("{} does not exist", quoted(reference.target)),
            help,
        );
    }

    /// Components that are only a reference form chains; each is walked once.
    fn circles(&mut self) {
        const KINDS: [&str; 7] = [
            "schemas",
            "responses",
            "parameters",
            "headers",
            "examples",
            "requestBodies",
            "securitySchemes",
        ];
        for kind in KINDS {
            let mut walk_of: HashMap<&str, usize> = HashMap::new();
            for (walk, (first, _)) in self.components.kind(kind).enumerate() {
                let mut name = first;
                loop {
                    match walk_of.get(name) {
                        Some(&earlier) if earlier == walk => {
                            self.circle(kind, name);
                            break;
                        }
                        Some(_) => break,
                        None => walk_of.insert(name, walk),
                    };
                    match self.alias(kind, name) {
                        Some((next, _)) => name = next,
                        None => break,
                    }
                }
            }
        }
    }

    fn circle(&mut self, kind: &str, name: &str) {
        if let Some((_, place)) = self.alias(kind, name) {
            self.faults.report(
                Code::CircularReference,
                place,
                format!("`{name}` refers to itself through references alone"),
                "describe one of them: give it a `type`",
            );
        }
    }

    /// The name that a component only refers to, and where it says so.
    fn alias(&self, kind: &str, name: &str) -> Option<(&'a str, Extent)> {
        let node = &self.components.get(kind, name)?.node;
        let reference = match node.reference() {
            Some(_) => node,
            None => described_reference(node)?,
        };
        let target = reference.get("$ref")?;
        let (target_kind, target_name) = split(target.text()?)?;
        (target_kind == kind).then_some((target_name, target.extent))
    }
}

/// Where the components of a kind stand.
fn section(kind: &'static Object) -> &'static str {
    let sections: [(&'static Object, &'static str); 7] = [
        (&grammar::SCHEMA, "schemas"),
        (&grammar::RESPONSE, "responses"),
        (&grammar::PARAMETER, "parameters"),
        (&grammar::EXAMPLE, "examples"),
        (&grammar::REQUEST_BODY, "requestBodies"),
        (&grammar::HEADER, "headers"),
        (&grammar::SECURITY_SCHEME, "securitySchemes"),
    ];
    sections
        .iter()
        .find(|(object, _)| std::ptr::eq(*object, kind))
        .map_or("schemas", |(_, section)| section)
}
