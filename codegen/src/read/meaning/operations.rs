//! Whether operations can become methods.

use super::Meaning;
use super::bodies::is_structured;
use crate::diagnostic::{Code, Extent};
use crate::naming::{self, TypeName};
use crate::read::faults::quoted;
use crate::read::node::{Entry, Node};
use std::collections::HashMap;

/// What was named after operations so far, each with the operationId and its place.
#[derive(Default)]
pub(super) struct OperationNames<'a> {
    methods: HashMap<String, (&'a str, Extent)>,
    types: HashMap<String, (&'a str, Extent)>,
}

impl<'a> Meaning<'a, '_> {
    pub(super) fn operation(
        &mut self,
        method: &str,
        operation: &'a Entry,
        names: &mut OperationNames<'a>,
    ) {
        let node = &operation.node;
        self.operation_id(method, node, operation.key, names);
        let described = ["description", "summary"].iter().any(|key| {
            node.get(key)
                .and_then(Node::text)
                .is_some_and(|text| !text.trim().is_empty())
        });
        if !described {
            self.faults.report(
                Code::UndescribedOperation,
                operation.key,
                "this operation has neither `description` nor `summary`",
                "say in a sentence what it does",
            );
        }
        let owner = node
            .get("operationId")
            .and_then(Node::text)
            .map(naming::operation_owner);
        if let Some(body) = node.entry("requestBody") {
            if matches!(method, "get" | "delete" | "head") {
                self.faults.report(
                    Code::UnwiseBody,
                    body.key,
                    format!("HTTP gives no meaning to a request body of `{method}`"),
                    "send it by `post`, if the service is yours: proxies may drop it",
                );
            }
            self.request_body(&body.node, body.key, owner.as_ref());
        }
        self.header_methods(node);
        self.operation_security(node);
        self.statuses(node, owner.as_ref());
    }

    fn operation_id(
        &mut self,
        http_method: &str,
        node: &'a Node,
        key: Extent,
        names: &mut OperationNames<'a>,
    ) {
        let Some(id) = node.get("operationId") else {
            if !self.faults.is_misread(node) {
                self.faults.report(
                    Code::MissingOperationId,
                    key,
                    "this operation has no `operationId`",
                    "add one: it becomes the name of the client's method",
                );
            }
            return;
        };
        let Some(text) = id.text().filter(|text| !text.trim().is_empty()) else {
            return;
        };
        let method = naming::method(text);
        if !naming::is_legal(&method) {
            self.faults.report(
                Code::NoRustName,
                id.extent,
                format!("no Rust method can be named after {}", quoted(text)),
                "use ASCII letters, digits and `_`",
            );
            return;
        }
        if naming::CLIENT_METHODS.contains(&method.as_str()) {
            self.faults.report(
                Code::TakenMethod,
                id.extent,
                format!(
                    "{} becomes the method `{method}`, which the client has already",
                    quoted(text)
                ),
                "give it another `operationId`, such as one that says of what",
            );
        }
        if let Some((other, place)) = names.methods.insert(method.clone(), (text, id.extent)) {
            let line = self.faults.line(place);
            let message = if other == text {
                format!(
                    "the operationId {} stands twice, first in line {line}",
                    quoted(text)
                )
            } else {
                format!(
                    "{} of line {line} and {} both become the method `{method}`",
                    quoted(other),
                    quoted(text)
                )
            };
            self.faults.report(
                Code::DuplicateOperationId,
                id.extent,
                message,
                "give one of them another `operationId`",
            );
            return;
        }
        for name in self.types_of(http_method, node, text) {
            let Some((other, place)) = names.types.insert(name.clone(), (text, id.extent)) else {
                continue;
            };
            let line = self.faults.line(place);
            self.faults.report(
                Code::OperationTypeCollision,
                id.extent,
                format!(
                    "{} of line {line} and {} both have a Rust type `{name}`",
                    quoted(other),
                    quoted(text)
                ),
                "give one of them another `operationId`",
            );
        }
    }

    /// The types that are named after an operation: its builder, and what its answers need.
    fn types_of(&self, http_method: &str, operation: &'a Node, id: &str) -> Vec<String> {
        let builder = naming::operation_owner(id).name;
        let responses: Vec<(&str, &Node)> = operation
            .get("responses")
            .into_iter()
            .flat_map(Node::entries)
            .filter_map(|(status, entry)| Some((status, self.components.resolve(&entry.node)?)))
            .collect();
        let (successes, errors): (Vec<_>, Vec<_>) = responses
            .iter()
            .partition(|(status, _)| status.starts_with('2'));
        let has_headers = |(_, response): &(&str, &Node)| {
            let mut headers = response.get("headers").into_iter().flat_map(Node::entries);
            headers.any(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
        };
        let mut names = Vec::new();
        if successes.len() > 1 {
            names.push(format!("{builder}Response"));
        }
        let has_bodies = http_method != "head";
        if has_bodies && errors.iter().any(|(_, response)| has_typed_body(response)) {
            names.push(format!("{builder}Error"));
        }
        if responses.iter().any(has_headers) {
            names.push(format!("{builder}Headers"));
        }
        names.push(builder);
        names
    }

    /// The documented headers of all answers are methods of one type.
    fn header_methods(&mut self, operation: &'a Node) {
        let mut methods: HashMap<String, (&str, Extent)> = HashMap::new();
        let responses = operation.get("responses").into_iter();
        for (_, response) in responses.flat_map(Node::entries) {
            let response = self.components.resolve(&response.node);
            let headers = response.and_then(|response| response.get("headers"));
            for (name, entry) in headers.into_iter().flat_map(Node::entries) {
                let header = self.components.resolve(&entry.node);
                let given = header.and_then(|header| header.get("x-rust-name")?.text());
                let method = given.map_or_else(|| naming::field(name), str::to_owned);
                let (other, place) = *methods.entry(method.clone()).or_insert((name, entry.key));
                if other.eq_ignore_ascii_case(name) || name.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                let line = self.faults.line(place);
                self.faults.report(
                    Code::HeaderCollision,
                    entry.key,
                    format!(
                        "{} of line {line} and {} both become the method `{method}`",
                        quoted(other),
                        quoted(name)
                    ),
                    "give one of them an `x-rust-name`",
                );
            }
        }
    }

    fn statuses(&mut self, operation: &'a Node, owner: Option<&TypeName>) {
        let Some(responses) = operation.entry("responses") else {
            return;
        };
        if responses.node.kind() != "an object" {
            return;
        }
        let documented = || {
            let keys = responses.node.entries();
            keys.filter(|(status, _)| !status.starts_with("x-"))
        };
        let successes = documented()
            .filter(|(status, _)| status.starts_with('2'))
            .count();
        let mut has_success = false;
        for (status, entry) in documented() {
            let name = owner
                .map(|owner| naming::inline_type_name(owner, &naming::answer(status, successes)));
            self.response(&entry.node, name.as_ref());
            match Status::of(status) {
                // What cannot be read may have been meant as a success.
                Status::Success | Status::Invalid | Status::Default => has_success = true,
                Status::Range(first) => has_success |= first == '2',
                _ => {}
            }
            self.status(status, entry.key);
        }
        if !has_success {
            self.faults.report(
                Code::NoSuccess,
                responses.key,
                "this operation documents no success",
                "add a response with a status from 200 to 299, or `default`",
            );
        }
    }

    fn status(&mut self, status: &str, place: Extent) {
        let (message, help) = match Status::of(status) {
            Status::Success | Status::Error | Status::Default => return,
            Status::Range('2'..='5') => return,
            Status::Invalid => {
                let digits: String = status
                    .chars()
                    .map(|character| match character {
                        'O' | 'o' => '0',
                        'l' | 'I' | 'i' => '1',
                        other => other,
                    })
                    .collect();
                let help = match Status::of(&digits) {
                    Status::Invalid => "write three digits from 100 to 599".to_owned(),
                    _ => format!("did you mean `{digits}`?"),
                };
                self.faults.report(
                    Code::InvalidStatus,
                    place,
                    format!("{} is not a status", quoted(status)),
                    help,
                );
                return;
            }
            Status::Other | Status::Range(_) => (
                "an interim response is not supported by this generator yet",
                "leave it out: it is passed over, and the response that follows is the answer",
            ),
        };
        self.faults
            .report(Code::UnsupportedResponse, place, message, help);
    }
}

/// Whether a response has a body whose schema becomes a type.
fn has_typed_body(response: &Node) -> bool {
    let content = || response.get("content").into_iter().flat_map(Node::entries);
    content().any(|(media_type, _)| is_structured(&media_type.to_ascii_lowercase()))
        && content().any(|(_, media)| media.node.has("schema"))
}

enum Status {
    Success,
    Error,
    /// Interim responses.
    Other,
    Default,
    Range(char),
    Invalid,
}

impl Status {
    fn of(status: &str) -> Self {
        match status.as_bytes() {
            b"default" => Self::Default,
            [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Self::Range(char::from(*first)),
            [first @ b'1'..=b'5', second, third]
                if second.is_ascii_digit() && third.is_ascii_digit() =>
            {
                match first {
                    b'2' => Self::Success,
                    // Redirects are not followed.
                    b'3'..=b'5' => Self::Error,
                    _ => Self::Other,
                }
            }
            _ => Self::Invalid,
        }
    }
}
