//! The spans of calls and attempts.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use tracing::field::{self, Empty};
use tracing::{Span, debug, info, info_span};

use crate::call::identity::Identity;
use crate::call::operation::Operation;
use crate::call::security::SecretInQuery;
use crate::error::{Error, ErrorKind};
use crate::response::raw::RawResponse;

/// The span of a call whose request is this one.
pub(crate) fn call(operation: &'static Operation, request: &http::Request<Bytes>) -> Span {
    let sent = || Identity::of(request.headers());
    info_span!(
        target: "client_runtime",
        "call",
        otel.name = operation.id,
        otel.kind = "internal",
        otel.status_code = Empty,
        operation.id = operation.id,
        http.request.method = request.method().as_str(),
        url.template = operation.path,
        server.address = request.uri().host(),
        server.port = port(request.uri()),
        "http.request.header.ms-requestid" = sent().request_id,
        "http.request.header.ms-correlationid" = sent().correlation_id,
        "http.request.header.ms-cv" = sent().correlation_vector,
        "http.response.header.ms-requestid" = Empty,
        "http.response.header.ms-correlationid" = Empty,
        "http.response.header.ms-cv" = Empty,
        "http.response.header.ms-serverid" = Empty,
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
    )
}

/// The span of one attempt, within that of its call.
pub(crate) fn attempt(
    operation: &'static Operation,
    request: &http::Request<Bytes>,
    number: u32,
) -> Span {
    let span = info_span!(
        target: "client_runtime",
        "attempt",
        otel.name = field::display(format_args!("{} {}", request.method(), operation.path)),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = request.method().as_str(),
        url.template = operation.path,
        server.address = request.uri().host(),
        server.port = port(request.uri()),
        "http.response.header.ms-requestid" = Empty,
        "http.response.header.ms-correlationid" = Empty,
        "http.response.header.ms-cv" = Empty,
        "http.response.header.ms-serverid" = Empty,
        http.response.status_code = Empty,
        http.request.resend_count = (number > 1).then(|| number - 1),
        error.type = Empty,
    );
    debug!(target: "client_runtime", parent: &span, { url.full = %shown_url(request) }, "sending");
    span
}

/// The URL as it may be written down: without a query that holds a secret.
fn shown_url(request: &http::Request<Bytes>) -> String {
    let url = request.uri().to_string();
    match request.extensions().get::<SecretInQuery>() {
        Some(_) => url.split('?').next().unwrap_or_default().to_owned(),
        None => url,
    }
}

/// Writes down what came of a call or of an attempt. The ids are looked up only if somebody listens.
pub(crate) fn end<'a>(
    span: &Span,
    status: Option<StatusCode>,
    failure: Option<ErrorKind>,
    returned: impl FnOnce() -> Identity<'a>,
) {
    if span.is_disabled() {
        return;
    }
    let returned = returned();
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    for (name, id) in [
        ("http.response.header.ms-requestid", returned.request_id),
        (
            "http.response.header.ms-correlationid",
            returned.correlation_id,
        ),
        ("http.response.header.ms-cv", returned.correlation_vector),
        ("http.response.header.ms-serverid", returned.server_id),
    ] {
        if let Some(id) = id {
            span.record(name, id);
        }
    }
    match (failure, status) {
        (None, _) => return,
        (Some(_), Some(status)) if status.is_client_error() || status.is_server_error() => {
            span.record("error.type", status.as_str());
        }
        (Some(kind), _) => {
            span.record("error.type", field::debug(kind));
        }
    }
    span.record("otel.status_code", "ERROR");
}

/// Writes down what came of a call.
pub(crate) fn end_call(span: &Span, outcome: &Result<RawResponse, Error>) {
    let attempts = match outcome {
        Ok(response) => {
            let status = response.status();
            end(span, Some(status), failure(status), || response.returned());
            response.attempts()
        }
        Err(error) => {
            end(span, error.status(), Some(error.kind()), || {
                error.returned()
            });
            error.attempts()
        }
    };
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
}

/// What kind of failure a status tells of.
pub(crate) fn failure(status: StatusCode) -> Option<ErrorKind> {
    (status.is_client_error() || status.is_server_error()).then_some(ErrorKind::Api)
}

/// Tells that a call will be repeated.
pub(crate) fn repeat(number: u32, reason: &str, delay: Duration) {
    info!(
        target: "client_runtime",
        attempt = number,
        reason,
        delay = field::debug(delay),
        "the attempt failed and is repeated",
    );
}

fn port(uri: &http::Uri) -> u16 {
    let of_scheme = if uri.scheme_str() == Some("http") {
        80
    } else {
        443
    };
    uri.port_u16().unwrap_or(of_scheme)
}
