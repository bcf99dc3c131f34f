//! Whether the members of an enum can be told apart, on the wire and in Rust.

use super::Meaning;
use crate::diagnostic::Code;
use crate::naming;
use crate::read::faults::quoted;
use crate::read::node::Node;
use std::collections::{HashMap, HashSet};

impl Meaning<'_, '_> {
    pub(super) fn enumeration(&mut self, schema: &Node, kind: &str) {
        let Some(members) = schema.get("enum") else {
            return;
        };
        if members.kind() != "a list" {
            return;
        }
        if members.items().is_empty() {
            return self.empty_enum(members);
        }
        self.one_item_a_member(schema, "x-enum-varnames", members.items().len());
        self.one_item_a_member(schema, "x-enum-descriptions", members.items().len());
        match kind {
            "string" => self.string_members(schema, members),
            _ => self.integer_members(schema, members),
        }
    }

    fn empty_enum(&mut self, members: &Node) {
        self.faults.report(
            Code::EmptyEnum,
            members.extent,
            "the enum has no members",
            "add them, or remove `enum` if any value is possible",
        );
    }

    /// The members of an enum of numbers or booleans, which is told and not a type.
    pub(super) fn values(&mut self, schema: &Node, kind: &str) {
        let Some(members) = schema.get("enum") else {
            return;
        };
        for extension in ["x-enum-varnames", "x-enum-descriptions", "x-enum-additions"] {
            if let Some(entry) = schema.entry(extension) {
                self.faults.report(
                    Code::MisplacedExtension,
                    entry.key,
                    format!("`{extension}` has no effect on an enum of type `{kind}`"),
                    "say it in the `description`",
                );
            }
        }
        if members.kind() == "a list" && members.items().is_empty() {
            self.empty_enum(members);
        }
        for member in members.items() {
            let fits = match kind {
                "number" => matches!(member.kind(), "a number" | "an integer"),
                _ => member.is_true() || member.is_false(),
            };
            if !fits {
                self.member_type(member, kind, "write values of the type, without quotes");
            }
        }
    }

    fn one_item_a_member(&mut self, schema: &Node, extension: &str, members: usize) {
        if let Some(entry) = schema.entry(extension)
            && entry.node.kind() == "a list"
            && entry.node.items().len() != members
        {
            self.faults.report(
                Code::ExtensionLength,
                entry.key,
                format!(
                    "`{extension}` has {} items, but `enum` has {members}",
                    entry.node.items().len()
                ),
                "write one item for each member, `null` for a member without one",
            );
        }
    }

    fn string_members(&mut self, schema: &Node, members: &Node) {
        if let Some(entry) = schema.entry("x-enum-varnames") {
            self.faults.report(
                Code::MisplacedExtension,
                entry.key,
                "`x-enum-varnames` has no effect on an enum of strings",
                "remove it: strings are named after themselves",
            );
        }
        let mut spellings: HashMap<String, String> = HashMap::new();
        let mut variants: HashMap<String, String> = HashMap::new();
        for (node, name) in with_additions(schema, members) {
            let Some(member) = node.text() else {
                self.member_type(node, "string", "put it in quotes");
                continue;
            };
            if let Some(other) = spellings.insert(naming::loose(member), member.to_owned()) {
                self.same_member(node, &quoted(&other), &quoted(member));
                continue;
            }
            let variant = match name.and_then(|name| Some((name, name.text()?))) {
                Some((name_node, name)) => {
                    self.upper_camel_case(name, name_node);
                    name.to_owned()
                }
                None => naming::variant(member),
            };
            if !naming::is_legal(&variant) {
                self.faults.report(
                    Code::NoRustName,
                    node.extent,
                    format!("no Rust variant can be named after {}", quoted(member)),
                    "move it to `x-enum-additions`, where it can have a `name`",
                );
                continue;
            }
            if variant == naming::UNDOCUMENTED {
                self.faults.report(
                    Code::VariantCollision,
                    node.extent,
                    format!(
                        "{} becomes the variant `{variant}`, which keeps undocumented members",
                        quoted(member)
                    ),
                    "move it to `x-enum-additions`, where it can have another `name`",
                );
            } else if let Some(other) = variants.insert(variant.clone(), member.to_owned()) {
                self.faults.report(
                    Code::VariantCollision,
                    node.extent,
                    format!(
                        "{} and {} both become the variant `{variant}`",
                        quoted(&other),
                        quoted(member)
                    ),
                    "move one to `x-enum-additions`, where it can have another `name`",
                );
            }
        }
    }

    fn integer_members(&mut self, schema: &Node, members: &Node) {
        let mut numbers = HashSet::new();
        for (node, _) in with_additions(schema, members) {
            match node.integer() {
                None => self.member_type(
                    node,
                    "integer",
                    "write an integer of at most 64 bits, without quotes",
                ),
                Some(number) if !numbers.insert(number) => {
                    self.same_member(node, &number.to_string(), &number.to_string());
                }
                Some(_) => {}
            }
        }
        let named = schema
            .get("x-enum-varnames")
            .map_or(&[][..], Node::items)
            .iter()
            .chain(with_additions(schema, members).filter_map(|(_, name)| name));
        let mut constants: HashMap<String, &str> = HashMap::new();
        for node in named {
            let Some(name) = node.text() else {
                continue;
            };
            let constant = naming::constant(name);
            if !naming::is_legal(&constant) {
                self.faults.report(
                    Code::NoRustName,
                    node.extent,
                    format!("no Rust constant can be named after {}", quoted(name)),
                    "use ASCII letters and digits",
                );
            } else if naming::ENUM_CONSTANTS.contains(&constant.as_str()) {
                self.faults.report(
                    Code::ConstantCollision,
                    node.extent,
                    format!(
                        "{} becomes the constant `{constant}`, which every enum has already",
                        quoted(name)
                    ),
                    "give it another name",
                );
            } else if let Some(other) = constants.insert(constant.clone(), name) {
                self.faults.report(
                    Code::ConstantCollision,
                    node.extent,
                    format!(
                        "{} and {} both become the constant `{constant}`",
                        quoted(other),
                        quoted(name)
                    ),
                    "give one of them another name",
                );
            }
        }
    }

    fn member_type(&mut self, node: &Node, kind: &str, help: &str) {
        self.faults.report(
            Code::EnumMemberType,
            node.extent,
            format!("a member of an enum of type `{kind}` is {}", node.kind()),
            help,
        );
    }

    fn same_member(&mut self, node: &Node, one: &str, two: &str) {
        let message = if one == two {
            format!("the member {two} stands twice")
        } else {
            format!("the members {one} and {two} differ only in letter case and underscores")
        };
        self.faults.report(
            Code::EnumCollision,
            node.extent,
            message,
            "keep one: members are recognised in every such spelling",
        );
    }
}

/// The members with the node of their own name, those of `x-enum-additions` last.
fn with_additions<'n>(
    schema: &'n Node,
    members: &'n Node,
) -> impl Iterator<Item = (&'n Node, Option<&'n Node>)> {
    let additions = schema.get("x-enum-additions").map_or(&[][..], Node::items);
    members.items().iter().map(|member| (member, None)).chain(
        additions
            .iter()
            .filter_map(|addition| Some((addition.get("value")?, addition.get("name")))),
    )
}
