//! The ids by which the service and its support know a call.

use http::HeaderMap;
use uuid::Uuid;

/// `ms-requestid`: the service's idempotency key, one for a call however often it is sent.
pub(crate) const REQUEST_ID: &str = "ms-requestid";
/// `ms-correlationid`: one for a chain of calls.
pub(crate) const CORRELATION_ID: &str = "ms-correlationid";
/// `ms-cv`: the correlation vector.
pub(crate) const CORRELATION_VECTOR: &str = "ms-cv";
/// `ms-serverid`: the server that answered.
const SERVER_ID: &str = "ms-serverid";

/// The ids of a call, as sent and as returned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    sent: Ids,
    returned: Ids,
    server: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ids {
    request: Option<String>,
    correlation: Option<String>,
    vector: Option<String>,
}

impl Identity {
    /// The ids that a request carries.
    pub(crate) fn sent(headers: &HeaderMap) -> Self {
        Self {
            sent: Ids::of(headers),
            ..Self::default()
        }
    }

    /// Adds what an answer returned.
    pub(crate) fn with_returned(mut self, headers: &HeaderMap) -> Self {
        self.returned = Ids::of(headers);
        self.server = text(headers, SERVER_ID);
        self
    }

    /// The request id (`ms-requestid`): as returned, else as sent.
    pub fn request_id(&self) -> Option<&str> {
        self.returned
            .request
            .as_deref()
            .or(self.sent.request.as_deref())
    }

    /// The correlation id (`ms-correlationid`): as returned, else as sent.
    pub fn correlation_id(&self) -> Option<&str> {
        self.returned
            .correlation
            .as_deref()
            .or(self.sent.correlation.as_deref())
    }

    /// The correlation vector (`ms-cv`): as returned, else as sent.
    pub fn correlation_vector(&self) -> Option<&str> {
        self.returned
            .vector
            .as_deref()
            .or(self.sent.vector.as_deref())
    }

    /// The server that answered (`MS-ServerId`), if one did.
    pub fn server_id(&self) -> Option<&str> {
        self.server.as_deref()
    }

    /// The request id as it was sent; none before a request was built.
    pub fn sent_request_id(&self) -> Option<&str> {
        self.sent.request.as_deref()
    }

    /// The correlation id as it was sent; none before a request was built.
    pub fn sent_correlation_id(&self) -> Option<&str> {
        self.sent.correlation.as_deref()
    }
}

impl Ids {
    fn of(headers: &HeaderMap) -> Self {
        Self {
            request: text(headers, REQUEST_ID),
            correlation: text(headers, CORRELATION_ID),
            vector: text(headers, CORRELATION_VECTOR),
        }
    }
}

/// A new id, as the service wants it: a GUID.
pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}
