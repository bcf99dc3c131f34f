//! Why no token could be had.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::authority::fault::AuthorityFault;
use crate::error::root_cause;

/// What kind of thing kept a token from being had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialErrorKind {
    /// A setting of the credential is wrong; nothing was sent.
    Configuration,
    /// The authority gave no whole answer.
    Unreachable,
    /// The authority answered that it cannot answer now: a status of 5xx, 408 or 429.
    Unavailable,
    /// The authority refused; [`CredentialError::fault`] says why.
    Refused,
    /// What the authority answered is no token and no refusal either.
    InvalidAnswer,
    /// A new refresh token came and could not be stored.
    NotStored,
    /// The source of tokens took too long.
    TimedOut,
    /// Anything that a source of the caller's own tells.
    Other,
}

/// Why no token could be had.
///
/// `Display` is one line that says what happened and what to do. Neither it nor `Debug` shows a
/// secret. It is what [`Error::credential`](crate::Error::credential) gives for an error of kind
/// [`Credential`](crate::ErrorKind::Credential).
#[derive(Clone)]
pub struct CredentialError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: CredentialErrorKind,
    message: String,
    fault: Option<AuthorityFault>,
    retryable: bool,
    retry_after: Option<Duration>,
    attempts: u32,
    request_id: Option<String>,
    // Shared, as all who waited for the token get the same error.
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialError {
    /// A failure of a source of the caller's own, told in one line that a person can act on and
    /// that holds no secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self::of(CredentialErrorKind::Other, message)
    }

    /// The failure beneath this one.
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// Says that another try may succeed, as where a network or a vault was away.
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> CredentialErrorKind {
        self.0.kind
    }

    /// What the authority says of its refusal.
    pub fn fault(&self) -> Option<&AuthorityFault> {
        self.0.fault.as_ref()
    }

    /// Whether another try may succeed without anything being changed: where the network or the
    /// authority was away or busy.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// How long the authority asks to be left alone, counted from when it answered.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How often the authority was asked: 0 if the failure came before that, or if the source is
    /// the caller's own.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The `client-request-id` that the last request to the authority carried, by which its logs
    /// can be searched.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }
}

/// How the runtime makes such errors.
impl CredentialError {
    pub(super) fn of(kind: CredentialErrorKind, message: impl Into<String>) -> Self {
        let retryable = matches!(
            kind,
            CredentialErrorKind::Unreachable
                | CredentialErrorKind::Unavailable
                | CredentialErrorKind::TimedOut
        );
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            fault: None,
            retryable,
            retry_after: None,
            attempts: 0,
            request_id: None,
            source: None,
        }))
    }

    pub(super) fn with_fault(mut self, fault: AuthorityFault) -> Self {
        self.0.fault = Some(fault);
        self
    }

    pub(super) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(super) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(super) fn with_request_id(mut self, id: String) -> Self {
        self.0.request_id = Some(id);
        self
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)?;
        if self.0.attempts > 1 {
            write!(formatter, "; asked {} times", self.0.attempts)?;
        }
        // The authority's own ids go before: they say where in its logs to look.
        match (&self.0.fault, &self.0.request_id) {
            (Some(fault), _) if fault.trace_id().is_some() || fault.correlation_id().is_some() => {
                fault.fmt_ids(formatter)
            }
            (_, Some(id)) => write!(formatter, " (client-request-id {id})"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for CredentialError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CredentialError")
            .field("kind", &self.0.kind)
            .field("message", &self.to_string())
            .field("fault", &self.0.fault)
            .field("is_retryable", &self.0.retryable)
            .field("retry_after", &self.0.retry_after)
            .field("attempts", &self.0.attempts)
            // Its own `Debug` may show anything.
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

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
