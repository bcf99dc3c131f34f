//! The one error of a call: what failed, and all that is known of it.

use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};

use crate::fault::ServiceFault;
use crate::identity::Identity;

/// How much of a body a message shows, in characters.
const EXCERPT: usize = 120;

/// Why a call failed.
///
/// The status, the headers and the body of an answer are never dropped: where there was one, they
/// are here. The message is one line; `source` leads to the causes.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<&'static str>,
    identity: Identity,
    attempts: u32,
    answer: Option<Answer>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    fault: Option<ServiceFault>,
}

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting of the client is wrong; nothing was sent.
    Configuration,
    /// An argument or option of the call is wrong; nothing was sent.
    InvalidRequest,
    /// The credential gave no token; nothing was sent.
    Credential,
    /// No connection could be made; nothing was sent.
    Connect,
    /// The connection failed after it was made; the service may have received the request.
    Transport,
    /// The time given for the call is over; the service may have received the request.
    Timeout,
    /// The service answered with a status that is no success.
    Api,
    /// The answer is larger than the client's limit; the service has handled the request.
    TooLarge,
    /// A success without a body where the document has one; the service has handled the request.
    EmptyBody,
    /// A success in a media type or charset that the client does not read; the service has handled
    /// the request.
    MediaType,
    /// A success whose body does not decode; the service has handled the request.
    Decode,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            identity: Identity::default(),
            attempts: 0,
            answer: None,
            source: None,
        }))
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn of_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn of_attempt(mut self, identity: Identity, attempts: u32) -> Self {
        self.0.identity = identity;
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_answer(
        mut self,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let fault = ServiceFault::from_json(&body);
        self.0.answer = Some(Answer {
            status,
            headers,
            body,
            fault,
        });
        self
    }

    /// What failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The status of the service's answer, if it answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// The headers of the service's answer, if it answered.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The body of the service's answer as it came, or as much of it as came.
    pub fn body(&self) -> Option<&Bytes> {
        self.0.answer.as_ref().map(|answer| &answer.body)
    }

    /// What the service says went wrong, where its body has a known shape.
    pub fn fault(&self) -> Option<&ServiceFault> {
        self.0.answer.as_ref()?.fault.as_ref()
    }

    /// The ids of the call, for the log and for Microsoft's support.
    pub fn identity(&self) -> &Identity {
        &self.0.identity
    }

    /// How often the request was sent; 0 where it failed before.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the service may have received the request, so that its effect may be there.
    ///
    /// A repetition under the same `ms-requestid` is not applied twice.
    pub fn may_have_been_received(&self) -> bool {
        use ErrorKind::{Configuration, Connect, Credential, InvalidRequest};
        !matches!(
            self.kind(),
            Configuration | InvalidRequest | Credential | Connect
        )
    }

    /// Whether the same call may succeed later: the service or the way to it was not well.
    ///
    /// Statuses 408, 429, 500, 502, 503 and 504 (the reference says of 500 that callers can retry)
    /// unless the service says otherwise, and failures of the connection.
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout => true,
            ErrorKind::Api => {
                let said = self.fault().and_then(ServiceFault::is_retryable);
                let status = self.status().map(|status| status.as_u16());
                said.unwrap_or(matches!(status, Some(408 | 429 | 500 | 502 | 503 | 504)))
            }
            _ => false,
        }
    }

    /// How long the service asks to wait (`Retry-After`, in seconds or as a date).
    ///
    /// Zero for a date that is past.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.headers()?.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(SystemTime::now()).unwrap_or_default())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(formatter, "{operation}: ")?;
        }
        formatter.write_str(&self.0.message)?;
        if let Some(answer) = &self.0.answer {
            write!(formatter, "{answer}")?;
        }
        if let Some(id) = self.0.identity.request_id() {
            write!(formatter, " (ms-requestid {id})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(fault) = &self.fault {
            return write!(formatter, ": {fault}");
        }
        let text = |name| self.headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(challenge) = text(WWW_AUTHENTICATE) {
            return write!(formatter, ": {challenge}");
        }
        if self.body.is_empty() {
            return Ok(());
        }
        let media_type = text(CONTENT_TYPE).unwrap_or("no media type");
        let excerpt = String::from_utf8_lossy(&self.body[..self.body.len().min(EXCERPT * 4)]);
        let excerpt: String = excerpt.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String = excerpt.chars().take(EXCERPT).collect();
        let more = if shown.len() < excerpt.len() {
            "…"
        } else {
            ""
        };
        write!(
            formatter,
            ": {media_type}, {} bytes: {shown}{more}",
            self.body.len()
        )
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Error");
        debug
            .field("kind", &self.0.kind)
            .field("message", &self.0.message);
        debug
            .field("operation", &self.0.operation)
            .field("attempts", &self.0.attempts);
        debug.field("identity", &self.0.identity);
        if let Some(answer) = &self.0.answer {
            debug
                .field("status", &answer.status)
                .field("headers", &answer.headers);
            debug.field("body", &answer.body);
        }
        debug.field("source", &self.0.source).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
