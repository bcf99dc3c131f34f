//! What the service says in the body of an error, whatever its shape.
//!
//! Five shapes are known (`{code, description, data, source}`; the newer one with `message`,
//! `errorName` and `isRetryable`; the API gateway's `{statusCode, message}`; OAuth's
//! `{error, error_description}`; and none at all), and `code` comes as a number though it is
//! documented as a string. Everything is read tolerantly, and what is not understood stays in the
//! error's raw body.

use std::fmt;

use serde_json::Value;

/// The service's own code of an error, for example `800008`.
///
/// It compares with the constants that a client emits from its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultCode(i64);

impl FaultCode {
    /// The code of a number.
    pub const fn new(code: i64) -> Self {
        Self(code)
    }

    /// The number of the code.
    pub const fn value(self) -> i64 {
        self.0
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What the service says went wrong.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ServiceFault {
    code: Option<FaultCode>,
    name: Option<String>,
    description: Option<String>,
    source: Option<String>,
    retryable: Option<bool>,
    data: Vec<String>,
}

impl ServiceFault {
    /// Reads a fault from an error's body; none where the body says nothing in a known shape.
    pub fn from_json(body: &[u8]) -> Option<Self> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        Self::from_value(&serde_json::from_slice(body).ok()?)
    }

    fn from_value(body: &Value) -> Option<Self> {
        let body = body.as_object()?;
        let get = |wanted: &str| {
            let exact = body.get(wanted);
            exact.or_else(|| {
                body.iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                    .map(|(_, it)| it)
            })
        };
        let text = |wanted: &str| get(wanted).and_then(Value::as_str).map(str::to_owned);
        // Some gateways put the fault one level down.
        if let Some(nested @ Value::Object(_)) = get("error") {
            return Self::from_value(nested);
        }
        let numeric = get("code").and_then(number).map(FaultCode);
        let fault = Self {
            code: numeric.or_else(|| get("error_codes")?.get(0).and_then(number).map(FaultCode)),
            name: text("errorName")
                .or_else(|| text("error"))
                .or_else(|| text("code").filter(|_| numeric.is_none())),
            description: text("description")
                .or_else(|| text("message"))
                .or_else(|| text("error_description")),
            source: text("source"),
            retryable: get("isRetryable").and_then(Value::as_bool),
            data: get("data").map(data).unwrap_or_default(),
        };
        let says_something = fault.code.is_some()
            || fault.name.is_some()
            || fault.description.is_some()
            || !fault.data.is_empty();
        says_something.then_some(fault)
    }

    /// The service's code, if it gave a number.
    pub fn code(&self) -> Option<FaultCode> {
        self.code
    }

    /// A name for the error where the service gives one: `errorName`, or OAuth's `error`.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What went wrong, in the service's words. May contain HTML entities or JSON.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The part of the service that speaks, for example `PartnerFD`.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Whether the service itself says that a retry may help.
    pub fn is_retryable(&self) -> Option<bool> {
        self.retryable
    }

    /// Further details: texts as they are, anything else as JSON.
    pub fn data(&self) -> &[String] {
        &self.data
    }
}

impl fmt::Display for ServiceFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map(|code| code.to_string());
        let parts = [code.as_deref(), self.name(), self.description()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        formatter.write_str(&parts.join(": "))
    }
}

fn number(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_str()?.trim().parse().ok())
}

fn data(value: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().map(text).collect(),
        other => vec![text(other)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> ServiceFault {
        ServiceFault::from_json(body.as_bytes()).unwrap()
    }

    #[test]
    fn the_documented_shape_is_read() {
        let fault = read(
            r#"{"code":800008,"description":"No cart.","data":["a",{"b":1}],"source":"PartnerFD"}"#,
        );
        assert_eq!(fault.code(), Some(FaultCode::new(800_008)));
        assert_eq!(fault.description(), Some("No cart."));
        assert_eq!(fault.data(), ["a", r#"{"b":1}"#]);
        assert_eq!(fault.source(), Some("PartnerFD"));
        assert_eq!(fault.to_string(), "800008: No cart.");
    }

    #[test]
    fn codes_as_text_and_the_newer_shape_are_read() {
        let fault = read(
            r#"{"Code":"600061","message":"m","errorName":"Exists","isRetryable":false,"parameters":{}}"#,
        );
        assert_eq!(fault.code(), Some(FaultCode::new(600_061)));
        assert_eq!(
            (fault.name(), fault.is_retryable()),
            (Some("Exists"), Some(false))
        );
    }

    #[test]
    fn the_gateway_and_the_authority_are_read() {
        let fault = read(r#"{"statusCode":429,"message":"Try again in 57 seconds."}"#);
        assert_eq!(
            (fault.code(), fault.description()),
            (None, Some("Try again in 57 seconds."))
        );
        let fault =
            read(r#"{"error":"invalid_grant","error_description":"d","error_codes":[70008]}"#);
        assert_eq!(fault.name(), Some("invalid_grant"));
        assert_eq!(fault.code(), Some(FaultCode::new(70_008)));
    }

    #[test]
    fn a_code_that_is_no_number_is_a_name() {
        let fault = read(r#"{"error":{"code":"Unauthorized","message":"m"}}"#);
        assert_eq!((fault.code(), fault.name()), (None, Some("Unauthorized")));
    }

    #[test]
    fn what_says_nothing_is_no_fault() {
        for body in ["", "[]", "{}", "<html>", "null", "{\"data\":null}"] {
            assert_eq!(ServiceFault::from_json(body.as_bytes()), None, "{body}");
        }
    }
}
