//! The headers by which a call is found again in the service's logs, and recognised on a repeat.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue};
use uuid::fmt::Hyphenated;

/// The header with the id of one call: the service recognises a repeat of the call by it.
pub const REQUEST_ID: &str = "ms-requestid";
/// The header with the id of a chain of calls.
pub const CORRELATION_ID: &str = "ms-correlationid";
/// The header with Microsoft's correlation vector.
pub const CORRELATION_VECTOR: &str = "ms-cv";
/// The header in which the service says which of its servers answered.
pub const SERVER_ID: &str = "ms-serverid";

const REQUEST_ID_NAME: HeaderName = HeaderName::from_static(REQUEST_ID);
const CORRELATION_ID_NAME: HeaderName = HeaderName::from_static(CORRELATION_ID);
const CORRELATION_VECTOR_NAME: HeaderName = HeaderName::from_static(CORRELATION_VECTOR);
const SERVER_ID_NAME: HeaderName = HeaderName::from_static(SERVER_ID);

/// The identity headers of a request or of a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity<'a> {
    /// `ms-requestid`: one call.
    pub request_id: Option<&'a str>,
    /// `ms-correlationid`: a chain of calls.
    pub correlation_id: Option<&'a str>,
    /// `ms-cv`: Microsoft's correlation vector.
    pub correlation_vector: Option<&'a str>,
    /// `ms-serverid`: the server that answered. Only in responses.
    pub server_id: Option<&'a str>,
}

impl<'a> Identity<'a> {
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        Self {
            request_id: headers.get(REQUEST_ID_NAME).and_then(text),
            correlation_id: headers.get(CORRELATION_ID_NAME).and_then(text),
            correlation_vector: headers.get(CORRELATION_VECTOR_NAME).and_then(text),
            server_id: headers.get(SERVER_ID_NAME).and_then(text),
        }
    }

    /// These ids, and `other`'s where there are none.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            request_id: self.request_id.or(other.request_id),
            correlation_id: self.correlation_id.or(other.correlation_id),
            correlation_vector: self.correlation_vector.or(other.correlation_vector),
            server_id: self.server_id.or(other.server_id),
        }
    }
}

/// The identity headers of a request, exactly as they are sent.
#[derive(Clone, Debug)]
pub(crate) struct SentIdentity {
    request_id: Option<HeaderValue>,
    correlation_id: Option<HeaderValue>,
    correlation_vector: Option<HeaderValue>,
}

impl SentIdentity {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            request_id: headers.get(REQUEST_ID_NAME).cloned(),
            correlation_id: headers.get(CORRELATION_ID_NAME).cloned(),
            correlation_vector: headers.get(CORRELATION_VECTOR_NAME).cloned(),
        }
    }

    pub(crate) fn as_text(&self) -> Identity<'_> {
        Identity {
            request_id: self.request_id.as_ref().and_then(text),
            correlation_id: self.correlation_id.as_ref().and_then(text),
            correlation_vector: self.correlation_vector.as_ref().and_then(text),
            server_id: None,
        }
    }

    /// Puts them into a repeat of the request, so that the service knows it again.
    pub(super) fn repeat_in(&self, headers: &mut HeaderMap) {
        for (name, value) in [
            (REQUEST_ID_NAME, &self.request_id),
            (CORRELATION_ID_NAME, &self.correlation_id),
            (CORRELATION_VECTOR_NAME, &self.correlation_vector),
        ] {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
    }
}

/// Puts in the ids that the call did not set: a new request id, and the client's correlation id or
/// a new one.
///
/// # Errors
/// When the system has no random numbers to give: a guessed id could be another call's.
pub(super) fn complete(
    headers: &mut HeaderMap,
    correlation_id: Option<HeaderValue>,
) -> Result<(), getrandom::Error> {
    if let Some(value) = correlation_id {
        headers.entry(CORRELATION_ID_NAME).or_insert(value);
    }
    let missing = [REQUEST_ID_NAME, CORRELATION_ID_NAME].map(|name| !headers.contains_key(name));
    if missing == [false, false] {
        return Ok(());
    }
    let [request_id, correlation_id] = new_ids()?;
    headers.entry(REQUEST_ID_NAME).or_insert(request_id);
    headers.entry(CORRELATION_ID_NAME).or_insert(correlation_id);
    Ok(())
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok().filter(|text| !text.is_empty())
}

/// Two ids, as most calls want two: asking the system for random numbers costs as much as all else
/// that is done here.
fn new_ids() -> Result<[HeaderValue; 2], getrandom::Error> {
    let mut random = [0; 32];
    getrandom::fill(&mut random)?;
    let mut texts = BytesMut::zeroed(2 * Hyphenated::LENGTH);
    for (random, text) in random
        .as_chunks::<16>()
        .0
        .iter()
        .zip(texts.chunks_exact_mut(Hyphenated::LENGTH))
    {
        uuid::Builder::from_random_bytes(*random)
            .as_uuid()
            .hyphenated()
            .encode_lower(text);
    }
    let second = texts.split_off(Hyphenated::LENGTH);
    Ok([texts, second].map(|text| id(text.freeze())))
}

#[expect(
    clippy::expect_used,
    reason = "hexadecimal digits and hyphens are visible ASCII"
)]
fn id(text: Bytes) -> HeaderValue {
    HeaderValue::from_maybe_shared(text).expect("a UUID can stand in a header")
}
