//! Why a transport has no answer.

use std::error::Error as StdError;
use std::fmt;

use crate::error::ErrorKind;

/// Why a [`Transport`](super::Transport) has no answer, or no whole one.
pub struct TransportError {
    pub(super) kind: TransportErrorKind,
    pub(super) message: String,
    pub(super) sent: bool,
    pub(super) source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kind of thing went wrong with an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request cannot be sent by this transport.
    InvalidRequest,
    /// No connection could be made: name, network or proxy.
    Connect,
    /// The other side could not prove who it is, or refused this one's proof.
    Tls,
    /// It took too long.
    Timeout,
    /// The connection failed after the request was begun.
    Broken,
    /// The transport followed a redirect, so that the request was made elsewhere too.
    Redirect,
    /// The body's compression is broken.
    Undecodable,
    /// More headers or bytes came than the transport takes.
    TooLarge,
}

impl TransportError {
    /// An error with words for a person, which should hold no secret and no customer's data.
    ///
    /// The kinds that come before a connection is there ([`InvalidRequest`], [`Connect`] and [`Tls`])
    /// say that nothing was sent, the others that the service may have received the request;
    /// [`with_sent`](Self::with_sent) says otherwise.
    ///
    /// [`InvalidRequest`]: TransportErrorKind::InvalidRequest
    /// [`Connect`]: TransportErrorKind::Connect
    /// [`Tls`]: TransportErrorKind::Tls
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        let before = matches!(
            kind,
            TransportErrorKind::InvalidRequest
                | TransportErrorKind::Connect
                | TransportErrorKind::Tls
        );
        Self {
            kind,
            message: message.into(),
            sent: !before,
            source: None,
        }
    }

    /// Says whether the service may have received the request.
    ///
    /// If in doubt, `true`: who takes a request for unsent may repeat it under a new id, and what it
    /// asks for is then done twice.
    pub fn with_sent(mut self, sent: bool) -> Self {
        self.sent = sent;
        self
    }

    /// The error beneath.
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the service may have received the request, and not refused it unread.
    pub fn may_have_been_sent(&self) -> bool {
        self.sent
    }
}

impl TransportErrorKind {
    pub(super) fn of_call(self) -> ErrorKind {
        match self {
            Self::InvalidRequest => ErrorKind::InvalidRequest,
            Self::Connect => ErrorKind::Connect,
            Self::Tls => ErrorKind::Tls,
            Self::Timeout => ErrorKind::Timeout,
            Self::Broken => ErrorKind::Transport,
            Self::Redirect => ErrorKind::Redirect,
            Self::Undecodable => ErrorKind::Decode,
            Self::TooLarge => ErrorKind::ResponseTooLarge,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of the source only what it says: other crates' errors may show URLs.
        formatter
            .debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("message", &self.message)
            .field("may_have_been_sent", &self.sent)
            .finish_non_exhaustive()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
