//! From a request to its answer: which side of the sandbox it is for, what the script makes of it,
//! and what is noted of it.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::request::Parts;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;

use super::answer::{self, Response};
use super::connection::{Control, Ending};
use super::{control, page};
use crate::clock;
use crate::core::{Core, Outcome, Request, Said};
use crate::faults::{Deed, Plan, Subject};
use crate::ledger::{Call, Received};
use crate::service::Refusal;

/// The longest body that is read: 4 MiB.
const LONGEST_BODY: usize = 4 * 1024 * 1024;

/// Answers a request.
pub(super) async fn handle(
    core: Arc<Core>,
    control: Control,
    request: http::Request<Incoming>,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if path == "/" {
        return page::page(&core, &parts.method);
    }
    let body = match Limited::new(body, LONGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => {
            let said = format!("The body is not whole, or longer than {LONGEST_BODY} bytes.");
            let said = Said::Refused(Refusal::new(400, 800_002, said));
            return answer::write(&core.contract, &parts.headers, &said);
        }
    };
    if let Some(rest) = path.strip_prefix("/sandbox/") {
        return control::answer(&core, &parts.method, rest, parts.uri.query());
    }
    // In a task of its own: a client that goes away does not undo what it asked for.
    let task = tokio::spawn(serve(core, control, parts, body));
    task.await.unwrap_or_else(|_| {
        answer::plain(
            500,
            "text/plain",
            "The sandbox itself failed; its log says where.",
        )
    })
}

