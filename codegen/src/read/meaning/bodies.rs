//! Whether bodies can be written and read.

use super::Meaning;
use super::parameters::nested;
use super::schemas::Place;
use crate::diagnostic::{Code, Extent};
use crate::naming::{self, TypeName};
use crate::read::faults::quoted;
use crate::read::node::Node;
use std::collections::HashMap;

impl<'a> Meaning<'a, '_> {
    /// The components; those inside operations are checked with them.
    pub(super) fn request_bodies(&mut self) {
        for (name, entry) in self.components.kind("requestBodies") {
            let owner = naming::type_name(name);
            self.request_body(&entry.node, entry.key, Some(&owner));
        }
    }

    /// The components; those inside operations are checked with them.
    pub(super) fn responses(&mut self) {
        for (name, entry) in self.components.kind("responses") {
            let name = naming::inline_type_name(&naming::type_name(name), "response");
            self.response(&entry.node, Some(&name));
        }
    }

    /// `owner` is what a schema inside is named after.
    pub(super) fn request_body(&mut self, body: &'a Node, key: Extent, owner: Option<&TypeName>) {
        if body.reference().is_some() || body.kind() != "an object" {
            return;
        }
        let Some(content) = body.get("content") else {
            return;
        };
        if content.kind() == "an object" && content.entries().next().is_none() {
            self.faults.report(
                Code::UnsupportedBody,
                key,
                "the request body has no media type",
                "add `application/json` with a `schema`",
            );
        }
        match content.entries().next() {
            Some((media_type, entry)) if is_form_data(media_type) => {
                self.multipart(content, &entry.node, owner);
            }
            _ => {
                let name = owner.map(|owner| naming::inline_type_name(owner, "body"));
                self.content(content, true, name.as_ref());
            }
        }
    }

    /// `name` is that of a schema inside.
    pub(super) fn response(&mut self, response: &'a Node, name: Option<&TypeName>) {
        if response.reference().is_some() {
            return;
        }
        if let Some(content) = response.get("content") {
            self.content(content, false, name);
        }
        if let Some(headers) = response.get("headers") {
            for (name, entry) in headers.entries() {
                self.response_header(name, &entry.node, entry.key);
            }
        }
    }

    /// The headers of components; those inside responses are checked with them.
    pub(super) fn headers(&mut self) {
        for (name, entry) in self.components.kind("headers") {
            self.response_header(name, &entry.node, entry.key);
        }
    }

    fn response_header(&mut self, name: &str, header: &'a Node, key: Extent) {
        if header.reference().is_some() || header.kind() != "an object" {
            return;
        }
        match header.entry("x-rust-name") {
            Some(entry) => self.rust_name(&entry.node),
            None if naming::is_legal(&naming::field(name)) => {}
            None => self.faults.report(
                Code::NoRustName,
                key,
                format!("no Rust method can be named after {}", quoted(name)),
                "give the header an `x-rust-name`",
            ),
        }
        let Some(entry) = header.entry("schema") else {
            if !header.has("content") && !self.faults.is_misread(header) {
                self.faults.report(
                    Code::MissingKey,
                    key,
                    "a Header Object needs the key `schema`",
                    "add `schema: {type: string}`",
                );
            }
            return;
        };
        self.schema(&entry.node, Place::Parameter, None, entry.key);
        let Some(mut schema) = self.components.resolve_schema(&entry.node) else {
            return;
        };
        if schema.get("type").and_then(Node::text) == Some("array")
            && let Some(items) = schema.get("items")
            && let Some(item) = self.components.resolve_schema(items)
        {
            schema = item;
        }
        if let Some(kind) = nested(schema) {
            self.faults.report(
                Code::UnsupportedResponse,
                entry.key,
                format!("a header of type `{kind}` is not supported here by this generator yet"),
                "use a string, integer, number or boolean, or a list of them",
            );
        }
    }

    fn content(&mut self, content: &'a Node, is_request: bool, name: Option<&TypeName>) {
        let mut spellings: HashMap<String, &str> = HashMap::new();
        let mut first_schema: Option<(&str, Option<&Node>)> = None;
        let mut has_json = false;
        let mut all_supported = true;
        let is_structured = content
            .entries()
            .any(|(media_type, _)| is_structured(&media_type.to_ascii_lowercase()));
        if is_request
            && !is_structured
            && let Some((_, second)) = content.entries().nth(1)
        {
            self.faults.report(
                Code::UnsupportedBody,
                second.key,
                "a choice of media types without a structure is not supported by this generator yet",
                "keep one, such as `application/octet-stream`",
            );
        }
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
            } else if is_multipart(&spelling)
                || (is_request && spelling.contains('*'))
                || (!is_request && spelling == FORM)
            {
                all_supported = false;
                self.faults.report(
                    Code::UnsupportedMediaType,
                    entry.key,
                    format!("{} is not supported here by this generator yet", quoted(media_type)),
                    "use JSON, XML, text or `application/octet-stream`; `multipart/form-data` and `application/x-www-form-urlencoded` are for requests, the first without others beside it",
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
            if let Some(encoding) = entry.node.entry("encoding") {
                self.faults.report(
                    Code::UnsupportedKeyword,
                    encoding.key,
                    "`encoding` is supported for `multipart/form-data` only",
                    "leave it out: the default encoding of OpenAPI is used",
                );
            }
            let schema = entry.node.get("schema");
            if !is_structured {
                if let Some(schema) = schema {
                    self.raw_body(schema, entry.key);
                }
                continue;
            }
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
            self.schema(schema, Place::Body, name, schema.extent);
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

impl Meaning<'_, '_> {
    /// What is neither JSON nor XML is text or bytes, which no other type describes.
    fn raw_body(&mut self, schema: &Node, place: Extent) {
        let Some(schema) = self.components.resolve_schema(schema) else {
            return;
        };
        let plain =
            schema.get("type").and_then(Node::text) == Some("string") && !schema.has("enum");
        if !plain && !self.faults.is_misread(schema) {
            self.faults.report(
                Code::UnsupportedBody,
                place,
                "a body of this media type can only be text or bytes",
                "write `schema: {type: string}`, with `format: binary` for bytes",
            );
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
pub(super) fn is_well_formed(media_type: &str) -> bool {
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

const FORM: &str = "application/x-www-form-urlencoded";

/// Whether bodies of the media type have the structure of their schema.
pub(super) fn is_structured(media_type: &str) -> bool {
    is_json(media_type)
        || matches!(media_type, "application/xml" | "text/xml" | FORM)
        || media_type.ends_with("+xml")
        || is_multipart(media_type)
}

pub(super) fn is_form_data(media_type: &str) -> bool {
    media_type.eq_ignore_ascii_case("multipart/form-data")
}

fn is_multipart(media_type: &str) -> bool {
    media_type.starts_with("multipart/")
}
