//! An answer as it came, and the ways to read it.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Response;
use crate::call::exchange::{Answered, Exchange, Head};
use crate::call::identity::Identity;
use crate::content::body::ResponseBody;
use crate::content::{self, Unreadable};
use crate::error::excerpt::excerpt;
use crate::error::{Error, ErrorKind};

/// An answer as it came, whatever its status; only compression is undone.
#[derive(Clone)]
pub struct RawResponse {
    answered: Box<Answered>,
    body: Bytes,
}

impl RawResponse {
    pub(crate) fn new(exchange: Exchange, head: Head, body: Bytes) -> Self {
        Self {
            answered: Box::new(Answered { exchange, head }),
            body,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.answered.head.status
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        self.status().is_success()
    }

    /// Whether the document has a response for this status.
    pub fn is_documented_status(&self) -> bool {
        self.answered.is_documented_status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.answered.head.headers
    }

    /// The body. The headers say what it is.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body alone.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// Whether the body has no bytes, or only white space.
    pub fn is_empty(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }

    /// The path that was asked for, without the query.
    pub fn path(&self) -> &str {
        self.answered.exchange.path()
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

    /// Decodes the body by its own content type, whatever the status.
    ///
    /// # Errors
    /// Of kind [`EmptyBody`](ErrorKind::EmptyBody) if there is no body, or one that is `null` where
    /// `T` takes none; of kind [`Decode`](ErrorKind::Decode) if it cannot be read as `T`. Both keep
    /// the answer, and mean that the service has done what it was asked.
    pub fn decode<T: ResponseBody>(self) -> Result<Response<T>, Error> {
        if self.is_empty() {
            return Err(self.into_empty_body());
        }
        match content::decode(self.headers(), &self.body) {
            Ok(value) => Ok(Response::new(value, self.answered, self.body)),
            Err(Unreadable::Value(_)) if self.body.trim_ascii() == b"null" => {
                Err(self.into_empty_body())
            }
            Err(unreadable) => Err(self.into_unreadable(unreadable)),
        }
    }

    /// The response, if its status is a success.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`] or [`ErrorKind::Redirect`] with all that came, if it is not.
    pub fn success(self) -> Result<Self, Error> {
        match self.is_success() {
            true => Ok(self),
            false => Err(self.into_error()),
        }
    }

    /// Decodes the body and puts the value where it belongs among several successes.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_into<T: ResponseBody, U>(
        self,
        place: impl FnOnce(T) -> U,
    ) -> Result<Response<U>, Error> {
        Ok(self.decode::<T>()?.map(place))
    }

    /// Decodes the body if there is one: for operations whose answers may do without.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), but an empty body is `None`.
    pub fn decode_optional<T: ResponseBody>(self) -> Result<Response<Option<T>>, Error> {
        if self.is_empty() || self.body.trim_ascii() == b"null" {
            return Ok(self.without_value().map(|()| None));
        }
        Ok(self.decode::<T>()?.map(Some))
    }

    /// The body as text, by its charset: for operations that document text.
    ///
    /// # Errors
    /// Of kind [`Decode`](ErrorKind::Decode) if it is not text in the charset that it names; the
    /// error keeps the answer.
    pub fn decode_text(self) -> Result<Response<String>, Error> {
        match content::decode_text(self.headers(), &self.body) {
            Ok(text) => Ok(Response::new(text, self.answered, self.body)),
            Err(unreadable) => Err(self.into_unreadable(unreadable)),
        }
    }

    /// The body as it is: for operations that document neither text nor a structure.
    pub fn decode_bytes(self) -> Response<Bytes> {
        let body = self.body.clone();
        Response::new(body, self.answered, self.body)
    }

    /// The answer of an operation that documents no body. If there is one after all, it is to be had
    /// by `keep_body`.
    pub fn without_value(self) -> Response<()> {
        Response::new((), self.answered, self.body)
    }

    /// The error that an answer without success is.
    pub fn into_error(self) -> Error {
        let location = self.headers().get(http::header::LOCATION);
        let (kind, message) = match (self.status().is_redirection(), location) {
            (true, Some(location)) => {
                let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
                let message = format!(
                    "it points to {}; redirects are not followed, as they would take the token along: is the base URL right?",
                    excerpt(&location)
                );
                (ErrorKind::Redirect, message)
            }
            _ => (ErrorKind::Api, String::new()),
        };
        Error::new(kind, message).with_answer(*self.answered, self.body)
    }

    /// Decodes the body of a failure; none if there is no body.
    pub(crate) fn decode_failure<T: ResponseBody>(self) -> Result<Option<T>, Error> {
        if self.is_empty() {
            return Ok(None);
        }
        match content::decode(self.headers(), &self.body) {
            Ok(value) => Ok(Some(value)),
            Err(unreadable) => Err(self.into_unreadable(unreadable)),
        }
    }

    fn into_empty_body(self) -> Error {
        Error::new(
            ErrorKind::EmptyBody,
            "the service did what it was asked, but its answer has no body; read the resource to see the result",
        )
        .with_answer(*self.answered, self.body)
    }

    fn into_unreadable(self, unreadable: Unreadable) -> Error {
        let start = || excerpt(&content::to_text(self.headers(), &self.body));
        let error = match unreadable {
            Unreadable::Type(what) | Unreadable::Charset(what) => Error::new(
                ErrorKind::Decode,
                format!("its body {what}; it starts with `{}`", start()),
            ),
            Unreadable::Value(error) => Error::new(
                ErrorKind::Decode,
                format!("its body cannot be read: {}", excerpt(&error.to_string())),
            )
            .with_place(error.path())
            .with_source(error),
        };
        error.with_answer(*self.answered, self.body)
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RawResponse")
            .field("status", &self.status())
            .field("headers", self.headers())
            .field("sent", &self.sent())
            .field("attempts", &self.attempts())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