async fn serve(core: Arc<Core>, connection: Control, parts: Parts, body: Bytes) -> Response {
    let start = Instant::now();
    let given = |name: &str| {
        let value = parts.headers.get(name);
        let text = value.and_then(|value| value.to_str().ok());
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let fresh = || uuid::Uuid::new_v4().to_string();
    let request_id = given("ms-requestid").unwrap_or_else(fresh);
    let correlation_id = given("ms-correlationid").unwrap_or_else(fresh);
    let vector = given("ms-cv").unwrap_or_else(|| format!("{}.0", &fresh()[..8]));
    let received = Received {
        method: parts.method.clone(),
        path_and_query: parts.uri.to_string(),
        headers: parts.headers.clone(),
        body: body.clone(),
    };
    let at = clock::wire(core.clock.now());
    let (sequence, attempt) = core.calls().arrive(&request_id, received);
    let operation = operation(&core, &parts);

    let subject = Subject {
        operation: &operation,
        method: parts.method.as_str(),
        path: parts.uri.path(),
        attempt,
    };
    let (plan, garbage) = {
        let mut script = core.script();
        let plan = script.next(&subject).unwrap_or_default();
        let garbage = match plan.deed {
            Some(Deed::GarbageBody | Deed::GarbageHttp) => script.garbage(),
            _ => Vec::new(),
        };
        (plan, garbage)
    };
    let before = matches!(
        plan.deed,
        Some(Deed::Status { .. } | Deed::Drop { applied: false })
    );
    let (mut response, outcome) = if before {
        (Response::new(Full::default()), None)
    } else {
        let (response, outcome) = ask(&core, &parts, &body, &request_id, &correlation_id);
        (response, Some(outcome))
    };
    if let Some(delay) = plan.delay {
        tokio::time::sleep(delay).await;
    }
    let seen = play(&plan, garbage, &connection, &mut response);
    for (name, value) in [
        ("ms-requestid", request_id.as_str()),
        ("ms-correlationid", &correlation_id),
        ("ms-cv", &vector),
        ("ms-serverid", "020021921"),
        ("x-locale", "en-US"),
    ] {
        let name = HeaderName::from_static(name);
        if !response.headers().contains_key(&name) {
            answer::set(&mut response, name, value);
        }
    }

    let fault = Some(plan.said()).filter(|said| !said.is_empty());
    let outcome = outcome.as_ref();
    let call = Call {
        sequence,
        at,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        operation,
        request_id,
        correlation_id,
        attempt,
        status: seen.then(|| response.status().as_u16()),
        latency: u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
        applied: outcome.is_some_and(|outcome| outcome.applied),
        replayed: outcome.is_some_and(|outcome| outcome.replayed),
        fault,
        violations: outcome
            .map(|outcome| outcome.violations.clone())
            .unwrap_or_default(),
    };
    core.log(&line(&call));
    core.calls().finish(call);
    response
}

/// The name of what is called: the document's, or `token`.
fn operation(core: &Core, parts: &Parts) -> String {
    if control::is_token_endpoint(parts.uri.path()).is_some() {
        return "token".to_owned();
    }
    let found = core.contract.find(parts.uri.path());
    let mut found = found
        .iter()
        .filter(|(known, _)| known.method == parts.method.as_str());
    found
        .next()
        .map(|(known, _)| known.id.clone())
        .unwrap_or_default()
}

/// The answer as it is without any fault.
fn ask(
    core: &Core,
    parts: &Parts,
    body: &Bytes,
    request_id: &str,
    correlation_id: &str,
) -> (Response, Outcome) {
    if let Some(is_v2) = control::is_token_endpoint(parts.uri.path()) {
        return control::token(core, parts, body, is_v2);
    }
    let request = Request {
        method: &parts.method,
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &parts.headers,
        body,
        request_id,
        correlation_id,
    };
    let outcome = if answer::is_acceptable(&parts.headers) {
        core.serve(&request)
    } else {
        // Refused before anything is applied; what it says comes of the same rule.
        Outcome::unacceptable()
    };
    let response = answer::write(&core.contract, &parts.headers, &outcome.answer);
    (response, outcome)
}

/// Plays a fault on an answer. False when the client sees no status.
fn play(plan: &Plan, garbage: Vec<u8>, connection: &Control, response: &mut Response) -> bool {
    match &plan.deed {
        None => true,
        Some(Deed::Status {
            status,
            body,
            headers,
        }) => {
            let media_type = "application/json; charset=utf-8";
            *response = answer::plain(*status, media_type, body.clone());
            for (name, value) in headers {
                // Both were checked when the script was read.
                let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
                    continue;
                };
                match value {
                    Some(value) => answer::set(response, name, value),
                    None => {
                        response.headers_mut().remove(name);
                    }
                }
            }
            true
        }
        Some(Deed::Drop { .. }) => {
            connection.plan(Ending::Close(0));
            false
        }
        Some(Deed::Reset(bytes)) => {
            connection.plan(Ending::Reset(*bytes));
            // `HTTP/1.1 201` has twelve.
            *bytes >= 12
        }
        Some(Deed::Truncate(bytes)) => {
            connection.plan(Ending::CloseInBody(*bytes));
            true
        }
        Some(Deed::WrongType(name)) => {
            answer::set(response, CONTENT_TYPE, name);
            true
        }
        Some(Deed::GarbageBody) => {
            *response.body_mut() = Full::new(garbage.into());
            true
        }
        Some(Deed::GarbageHttp) => {
            connection.plan(Ending::Instead(garbage));
            false
        }
    }
}

/// A line of the access log.
fn line(call: &Call) -> String {
    let status = call
        .status
        .map_or_else(|| "---".to_owned(), |status| status.to_string());
    let milliseconds = call.latency / 1000;
    let mut line = format!(
        "{} {status} {} {} {milliseconds} ms request={} attempt={}",
        call.at, call.method, call.path, call.request_id, call.attempt
    );
    if call.applied {
        line.push_str(" applied");
    }
    if call.replayed {
        line.push_str(" replayed");
    }
    if let Some(fault) = &call.fault {
        line.push_str(&format!(" fault={fault:?}"));
    }
    if !call.violations.is_empty() {
        line.push_str(&format!(" outside={:?}", call.violations));
    }
    line
}
