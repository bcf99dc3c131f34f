//! What all connections share, and the one way from a request to the service's answer.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, Method};
use sha2::{Digest, Sha256};

use crate::body::form;
use crate::body::value::Value;
use crate::clock::{self, Clock};
use crate::contract::{Contract, Incoming, Operation, Shape};
use crate::faults::Script;
use crate::identity::{Challenge, Tokens};
use crate::ledger::{Applied, Calls};
use crate::service::{self, Ask, Refusal};
use crate::state::{Answered, Batch, Journal, State};
use crate::throttle::Throttle;

/// What all connections share.
pub(crate) struct Core {
    pub(crate) contract: Arc<Contract>,
    pub(crate) clock: Clock,
    pub(crate) put_cart_status: u16,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) journal: Journal,
    state: Mutex<State>,
    tokens: Mutex<Tokens>,
    throttle: Mutex<Throttle>,
    script: Mutex<Script>,
    calls: Mutex<Calls>,
    log: Option<Mutex<Box<dyn Write + Send>>>,
}

/// The longest request id that is taken: a GUID has 36 characters.
const LONGEST_ID: usize = 128;

/// A request, as far as it has been read.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) request_id: &'a str,
    pub(crate) correlation_id: &'a str,
}

/// What came of a request.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) answer: Said,
    pub(crate) applied: bool,
    pub(crate) replayed: bool,
    pub(crate) violations: Vec<String>,
}

/// What is to be answered.
#[derive(Debug)]
pub(crate) enum Said {
    Body {
        status: u16,
        body: Value,
        shape: Shape,
    },
    Refused(Refusal),
    MethodNotAllowed {
        allowed: String,
    },
    Unauthorized(Challenge),
    /// The seconds to wait.
    TooMany(u64),
}

impl Core {
    #[expect(
        clippy::too_many_arguments,
        reason = "called in one place, which has them all"
    )]
    pub(crate) fn new(
        contract: Arc<Contract>,
        clock: Clock,
        put_cart_status: u16,
        (client_id, client_secret): (String, String),
        (journal, state): (Journal, State),
        tokens: Tokens,
        throttle: Throttle,
        script: Script,
        log: Option<Box<dyn Write + Send>>,
    ) -> Self {
        Self {
            contract,
            clock,
            put_cart_status,
            client_id,
            client_secret,
            journal,
            state: Mutex::new(state),
            tokens: Mutex::new(tokens),
            throttle: Mutex::new(throttle),
            script: Mutex::new(script),
            calls: Mutex::default(),
            log: log.map(Mutex::new),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        lock(&self.tokens)
    }

    pub(crate) fn throttle(&self) -> MutexGuard<'_, Throttle> {
        lock(&self.throttle)
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        lock(&self.script)
    }

    pub(crate) fn calls(&self) -> MutexGuard<'_, Calls> {
        lock(&self.calls)
    }

    /// Writes a line to the access log. Nobody is left to tell when that fails.
    pub(crate) fn log(&self, line: &str) {
        if let Some(log) = &self.log {
            let mut log = lock(log);
            let _ = writeln!(log, "{line}");
            let _ = log.flush();
        }
    }

    /// Answers a request to the service.
    pub(crate) fn serve(&self, request: &Request<'_>) -> Outcome {
        let found = self.contract.find(request.path);
        if found.is_empty() {
            let violation = format!("path: the document has no {}", request.path);
            let refusal = Refusal::new(404, 800_002, "There is nothing at this path.");
            return Outcome::refused(refusal).with_violations(vec![violation]);
        }
        let allowed = || -> String {
            let methods: Vec<&str> = found
                .iter()
                .map(|(known, _)| known.method.as_str())
                .collect();
            methods.join(", ")
        };
        let asked = found
            .iter()
            .find(|(known, _)| known.method == request.method.as_str());
        let Some((operation, path)) = asked else {
            let violation = format!("method: {} is none of {}", request.method, allowed());
            let answer = Said::MethodNotAllowed { allowed: allowed() };
            return Outcome::new(answer).with_violations(vec![violation]);
        };
        let now = self.clock.now();
        if let Err(seconds) = self.throttle().count(now) {
            return Outcome::new(Said::TooMany(seconds));
        }
        let authorization = request.headers.get(http::header::AUTHORIZATION);
        let authorization = authorization.map(http::HeaderValue::as_bytes);
        if let Err(challenge) = self.tokens().check(authorization, now) {
            return Outcome::new(Said::Unauthorized(challenge));
        }
        let query = match form::pairs(request.query.as_bytes()) {
            Ok(query) => query,
            Err(fault) => return Outcome::outside(vec![format!("query: {fault}")]),
        };
        let checked = self
            .contract
            .check(operation, path, &query, request.headers, request.body);
        let incoming = match checked {
            Ok(incoming) => incoming,
            Err(faults) => return Outcome::outside(faults),
        };
        let Some(play) = service::play(&operation.method, &plain(&operation.template)) else {
            let said = format!("The sandbox does not play {}.", operation.id);
            return Outcome::refused(Refusal::new(501, 900_127, said));
        };
        self.play(request, operation, path, &query, incoming, play)
    }

    /// Plays an operation on the state: looks for an earlier answer, decides, keeps the change,
    /// makes it. Under one lock, so that no two calls see the same state.
    fn play(
        &self,
        request: &Request<'_>,
        operation: &Operation,
        path: &std::collections::BTreeMap<String, String>,
        query: &crate::contract::Query,
        incoming: Incoming,
        play: service::Play,
    ) -> Outcome {
        let now = self.clock.now();
        let writes = operation.method != "GET";
        if writes && request.request_id.len() > LONGEST_ID {
            let said = format!("The ms-requestid is longer than {LONGEST_ID} characters.");
            return Outcome::refused(Refusal::new(400, 800_002, said));
        }
        let fingerprint = fingerprint(request);
        let mut state = self.state();
        if writes && let Some(first) = state.answered(request.request_id) {
            return repeat(first, &fingerprint);
        }
        let ask = Ask {
            path,
            query,
            body: incoming.body,
            now,
        };
        let unknown = incoming.unknown_members.first().map(|unknown| {
            let said = format!("Unable to parse enum: {}", unknown.0);
            Refusal::new(400, 900_126, said)
        });
        let done = unknown.map_or_else(|| play(&state, &ask), Err);
        if !writes {
            return match done {
                Ok(done) => Outcome::body(done.status, done.body, done.shape),
                Err(refusal) => Outcome::refused(refusal),
            };
        }
        let answered = |status: u16, body: Value, shape: &Shape| Answered {
            fingerprint: fingerprint.clone(),
            status,
            body,
            type_key: match shape {
                Shape::Object(key) => key.clone(),
                _ => None,
            },
            at: now.as_microsecond(),
        };
        let (mut batch, entry, answered, outcome) = match done {
            Ok(done) => {
                let status = match operation.method.as_str() {
                    "PUT" => self.put_cart_status,
                    _ => done.status,
                };
                let (batch, entry) = match done.change {
                    Some((batch, change)) => {
                        let entry = Applied {
                            sequence: 0,
                            at: clock::wire(now),
                            operation: operation.id.clone(),
                            customer_id: path.get("customer_id").cloned().unwrap_or_default(),
                            resource_id: done.resource,
                            request_id: request.request_id.to_owned(),
                            correlation_id: request.correlation_id.to_owned(),
                            change,
                        };
                        (batch, Some(entry))
                    }
                    None => (Batch::default(), None),
                };
                let answered = answered(status, done.body.clone(), &done.shape);
                let mut outcome = Outcome::body(status, done.body, done.shape);
                outcome.applied = entry.is_some();
                (batch, entry, answered, outcome)
            }
            Err(refusal) => {
                let answered = answered(refusal.status, refusal.body(), &Shape::Any);
                (Batch::default(), None, answered, Outcome::refused(refusal))
            }
        };
        state.complete(&mut batch, entry, (request.request_id.to_owned(), answered));
        if let Err(error) = self.journal.commit(&batch) {
            let said = format!("The change was not made: {error}");
            return Outcome::refused(Refusal::new(500, 800_003, said));
        }
        state.apply(batch);
        outcome
    }

    /// Forgets the ledger up to a sequence.
    pub(crate) fn trim(&self, through: u64) -> Result<(), crate::StoreError> {
        let mut state = self.state();
        let batch = state.trim(through);
        self.journal.commit(&batch)?;
        state.apply(batch);
        Ok(())
    }
}

