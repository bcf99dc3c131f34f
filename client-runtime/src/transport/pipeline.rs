//! What is promised of every attempt, whatever transport makes it: https only, time-outs, limits.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::SET_COOKIE;
use http::{HeaderMap, Uri};
use http_body::Body as HttpBody;
use tokio::time::Instant;

use super::body::Body;
use super::error::{TransportError, TransportErrorKind};
use super::middleware::{Middleware, Next};
use super::{Transport, TransportResult};
use crate::call::deadline::Deadline;
use crate::call::exchange::{Answered, Exchange, Head};
use crate::client::is_loopback_host;
use crate::credential::BoxFuture;
use crate::error::{Error, ErrorKind};

/// How many bytes are made ready for a body that says its length; the rest follows as it comes, so
/// that a false length costs nothing.
const RESERVED_AT_MOST: usize = 4 * 1024 * 1024;

/// Makes attempts and reads their answers within the limits. Clones share the connections.
#[derive(Clone)]
pub(crate) struct Pipeline {
    transport: Arc<dyn Transport>,
    middleware: Arc<[Arc<dyn Middleware>]>,
    limits: Limits,
    scheme: Scheme,
}

/// What is read of an answer at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many bytes a body may have once decompressed.
    pub(crate) body: usize,
    /// How many bytes the names and values of the headers may have together.
    pub(crate) headers: usize,
    /// How long the service may be silent in the middle of an answer.
    pub(crate) idle: Duration,
}

/// Where requests may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scheme {
    allow_insecure_http: bool,
}

/// An answer that is wholly read.
pub(crate) struct Reply {
    pub(crate) head: Head,
    pub(crate) body: Bytes,
}

/// Why there is no whole answer, and what there is of one.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
    /// Whether the service may have received the request.
    pub(crate) sent: bool,
    pub(crate) partial: Option<Box<Reply>>,
}

impl Pipeline {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        middleware: Vec<Arc<dyn Middleware>>,
        limits: Limits,
        allow_insecure_http: bool,
    ) -> Self {
        Self {
            transport,
            middleware: middleware.into(),
            limits,
            scheme: Scheme {
                allow_insecure_http,
            },
        }
    }

    /// The same way over the network, with another limit on what an answer may have.
    pub(crate) fn with_response_limit(&self, body: usize) -> Self {
        let mut limited = self.clone();
        limited.limits.body = body;
        limited
    }

    /// Makes one attempt and reads its answer.
    pub(crate) async fn send(
        &self,
        request: http::Request<Bytes>,
        deadline: Deadline,
    ) -> Result<Reply, Failure> {
        self.receive(self.start(request), deadline, None).await
    }

    /// Begins an attempt. Apart from [`receive`](Self::receive), so that its future, which is a part
    /// of each call's, need not hold the request.
    pub(crate) fn start(&self, request: http::Request<Bytes>) -> BoxFuture<'_, TransportResult> {
        Next::new(&self.middleware, &*self.transport, self.scheme).run(request)
    }

    /// Reads an attempt's answer. `idle` is how long the service may be silent in the middle of it,
    /// if not as long as by the client's own limit.
    pub(crate) async fn receive(
        &self,
        response: BoxFuture<'_, TransportResult>,
        deadline: Deadline,
        idle: Option<Duration>,
    ) -> Result<Reply, Failure> {
        let (head, mut body) = match deadline.limit(response).await {
            Ok(Ok(response)) => open(response),
            Ok(Err(error)) => return Err(Failure::from(error)),
            Err(_) => {
                return Err(Failure::from(TransportError::new(
                    TransportErrorKind::Timeout,
                    format!("no answer within {:?}", deadline.allowed),
                )));
            }
        };
        let idle = idle.unwrap_or(self.limits.idle);
        let mut collected = Collected::default();
        let outcome = match self.check_headers(&head.headers) {
            Ok(()) => {
                self.collect(&mut body, &mut collected, deadline, idle)
                    .await
            }
            Err(error) => Err(error),
        };
        let reply = Reply {
            head,
            body: collected.finish(),
        };
        match outcome {
            Ok(()) => Ok(reply),
            Err(error) => Err(Failure {
                partial: Some(Box::new(reply)),
                sent: true,
                ..Failure::from(error)
            }),
        }
    }

    fn check_headers(&self, headers: &HeaderMap) -> Result<(), TransportError> {
        let bytes: usize = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if bytes <= self.limits.headers {
            return Ok(());
        }
        Err(TransportError::new(
            TransportErrorKind::TooLarge,
            format!(
                "the answer's headers have {bytes} bytes, more than the {} that the client allows; raise `response_header_limit`",
                self.limits.headers
            ),
        ))
    }

    async fn collect(
        &self,
        body: &mut Body,
        collected: &mut Collected,
        deadline: Deadline,
        idle: Duration,
    ) -> Result<(), TransportError> {
        let limit = self.limits.body;
        let expected = usize::try_from(body.size_hint().lower()).unwrap_or(limit);
        loop {
            let silence = deadline.within(idle);
            let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
            let frame = match silence.limit(frame).await {
                Ok(None) => return Ok(()),
                Ok(Some(frame)) => frame?,
                Err(_) => return Err(too_slow(collected.len(), deadline, idle)),
            };
            // What is no data is a trailer, of which nothing is known.
            let Ok(chunk) = frame.into_data() else {
                continue;
            };
            let room = limit - collected.len();
            if chunk.len() > room {
                collected.push(chunk.slice(..room), expected.min(limit));
                return Err(TransportError::new(
                    TransportErrorKind::TooLarge,
                    format!(
                        "the answer's body has more than the {limit} bytes that the client allows; raise `response_limit`, or ask for less"
                    ),
                ));
            }
            collected.push(chunk, expected.min(limit));
        }
    }
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Pipeline")
            .field("middleware", &self.middleware.len())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Scheme {
    pub(super) fn check(self, uri: &Uri) -> Result<(), TransportError> {
        match (uri.scheme_str(), uri.host()) {
            (Some("https"), Some(_)) => Ok(()),
            (Some("http"), Some(host)) if self.allow_insecure_http || is_loopback_host(host) => {
                Ok(())
            }
            _ => Err(TransportError::new(
                TransportErrorKind::InvalidRequest,
                "the request would not go by https, or not to an absolute URL: \
                 its token would travel in the clear",
            )),
        }
    }
}

