//! What a document says of a service and of an operation, as data that emitted code holds.

/// A service: where it is, and the path parameters that its client holds.
#[derive(Debug)]
pub struct Service {
    /// What the client calls itself (`User-Agent`) unless it is told otherwise.
    pub user_agent: &'static str,
    /// The base URL of the document's first server, without a slash at its end.
    pub base_url: &'static str,
    /// Path parameters that the client holds and a call may override, with their defaults.
    pub parameters: &'static [(&'static str, &'static str)],
}

/// An operation: how its request is made, and what it takes and gives.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: http::Method,
    /// The path template, with `{name}` for each path parameter.
    pub path: &'static str,
    /// The documented media types of the request's body; none where it has no body.
    pub request_media_types: &'static [&'static str],
    /// The documented media types of the answer's body, the default first.
    pub response_media_types: &'static [&'static str],
}
