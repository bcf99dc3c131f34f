//! What an authority says of its refusal (RFC 6749 section 5.2, and what Microsoft Entra adds).

use std::fmt;

use super::advice::advice;
use crate::call::exchange::Head;
use crate::error::excerpt::excerpt;
use crate::error::fault::ServiceFault;

/// What an authority says of its refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorityFault {
    status: u16,
    code: Option<String>,
    description: Option<String>,
    numbers: Vec<u32>,
    suberror: Option<String>,
    claims: Option<String>,
    trace_id: Option<String>,
    correlation_id: Option<String>,
    timestamp: Option<String>,
}

impl AuthorityFault {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// OAuth's `error`, such as `invalid_grant`.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// `error_description`, or what an HTML page or a text says. Not meant for programs.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Microsoft Entra's number for the reason: `7000222` of `AADSTS7000222`.
    pub fn aadsts(&self) -> Option<u32> {
        self.numbers.first().copied()
    }

    /// All of Microsoft Entra's numbers: `error_codes`.
    pub fn aadsts_all(&self) -> &[u32] {
        &self.numbers
    }

    /// `suberror`, such as `token_expired` or `basic_action`.
    pub fn suberror(&self) -> Option<&str> {
        self.suberror.as_deref()
    }

    /// `claims`: what an interactive sign-in must ask for, as JSON, where a policy demands more.
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }

    /// `trace_id`: names the request in the authority's logs.
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    /// `correlation_id`: names the chain of requests in the authority's logs.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// `timestamp`: when the authority refused, by its own clock.
    pub fn timestamp(&self) -> Option<&str> {
        self.timestamp.as_deref()
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        advice(&self.numbers, self.code())
    }

    /// Reads what an answer says beside its status. Each text goes through `redact`: an answer may
    /// repeat the request.
    pub(super) fn read(head: &Head, body: &[u8], redact: impl Fn(&str) -> String) -> Self {
        let fault = ServiceFault::read(head, body).unwrap_or_default();
        let other = |wanted: &str| {
            fault
                .others()
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, text)| redact(text))
        };
        let description = fault.description().or(fault.reason()).map(&redact);
        let mut numbers = other("error_codes")
            .as_deref()
            .map_or_else(Vec::new, numbers_of);
        if numbers.is_empty() {
            numbers.extend(description.as_deref().and_then(number_in));
        }
        // The server's own header has the trace id where no body does.
        let header = |name: &str| {
            head.headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(&redact)
        };
        Self {
            status: head.status.as_u16(),
            code: fault.code().map(|code| redact(&code.to_string())),
            numbers,
            suberror: other("suberror"),
            claims: other("claims"),
            trace_id: other("trace_id").or_else(|| header("x-ms-request-id")),
            correlation_id: other("correlation_id").or_else(|| header("client-request-id")),
            timestamp: other("timestamp"),
            description,
        }
    }

    /// Whether OAuth's vocabulary says that the authority cannot answer now.
    pub(super) fn is_temporary(&self) -> bool {
        matches!(
            self.code(),
            Some("temporarily_unavailable" | "server_error")
        ) || self
            .numbers
            .iter()
            // The authority's directory is away; the tenant asks too much.
            .any(|number| matches!(number, 90033 | 90055))
    }

    pub(in crate::credential) fn fmt_ids(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut opening = " (";
        for (name, id) in [
            ("trace id", self.trace_id()),
            ("correlation id", self.correlation_id()),
        ] {
            if let Some(id) = id {
                write!(formatter, "{opening}{name} {}", excerpt(id))?;
                opening = ", ";
            }
        }
        formatter.write_str(if opening == ", " { ")" } else { "" })
    }
}

/// The status, the code, the number and the words, as far as they are there.
impl fmt::Display for AuthorityFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code() {
            Some(code) => write!(formatter, "{}", excerpt(code))?,
            None => write!(formatter, "status {}", self.status)?,
        }
        if let Some(number) = self.aadsts() {
            write!(formatter, " AADSTS{number}")?;
        }
        if let Some(description) = self.description() {
            let prefix = self
                .aadsts()
                .map(|number| format!("AADSTS{number}: "))
                .unwrap_or_default();
            let text = description.strip_prefix(&prefix).unwrap_or(description);
            // Entra repeats the ids at the end of the words.
            let text = text.find("Trace ID:").map_or(text, |end| &text[..end]);
            let text = excerpt(text);
            if !text.is_empty() {
                write!(formatter, ": {text}")?;
            }
        }
        Ok(())
    }
}

/// The numbers in a list such as `[50076,"7000215"]`.
fn numbers_of(list: &str) -> Vec<u32> {
    let number = |value: serde_json::Value| match value {
        serde_json::Value::Number(number) => number.as_u64()?.try_into().ok(),
        serde_json::Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    serde_json::from_str::<Vec<serde_json::Value>>(list)
        .unwrap_or_default()
        .into_iter()
        .filter_map(number)
        .collect()
}

/// The number in `AADSTS7000222: The provided client secret keys are expired.`
fn number_in(description: &str) -> Option<u32> {
    let (_, rest) = description.split_once("AADSTS")?;
    let end = rest
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn read(body: &str) -> AuthorityFault {
        let head = Head {
            status: StatusCode::BAD_REQUEST,
            headers: HeaderMap::new(),
            reason: None,
        };
        AuthorityFault::read(&head, body.as_bytes(), str::to_owned)
    }

    #[test]
    fn entras_number_is_found_wherever_it_stands() {
        assert_eq!(read(r#"{"error_codes":[50076]}"#).aadsts(), Some(50076));
        assert_eq!(read(r#"{"error_codes":["50076"]}"#).aadsts(), Some(50076));
        let text = r#"{"error_description":"AADSTS700082: The refresh token has expired."}"#;
        assert_eq!(read(text).aadsts(), Some(700_082));
        for without in [
            r#"{"error_description":"AADSTS: nothing 5"}"#,
            r#"{"error_description":"no number 5"}"#,
            r#"{"error_codes":[99999999999999999999]}"#,
            "{}",
            "",
        ] {
            assert_eq!(read(without).aadsts(), None, "{without}");
        }
    }

    #[test]
    fn one_line_tells_it_once() {
        let fault = read(
            r#"{"error":"invalid_client","error_codes":[7000222],"error_description":"AADSTS7000222: The provided client secret keys are expired.\r\nTrace ID: t\r\nCorrelation ID: c"}"#,
        );
        assert_eq!(
            fault.to_string(),
            "invalid_client AADSTS7000222: The provided client secret keys are expired."
        );
    }
}
