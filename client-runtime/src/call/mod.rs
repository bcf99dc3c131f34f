//! One call of one operation: its parameters, the request they make, and the way to send it.

mod attempts;
pub(crate) mod deadline;
pub(crate) mod exchange;
mod header;
pub(crate) mod identity;
mod methods;
pub(crate) mod operation;
pub(crate) mod parameters;
pub(crate) mod part;
mod path;
mod query;
mod raw_body;
pub(crate) mod security;

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use tracing::Instrument;

use self::attempts::Attempts;
use self::header::GivenHeader;
use self::identity::SentIdentity;
use self::operation::Operation;
use self::query::Query;
use self::raw_body::RawBody;
use self::security::SecurityScheme;
use crate::client::Client;
use crate::content::body::RequestBody;
use crate::content::media_type::MediaType;
use crate::error::{Error, ErrorKind};
use crate::response::raw::RawResponse;
use crate::retry::RetryPolicy;
use crate::telemetry::spans;

/// A body as it is sent, and its type. Clones share the bytes.
type Payload = (HeaderValue, Bytes);

/// One call of one operation, as emitted code fills and sends it.
///
/// Setters take what they are given; it is checked when the request is built, so that a chain of
/// setters needs no error handling.
#[derive(Clone)]
pub struct Call<'a> {
    client: &'a Client,
    operation: &'static Operation,
    path_parameters: Vec<(&'static str, String)>,
    query: Query,
    headers: Vec<GivenHeader>,
    /// The body of an operation that has no typed one.
    raw_body: RawBody,
    /// What the operation wants, where that is not the credential's token.
    security: Option<&'static [&'static [SecurityScheme]]>,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    accept: Option<MediaType>,
    content_type: Option<MediaType>,
    keep_body: bool,
}

impl<'a> Call<'a> {
    /// A call of an operation with nothing set.
    pub fn new(client: &'a Client, operation: &'static Operation) -> Self {
        Self {
            client,
            operation,
            path_parameters: Vec::new(),
            query: Query::default(),
            headers: Vec::new(),
            raw_body: RawBody::None,
            security: None,
            timeout: None,
            attempt_timeout: None,
            idle_timeout: None,
            retry: None,
            accept: None,
            content_type: None,
            keep_body: false,
        }
    }

    /// Sets a parameter of the path by its name in the template. It goes before the client's
    /// parameter of that name.
    pub fn set_path(&mut self, name: &'static str, value: impl Into<String>) {
        self.path_parameters.retain(|(held, _)| *held != name);
        self.path_parameters.push((name, value.into()));
    }

    /// Sets a parameter of the query to one value.
    pub fn set_query(&mut self, name: &str, value: impl Into<String>) {
        self.query.set(name, value.into());
    }

