//! What the service says of a failure, whichever of its parts said it.

use std::fmt;

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;
use serde_json::{Map, Value};

use super::fault_code::FaultCode;
use crate::call::exchange::Head;
use crate::content;

/// What the service says of a failure.
///
/// Failures come in several shapes: the service's own (`code`, `description`, `data`, `source`), that
/// of its newer parts (`message`, `errorName`, `isRetryable`, `parameters`), the gateway's
/// (`statusCode`, `message`), OAuth's (`error`, `error_description`, `error_codes`), an HTML page, and
/// an answer without body, which says its reason in the status line or in `WWW-Authenticate`. All are
/// read tolerantly, with the feature `xml` also from XML: whatever the case of names, a member of an unexpected type is kept among the
/// [`others`](Self::others). The error has the [body](crate::Error::body) itself.
#[derive(Clone, Debug, Default)]
pub struct ServiceFault {
    code: Option<FaultCode>,
    name: Option<String>,
    description: Option<String>,
    message: Option<String>,
    source: Option<String>,
    data: Vec<String>,
    retryable: Option<bool>,
    reason: Option<String>,
    challenges: Vec<String>,
    others: Vec<(String, String)>,
}

impl ServiceFault {
    /// The service's code for the failure: `code`, OAuth's `error`, or the gateway's `statusCode`.
    pub fn code(&self) -> Option<&FaultCode> {
        self.code.as_ref()
    }

