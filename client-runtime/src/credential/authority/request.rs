//! Asking an authority, and asking again where that is right.

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use reqwest::Url;
use tokio::time::Instant;
use tracing::{field, info};
use uuid::Uuid;

use super::answer::{self, Grant};
use super::form::Form;
use crate::credential::{CredentialError, CredentialErrorKind, TokenContext};
use crate::retry::backoff::Backoff;

/// How often an authority is asked for one token at most.
const ATTEMPTS: u32 = 3;
/// The waits between the attempts: each lasts any time up to half a second, then a second, so that
/// clients that failed together do not come back together.
const BACKOFF: Backoff = Backoff {
    base: Duration::from_millis(500),
    max: Duration::from_secs(1),
};
/// Names the request in Microsoft Entra's logs, and comes back as `correlation_id`.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");

/// Asks for a token, and twice more where no answer came or the authority could not answer.
///
/// That is safe with a refresh token too: an authority that answers 429 or 5xx has given nothing,
/// and after an answer that was lost the old refresh token still holds, as Microsoft Entra revokes
/// none for being used.
pub(in crate::credential) async fn request(
    context: &TokenContext,
    url: &Url,
    form: &Form,
) -> Result<Grant, CredentialError> {
    let mut attempt = 1;
    loop {
        let error = match request_once(context, url, form).await {
            Ok(grant) => return Ok(grant),
            Err(error) => error.with_attempts(attempt),
        };
        let again = matches!(
            error.kind(),
            CredentialErrorKind::Unreachable | CredentialErrorKind::Unavailable
        );
        let wait = BACKOFF.delay(attempt, fastrand::u64(..), error.retry_after());
        if !again || attempt == ATTEMPTS || wait >= context.remaining() {
            return Err(error);
        }
        context.note(&error);
        info!(
            target: "client_runtime",
            attempt,
            reason = field::display(&error),
            delay = field::debug(wait),
            "the authority gave no token and is asked again",
        );
        tokio::time::sleep(wait).await;
        attempt += 1;
    }
}

async fn request_once(
    context: &TokenContext,
    url: &Url,
    form: &Form,
) -> Result<Grant, CredentialError> {
    let id = Uuid::new_v4().to_string();
    let mut request = http::Request::new(form.body());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url
        .as_str()
        .parse()
        .map_err(|error: http::uri::InvalidUri| {
            CredentialError::of(
                CredentialErrorKind::Configuration,
                "the authority's URL is longer than can be sent, or malformed",
            )
            .with_source(error)
        })?;
    let headers = request.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(CLIENT_REQUEST_ID, value);
    }
    let began = Instant::now();
    let result = match context.exchange(request).await {
        Ok(reply) => answer::read(reply, form, began.elapsed()),
        Err(error) => Err(error),
    };
    result.map_err(|error| error.with_request_id(id))
}
