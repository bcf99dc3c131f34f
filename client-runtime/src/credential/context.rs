//! What a source of tokens is given to fetch one with.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http::header::USER_AGENT;
use reqwest::Url;
use tokio::time::Instant;

use super::authority::endpoint::check_url;
use super::{CredentialError, CredentialErrorKind};
use crate::call::deadline::Deadline;
use crate::call::exchange::Head;
use crate::error::ErrorKind;
use crate::transport::{Failure, Pipeline, Reply};

/// How long one request for a token may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// How long all requests for one token may take, the waits between them included.
const OVERALL_TIMEOUT: Duration = Duration::from_secs(60);
/// How many bytes an answer with a token may have: a hundred times what is usual.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// What a [`Credential`](super::Credential) is given to fetch a token with: the client's own way
/// over the network, and why the token is asked for.
pub struct TokenContext {
    transport: Pipeline,
    user_agent: HeaderValue,
    rejected: bool,
    ends: Instant,
    last_failure: LastFailure,
}

/// The last attempt's failure, for those who cannot wait for the next attempt.
#[derive(Clone, Default)]
pub(super) struct LastFailure(Arc<Mutex<Option<CredentialError>>>);

impl TokenContext {
    pub(super) fn new(
        transport: &Pipeline,
        user_agent: &HeaderValue,
        rejected: bool,
        last_failure: LastFailure,
    ) -> Self {
        Self {
            transport: transport.with_response_limit(ANSWER_LIMIT),
            user_agent: user_agent.clone(),
            rejected,
            ends: Instant::now() + OVERALL_TIMEOUT,
            last_failure,
        }
    }

    /// Whether the service rejected the last token. A source that keeps tokens of its own must
    /// then fetch a new one, whatever it thinks of the old one's expiry.
    pub fn last_token_was_rejected(&self) -> bool {
        self.rejected
    }

    /// Sends a request over the client's transport, without following redirects, and gives the
    /// answer, whatever its status. The body is held in memory, at most 1 MiB. One request may take
    /// 20 seconds, and all requests for one token a minute.
    ///
    /// # Errors
    /// When the URL is neither https nor loopback, or no whole answer comes.
    pub async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, CredentialError> {
        let reply = self.exchange(request).await?;
        let mut response = http::Response::new(reply.body);
        *response.status_mut() = reply.head.status;
        *response.headers_mut() = reply.head.headers;
        Ok(response)
    }

    /// How much of the time for one token is left.
    pub(super) fn remaining(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }

    /// Keeps a failure for those who cannot wait for the next attempt.
    pub(super) fn note(&self, error: &CredentialError) {
        self.last_failure.set(error.clone());
    }

    /// The seam between credentials and the transport: the only place where one knows the other.
    pub(super) async fn exchange(
        &self,
        mut request: http::Request<Bytes>,
    ) -> Result<Reply, CredentialError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|error| {
            CredentialError::of(
                CredentialErrorKind::Configuration,
                "the URL to fetch a token from is malformed",
            )
            .with_source(error)
        })?;
        check_url(&url)?;
        request
            .headers_mut()
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        let deadline = Deadline::after(REQUEST_TIMEOUT.min(self.remaining()));
        let failure = match self.transport.send(request, deadline).await {
            Ok(reply) => return Ok(reply),
            Err(failure) => failure,
        };
        let Failure {
            kind,
            message,
            source,
            partial,
            ..
        } = failure;
        if let Some(reply) = partial
            && is_failure(&reply.head)
        {
            // The status says more than that the body's rest is missing.
            return Ok(*reply);
        }
        let (kind, message) = match kind {
            ErrorKind::Connect | ErrorKind::Tls | ErrorKind::Transport | ErrorKind::Timeout => (
                CredentialErrorKind::Unreachable,
                format!("the authority could not be asked for a token: {message}"),
            ),
            ErrorKind::ResponseTooLarge => (
                CredentialErrorKind::InvalidAnswer,
                format!(
                    "{} answered the request for a token with more than {ANSWER_LIMIT} bytes: is it the authority?",
                    url.origin().ascii_serialization()
                ),
            ),
            _ => (
                CredentialErrorKind::InvalidAnswer,
                format!("the authority's answer cannot be read: {message}"),
            ),
        };
        let error = CredentialError::of(kind, message);
        Err(match source {
            Some(source) => error.with_source(source),
            None => error,
        })
    }
}

impl fmt::Debug for TokenContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenContext")
            .field("last_token_was_rejected", &self.rejected)
            .finish_non_exhaustive()
    }
}

impl LastFailure {
    fn set(&self, error: CredentialError) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    pub(super) fn get(&self) -> Option<CredentialError> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn is_failure(head: &Head) -> bool {
    head.status.is_client_error() || head.status.is_server_error()
}
