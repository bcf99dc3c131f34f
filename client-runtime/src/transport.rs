//! From a built request to an answer that is wholly read, by `reqwest`.

use std::error::Error as StdError;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, SET_COOKIE};
use http::{HeaderValue, Method};
use reqwest::Url;

use crate::call::deadline::Deadline;
use crate::call::exchange::{Answered, Exchange, Head};
use crate::error::{Error, ErrorKind, chain, root_cause};

/// Sends requests and reads their answers within the limits.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    http: reqwest::Client,
    response_limit: usize,
}

/// An answer that is wholly read.
pub(crate) struct Reply {
    pub(crate) head: Head,
    pub(crate) body: Bytes,
}

/// Why there is no whole answer, and what there is of one.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
    /// Whether the service may have received the request.
    pub(crate) sent: bool,
    pub(crate) partial: Option<Box<Reply>>,
}

impl Transport {
    pub(crate) fn new(http: reqwest::Client, response_limit: usize) -> Self {
        Self {
            http,
            response_limit,
        }
    }

    /// The same way over the network, with another limit on what an answer may have.
    pub(crate) fn with_response_limit(&self, response_limit: usize) -> Self {
        Self::new(self.http.clone(), response_limit)
    }

    pub(crate) async fn send(
        &self,
        request: http::Request<Bytes>,
        deadline: Deadline,
    ) -> Result<Reply, Failure> {
        let request = to_reqwest(request)?;
        let url = request.url().clone();
        let response = match deadline.limit(self.http.execute(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(Failure::of_sending(error, &url)),
            Err(_) => {
                return Err(Failure {
                    kind: ErrorKind::Timeout,
                    message: format!("no answer within {:?}", deadline.allowed),
                    source: None,
                    sent: true,
                    partial: None,
                });
            }
        };
        self.read(response, &url, deadline).await
    }

    async fn read(
        &self,
        mut response: reqwest::Response,
        url: &Url,
        deadline: Deadline,
    ) -> Result<Reply, Failure> {
        let followed = response.url() != url;
        let mut headers = std::mem::take(response.headers_mut());
        if let http::header::Entry::Occupied(mut cookies) = headers.entry(SET_COOKIE) {
            cookies
                .iter_mut()
                .for_each(|cookie| cookie.set_sensitive(true));
        }
        let head = Head {
            status: response.status(),
            headers,
            reason: response
                .extensions()
                .get::<hyper::ext::ReasonPhrase>()
                .map(|reason| String::from_utf8_lossy(reason.as_bytes()).into_owned()),
        };
        let mut body = Body::default();
        let broken_off = loop {
            match deadline.limit(response.chunk()).await {
                Ok(Ok(None)) => break None,
                Ok(Ok(Some(chunk))) => {
                    let room = self.response_limit - body.len();
                    if chunk.len() > room {
                        body.push(chunk.slice(..room));
                        let message = format!(
                            "the answer's body has more than the {} bytes that the client allows; raise `response_limit`, or ask for less",
                            self.response_limit
                        );
                        break Some((ErrorKind::ResponseTooLarge, message, None));
                    }
                    body.push(chunk);
                }
                Ok(Err(error)) => break Some(of_reading(error)),
                Err(_) => {
                    let message = format!(
                        "the answer was not complete within {:?}: {} bytes of its body had come",
                        deadline.allowed,
                        body.len()
                    );
                    break Some((ErrorKind::Timeout, message, None));
                }
            }
        };
        let reply = Reply {
            head,
            body: body.finish(),
        };
        match broken_off {
            None if followed => Err(Failure {
                kind: ErrorKind::Redirect,
                message: "the given HTTP client followed a redirect, so that the request was made elsewhere too; \
                          build that client with `redirect::Policy::none()`"
                    .to_owned(),
                source: None,
                sent: true,
                partial: Some(Box::new(reply)),
            }),
            None => Ok(reply),
            Some((kind, message, source)) => Err(Failure {
                kind,
                message,
                source,
                sent: true,
                partial: Some(Box::new(reply)),
            }),
        }
    }
}

impl Failure {
    fn of_sending(error: reqwest::Error, url: &Url) -> Self {
        let host = url.origin().ascii_serialization();
        // The URL holds customer ids and may hold more; the error names operation and path itself.
        let error = error.without_url();
        let cause = root_cause(&error);
        let (kind, sent, message) = if error.is_builder() {
            (
                ErrorKind::InvalidRequest,
                false,
                format!("the request cannot be sent: {cause}"),
            )
        } else if error.is_connect() {
            (
                ErrorKind::Connect,
                false,
                format!("no connection to {host}: {cause}; nothing was sent"),
            )
        } else if error.is_redirect() {
            (ErrorKind::Redirect, true, format!("redirected: {cause}"))
        } else if error.is_timeout() {
            (
                ErrorKind::Timeout,
                true,
                format!("no answer from {host}: {cause}"),
            )
        } else {
            (
                ErrorKind::Transport,
                true,
                format!("no answer from {host}: {cause}"),
            )
        };
        Self {
            kind,
            message,
            source: Some(error.into()),
            sent,
            partial: None,
        }
    }