impl Failure {
    pub(crate) fn into_error(self, exchange: Exchange) -> Error {
        let error = match self.partial {
            None => Error::new(self.kind, self.message).with_exchange(exchange),
            Some(reply) => {
                let Reply { head, body } = *reply;
                // A status that tells a failure says more than that the body's rest is missing.
                let failed = head.status.is_client_error() || head.status.is_server_error();
                let error = if failed {
                    Error::new(
                        ErrorKind::Api,
                        format!("the rest of the answer is missing: {}", self.message),
                    )
                } else {
                    Error::new(self.kind, self.message)
                };
                error.with_answer(Answered { exchange, head }, body)
            }
        };
        let error = error.with_sent(self.sent);
        match self.source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self {
            kind: error.kind.of_call(),
            message: error.message,
            source: error.source,
            sent: error.sent,
            partial: None,
        }
    }
}

/// What of an answer has come with its first byte, and its body, which is still to come.
fn open(response: http::Response<Body>) -> (Head, Body) {
    let (mut parts, body) = response.into_parts();
    if let http::header::Entry::Occupied(mut cookies) = parts.headers.entry(SET_COOKIE) {
        cookies
            .iter_mut()
            .for_each(|cookie| cookie.set_sensitive(true));
    }
    let head = Head {
        status: parts.status,
        headers: parts.headers,
        reason: parts
            .extensions
            .get::<hyper::ext::ReasonPhrase>()
            .map(|reason| String::from_utf8_lossy(reason.as_bytes()).into_owned()),
    };
    (head, body)
}

/// Why the rest of a body is not waited for.
fn too_slow(came: usize, deadline: Deadline, idle: Duration) -> TransportError {
    let message = if deadline.is_passed_at(Instant::now()) {
        format!(
            "the answer was not complete within {:?}: {came} bytes of its body had come",
            deadline.allowed
        )
    } else {
        format!("the service fell silent for {idle:?} after {came} bytes of its answer's body")
    };
    TransportError::new(TransportErrorKind::Timeout, message)
}

/// A body as it comes in: one piece is kept as it is, more are joined.
#[derive(Default)]
struct Collected {
    first: Bytes,
    joined: BytesMut,
}

impl Collected {
    fn len(&self) -> usize {
        self.first.len() + self.joined.len()
    }

    /// `expected` is how many bytes the whole is said to have at least.
    fn push(&mut self, chunk: Bytes, expected: usize) {
        if self.len() == 0 {
            self.first = chunk;
            return;
        }
        if !self.first.is_empty() {
            let first = std::mem::take(&mut self.first);
            let needed = first.len() + chunk.len();
            self.joined
                .reserve(needed.max(expected.min(RESERVED_AT_MOST)));
            self.joined.extend_from_slice(&first);
        }
        self.joined.extend_from_slice(&chunk);
    }

    fn finish(self) -> Bytes {
        if self.joined.is_empty() {
            self.first
        } else {
            self.joined.freeze()
        }
    }
}
