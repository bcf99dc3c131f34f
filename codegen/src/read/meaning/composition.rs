//! Whether composed schemas become types: the parts of `allOf` one object, the alternatives of
//! `oneOf` and `anyOf` an enum.

use super::Meaning;
use super::references::{described_reference, split};
use super::schemas::{Place, becomes_type};
use crate::alternatives::{Alternative, Kind, tell_apart};
use crate::diagnostic::{Code, Extent};
use crate::naming::{self, TypeName};
use crate::read::faults::quoted;
use crate::read::node::{Entry, Node};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many parts may make up one object, those of its parts included.
const MOST_PARTS: usize = 256;

/// The keywords that say a type by themselves, and so contradict a composition beside them.
const TYPES_OF_THEIR_OWN: [&str; 3] = ["format", "enum", "items"];

/// A property of a composed object.
pub(super) struct Member<'a> {
    pub(super) name: &'a str,
    pub(super) entry: &'a Entry,
    /// Whether it belongs to a component, with which it is checked.
    pub(super) inherited: bool,
}

/// What the parts of an object add up to.
#[derive(Default)]
struct Parts<'a> {
    members: Vec<Member<'a>>,
    required: Vec<&'a Node>,
    seen: HashSet<&'a str>,
    count: usize,
}

impl<'a> Meaning<'a, '_> {
    /// `allOf`: a description of a reference, or the parts of one object.
    pub(super) fn all_of(&mut self, schema: &'a Node, owner: Option<&TypeName>) {
        for keyword in TYPES_OF_THEIR_OWN.into_iter().chain(["oneOf", "anyOf"]) {
            if let Some(entry) = schema.entry(keyword) {
                self.faults.report(
                    Code::UnsupportedSchema,
                    entry.key,
                    format!("`{keyword}` beside `allOf` is not supported by this generator yet"),
                    "remove it: the type comes from the parts of `allOf`",
                );
            }
        }
        if let Some(kind) = schema.get("type")
            && kind.text() != Some("object")
        {
            self.faults.report(
                Code::UnsupportedSchema,
                kind.extent,
                "another type than `object` beside `allOf` is not supported by this generator yet",
                "remove it: the type comes from the parts of `allOf`",
            );
        }
        if is_description(schema) {
            return;
        }
        let Some(parts) = self.added_up(schema) else {
            return;
        };
        self.same_members(&parts.members);
        let names: Vec<&str> = parts.members.iter().map(|member| member.name).collect();
        self.required_among(&parts.required, &names, schema);
        self.fields(parts.members, owner);
    }

    /// The properties of an object with those of its parts, as far as they can be understood.
    pub(super) fn parts_of(&self, schema: &'a Node) -> Vec<(&'a str, &'a Node)> {
        let mut parts = Parts::default();
        let _ = collect(self, schema, false, &mut parts, 0);
        let members = parts.members.into_iter();
        members
            .map(|member| (member.name, &member.entry.node))
            .collect()
    }

    fn added_up(&mut self, schema: &'a Node) -> Option<Parts<'a>> {
        let mut parts = Parts::default();
        match collect(self, schema, false, &mut parts, 0) {
            Ok(()) => Some(parts),
            Err(Fault::NotAnObject(place)) => {
                self.faults.report(
                    Code::UnsupportedSchema,
                    place,
                    "this part of `allOf` is not an object, which is not supported by this generator yet",
                    "give each part `type: object` and `properties`, or keep one `$ref` alone",
                );
                None
            }
            Err(Fault::TooMany(place)) => {
                self.faults.report(
                    Code::UnsupportedSchema,
                    place,
                    format!("the object has more than {MOST_PARTS} parts"),
                    "write one object with all properties",
                );
                None
            }
            // It was reported as unresolved, circular or misread.
            Err(Fault::Known) => None,
        }
    }

    /// A property that two parts have must be the same in both.
    fn same_members(&mut self, members: &[Member<'a>]) {
        let mut known: BTreeMap<&str, &Node> = BTreeMap::new();
        for member in members {
            let node = &member.entry.node;
            match known.get(member.name) {
                Some(other) if !other.says_the_same_as(node) => self.faults.report(
                    Code::ConflictingParts,
                    member.entry.key,
                    format!(
                        "two parts of `allOf` describe {} differently",
                        quoted(member.name)
                    ),
                    "say the same in both, or leave it to one of them",
                ),
                _ => {
                    known.insert(member.name, node);
                }
            }
        }
    }

    /// `oneOf` and `anyOf`: an enum of what a value may be.
    pub(super) fn alternatives(&mut self, schema: &'a Node, name: Option<&TypeName>) {
        let (keyword, list) = match (schema.get("oneOf"), schema.get("anyOf")) {
            (Some(list), _) => ("oneOf", list),
            (None, Some(list)) => ("anyOf", list),
            (None, None) => return,
        };
        let others = [
            "oneOf",
            "anyOf",
            "properties",
            "additionalProperties",
            "required",
        ];
        let refused = TYPES_OF_THEIR_OWN.into_iter().chain(others);
        for other in refused.filter(|other| *other != keyword) {
            if let Some(entry) = schema.entry(other) {
                self.faults.report(
                    Code::UnsupportedSchema,
                    entry.key,
                    format!("`{other}` beside `{keyword}` is not supported by this generator yet"),
                    "move it into the alternatives",
                );
            }
        }
        if list.kind() != "a list" {
            return;
        }
        if list.items().len() < 2 {
            self.faults.report(
                Code::UnsupportedSchema,
                list.extent,
                format!("`{keyword}` has fewer than two alternatives"),
                "write the only one in its place",
            );
            return;
        }
        let mut alternatives = Vec::new();
        let mut variants: BTreeMap<String, usize> = BTreeMap::new();
        for (index, item) in list.items().iter().enumerate() {
            self.schema(item, Place::Alternative, name, item.extent);
            let Some(alternative) = self.alternative(item) else {
                return;
            };
            let variant = self.variant(item);
            if variant == naming::UNDOCUMENTED || variants.insert(variant.clone(), index).is_some()
            {
                self.faults.report(
                    Code::VariantCollision,
                    item.extent,
                    format!("two alternatives become the variant `{variant}`"),
                    "put one of them under `components.schemas` with a name of its own",
                );
                return;
            }
            alternatives.push(alternative);
        }
        match schema.get("discriminator") {
            Some(discriminator) => self.discriminator(discriminator, list),
            None => {
                if let Err((one, other)) = tell_apart(&alternatives) {
                    let place = |index: usize| &list.items()[index];
                    let shown = |index| quoted(&self.variant(place(index)));
                    let message =
                        format!("{} and {} cannot be told apart", shown(one), shown(other));
                    self.faults.report(
                        Code::AmbiguousAlternatives,
                        place(other).extent,
                        message,
                        "add a `discriminator`, or a property that one of them requires and the other has not",
                    );
                }
            }
        }
    }

    /// What an alternative looks like; none if it cannot be understood, which is reported.
    fn alternative(&mut self, item: &'a Node) -> Option<Alternative> {
        let schema = self.components.resolve_schema(item)?;
        let composed = schema.has("allOf");
        let kind = match schema.get("type").and_then(Node::text) {
            Some(kind) => Kind::of(kind)?,
            None if composed => Kind::Object,
            None => {
                if !self.faults.is_misread(schema) {
                    self.faults.report(
                        Code::UnsupportedSchema,
                        item.extent,
                        "an alternative without a type of its own is not supported by this generator yet",
                        "refer to objects, or write `type:`; list the alternatives of alternatives here",
                    );
                }
                return None;
            }
        };
        let members = self.parts_of(schema);
        let mut constants = BTreeMap::new();
        for (name, property) in &members {
            let Some(property) = self.components.resolve_schema(property) else {
                continue;
            };
            let texts = property.get("enum").map_or(&[][..], Node::items);
            if property.get("type").and_then(Node::text) == Some("string") && !texts.is_empty() {
                let texts: BTreeSet<String> = texts
                    .iter()
                    .filter_map(|text| text.text().map(str::to_owned))
                    .collect();
                constants.insert((*name).to_owned(), texts);
            }
        }
        let mut parts = Parts::default();
        let _ = collect(self, schema, false, &mut parts, 0);
        let required = parts.required.iter().flat_map(|list| list.items());
        Some(Alternative {
            kind,
            properties: members.iter().map(|(name, _)| (*name).to_owned()).collect(),
            required: required
                .filter_map(|name| name.text().map(str::to_owned))
                .collect(),
            constants,
        })
    }

    /// The name of an alternative: its type's, or what kind of value it is.
    fn variant(&self, item: &'a Node) -> String {
        let mut node = item;
        // The name of the component that says the type.
        let mut found: Option<(&str, &Node)> = None;
        for _ in 0..super::references::LONGEST_CHAIN {
            let reference = match node.reference() {
                Some(reference) => reference,
                None => match described_reference(node).and_then(Node::reference) {
                    Some(reference) => reference,
                    None => break,
                },
            };
            let Some(entry) = split(reference)
                .and_then(|(kind, name)| Some((name, self.components.get(kind, name)?)))
            else {
                break;
            };
            found = Some((entry.0, &entry.1.node));
            node = &entry.1.node;
        }
        let documented = node.get("x-documented-name").and_then(Node::text);
        match (documented, found) {
            (Some(documented), _) => naming::type_name(documented).name,
            (None, Some((key, schema))) if becomes_type(schema) => naming::type_name(key).name,
            _ => naming::alternative(node.get("type").and_then(Node::text).unwrap_or_default())
                .to_owned(),
        }
    }

    fn discriminator(&mut self, discriminator: &'a Node, list: &'a Node) {
        let mut keys: Vec<&str> = Vec::new();
        for item in list.items() {
            let component = item.reference().and_then(split).map(|(_, name)| name);
            let is_object = self.components.resolve_schema(item).is_some_and(|schema| {
                schema.has("allOf") || schema.get("type").and_then(Node::text) == Some("object")
            });
            match component {
                Some(component) if is_object => keys.push(component),
                _ => {
                    self.faults.report(
                        Code::InvalidDiscriminator,
                        item.extent,
                        "with a `discriminator`, each alternative is a reference to an object",
                        "put it under `components.schemas`, or leave the discriminator out",
                    );
                    return;
                }
            }
        }
        let mapping = discriminator.get("mapping");
        for (value, entry) in mapping.into_iter().flat_map(Node::entries) {
            let Some(target) = entry.node.text() else {
                continue;
            };
            let name = split(target).map_or(target, |(_, name)| name);
            if !keys.contains(&name) {
                self.faults.report(
                    Code::InvalidDiscriminator,
                    entry.node.extent,
                    format!("{} is none of the alternatives", quoted(target)),
                    "write one of the references that stand in the list",
                );
            }
            let implied = keys.iter().any(|key| *key == value && *key != name);
            let other = mapping
                .into_iter()
                .flat_map(Node::entries)
                .any(|(_, other)| {
                    let text = other.node.text().unwrap_or_default();
                    split(text).map_or(text, |(_, name)| name) == value
                });
            if implied && !other {
                self.faults.report(
                    Code::InvalidDiscriminator,
                    entry.key,
                    format!("{} means two alternatives", quoted(value)),
                    "give the alternative of that name a value in `mapping`",
                );
            }
        }
    }

    /// Components that have no type of their own, and lead to themselves through items and
    /// additional properties: they would be a type without an end.
    pub(super) fn endless_schemas(&mut self) {
        // Each component leads to one other at most, so that each is walked once.
        let mut walk_of: HashMap<&str, usize> = HashMap::new();
        for (walk, (first, _)) in self.components.kind("schemas").enumerate() {
            let mut name = first;
            loop {
                match walk_of.get(name) {
                    Some(&earlier) if earlier == walk => {
                        self.endless(name);
                        break;
                    }
                    Some(_) => break,
                    None => walk_of.insert(name, walk),
                };
                match self.element(name) {
                    Some((next, _)) => name = next,
                    None => break,
                }
            }
        }
    }

    /// Reports a circle, unless it is one of references alone, which was reported as such.
    fn endless(&mut self, name: &str) {
        let (mut next, mut has_container) = (name, false);
        while let Some((following, by_container)) = self.element(next) {
            has_container |= by_container;
            next = following;
            if next == name {
                break;
            }
        }
        if let Some(entry) = self.components.get("schemas", name)
            && has_container
        {
            self.faults.report(
                Code::CircularReference,
                entry.key,
                format!("`{name}` consists of itself through items alone"),
                "describe an object on the way: give it `properties`",
            );
        }
    }

    /// The component that a component is, or that its elements are, if it has no type of its own;
    /// and whether that is by elements.
    fn element(&self, name: &str) -> Option<(&'a str, bool)> {
        let mut node = &self.components.get("schemas", name)?.node;
        let mut by_container = false;
        loop {
            if let Some(reference) = node.reference() {
                return split(reference).map(|(_, name)| (name, by_container));
            }
            if node.has("properties") {
                return None;
            }
            let elements = node
                .get("items")
                .or_else(|| node.get("additionalProperties"));
            by_container |= elements.is_some();
            node = elements.or_else(|| described_reference(node))?;
        }
    }
}

/// Whether `allOf` only describes a reference.
pub(super) fn is_description(schema: &Node) -> bool {
    described_reference(schema).is_some()
        && !["properties", "required", "additionalProperties"]
            .iter()
            .any(|keyword| schema.has(keyword))
}

enum Fault {
    NotAnObject(Extent),
    TooMany(Extent),
    Known,
}

/// Adds up the parts of an object; each component counts once.
fn collect<'a>(
    meaning: &Meaning<'a, '_>,
    schema: &'a Node,
    inherited: bool,
    parts: &mut Parts<'a>,
    depth: usize,
) -> Result<(), Fault> {
    parts.count += 1;
    if parts.count > MOST_PARTS || depth > super::references::LONGEST_CHAIN {
        return Err(Fault::TooMany(schema.extent));
    }
    if let Some(list) = schema.get("allOf") {
        for item in list.items() {
            let component = item.reference().and_then(split).map(|(_, name)| name);
            if let Some(component) = component
                && !parts.seen.insert(component)
            {
                continue;
            }
            let part = meaning.components.resolve(item).ok_or(Fault::Known)?;
            let is_object = part.has("allOf")
                || part.has("properties")
                || part.has("required")
                || part.get("type").and_then(Node::text) == Some("object");
            if !is_object {
                return Err(Fault::NotAnObject(item.extent));
            }
            collect(
                meaning,
                part,
                inherited || component.is_some(),
                parts,
                depth + 1,
            )?;
        }
    }
    let properties = schema.get("properties").into_iter().flat_map(Node::entries);
    parts.members.extend(properties.map(|(name, entry)| Member {
        name,
        entry,
        inherited,
    }));
    parts.required.extend(schema.get("required"));
    Ok(())
}
