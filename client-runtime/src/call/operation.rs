//! What the document says of one operation.

use http::{Method, StatusCode};

/// What the document says of one operation. Emitted code holds one in a `static` for each.
///
/// ```
/// use client_runtime::Operation;
/// use client_runtime::http::Method;
///
/// static GET_CART: Operation = Operation::new(
///     "get_cart",
///     Method::GET,
///     "/v{version}/customers/{customer_id}/carts/{cart_id}",
/// )
/// .response_types(&["application/json", "text/json"])
/// .statuses(&["200", "404", "5XX"]);
/// ```
#[derive(Clone, Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, whose parameters stand in braces.
    pub path: &'static str,
    /// The documented media types of the request body, the default first.
    pub request_types: &'static [&'static str],
    /// The documented media types of the successful responses, the default first.
    pub response_types: &'static [&'static str],
    /// The keys of the document's responses: `200`, `2XX`, `default`.
    pub statuses: &'static [&'static str],
    /// Whether the operation wants no credential.
    pub anonymous: bool,
}

impl Operation {
    /// An operation by its id, method and path template, whose parameters stand in braces.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            request_types: &[],
            response_types: &[],
            statuses: &[],
            anonymous: false,
        }
    }

    /// The documented media types of the request body, in the document's order.
    pub const fn request_types(mut self, types: &'static [&'static str]) -> Self {
        self.request_types = types;
        self
    }

    /// The documented media types of the successful responses, in the document's order.
    pub const fn response_types(mut self, types: &'static [&'static str]) -> Self {
        self.response_types = types;
        self
    }

    /// The keys of the document's responses: `200`, `2XX`, `default`.
    pub const fn statuses(mut self, keys: &'static [&'static str]) -> Self {
        self.statuses = keys;
        self
    }

    /// The operation wants no credential: the document gives it an empty `security`.
    pub const fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// The operation's id, as calls are named in errors.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Whether the document has a response for this status, by its code, its range or `default`.
    pub(crate) fn documents(&self, status: StatusCode) -> bool {
        self.statuses.iter().any(|key| {
            *key == "default"
                || *key == status.as_str()
                || (key.len() == 3
                    && key.as_bytes()[0] == status.as_str().as_bytes()[0]
                    && key.as_bytes()[1..].eq_ignore_ascii_case(b"xx"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_documented_by_code_range_or_default() {
        let operation = Operation::new("a", Method::GET, "/").statuses(&["200", "4XX", "5xx"]);
        for (status, documented) in [
            (200, true),
            (201, false),
            (404, true),
            (503, true),
            (302, false),
        ] {
            assert_eq!(
                operation.documents(StatusCode::from_u16(status).unwrap()),
                documented,
                "{status}"
            );
        }
        let with_default = Operation::new("a", Method::GET, "/").statuses(&["default"]);
        assert!(with_default.documents(StatusCode::IM_A_TEAPOT));
    }
}
