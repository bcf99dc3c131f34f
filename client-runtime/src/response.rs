//! Answers: raw, and decoded.

use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::content;
use crate::error::{Error, ErrorKind};
use crate::identity::Identity;
use crate::wire::{self, Wire};

/// An answer as it came, whatever its status; compression is undone.
#[derive(Clone, Debug)]
pub struct RawResponse {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) identity: Identity,
    pub(crate) attempts: u32,
    pub(crate) keep_body: bool,
}

/// A decoded success with all that came around it. It derefs to the value.
#[derive(Clone, Debug)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    documented_status: bool,
    headers: HeaderMap,
    identity: Identity,
    attempts: u32,
    body: Option<Bytes>,
}

impl RawResponse {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The ids of the call, as sent and as returned.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Which of the documented successes the answer is; for an undocumented success its own status.
    ///
    /// # Errors
    ///
    /// The status is no success.
    pub fn success_status(&self) -> Result<u16, Error> {
        if self.status.is_success() {
            return Ok(self.status.as_u16());
        }
        let message = format!("the service answered {}", self.status);
        Err(self.clone().into_error(ErrorKind::Api, message))
    }

    /// Decodes a success by its own `Content-Type`.
    ///
    /// `documented` are the statuses for which the document has this type; another success is
    /// decoded all the same, and [`Response::is_documented_status`] tells.
    ///
    /// # Errors
    ///
    /// The status is no success, or the body is empty, in a media type or charset that is not
    /// read, or not what the document says.
    pub fn decode<T: Wire>(self, documented: &[u16]) -> Result<Response<T>, Error> {
        self.success_status()?;
        if self.body.iter().all(u8::is_ascii_whitespace) {
            let message = format!("the service answered {} without a body", self.status);
            return Err(self.into_error(ErrorKind::EmptyBody, message));
        }
        let text = match content::json(&self.headers, &self.body) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("the service answered {}, but {error}", self.status);
                return Err(self.into_error(ErrorKind::MediaType, message));
            }
        };
        match wire::json::from_slice(&text) {
            Ok(value) => Ok(self.into_response(value, documented)),
            Err(error) => {
                let message = format!(
                    "the service answered {}, but its body does not decode: {error}",
                    self.status
                );
                Err(self
                    .into_error(ErrorKind::Decode, message)
                    .with_source(error))
            }
        }
    }

    /// Like [`decode`](Self::decode), and puts the value where it belongs among several successes.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_into<T: Wire, U>(
        self,
        documented: &[u16],
        place: impl FnOnce(T) -> U,
    ) -> Result<Response<U>, Error> {
        let response = self.decode::<T>(documented)?;
        Ok(response.map(place))
    }

    /// Takes a success of which the document has no body; what comes all the same is ignored.
    ///
    /// # Errors
    ///
    /// The status is no success.
    pub fn expect_empty(self, documented: &[u16]) -> Result<Response<()>, Error> {
        self.success_status()?;
        Ok(self.into_response((), documented))
    }

    fn into_response<T>(self, value: T, documented: &[u16]) -> Response<T> {
        Response {
            value,
            documented_status: documented.contains(&self.status.as_u16()),
            status: self.status,
            headers: self.headers,
            identity: self.identity,
            attempts: self.attempts,
            body: self.keep_body.then_some(self.body),
        }
    }

    fn into_error(self, kind: ErrorKind, message: String) -> Error {
        Error::new(kind, message)
            .of_operation(self.operation)
            .of_attempt(self.identity, self.attempts)
            .with_answer(self.status, self.headers, self.body)
    }
}

impl<T> Response<T> {
    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The same response with another value.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: map(self.value),
            status: self.status,
            documented_status: self.documented_status,
            headers: self.headers,
            identity: self.identity,
            attempts: self.attempts,
            body: self.body,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Whether the document has the status for this operation, and the value's type with it.
    ///
    /// Where it does not, the value was decoded as the best of the documented successes.
    pub fn is_documented_status(&self) -> bool {
        self.documented_status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The ids of the call, as sent and as returned.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The request id (`ms-requestid`).
    pub fn request_id(&self) -> Option<&str> {
        self.identity.request_id()
    }

    /// The correlation id (`ms-correlationid`).
    pub fn correlation_id(&self) -> Option<&str> {
        self.identity.correlation_id()
    }

    /// The correlation vector (`ms-cv`).
    pub fn correlation_vector(&self) -> Option<&str> {
        self.identity.correlation_vector()
    }

    /// The server that answered (`MS-ServerId`).
    pub fn server_id(&self) -> Option<&str> {
        self.identity.server_id()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The body as it came, if the call asked to keep it.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
