//! What went wrong with a call, with nothing left out.

pub(crate) mod attempts;
pub(crate) mod conflict;
pub(crate) mod excerpt;
pub(crate) mod fault;
pub(crate) mod fault_code;
pub(crate) mod retry_after;

use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use self::excerpt::excerpt;
use self::fault::ServiceFault;
use crate::call::exchange::{Answered, Exchange, Head};
use crate::call::identity::Identity;
use crate::call::operation::Operation;
use crate::content::body::ResponseBody;
use crate::credential::CredentialError;
use crate::response::raw::RawResponse;

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting of the client is wrong; there is no client and nothing was sent.
    Configuration,
    /// A parameter, a header or the body is wrong; nothing was sent.
    InvalidRequest,
    /// The credential gave no usable token: nothing was sent, or the service rejected the token that
    /// was (then there is a [status](Error::status) of 401) and there is no new one.
    /// [`Error::credential`] says why.
    Credential,
    /// No connection could be made (name, network or proxy); nothing was sent by the last attempt. An
    /// earlier one may have been: see [`Error::may_have_been_applied`].
    Connect,
    /// The other side could not prove by TLS that it is the service, or did not take the client's own
    /// proof. A repeat does not help.
    Tls,
    /// The connection failed after the request was begun.
    Transport,
    /// The call was not over in the time allowed.
    Timeout,
    /// The service answered that it did not do what was asked: a status of 4xx or 5xx.
    Api,
    /// The service pointed to another place, where requests are not repeated.
    Redirect,
    /// The service did what was asked, but its answer cannot be read.
    Decode,
    /// The service did what was asked, but its answer has no body where one is documented.
    EmptyBody,
    /// The answer's body has more bytes than the client allows.
    ResponseTooLarge,
}