    /// Sets a parameter of the query to several values, each a pair of its own: `a=1&a=2`
    /// (OpenAPI's `form` style, exploded). No values, no pair.
    pub fn set_query_each<V: Into<String>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = V>,
    ) {
        self.query.remove(name);
        for value in values {
            self.query.add(name, value.into());
        }
    }

    /// Sets a parameter of the query to several values in one pair: `a=1,2` (OpenAPI's `form`,
    /// `spaceDelimited` and `pipeDelimited` styles, not exploded). No values, no pair.
    pub fn set_query_joined<V: Into<String>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = V>,
        delimiter: char,
    ) {
        let values = values.into_iter().map(Into::into).collect();
        self.query.set_joined(name, values, delimiter);
    }

    /// Sets a documented header parameter.
    pub fn set_header(&mut self, name: &str, value: impl Into<String>) {
        self.put_header(name, value.into(), false);
    }

    /// Sets a header beside the documented ones. Its value is taken for a secret: it is shown
    /// nowhere.
    pub fn set_extra_header(&mut self, name: &str, value: impl Into<String>) {
        self.put_header(name, value.into(), true);
    }

    /// Sets how long the call may take, in place of the client's timeout.
    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// Sets how long one attempt may take, in place of the client's.
    pub fn set_attempt_timeout(&mut self, timeout: Duration) {
        self.attempt_timeout = Some(timeout);
    }

    /// Sets how long the service may be silent in the middle of an answer, in place of the client's.
    pub fn set_idle_timeout(&mut self, timeout: Duration) {
        self.idle_timeout = Some(timeout);
    }

    /// Sets which failures the call is repeated after, in place of the client's policy.
    pub fn set_retry(&mut self, policy: RetryPolicy) {
        self.retry = Some(policy);
    }

    /// Sets the media type that the answer is asked for in.
    pub fn set_accept(&mut self, media_type: MediaType) {
        self.accept = Some(media_type);
    }

    /// Sets the media type that the body is written in.
    pub fn set_content_type(&mut self, media_type: MediaType) {
        self.content_type = Some(media_type);
    }

    /// Sets what proves to the service who is calling, where that is not the credential's token
    /// alone: one of these alternatives, all of its schemes together.
    pub fn set_security(&mut self, alternatives: &'static [&'static [SecurityScheme]]) {
        self.security = Some(alternatives);
    }

    /// Sets whether the response keeps its raw body beside the decoded value.
    pub fn set_keep_body(&mut self, keep: bool) {
        self.keep_body = keep;
    }

    /// The request that would be sent, without sending it.
    ///
    /// It has all headers but those that are known only on sending: `Authorization`, which needs
    /// the credential's token, and the transport's own (`Host`, `Accept-Encoding`,
    /// `Content-Length`). Each build makes a new request id unless the call sets one.
    ///
    /// # Errors
    /// Of kind [`InvalidRequest`](ErrorKind::InvalidRequest), naming the parameter or header.
    pub fn build<B: RequestBody>(&self, body: Option<&B>) -> Result<http::Request<Bytes>, Error> {
        self.assemble(self.payload(body)?, None)
    }

    /// Sends the call, again where its retry policy says so, and gives the last answer, whatever its
    /// status. `body` is [`NO_BODY`](crate::NO_BODY) for an operation without one.
    ///
    /// The call happens within the future alone: dropping that ends it, and leaves nothing running.
    ///
    /// # Errors
    /// When there is no complete answer: see [`ErrorKind`]. An answer whose status is 4xx or 5xx and
    /// whose body broke off is an error of kind [`Api`](ErrorKind::Api), as its status says more.
    pub async fn send<B: RequestBody>(&self, body: Option<&B>) -> Result<RawResponse, Error> {
        let payload = self.payload(body)?;
        self.dispatch(payload).await
    }

    async fn dispatch(&self, payload: Option<Payload>) -> Result<RawResponse, Error> {
        let mut attempts = Attempts::new(self, payload)?;
        let span = spans::call(self.operation, attempts.request());
        // Pinned where it is, as the future is too large to be moved into the span's.
        let end = pin!(attempts.run()).instrument(span.clone()).await;
        let outcome = attempts.finish(end);
        spans::end_call(&span, &outcome);
        outcome
    }

    /// The body as it is sent.
    fn payload<B: RequestBody>(&self, body: Option<&B>) -> Result<Option<Payload>, Error> {
        let Some(body) = body else {
            return self
                .raw_body
                .encode()
                .map_err(|message| self.invalid(message));
        };
        let media_type = self.request_media_type()?;
        let bytes = media_type.encode(body).map_err(|error| {
            self.invalid(format!("the body cannot be written as {media_type}"))
                .with_source(error)
        })?;
        let media_type = HeaderValue::from_static(media_type.name());
        Ok(Some((media_type, Bytes::from(bytes))))
    }

    /// The request, with these identity headers if it was made before, so that the service knows it
    /// again.
    fn assemble(
        &self,
        payload: Option<Payload>,
        ids: Option<&SentIdentity>,
    ) -> Result<http::Request<Bytes>, Error> {
        let shared = self.client.shared();
        let base = shared.base_url.as_str();
        let mut url = String::with_capacity(base.len() + self.operation.path.len() + 128);
        url.push_str(base);
        path::fill(&mut url, self.operation.path, |name| {
            self.path_parameters
                .iter()
                .chain(&shared.parameters)
                .find(|(held, _)| *held == name)
                .map(|(_, value)| value.as_str())
        })
        .map_err(|message| self.invalid(message))?;
        self.query
            .check()
            .map_err(|message| self.invalid(message))?;
        self.query.append_to(&mut url);

        let mut headers = HeaderMap::with_capacity(8 + self.headers.len());
        headers.insert(ACCEPT, self.accept_value());
        headers.insert(USER_AGENT, shared.user_agent.clone());
        if let Some((content_type, _)) = &payload {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        for given in &self.headers {
            let (name, value) = given.check().map_err(|message| self.invalid(message))?;
            headers.insert(name, value);
        }
        if let Some(ids) = ids {
            ids.repeat_in(&mut headers);
        }
        let correlation_id = match self.client.correlation_id() {
            Some(value) => {
                let given = GivenHeader {
                    name: identity::CORRELATION_ID.to_owned(),
                    value: value.to_owned(),
                    extra: false,
                };
                Some(given.check().map_err(|message| self.invalid(message))?.1)
            }
            None => None,
        };
        identity::complete(&mut headers, correlation_id).map_err(|error| {
            self.invalid("the system has no random numbers for a request id; set one on the call")
                .with_source(error)
        })?;

        let mut request = http::Request::builder()
            .method(self.operation.method.clone())
            .uri(url)
            .body(payload.map(|(_, bytes)| bytes).unwrap_or_default())
            .map_err(|error| {
                self.invalid("the URL is longer than can be sent, or malformed")
                    .with_source(error)
            })?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// The media type chosen for the body, or the first documented one that can be written.
    fn request_media_type(&self) -> Result<MediaType, Error> {
        let documented = self.operation.request_types;
        match self.content_type {
            Some(chosen) if documented.is_empty() || documented.contains(&chosen.name()) => {
                Ok(chosen)
            }
            Some(chosen) => Err(self.invalid(format!(
                "the operation documents no body of type {}; it documents {}",
                chosen.name(),
                documented.join(", ")
            ))),
            None => Ok(documented
                .iter()
                .find_map(|name| MediaType::from_name(name))
                .unwrap_or(MediaType::Json)),
        }
    }

    /// The type that the answer is asked for in: the chosen one, or the first documented one that
    /// can be read. The answer is decoded by what it says of itself.
    fn accept_value(&self) -> HeaderValue {
        let documented = self.operation.response_types;
        let chosen = self.accept.or_else(|| {
            documented
                .iter()
                .find_map(|name| MediaType::from_name(name))
        });
        match (chosen, documented.first()) {
            (Some(media_type), _) => HeaderValue::from_static(media_type.name()),
            (None, Some(other)) => HeaderValue::from_static(other),
            (None, None) => HeaderValue::from_static(MediaType::Json.name()),
        }
    }

    fn put_header(&mut self, name: &str, value: String, extra: bool) {
        self.headers
            .retain(|held| !held.name.eq_ignore_ascii_case(name));
        self.headers.push(GivenHeader {
            name: name.to_owned(),
            value,
            extra,
        });
    }

    fn invalid(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::InvalidRequest, message).with_operation(self.operation)
    }
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|header| &header.name).collect();
        formatter
            .debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("path_parameters", &self.path_parameters)
            .field("query", &self.query)
            .field("headers", &headers)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("retry", &self.retry)
            .field("accept", &self.accept)
            .field("content_type", &self.content_type)
            .field("keep_body", &self.keep_body)
            .finish_non_exhaustive()
    }
}
