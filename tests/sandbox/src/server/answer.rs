//! Answers, and the media types that they are written in.

use bytes::Bytes;
use http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body_util::Full;
use hyper::ext::ReasonPhrase;

use crate::body::value::{Object, Value};
use crate::body::{json, xml};
use crate::contract::{Contract, Shape};
use crate::core::Said;
use crate::identity::Challenge;
use crate::service::Refusal;

/// An answer as it goes out.
pub(crate) type Response = http::Response<Full<Bytes>>;

/// The media types of answers, the default first.
const OFFERED: [&str; 4] = [
    "application/json",
    "text/json",
    "application/xml",
    "text/xml",
];

/// Writes what is to be said, in a media type that the request accepts.
pub(crate) fn write(contract: &Contract, accept: &HeaderMap, said: &Said) -> Response {
    let media_type = negotiate(accept);
    let fallback = media_type.unwrap_or(OFFERED[0]);
    match said {
        Said::Body { .. } if media_type.is_none() => {
            let said = format!("An answer can be one of {}.", OFFERED.join(", "));
            refusal(contract, fallback, &Refusal::new(406, 800_002, said))
        }
        Said::Body {
            status,
            body,
            shape,
        } => encode(contract, fallback, *status, body, shape, "Response"),
        Said::Refused(fault) => refusal(contract, fallback, fault),
        Said::MethodNotAllowed { allowed } => {
            let fault = Refusal::new(405, 800_002, format!("The path takes {allowed}."));
            let mut response = refusal(contract, fallback, &fault);
            set(&mut response, ALLOW, allowed);
            response
        }
        Said::Unauthorized(challenge) => unauthorized(contract, fallback, *challenge),
        Said::TooMany(seconds) => {
            let message = format!("Rate limit is exceeded. Try again in {seconds} seconds.");
            let body = Object::default()
                .with("statusCode", 429)
                .with("message", message);
            // The gateway stands before the service, and speaks JSON alone.
            let body = body.into();
            let mut response = encode(contract, OFFERED[0], 429, &body, &Shape::Any, "");
            set(&mut response, RETRY_AFTER, &seconds.to_string());
            response
        }
    }
}

/// Whether the request accepts an answer of the service at all.
pub(crate) fn is_acceptable(accept: &HeaderMap) -> bool {
    negotiate(accept).is_some()
}

/// A JSON answer of the sandbox itself.
pub(crate) fn plain(status: u16, media_type: &str, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    set(&mut response, CONTENT_TYPE, media_type);
    response
}

/// Sets a header; a value that cannot stand in one is left out.
pub(crate) fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn refusal(contract: &Contract, media_type: &str, fault: &Refusal) -> Response {
    encode(
        contract,
        media_type,
        fault.status,
        &fault.body(),
        &Shape::Any,
        "ApiFault",
    )
}

/// The forms in which the service says 401: with a code where it has one, else an empty body.
fn unauthorized(contract: &Contract, media_type: &str, challenge: Challenge) -> Response {
    let fault = |code, said: &str| refusal(contract, media_type, &Refusal::new(401, code, said));
    match challenge {
        Challenge::Missing => {
            let mut response = fault(800_001, "The partner token is missing.");
            set(&mut response, WWW_AUTHENTICATE, "Bearer");
            response
        }
        Challenge::Audience => fault(900_420, "The token is for another audience."),
        Challenge::Invalid => empty_401(None),
        Challenge::NoMfa => empty_401(Some("Unauthorized - MFA required")),
    }
}

fn empty_401(reason: Option<&'static str>) -> Response {
    let mut response = Response::new(Full::default());
    *response.status_mut() = http::StatusCode::UNAUTHORIZED;
    set(
        &mut response,
        WWW_AUTHENTICATE,
        "Bearer error=\"invalid_token\"",
    );
    if let Some(reason) = reason.and_then(|reason| ReasonPhrase::try_from(reason.as_bytes()).ok()) {
        response.extensions_mut().insert(reason);
    }
    response
}

fn encode(
    contract: &Contract,
    media_type: &str,
    status: u16,
    body: &Value,
    shape: &Shape,
    root: &str,
) -> Response {
    let text = if media_type.ends_with("xml") {
        xml::write(contract, shape, root, body)
    } else {
        json::write(body)
    };
    plain(status, &format!("{media_type}; charset=utf-8"), text)
}

/// The media type that the request likes best; the default where it does not say.
fn negotiate(headers: &HeaderMap) -> Option<&'static str> {
    let mut accepted: Vec<(String, f32)> = Vec::new();
    for value in headers.get_all(ACCEPT) {
        for range in value.to_str().unwrap_or_default().split(',') {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts
                .filter_map(|part| part.strip_prefix("q=")?.parse().ok())
                .next();
            if !name.is_empty() {
                accepted.push((name, weight.unwrap_or(1.0)));
            }
        }
    }
    if accepted.is_empty() {
        return Some(OFFERED[0]);
    }
    let weight = |offered: &str| -> Option<(f32, usize)> {
        let kind = offered.split_once('/').map_or("", |(kind, _)| kind);
        let ranges = accepted
            .iter()
            .enumerate()
            .filter_map(|(index, (range, weight))| {
                let rank = match range.as_str() {
                    "*/*" => 0,
                    range if range == offered => 2,
                    range if range.strip_suffix("/*") == Some(kind) => 1,
                    _ => return None,
                };
                Some((rank, *weight, accepted.len() - index))
            });
        // The most exact range decides; among equals, what was named first.
        let (_, weight, place) = ranges.max_by_key(|(rank, ..)| *rank)?;
        (weight > 0.0).then_some((weight, place))
    };
    let offers = OFFERED
        .iter()
        .rev()
        .filter_map(|offered| Some((weight(offered)?, *offered)));
    let best = offers.max_by(|(left, _), (right, _)| {
        left.partial_cmp(right).unwrap_or(std::cmp::Ordering::Equal)
    });
    best.map(|(_, offered)| offered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_media_type_is_taken() {
        for (accept, expected) in [
            (None, Some("application/json")),
            (Some("*/*"), Some("application/json")),
            (Some("text/*"), Some("text/json")),
            (Some("application/xml"), Some("application/xml")),
            (Some("application/json;q=0.5, text/xml"), Some("text/xml")),
            (
                Some("application/json, text/plain, */*"),
                Some("application/json"),
            ),
            (
                Some("application/json;q=0, application/*;q=0.1"),
                Some("application/xml"),
            ),
            (Some("text/html"), None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(negotiate(&headers), expected, "{accept:?}");
        }
    }
}