/// What went wrong with a call.
///
/// `Display` is one line for a person; the accessors say the same to a program. Neither `Display` nor
/// `Debug` shows a secret.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<&'static Operation>,
    exchange: Option<Exchange>,
    head: Option<Head>,
    body: Bytes,
    fault: Option<ServiceFault>,
    retry_after: Option<Duration>,
    place: Option<String>,
    sent: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the service may have received the request, by any of the call's attempts. One that it
    /// refused unread (HTTP/2's `REFUSED_STREAM`) does not count.
    ///
    /// [`may_have_been_applied`](Self::may_have_been_applied) says whether it may also have done what
    /// the request asks. If so, repeat the call with the same [`request_id`](Self::sent), by which the
    /// service recognises it.
    pub fn may_have_reached_service(&self) -> bool {
        self.0.sent || self.earlier_attempt_was_sent()
    }

    /// Whether the same call may succeed if it is repeated later.
    ///
    /// True where the connection failed or the time ran out, and for the statuses 408, 429, 500, 502,
    /// 503 and 504; if the service itself says whether a repeat may help, that goes before. Where no
    /// token could be had, true if it [may be had later](CredentialError::is_retryable).
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout => true,
            ErrorKind::Credential => self.credential().is_some_and(CredentialError::is_retryable),
            ErrorKind::Api => self
                .fault()
                .and_then(ServiceFault::is_retryable)
                .unwrap_or_else(|| {
                    self.status().is_some_and(|status| {
                        matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
                    })
                }),
            _ => false,
        }
    }

    /// Whether it is a conflict (409) that resolves itself with time: an adjustment of the order is
    /// pending (code 800014), the order is in progress (800060), another request works on the cart
    /// (800064), or the subscription is not ready (800082).
    ///
    /// Look at the resource in a few minutes, and call again if what was wanted is not there. A
    /// policy can [repeat such calls](crate::RetryPolicy::repeat_transient_conflicts).
    pub fn is_transient_conflict(&self) -> bool {
        self.status()
            .is_some_and(|status| conflict::is_transient(status, self.fault()))
    }

    /// How long the service, or the authority that gives tokens, asks to be left alone, by `Retry-After`
    /// in seconds or as a date, counted from when it answered.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0
            .retry_after
            .or_else(|| self.credential()?.retry_after())
    }

    /// Why no token could be had, if that is what failed: the authority's code and words, what to do,
    /// and whether another try may help.
    pub fn credential(&self) -> Option<&CredentialError> {
        self.0.source.as_ref()?.downcast_ref()
    }

    /// The status, if the service answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(|head| head.status)
    }

    /// The headers, if the service answered.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(|head| &head.headers)
    }

    /// The answer's body as far as it came, once decompressed. Empty if the service did not answer.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The body of the service's answer as a documented type; none if there is no body. The fault
    /// and the raw body are there whether this succeeds or not.
    ///
    /// # Errors
    ///
    /// Of kind [`Decode`](ErrorKind::Decode) if the body is something else: a gateway's page, say.
    pub fn decode_body<T: ResponseBody>(&self) -> Result<Option<T>, Self> {
        match (&self.0.exchange, &self.0.head) {
            (Some(exchange), Some(head)) => {
                RawResponse::new(exchange.clone(), head.clone(), self.0.body.clone())
                    .decode_failure()
            }
            _ => Ok(None),
        }
    }

    /// What the service says of the failure, if the error is of kind [`Api`](ErrorKind::Api), or of
    /// kind [`Credential`](ErrorKind::Credential) after a 401, and the answer says more than its
    /// status.
    pub fn fault(&self) -> Option<&ServiceFault> {
        self.0.fault.as_ref()
    }

    /// Where in the body it could not be read, such as `$.lineItems[3].quantity`, if the error is of
    /// kind [`Decode`](ErrorKind::Decode) and is about one place.
    pub fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }

    /// The id of the operation that was called.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(Operation::id)
    }

    /// The path that was asked for, without the query, if a request could be built.
    pub fn path(&self) -> Option<&str> {
        self.0.exchange.as_ref().map(Exchange::path)
    }

    /// How often the request was made: 0 if the failure came before that, 1 without a retry.
    pub fn attempts(&self) -> u32 {
        self.0
            .exchange
            .as_ref()
            .map_or(0, |exchange| exchange.attempts)
    }

    /// `ms-requestid`, as returned, or as sent where none was returned.
    pub fn request_id(&self) -> Option<&str> {
        self.identity().request_id
    }

    /// `ms-correlationid`, as returned, or as sent where none was returned.
    pub fn correlation_id(&self) -> Option<&str> {
        self.identity().correlation_id
    }

    /// `ms-cv`, as returned, or as sent where none was returned.
    pub fn correlation_vector(&self) -> Option<&str> {
        self.identity().correlation_vector
    }

    /// `ms-serverid`: the server that answered, as it calls itself.
    pub fn server_id(&self) -> Option<&str> {
        self.identity().server_id
    }

    /// The identity headers exactly as they were sent, or would have been.
    pub fn sent(&self) -> Identity<'_> {
        self.0
            .exchange
            .as_ref()
            .map(Exchange::sent)
            .unwrap_or_default()
    }

    /// The identity headers exactly as they were returned.
    pub fn returned(&self) -> Identity<'_> {
        self.0.head.as_ref().map(Head::returned).unwrap_or_default()
    }

    fn identity(&self) -> Identity<'_> {
        self.returned().or(self.sent())
    }
}