impl Outcome {
    /// A request whose `Accept` has no media type that the service writes.
    pub(crate) fn unacceptable() -> Self {
        Self::body(406, Value::Null, Shape::Any)
    }

    pub(crate) fn new(answer: Said) -> Self {
        Self {
            answer,
            applied: false,
            replayed: false,
            violations: Vec::new(),
        }
    }

    fn body(status: u16, body: Value, shape: Shape) -> Self {
        Self::new(Said::Body {
            status,
            body,
            shape,
        })
    }

    fn refused(refusal: Refusal) -> Self {
        Self::new(Said::Refused(refusal))
    }

    /// A request that the document does not describe.
    fn outside(faults: Vec<String>) -> Self {
        let said = "The request is not one that the document describes.";
        let refusal = Refusal::new(400, 800_002, said).with_data(faults.clone());
        Self::refused(refusal).with_violations(faults)
    }

    fn with_violations(mut self, violations: Vec<String>) -> Self {
        self.violations = violations;
        self
    }
}

/// The first answer again, or a refusal where another request has taken the id of the first.
fn repeat(first: &Answered, fingerprint: &str) -> Outcome {
    if first.fingerprint != fingerprint {
        let said = "The ms-requestid was used by another request. Only a retry repeats an id.";
        return Outcome::refused(Refusal::new(400, 800_002, said)).with_violations(vec![
            "header ms-requestid: it names another request".to_owned(),
        ]);
    }
    let shape = match &first.type_key {
        Some(key) => Shape::Object(Some(key.clone())),
        None => Shape::Any,
    };
    let mut outcome = Outcome::body(first.status, first.body.clone(), shape);
    outcome.replayed = true;
    outcome
}

/// What tells a retry from another request with its id.
fn fingerprint(request: &Request<'_>) -> String {
    let mut hasher = Sha256::new();
    for part in [
        request.method.as_str().as_bytes(),
        request.path.as_bytes(),
        request.query.as_bytes(),
        request.body,
    ] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A template whose parameters have the names that the service's own table uses.
fn plain(template: &str) -> String {
    let named = ["{version}", "{customer_id}"];
    let mut names = named.into_iter();
    let mut segments: Vec<String> = Vec::new();
    for segment in template.split('/') {
        let segment = match segment.split_once('{') {
            None => segment.to_owned(),
            Some((before, _)) => {
                let last = segments.last().map(String::as_str);
                let name = names.next().unwrap_or(match last {
                    Some("carts") => "{cart_id}",
                    Some("orders") => "{order_id}",
                    _ => "{}",
                });
                format!("{before}{name}")
            }
        };
        segments.push(segment);
    }
    segments.join("/")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic under the lock cannot leave half a change: changes are made by `State::apply` alone.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