    /// The name of the failure: `errorName`.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What happened, in words: `description` or `error_description`, else what
    /// [`message`](Self::message) gives.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref().or_else(|| self.message())
    }

    /// `message`, or what an HTML page or a text says.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The part of the service in which it happened: `source`.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// `data`: texts as they are, anything else as JSON.
    pub fn data(&self) -> &[String] {
        &self.data
    }

    /// Whether the service says that a repeat may help: `isRetryable`.
    pub fn is_retryable(&self) -> Option<bool> {
        self.retryable
    }

    /// The words of the status line, where they are not the status's own.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The values of `WWW-Authenticate`: how the service wants to be authenticated to, and what is
    /// wrong with the token.
    pub fn challenges(&self) -> &[String] {
        &self.challenges
    }

    /// All other members of the body, by name: texts as they are, anything else as JSON.
    pub fn others(&self) -> &[(String, String)] {
        &self.others
    }

    /// Reads the failure from an answer; `None` where the answer says nothing but its status.
    pub(crate) fn read(head: &Head, body: &[u8]) -> Option<Self> {
        let mut fault = Self {
            reason: head
                .reason
                .clone()
                .filter(|reason| !reason.trim().is_empty()),
            challenges: challenges(&head.headers),
            ..Self::default()
        };
        let text = content::to_text(&head.headers, body);
        let text = text.trim();
        #[cfg(feature = "xml")]
        if let Some(said) = content::look_at_xml(&head.headers, body) {
            fault.read_xml(said);
            return fault.says_anything().then_some(fault);
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(members)) => fault.read_members(members),
            Ok(Value::String(message)) => fault.message = Some(message),
            Ok(Value::Array(entries)) if entries.len() == 1 => match entries.into_iter().next() {
                Some(Value::Object(members)) => fault.read_members(members),
                other => fault.data.extend(other.map(to_text)),
            },
            Ok(Value::Array(entries)) => fault.data.extend(entries.into_iter().map(to_text)),
            Ok(Value::Null) => {}
            _ if text.is_empty() => {}
            _ => fault.message = Some(page_text(text)),
        }
        fault.says_anything().then_some(fault)
    }

    /// XML has no numbers and booleans, and lists in elements of their own.
    #[cfg(feature = "xml")]
    fn read_xml(&mut self, said: Value) {
        match said {
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| {
                    // A list of one item is an object with it.
                    let items = match value {
                        Value::Object(inner)
                            if name.eq_ignore_ascii_case("data") && inner.len() == 1 =>
                        {
                            inner.into_iter().map(|(_, item)| item).collect()
                        }
                        other => other,
                    };
                    (name, items)
                });
                self.read_members(members.collect());
            }
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => self.message = Some(text),
            other => self.data.push(to_text(other)),
        }
    }

    fn says_anything(&self) -> bool {
        let Self {
            code,
            name,
            description,
            message,
            source,
            data,
            retryable,
            reason,
            challenges,
            others,
        } = self;
        code.is_some()
            || retryable.is_some()
            || [name, description, message, source, reason]
                .into_iter()
                .any(Option::is_some)
            || !(data.is_empty() && challenges.is_empty() && others.is_empty())
    }

    fn read_members(&mut self, members: Map<String, Value>) {
        let mut gateway_status = None;
        let mut nested = None;
        for (name, value) in members {
            // Each arm takes the member only if it is empty as yet and the value has its type:
            // nothing that was said is overwritten or lost.
            let key = name.to_ascii_lowercase();
            match (key.as_str(), value) {
                (_, Value::Null) => {}
                ("code", value @ (Value::Number(_) | Value::String(_))) if self.code.is_none() => {
                    self.code = Some(FaultCode::parse(&to_text(value)));
                }
                ("error", Value::String(code)) if self.code.is_none() => {
                    self.code = Some(FaultCode::parse(&code));
                }
                ("error", Value::Object(members)) if nested.is_none() => nested = Some(members),
                ("statuscode", value @ (Value::Number(_) | Value::String(_)))
                    if gateway_status.is_none() =>
                {
                    gateway_status = Some((name, to_text(value)));
                }
                ("errorname", Value::String(text)) if self.name.is_none() => self.name = Some(text),
                ("description" | "error_description", Value::String(text))
                    if self.description.is_none() =>
                {
                    self.description = Some(text);
                }
                ("message", Value::String(text)) if self.message.is_none() => {
                    self.message = Some(text)
                }
                ("source", Value::String(text)) if self.source.is_none() => {
                    self.source = Some(text)
                }
                ("isretryable", Value::Bool(retryable)) if self.retryable.is_none() => {
                    self.retryable = Some(retryable);
                }
                ("isretryable", Value::String(text))
                    if self.retryable.is_none()
                        && text.to_ascii_lowercase().parse::<bool>().is_ok() =>
                {
                    self.retryable = text.to_ascii_lowercase().parse().ok();
                }
                ("data", Value::Array(entries)) if self.data.is_empty() => {
                    self.data = entries.into_iter().map(to_text).collect();
                }
                ("data", value) if self.data.is_empty() => self.data = vec![to_text(value)],
                (_, value) => self.others.push((name, to_text(value))),
            }
        }
        if let Some(members) = nested {
            self.read_members(members);
        }
        match gateway_status {
            Some((_, status)) if self.code.is_none() => self.code = Some(FaultCode::parse(&status)),
            Some(member) => self.others.push(member),
            None => {}
        }
    }
}

/// The code, the name and the description, as far as they are there.
impl fmt::Display for ServiceFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code().map(ToString::to_string);
        let text = self.description().or_else(|| self.message());
        let parts = [code.as_deref(), self.name(), text];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        formatter.write_str(&parts.join(": "))
    }
}

fn challenges(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect()
}

/// A text as it is, anything else as JSON.
fn to_text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// What a page says: its title, else its text without tags; a text that is no page as it is.
fn page_text(text: &str) -> String {
    if !text.starts_with('<') {
        return text.to_owned();
    }
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|open| {
        let start = open + lower[open..].find('>')? + 1;
        let end = start + lower[start..].find("</title")?;
        Some(text[start..end].trim())
    });
    match title {
        Some(title) if !title.is_empty() => title.to_owned(),
        _ => without_tags(text),
    }
}

fn without_tags(text: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        words.extend(before.split_whitespace());
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    words.extend(rest.split_whitespace());
    words.join(" ")
}