    pub(crate) fn into_error(self, exchange: Exchange) -> Error {
        let error = match self.partial {
            None => Error::new(self.kind, self.message).with_exchange(exchange),
            Some(reply) => {
                let Reply { head, body } = *reply;
                // A status that tells a failure says more than that the body's rest is missing.
                let failed = head.status.is_client_error() || head.status.is_server_error();
                let error = if failed {
                    Error::new(
                        ErrorKind::Api,
                        format!("the rest of the answer is missing: {}", self.message),
                    )
                } else {
                    Error::new(self.kind, self.message)
                };
                error.with_answer(Answered { exchange, head }, body)
            }
        };
        let error = error.with_sent(self.sent);
        match self.source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }
}

/// A broken connection or a broken compression: `reqwest` calls both a decoding error.
fn of_reading(
    error: reqwest::Error,
) -> (ErrorKind, String, Option<Box<dyn StdError + Send + Sync>>) {
    let error = error.without_url();
    let cause = root_cause(&error);
    let of_connection = chain(&error).any(|source| source.is::<hyper::Error>());
    let (kind, message) = if of_connection {
        (
            ErrorKind::Transport,
            format!("the answer broke off: {cause}"),
        )
    } else if error.is_timeout() {
        (ErrorKind::Timeout, format!("the answer broke off: {cause}"))
    } else {
        (
            ErrorKind::Decode,
            format!("the answer's body cannot be decompressed: {cause}"),
        )
    };
    (kind, message, Some(error.into()))
}

fn to_reqwest(request: http::Request<Bytes>) -> Result<reqwest::Request, Failure> {
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|error| Failure {
        kind: ErrorKind::InvalidRequest,
        message: format!("the URL is malformed: {error}"),
        source: Some(error.into()),
        sent: false,
        partial: None,
    })?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    if !body.is_empty() {
        *request.body_mut() = Some(body.into());
    } else if [Method::POST, Method::PUT, Method::PATCH].contains(request.method()) {
        // hyper leaves it out for an empty body; RFC 9110 section 8.6 wants it where a method
        // anticipates one, and IIS answers 411 without.
        request
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(request)
}

/// A body as it comes in: one piece is kept as it is, more are joined.
#[derive(Default)]
struct Body {
    first: Bytes,
    joined: BytesMut,
}

impl Body {
    fn len(&self) -> usize {
        self.first.len() + self.joined.len()
    }

    fn push(&mut self, chunk: Bytes) {
        if self.len() == 0 {
            self.first = chunk;
        } else {
            if !self.first.is_empty() {
                let first = std::mem::take(&mut self.first);
                self.joined.reserve(first.len() + chunk.len());
                self.joined.extend_from_slice(&first);
            }
            self.joined.extend_from_slice(&chunk);
        }
    }

    fn finish(self) -> Bytes {
        if self.joined.is_empty() {
            self.first
        } else {
            self.joined.freeze()
        }
    }
}
