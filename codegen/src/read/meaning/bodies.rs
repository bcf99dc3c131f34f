//! Whether bodies can be written and read.

use super::Meaning;
use super::schemas::Place;
use crate::diagnostic::{Code, Extent};
use crate::read::faults::quoted;
use crate::read::node::Node;
use std::collections::HashMap;

impl<'a> Meaning<'a, '_> {
    /// The components; those inside operations are checked with them.
    pub(super) fn request_bodies(&mut self) {
        for (_, entry) in self.components.kind("requestBodies") {
            self.request_body(&entry.node, entry.key);
        }
    }

    /// The components; those inside operations are checked with them.
    pub(super) fn responses(&mut self) {
        for (_, entry) in self.components.kind("responses") {
            self.response(&entry.node);
        }
    }

    pub(super) fn request_body(&mut self, body: &'a Node, key: Extent) {
        if body.reference().is_some() || body.kind() != "an object" {
            return;
        }
        if !body.get("required").is_some_and(Node::is_true) && !self.faults.is_misread(body) {
            self.faults.report(
                Code::UnsupportedBody,
                body.entry("required").map_or(key, |entry| entry.key),
                "an optional request body is not supported by this generator yet",
                "write `required: true`",
            );
        }
        let Some(content) = body.get("content") else {
            return;
        };
        if content.kind() == "an object" && content.entries().next().is_none() {
            self.faults.report(
                Code::UnsupportedBody,
                content.extent,
                "the request body has no media type",
                "add `application/json` with a `schema`",
            );
        }
        self.content(content, true);
    }

    pub(super) fn response(&mut self, response: &'a Node) {
        if response.reference().is_some() {
            return;
        }
        if let Some(content) = response.get("content") {
            self.content(content, false);
        }
    }

    fn content(&mut self, content: &'a Node, is_request: bool) {
        let mut spellings: HashMap<String, &str> = HashMap::new();
        let mut first_schema: Option<(&str, Option<&Node>)> = None;
        let mut has_json = false;
        let mut all_supported = true;
        for (media_type, entry) in content.entries() {
            let spelling = media_type.to_ascii_lowercase();
            if !is_well_formed(media_type) {
                all_supported = false;
                self.faults.report(
                    Code::InvalidMediaType,
                    entry.key,
                    format!("{} is not a media type", quoted(media_type)),
                    "write `type/subtype` without parameters, such as `application/json`",
                );
            } else if !is_supported(&spelling, is_request) {
                all_supported = false;
                self.faults.report(
                    Code::UnsupportedMediaType,
                    entry.key,
                    format!("{} is not supported here by this generator yet", quoted(media_type)),
                    "use `application/json`, `text/json`, `application/xml`, `text/xml`, or in requests `application/x-www-form-urlencoded`",
                );
            }
            has_json |= is_json(&spelling);
            if let Some(other) = spellings.insert(spelling, media_type) {
                self.faults.report(
                    Code::DuplicateMediaType,
                    entry.key,
                    format!(
                        "{} and {} are the same media type",
                        quoted(other),
                        quoted(media_type)
                    ),
                    "keep one of them",
                );
            }
            let schema = entry.node.get("schema");
            if is_request && schema.is_none() && !self.faults.is_misread(&entry.node) {
                self.faults.report(
                    Code::UnsupportedBody,
                    entry.key,
                    "a request body without a schema is not supported by this generator yet",
                    "add a `schema`",
                );
            }
            match first_schema {
                None => first_schema = Some((media_type, schema)),
                Some((first, first_schema)) => {
                    if !same(first_schema, schema) {
                        self.faults.report(
                            Code::UnsupportedBody,
                            entry.key,
                            format!(
                                "{} has another schema than {}, which is not supported by this generator yet",
                                quoted(media_type),
                                quoted(first)
                            ),
                            "give all media types of a body the same schema",
                        );
                    }
                }
            }
        }
        // The same schema in each media type is looked at once.
        if let Some((_, Some(schema))) = first_schema {
            self.schema(schema, Place::Body, None, schema.extent);
            if !has_json && all_supported {
                self.faults.report(
                    Code::UnsupportedMediaType,
                    content.extent,
                    "a body that is not available in JSON is not supported by this generator yet",
                    "add `application/json`",
                );
            }
        }
    }
}

fn same(one: Option<&Node>, two: Option<&Node>) -> bool {
    match (one, two) {
        (None, None) => true,
        (Some(one), Some(two)) => one.says_the_same_as(two),
        _ => false,
    }
}

/// `type/subtype`, both a token of RFC 9110, section 5.6.2.
fn is_well_formed(media_type: &str) -> bool {
    media_type
        .split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn is_json(media_type: &str) -> bool {
    matches!(media_type, "application/json" | "text/json") || media_type.ends_with("+json")
}

fn is_supported(media_type: &str, is_request: bool) -> bool {
    is_json(media_type)
        || matches!(media_type, "application/xml" | "text/xml")
        || media_type.ends_with("+xml")
        || (is_request && media_type == "application/x-www-form-urlencoded")
}
