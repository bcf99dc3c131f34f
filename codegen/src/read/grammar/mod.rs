//! Whether the document consists of the objects, keys and types that OpenAPI 3.0 has.
//!
//! Only the form is looked at; what the words mean to each other comes after.

mod extensions;
mod table;

pub(super) use table::{
    EXAMPLE, HEADER, Object, PARAMETER, REQUEST_BODY, RESPONSE, SCHEMA, SECURITY_SCHEME,
};

use super::faults::{Faults, alternatives, nearest, quoted};
use super::node::{Entry, Node};
use crate::diagnostic::{Code, Extent};
use table::{Shape, Verdict};

/// A `$ref` of the document and what has to stand at its end.
pub(super) struct Reference<'a> {
    pub(super) target: &'a str,
    pub(super) place: Extent,
    pub(super) kind: &'static Object,
}

/// Reports every breach of the grammar; returns the references, in the order of the document.
pub(super) fn check<'a>(document: &'a Node, faults: &mut Faults) -> Vec<Reference<'a>> {
    if let Some(version) = document.get("openapi").and_then(Node::text)
        && !is_supported_version(version)
    {
        faults.report(
            Code::OtherVersion,
            document
                .get("openapi")
                .map_or(document.extent, |node| node.extent),
            format!("the document is OpenAPI {}", quoted(version)),
            "write it in OpenAPI 3.0.3",
        );
        return Vec::new();
    }
    if document.has("swagger") && !document.has("openapi") {
        faults.report(
            Code::OtherVersion,
            document.place_of("swagger"),
            "the document is Swagger 2.0",
            "convert it to OpenAPI 3.0.3",
        );
        return Vec::new();
    }
    let mut grammar = Grammar {
        faults,
        references: Vec::new(),
    };
    grammar.object(document, &table::DOCUMENT, document.extent);
    grammar.references
}

fn is_supported_version(version: &str) -> bool {
    version
        .strip_prefix("3.0.")
        .is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit()))
}

struct Grammar<'a, 'f> {
    faults: &'f mut Faults,
    references: Vec<Reference<'a>>,
}

