//! What is the sandbox's own: the ledger for other processes, and the way to the token endpoint.

use http::Method;
use http::request::Parts;

use super::answer::{self, Response};
use crate::body::json;
use crate::body::{form, value::Value};
use crate::contract::Shape;
use crate::core::{Core, Outcome, Said};
use crate::identity::{Caller, token_endpoint};

/// The most entries of one answer.
const MOST: usize = 10_000;

const JSON: &str = "application/json; charset=utf-8";

/// Answers a request to `/sandbox/...`.
pub(super) fn answer(core: &Core, method: &Method, path: &str, query: Option<&str>) -> Response {
    let query = form::pairs(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let number = |name: &str| -> Option<u64> {
        let found = query.iter().find(|(known, _)| known == name);
        found.and_then(|(_, value)| value.parse().ok())
    };
    let after = number("after").unwrap_or(0);
    let limit = number("limit").and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(MOST).min(MOST);
    match (method, path) {
        (&Method::GET, "applied") => {
            let state = core.state();
            let entries: Vec<_> = state.applied_after(after).take(limit).collect();
            answer::plain(200, JSON, serde_json::to_vec(&entries).unwrap_or_default())
        }
        (&Method::DELETE, "applied") => match number("through").map(|through| core.trim(through)) {
            Some(Ok(())) => answer::plain(204, JSON, ""),
            Some(Err(error)) => answer::plain(500, "text/plain", error.to_string()),
            None => answer::plain(400, "text/plain", "say through=N, a sequence of the ledger"),
        },
        (&Method::GET, "calls") => {
            let calls = core.calls();
            let calls = calls.calls().filter(|call| call.sequence > after);
            let calls: Vec<_> = calls.take(limit).collect();
            answer::plain(200, JSON, serde_json::to_vec(&calls).unwrap_or_default())
        }
        (_, "applied" | "calls") => answer::plain(405, "text/plain", "GET it"),
        _ => answer::plain(
            404,
            "text/plain",
            "there are /sandbox/applied and /sandbox/calls",
        ),
    }
}

/// Whether a path is a tenant's token endpoint, and if so whether it is that of the second version.
pub(super) fn is_token_endpoint(path: &str) -> Option<bool> {
    let segments: Vec<&str> = path.split('/').collect();
    match segments.as_slice() {
        ["", tenant, "oauth2", "token"] if !tenant.is_empty() => Some(false),
        ["", tenant, "oauth2", "v2.0", "token"] if !tenant.is_empty() => Some(true),
        _ => None,
    }
}

/// Answers a request for a token.
pub(super) fn token(core: &Core, parts: &Parts, body: &[u8], is_v2: bool) -> (Response, Outcome) {
    let (status, body) = if parts.method == Method::POST {
        let form = form::pairs(body).unwrap_or_default();
        let caller = Caller {
            client_id: &core.client_id,
            client_secret: &core.client_secret,
        };
        let now = core.clock.now();
        token_endpoint(
            &mut core.tokens(),
            &core.journal,
            &caller,
            is_v2,
            &form,
            now,
        )
    } else {
        (405, Value::text("The token endpoint takes POST."))
    };
    let mut response = answer::plain(status, JSON, json::write(&body));
    answer::set(&mut response, http::header::CACHE_CONTROL, "no-store");
    let answer = Said::Body {
        status,
        body: Value::Null,
        shape: Shape::Any,
    };
    (response, Outcome::new(answer))
}
