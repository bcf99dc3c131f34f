//! The headers by which a call is found again in the service's logs, and recognised on a repeat.

use http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

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
        let text = |name| {
            headers
                .get(name)
                .and_then(|value: &HeaderValue| value.to_str().ok())
                .filter(|text| !text.is_empty())
        };
        Self {
            request_id: text(REQUEST_ID),
            correlation_id: text(CORRELATION_ID),
            correlation_vector: text(CORRELATION_VECTOR),
            server_id: text(SERVER_ID),
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

/// Puts in the ids that the call did not set: a new request id, and the client's correlation id or
/// a new one.
pub(super) fn complete(headers: &mut HeaderMap, correlation_id: Option<HeaderValue>) {
    headers.entry(REQUEST_ID_NAME).or_insert_with(new_id);
    headers
        .entry(CORRELATION_ID_NAME)
        .or_insert_with(|| correlation_id.unwrap_or_else(new_id));
}

/// The identity headers alone, as an error or a response keeps them.
pub(crate) fn only(headers: &HeaderMap) -> HeaderMap {
    [REQUEST_ID, CORRELATION_ID, CORRELATION_VECTOR]
        .into_iter()
        .filter_map(|name| Some((HeaderName::from_static(name), headers.get(name)?.clone())))
        .collect()
}

fn new_id() -> HeaderValue {
    let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
    let text = Uuid::new_v4().hyphenated().encode_lower(&mut text);
    #[expect(
        clippy::expect_used,
        reason = "hexadecimal digits and hyphens are visible ASCII"
    )]
    HeaderValue::from_str(text).expect("a UUID can stand in a header")
}
