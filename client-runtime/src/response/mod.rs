//! Answers: as they came, and decoded.

pub(crate) mod raw;

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::call::exchange::Answered;
use crate::call::identity::Identity;

/// A decoded answer: the value, to which it derefs, and all that came with it.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    answered: Box<Answered>,
    body: Option<Bytes>,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, answered: Box<Answered>, body: Bytes) -> Self {
        let body = answered.exchange.keep_body.then_some(body);
        Self {
            value,
            answered,
            body,
        }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The same answer with another value made of this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: make(self.value),
            answered: self.answered,
            body: self.body,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.answered.head.status
    }

    /// Whether the document has a response for this status. Where it has not, the value was decoded
    /// as the documented one that fits best.
    pub fn is_documented_status(&self) -> bool {
        self.answered.is_documented_status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.answered.head.headers
    }

    /// The body as it was decoded from, once decompressed, if the call asked to keep it.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// `ms-requestid`, as returned, or as sent where none was returned.
    pub fn request_id(&self) -> Option<&str> {
        self.answered.identity().request_id
    }

    /// `ms-correlationid`, as returned, or as sent where none was returned.
    pub fn correlation_id(&self) -> Option<&str> {
        self.answered.identity().correlation_id
    }

    /// `ms-cv`, as returned, or as sent where none was returned.
    pub fn correlation_vector(&self) -> Option<&str> {
        self.answered.identity().correlation_vector
    }

    /// `ms-serverid`: the server that answered, as it calls itself.
    pub fn server_id(&self) -> Option<&str> {
        self.answered.identity().server_id
    }

    /// The identity headers exactly as they were sent.
    pub fn sent(&self) -> Identity<'_> {
        self.answered.exchange.sent()
    }

    /// The identity headers exactly as they were returned.
    pub fn returned(&self) -> Identity<'_> {
        self.answered.head.returned()
    }

    /// How often the request was made: 1 without a retry.
    pub fn attempts(&self) -> u32 {
        self.answered.exchange.attempts
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status())
            .field("headers", self.headers())
            .field("sent", &self.sent())
            .field("attempts", &self.attempts())
            .field("body_bytes", &self.body.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}
