//! Whether parameters can be sent.

use super::Meaning;
use super::bodies::is_token;
use super::schemas::Place;
use crate::diagnostic::{Code, Extent};
use crate::naming::{self, TypeName};
use crate::read::faults::{alternatives, quoted};
use crate::read::node::Node;
use std::collections::HashMap;

/// A parameter of an operation, where the operation names it.
#[derive(Clone, Copy)]
pub(super) struct Parameter<'a> {
    pub(super) node: &'a Node,
    pub(super) name: &'a str,
    pub(super) location: &'a str,
    pub(super) place: Extent,
}

impl<'a> Parameter<'a> {
    /// What tells parameters apart; letter case does not matter in headers.
    fn identity(&self) -> (String, &'a str) {
        let name = match self.location {
            "header" => self.name.to_ascii_lowercase(),
            _ => self.name.to_owned(),
        };
        (name, self.location)
    }

    fn argument(&self) -> String {
        let given = self.node.get("x-rust-name").and_then(Node::text);
        given.map_or_else(|| naming::field(self.name), str::to_owned)
    }
}

impl<'a> Meaning<'a, '_> {
    /// The components; those inside paths and operations are checked with them.
    pub(super) fn parameters(&mut self) {
        for (name, entry) in self.components.kind("parameters") {
            let name = naming::inline_type_name(&naming::type_name(name), "parameter");
            self.parameter(&entry.node, entry.key, Some(&name));
        }
        self.client_parameters();
    }

    /// The parameters of a list, each once. `owner` is what inline schemas are named after.
    pub(super) fn parameter_list(
        &mut self,
        holder: &'a Node,
        owner: Option<&TypeName>,
    ) -> Vec<Parameter<'a>> {
        let mut list: Vec<Parameter<'a>> = Vec::new();
        let mut seen: HashMap<(String, &str), ()> = HashMap::new();
        for item in holder.get("parameters").map_or(&[][..], Node::items) {
            let named = owner.zip(item.get("name").and_then(Node::text));
            let name = named.map(|(owner, name)| naming::inline_type_name(owner, name));
            self.parameter(item, item.extent, name.as_ref());
            let Some(parameter) = self.view(item) else {
                continue;
            };
            if seen.insert(parameter.identity(), ()).is_some() {
                self.faults.report(
                    Code::DuplicateParameter,
                    parameter.place,
                    format!(
                        "the {} parameter {} stands twice",
                        parameter.location,
                        quoted(parameter.name)
                    ),
                    "keep one of the two",
                );
            } else {
                list.push(parameter);
            }
        }
        list
    }

    /// What an operation takes: its own parameters, and those of its path that it does not replace.
    pub(super) fn merged(
        &mut self,
        of_path: &[Parameter<'a>],
        own: Vec<Parameter<'a>>,
        parts: Vec<Parameter<'a>>,
    ) -> Vec<Parameter<'a>> {
        let replaced: HashMap<_, _> = own
            .iter()
            .map(|parameter| (parameter.identity(), ()))
            .collect();
        let mut merged: Vec<_> = of_path
            .iter()
            .filter(|parameter| !replaced.contains_key(&parameter.identity()))
            .copied()
            .collect();
        merged.extend(own);
        let arguments: Vec<_> = merged.iter().copied().chain(parts).collect();
        self.arguments(&arguments);
        merged
    }

    fn arguments(&mut self, parameters: &[Parameter<'a>]) {
        let mut arguments: HashMap<String, Parameter<'a>> = HashMap::new();
        for parameter in parameters {
            let argument = parameter.argument();
            if naming::RESERVED_ARGUMENTS.contains(&argument.as_str()) {
                self.faults.report(
                    Code::ArgumentCollision,
                    parameter.place,
                    format!(
                        "the {} parameter {} becomes `{argument}`, which every call has already",
                        parameter.location,
                        quoted(parameter.name)
                    ),
                    "give it an `x-rust-name`",
                );
            }
            if let Some(other) = arguments.insert(argument.clone(), *parameter) {
                self.faults.report(
                    Code::ArgumentCollision,
                    parameter.place,
                    format!(
                        "the {} parameter {} and the {} parameter {} both become `{argument}`",
                        other.location,
                        quoted(other.name),
                        parameter.location,
                        quoted(parameter.name)
                    ),
                    "give one of them an `x-rust-name`",
                );
            }
        }
    }

    fn view(&self, item: &'a Node) -> Option<Parameter<'a>> {
        let node = self.components.resolve(item)?;
        Some(Parameter {
            node,
            name: node.get("name")?.text()?,
            location: node.get("in")?.text()?,
            place: match item.get("$ref") {
                Some(reference) => reference.extent,
                None => node.get("name")?.extent,
            },
        })
    }

    fn parameter(&mut self, parameter: &'a Node, key: Extent, inline: Option<&TypeName>) {
        if parameter.reference().is_some() {
            return;
        }
        let Some(name) = parameter.get("name") else {
            return;
        };
        let Some((text, location)) = name
            .text()
            .and_then(|text| Some((text, parameter.get("in")?.text()?)))
        else {
            return;
        };
        match parameter.entry("x-rust-name") {
            Some(entry) => self.rust_name(&entry.node),
            None if naming::is_legal(&naming::field(text)) => {}
            None => self.faults.report(
                Code::NoRustName,
                name.extent,
                format!("no Rust argument can be named after {}", quoted(text)),
                "give the parameter an `x-rust-name`",
            ),
        }
        match location {
            "header" => self.header_name(text, name),
            "path" => self.path_parameter(parameter, text, name),
            "cookie" if !is_token(text) => self.faults.report(
                Code::InvalidHeaderName,
                name.extent,
                format!("{} is not a name of a cookie", quoted(text)),
                "use letters, digits and `-`",
            ),
            _ => {}
        }
        if location != "path"
            && let Some(entry) = parameter.entry("x-client-parameter")
        {
            self.faults.report(
                Code::MisplacedExtension,
                entry.key,
                "`x-client-parameter` has an effect on path parameters only",
                "remove it",
            );
        }
        self.parameter_schema(parameter, location, key, inline);
    }

    fn header_name(&mut self, text: &str, name: &Node) {
        let instead = match text.to_ascii_lowercase().as_str() {
            "accept" => "it follows from the `content` of the responses",
            "content-type" => "it follows from the `content` of the request body",
            "authorization" => {
                "write a security scheme with `type: http` and `scheme: bearer`, and `security`"
            }
            _ if is_token(text) => return,
            _ => {
                self.faults.report(
                    Code::InvalidHeaderName,
                    name.extent,
                    format!("{} is not a name of a header", quoted(text)),
                    "use letters, digits and `-`",
                );
                return;
            }
        };
        self.faults.report(
            Code::ReservedHeader,
            name.extent,
            format!("OpenAPI ignores a header parameter {}", quoted(text)),
            format!("remove it; {instead}"),
        );
    }

    fn path_parameter(&mut self, parameter: &Node, text: &str, name: &Node) {
        if !parameter.get("required").is_some_and(Node::is_true)
            && !self.faults.is_misread(parameter)
        {
            self.faults.report(
                Code::OptionalPathParameter,
                parameter
                    .entry("required")
                    .map_or(name.extent, |entry| entry.key),
                format!("the path parameter {} is not required", quoted(text)),
                "add `required: true`",
            );
        }
    }

    fn parameter_schema(
        &mut self,
        parameter: &'a Node,
        location: &str,
        key: Extent,
        inline: Option<&TypeName>,
    ) {
        if let Some(content) = parameter.entry("content") {
            return self.parameter_content(parameter, &content.node, location, content.key, inline);
        }
        let Some(entry) = parameter.entry("schema") else {
            if !self.faults.is_misread(parameter) {
                self.faults.report(
                    Code::MissingKey,
                    key,
                    "a Parameter Object needs the key `schema`",
                    "add `schema: {type: string}`",
                );
            }
            return;
        };
        self.schema(&entry.node, Place::Parameter, inline, entry.key);
        let Some(schema) = self.components.resolve_schema(&entry.node) else {
            return;
        };
        if is_union(schema) {
            return self.scalar(schema, entry.key);
        }
        let kind = match schema.get("type").and_then(Node::text) {
            Some(kind) => kind,
            None if schema.has("allOf") => "object",
            None if schema.entries().next().is_none() => {
                return self.unsupported_parameter(
                    entry.key,
                    "a parameter of any type is not supported by this generator yet",
                    "write its `type`; `content` with `application/json` in place of `schema` takes any",
                );
            }
            None => return,
        };
        let form = match kind {
            "array" => "array",
            "object" => "object",
            _ => "value",
        };
        if !self.style(parameter, location, form) {
            return;
        }
        match (form, location) {
            ("array", "cookie") | ("object", "path" | "header" | "cookie") => self
                .unsupported_parameter(
                    entry.key,
                    &format!(
                        "a parameter of type `{kind}` in {location} is not supported by this generator yet"
                    ),
                    "use a string, integer, number or boolean",
                ),
            ("array", _) => {
                let items = schema.get("items");
                if let Some(item) = items.and_then(|items| self.components.resolve_schema(items)) {
                    self.scalar(item, entry.key);
                    self.without_null(items, item, entry.key);
                }
            }
            ("object", _) => {
                for (_, property) in self.parts_of(schema) {
                    if let Some(property_schema) = self.components.resolve_schema(property) {
                        self.scalar(property_schema, entry.key);
                    }
                }
            }
            _ => {}
        }
    }

    /// A value that a media type spells.
    fn parameter_content(
        &mut self,
        parameter: &'a Node,
        content: &'a Node,
        location: &str,
        key: Extent,
        inline: Option<&TypeName>,
    ) {
        for other in ["schema", "style", "explode"] {
            if let Some(entry) = parameter.entry(other) {
                self.faults.report(
                    Code::UnknownKey,
                    entry.key,
                    format!("`{other}` has no meaning beside `content`"),
                    "keep one of them",
                );
            }
        }
        let mut entries = content.entries();
        let (Some((media_type, entry)), None) = (entries.next(), entries.next()) else {
            return self.unsupported_parameter(
                key,
                "the `content` of a parameter has one media type",
                "keep `application/json`",
            );
        };
        if !media_type.eq_ignore_ascii_case("application/json") || location != "query" {
            return self.unsupported_parameter(
                entry.key,
                &format!(
                    "a parameter as {} in {location} is not supported by this generator yet",
                    quoted(media_type)
                ),
                "write `application/json` in the query, or give the parameter a `schema` of text",
            );
        }
        match entry.node.entry("schema") {
            Some(schema) => self.schema(&schema.node, Place::Parameter, inline, schema.key),
            None => self.unsupported_parameter(
                entry.key,
                "the `content` of a parameter has no schema",
                "add a `schema`; an empty one, `{}`, allows everything",
            ),
        }
    }

    /// Elements that may be `null` have no form outside of JSON.
    fn without_null(&mut self, items: Option<&'a Node>, item: &Node, place: Extent) {
        let is_nullable = |node: &Node| node.get("nullable").is_some_and(Node::is_true);
        if is_nullable(item) || items.is_some_and(is_nullable) {
            self.unsupported_parameter(
                place,
                "a list of what may be `null` is not supported in parameters",
                "remove `nullable` from the items: there is no form for `null`",
            );
        }
    }

    /// Whether there is a way to write a value of this form in this style, at this place.
    fn style(&mut self, parameter: &Node, location: &str, form: &str) -> bool {
        let known: &[&str] = match (location, form) {
            ("query", "array") => &["form", "spaceDelimited", "pipeDelimited"],
            ("query", "object") => &["form", "deepObject"],
            ("query" | "cookie", _) => &["form"],
            _ => &["simple"],
        };
        let Some(style) = parameter.get("style") else {
            return true;
        };
        let Some(text) = style.text().filter(|text| !known.contains(text)) else {
            if style.text() == Some("deepObject")
                && parameter.get("explode").is_some_and(Node::is_false)
            {
                self.unsupported_parameter(
                    parameter.place_of("explode"),
                    "the style `deepObject` without `explode` has no meaning in OpenAPI",
                    "leave `explode` out",
                );
                return false;
            }
            return true;
        };
        self.unsupported_parameter(
            style.extent,
            &format!(
                "the style {} in {location} is not supported here by this generator yet",
                quoted(text)
            ),
            &format!("leave it out, or write {}", alternatives(known)),
        );
        false
    }

    fn scalar(&mut self, schema: &Node, place: Extent) {
        let kind = match nested(schema) {
            Some(kind) => kind,
            None => return,
        };
        self.unsupported_parameter(
            place,
            &format!("a parameter of type `{kind}` is not supported here by this generator yet"),
            "use a string, integer, number or boolean: OpenAPI has no form for what is nested",
        );
    }

    fn unsupported_parameter(&mut self, place: Extent, message: &str, help: &str) {
        self.faults
            .report(Code::UnsupportedParameter, place, message, help);
    }

    /// The client holds one value for a name, so all parameters with it must agree.
    fn client_parameters(&mut self) {
        let inline = self
            .document
            .get("paths")
            .into_iter()
            .flat_map(Node::entries)
            .flat_map(|(_, path)| {
                let operations = path.node.entries().map(|(_, entry)| &entry.node);
                std::iter::once(&path.node).chain(operations)
            })
            .flat_map(|holder| holder.get("parameters").map_or(&[][..], Node::items));
        let components = self
            .components
            .kind("parameters")
            .map(|(_, entry)| &entry.node);
        let mut defaults: HashMap<&str, &str> = HashMap::new();
        let mut conflicts = Vec::new();
        for parameter in components.chain(inline) {
            let found = parameter.get("name").and_then(Node::text).and_then(|name| {
                let default = parameter.get("x-client-parameter")?.get("default")?;
                Some((name, default, default.text()?))
            });
            if let Some((name, node, default)) = found {
                let first = *defaults.entry(name).or_insert(default);
                if first != default {
                    conflicts.push((node.extent, name, first));
                }
            }
        }
        for (place, name, first) in conflicts {
            self.faults.report(
                Code::ClientParameterConflict,
                place,
                format!(
                    "the client's {} has another default elsewhere",
                    quoted(name)
                ),
                format!(
                    "write {} everywhere, best in one parameter under `components`",
                    quoted(first)
                ),
            );
        }
    }
}

/// What a schema is, if that is more than a single value.
pub(super) fn nested(schema: &Node) -> Option<&str> {
    let composed = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .find(|keyword| schema.has(keyword));
    let kind = schema.get("type").and_then(Node::text);
    composed.or(kind.filter(|kind| matches!(*kind, "array" | "object")))
}

fn is_union(schema: &Node) -> bool {
    schema.has("oneOf") || schema.has("anyOf")
}