impl<'a> Grammar<'a, '_> {
    /// `place` is where a fault of the whole object is shown: the key before it.
    fn object(&mut self, node: &'a Node, object: &'static Object, place: Extent) {
        if !self.is_object(node, object.name) {
            return;
        }
        for (name, entry) in node.entries() {
            if name.starts_with("x-") {
                self.extension(name, entry, object);
            } else if let Some(key) = object.keys.iter().find(|key| key.name == name) {
                self.verdict(name, entry, &key.verdict);
                self.shape(&entry.node, &key.shape, entry.key);
            } else {
                self.faults.mark_misread(node);
                self.unknown_key(name, entry, object, node);
            }
        }
        if self.faults.is_misread(node) {
            return;
        }
        for key in object.keys.iter().filter(|key| key.required) {
            if !node.has(key.name) {
                self.faults.report(
                    Code::MissingKey,
                    place,
                    format!("{} needs the key `{}`", object.name, key.name),
                    format!("add `{}:`", key.name),
                );
            }
        }
    }

    fn shape(&mut self, node: &'a Node, shape: &'static Shape, place: Extent) {
        match shape {
            Shape::Any => {}
            Shape::Text => {
                self.text(node);
            }
            Shape::Name => {
                if let Some(text) = self.text(node) {
                    self.not_empty(text, node);
                }
            }
            Shape::Word(words) => {
                if let Some(text) = self.text(node)
                    && !words.contains(&text)
                {
                    self.unknown_word(text, words, node);
                }
            }
            Shape::Boolean => {
                if !node.is_true() && !node.is_false() {
                    self.wrong_type(node, "a boolean", "`true` or `false`, without quotes");
                }
            }
            Shape::Number => {
                if !matches!(node.kind(), "a number" | "an integer") {
                    self.wrong_type(node, "a number", "a number without quotes");
                }
            }
            Shape::Integer => {
                if node.integer().is_none() {
                    self.wrong_type(node, "an integer", "an integer without quotes");
                }
            }
            Shape::Count => {
                if node.integer().is_none_or(|count| count < 0) {
                    self.wrong_type(node, "an integer from 0", "an integer without quotes");
                }
            }
            Shape::Object(object) => self.object(node, object, place),
            Shape::Referable(object) => self.referable(node, object, place),
            Shape::List(item) => {
                if self.is_list(node) {
                    for each in node.items() {
                        self.shape(each, item, each.extent);
                    }
                }
            }
            Shape::Map(value) => {
                if self.is_object(node, "it") {
                    for (_, entry) in node.entries() {
                        self.shape(&entry.node, value, entry.key);
                    }
                }
            }
            Shape::Components(value) => {
                if self.is_object(node, "it") {
                    for (name, entry) in node.entries() {
                        self.component_key(name, entry);
                        self.shape(&entry.node, value, entry.key);
                    }
                }
            }
            Shape::BooleanOrSchema => {
                if !node.is_true() && !node.is_false() {
                    self.referable(node, &table::SCHEMA, place);
                }
            }
            Shape::Paths => self.paths(node),
            Shape::Responses => self.responses(node),
            Shape::NameOrNull => {
                if !node.is_null()
                    && let Some(text) = self.text(node)
                {
                    self.not_empty(text, node);
                }
            }
            Shape::TextOrTexts => {
                if node.kind() == "a list" {
                    for each in node.items() {
                        self.shape(each, &Shape::Name, each.extent);
                    }
                } else {
                    self.shape(node, &Shape::Name, place);
                }
            }
        }
    }

    fn referable(&mut self, node: &'a Node, object: &'static Object, place: Extent) {
        let Some(reference) = node.entry("$ref") else {
            return self.object(node, object, place);
        };
        if let Some(target) = self.text(&reference.node) {
            self.references.push(Reference {
                target,
                place: reference.node.extent,
                kind: object,
            });
        }
        for (name, entry) in node.entries().filter(|&(name, _)| name != "$ref") {
            let help = if std::ptr::eq(object, &table::SCHEMA) {
                "wrap the reference: `allOf: [{$ref: …}]`, with the other keys beside `allOf`"
            } else {
                "move it into the component, or write the object out here"
            };
            self.faults.report(
                Code::BesideReference,
                entry.key,
                format!("{} stands beside `$ref` and would be ignored", quoted(name)),
                help,
            );
        }
    }

    fn paths(&mut self, node: &'a Node) {
        if !self.is_object(node, "the Paths Object") {
            return;
        }
        for (name, entry) in node.entries() {
            if name.starts_with("x-") {
                self.extension(name, entry, &PATHS);
            } else {
                self.object(&entry.node, &table::PATH_ITEM, entry.key);
            }
        }
    }

    fn responses(&mut self, node: &'a Node) {
        if !self.is_object(node, "the Responses Object") {
            return;
        }
        for (name, entry) in node.entries() {
            if name.starts_with("x-") {
                self.extension(name, entry, &RESPONSES);
            } else {
                self.referable(&entry.node, &table::RESPONSE, entry.key);
            }
        }
    }

    fn extension(&mut self, name: &str, entry: &'a Entry, object: &'static Object) {
        let Some(extension) = extensions::ALL.iter().find(|known| known.name == name) else {
            if !self.faults.wants(Code::UnknownExtension) {
                return;
            }
            let names = || extensions::ALL.iter().map(|known| known.name);
            let help = match nearest(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "remove it; known are {}",
                    alternatives(&names().collect::<Vec<_>>()).replace(" or ", " and ")
                ),
            };
            self.faults.report(
                Code::UnknownExtension,
                entry.key,
                format!("the extension {} is not known", quoted(name)),
                help,
            );
            return;
        };
        let belongs_here = std::ptr::eq(*extension, &extensions::SOURCE)
            || object
                .extensions
                .iter()
                .any(|known| std::ptr::eq(*known, *extension));
        if !belongs_here {
            self.faults.report(
                Code::MisplacedExtension,
                entry.key,
                format!("`{name}` has no effect in {}", object.name),
                format!("remove it; it belongs {}", extension.belongs),
            );
            return;
        }
        self.shape(&entry.node, &extension.shape, entry.key);
    }

    fn verdict(&mut self, name: &str, entry: &Entry, verdict: &Verdict) {
        let instead = match verdict {
            Verdict::Honoured => return,
            Verdict::RefusedIfTrue(_) if !entry.node.is_true() => return,
            Verdict::Refused(instead) | Verdict::RefusedIfTrue(instead) => instead,
        };
        self.faults.report(
            Code::UnsupportedKeyword,
            entry.key,
            format!("`{name}` is not supported by this generator yet"),
            instead,
        );
    }

    fn unknown_key(&mut self, name: &str, entry: &Entry, object: &'static Object, node: &Node) {
        if !self.faults.wants(Code::UnknownKey) {
            return;
        }
        let free = object
            .keys
            .iter()
            .map(|key| key.name)
            .filter(|known| !node.has(known));
        let help = if let Some(newer) = later_keyword(name) {
            newer.to_owned()
        } else if let Some(near) = nearest(name, free) {
            format!("did you mean `{near}`?")
        } else {
            let known: Vec<_> = object.keys.iter().map(|key| key.name).collect();
            format!("remove it; known are {}", known.join(", "))
        };
        self.faults.report(
            Code::UnknownKey,
            entry.key,
            format!("{} is not a key of {}", quoted(name), object.name),
            help,
        );
    }

    fn unknown_word(&mut self, text: &str, words: &[&str], node: &Node) {
        if !self.faults.wants(Code::UnknownValue) {
            return;
        }
        let help = match nearest(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write {}", alternatives(words)),
        };
        self.faults.report(
            Code::UnknownValue,
            node.extent,
            format!("{} is not {}", quoted(text), alternatives(words)),
            help,
        );
    }

    fn component_key(&mut self, name: &str, entry: &Entry) {
        let fits = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
        if !fits {
            self.faults.report(
                Code::ComponentName,
                entry.key,
                format!("{} cannot be the key of a component", quoted(name)),
                "use letters, digits, `.`, `-` and `_` only; the full name goes in `x-documented-name`",
            );
        }
    }

    fn text(&mut self, node: &'a Node) -> Option<&'a str> {
        let text = node.text();
        if text.is_none() {
            self.wrong_type(node, "a string", "put it in quotes if it is meant as text");
        }
        text
    }

    fn not_empty(&mut self, text: &str, node: &Node) {
        if text.trim().is_empty() {
            self.faults.report(
                Code::EmptyText,
                node.extent,
                "this text must not be empty",
                "write the name, or remove the key if it is optional",
            );
        }
    }

    fn is_object(&mut self, node: &Node, name: &str) -> bool {
        let fits = node.kind() == "an object";
        if !fits {
            let message = match name {
                "it" => format!("expected an object, found {}", node.kind()),
                _ => format!("expected {name}, found {}", node.kind()),
            };
            self.faults.report(
                Code::WrongType,
                node.extent,
                message,
                "write keys with values, indented below; `{}` if there are none",
            );
        }
        fits
    }

    fn is_list(&mut self, node: &Node) -> bool {
        let fits = node.kind() == "a list";
        if !fits {
            self.wrong_type(
                node,
                "a list",
                "write each item after `- `; `[]` if there are none",
            );
        }
        fits
    }

    fn wrong_type(&mut self, node: &Node, expected: &str, help: &str) {
        self.faults.report(
            Code::WrongType,
            node.extent,
            format!("expected {expected}, found {}", node.kind()),
            help,
        );
    }
}

static PATHS: Object = Object {
    name: "the Paths Object",
    keys: &[],
    extensions: &[],
};

static RESPONSES: Object = Object {
    name: "the Responses Object",
    keys: &[],
    extensions: &[],
};

/// What to write for a keyword of another version of OpenAPI or JSON Schema.
fn later_keyword(name: &str) -> Option<&'static str> {
    Some(match name {
        "const" => "this is OpenAPI 3.1; write an `enum` with one member",
        "webhooks" => "this is OpenAPI 3.1; leave it out: a client does not receive calls",
        "$defs" | "definitions" => "put the schemas under `components.schemas`",
        "examples" => "this is OpenAPI 3.1; write one `example`",
        "consumes" | "produces" => {
            "this is Swagger 2.0; media types are the keys of `content` in bodies and responses"
        }
        _ => return None,
    })
}