/// How the runtime makes errors.
impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            exchange: None,
            head: None,
            body: Bytes::new(),
            fault: None,
            retry_after: None,
            place: None,
            sent: false,
            source: None,
        }))
    }

    pub(crate) fn with_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_exchange(mut self, exchange: Exchange) -> Self {
        self.0.operation = Some(exchange.operation);
        self.0.exchange = Some(exchange);
        self
    }

    /// The answer, which the service can only have given to a request that it received.
    pub(crate) fn with_answer(mut self, answered: Answered, body: Bytes) -> Self {
        if matches!(self.0.kind, ErrorKind::Api | ErrorKind::Credential) {
            self.0.fault = ServiceFault::read(&answered.head, &body);
        }
        self.0.retry_after = retry_after::retry_after(&answered.head.headers, SystemTime::now());
        self.0.head = Some(answered.head);
        self.0.body = body;
        self.with_exchange(answered.exchange).with_sent(true)
    }

    pub(crate) fn with_sent(mut self, sent: bool) -> Self {
        self.0.sent = sent;
        self
    }

    pub(crate) fn with_place(mut self, place: String) -> Self {
        self.0.place = Some(place);
        self
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(operation) = self.operation() {
            write!(formatter, "{operation}")?;
            separator = ": ";
        }
        if let Some(status) = self.status() {
            write!(
                formatter,
                "{separator}{} {}",
                status.as_str(),
                status.canonical_reason().unwrap_or_default()
            )?;
            separator = ": ";
        }
        if let Some(fault) = self.fault() {
            fmt_fault(fault, separator, formatter)?;
            separator = "; ";
        }
        if !self.0.message.is_empty() {
            write!(formatter, "{separator}{}", self.0.message)?;
        }
        if self.is_transient_conflict() {
            formatter.write_str(
                "; this conflict resolves itself with time: look at the resource in a few minutes",
            )?;
        }
        if self.0.sent && self.status().is_none() {
            formatter.write_str("; the service may have received the request")?;
        }
        self.fmt_attempts(formatter)?;
        if !self.0.sent && self.earlier_attempt_was_sent() {
            formatter.write_str("; the service may have received an earlier attempt")?;
        }
        if let Some(wait) = self.retry_after() {
            write!(
                formatter,
                "; it may be called again in {} s",
                wait.as_secs()
            )?;
        }
        let identity = self.identity();
        let mut opening = " (";
        for (name, id) in [
            ("ms-requestid", identity.request_id),
            ("ms-correlationid", identity.correlation_id),
        ] {
            if let Some(id) = id {
                write!(formatter, "{opening}{name} {}", excerpt(id))?;
                opening = ", ";
            }
        }
        formatter.write_str(if opening == ", " { ")" } else { "" })
    }
}

/// The code and the words, or what comes nearest to them.
fn fmt_fault(
    fault: &ServiceFault,
    separator: &str,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut separator = separator;
    let code = fault.code().map(ToString::to_string);
    let words = fault.description().or(fault.reason());
    let parts = [code.as_deref(), fault.name(), words];
    for part in parts
        .into_iter()
        .flatten()
        .map(excerpt)
        .filter(|part| !part.is_empty())
    {
        write!(formatter, "{separator}{part}")?;
        separator = ": ";
    }
    if !fault.data().is_empty() {
        write!(formatter, " [{}]", excerpt(&fault.data().join(", ")))?;
    }
    if fault.code().is_none()
        && let Some(challenge) = fault.challenges().first()
    {
        write!(
            formatter,
            "{separator}the service asks for `{}`",
            excerpt(challenge)
        )?;
    }
    Ok(())
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the body, and of the headers only the names: both may repeat what was sent.
        formatter
            .debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.to_string())
            .field("path", &self.path())
            .field("status", &self.status())
            .field("sent", &self.sent())
            .field("returned", &self.returned())
            .field("attempts", &self.attempts())
            .field("earlier_attempts", &self.earlier_attempts())
            .field("retry_stop", &self.retry_stop())
            .field("may_have_reached_service", &self.may_have_reached_service())
            .field("may_have_been_applied", &self.may_have_been_applied())
            .field(
                "headers",
                &self
                    .headers()
                    .map(|headers| headers.keys().collect::<Vec<_>>()),
            )
            .field("body_bytes", &self.0.body.len())
            .field(
                "source",
                &self
                    .0
                    .source
                    .as_ref()
                    .map(|source| root_cause(source.as_ref())),
            )
            .finish_non_exhaustive()
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

/// An error and those beneath it.
pub(crate) fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// What the last error of a chain says: the first cause, of which the others only tell where it was
/// met.
pub(crate) fn root_cause(error: &(dyn StdError + 'static)) -> String {
    chain(error)
        .last()
        .map(|last| excerpt(&last.to_string()))
        .unwrap_or_default()
}
