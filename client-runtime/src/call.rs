//! Calls: an operation with its values, on the way from arguments to an answer.

use std::fmt::Display;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use url::form_urlencoded;

use crate::client::Client;
use crate::credential;
use crate::error::{Error, ErrorKind};
use crate::identity::{self, Identity};
use crate::media_type::MediaType;
use crate::operation::Operation;
use crate::response::RawResponse;
use crate::wire::{self, Wire};
use crate::{path, transport};

/// An operation's call in the making. Emitted builders stand on it.
#[derive(Clone, Debug)]
pub struct Call {
    client: Client,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    headers: Vec<(String, String)>,
    accept: MediaType,
    content_type: MediaType,
    timeout: Option<Duration>,
    keep_body: bool,
}

impl Call {
    /// A call of an operation, with the path parameters that the client holds.
    pub fn new(client: &Client, operation: &'static Operation) -> Self {
        let held = &client.settings.parameters;
        Self {
            client: client.clone(),
            operation,
            path: held
                .iter()
                .map(|(name, value)| (*name, value.clone()))
                .collect(),
            query: Vec::new(),
            headers: Vec::new(),
            accept: MediaType::default(),
            content_type: MediaType::default(),
            timeout: None,
            keep_body: false,
        }
    }

    /// Sets a path parameter.
    pub fn set_path_parameter(&mut self, name: &'static str, value: impl Into<String>) {
        self.path.push((name, value.into()));
    }

    /// Sets a query parameter, in place of what it was.
    pub fn set_query_parameter(&mut self, name: &'static str, value: impl Display) {
        self.set_query_parameters(name, [value]);
    }

    /// Sets a query parameter that may stand several times, in place of what it was.
    pub fn set_query_parameters<V: Display>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) {
        self.query.retain(|(known, _)| *known != name);
        self.query
            .extend(values.into_iter().map(|value| (name, value.to_string())));
    }

    /// Sets a header, in place of what it was.
    pub fn set_header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        self.headers.push((name, value.into()));
    }

    /// Sets how long the call may take, instead of what the client says.
    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// Sets the media type that the answer is asked for in.
    pub fn set_accept(&mut self, media_type: MediaType) {
        self.accept = media_type;
    }

    /// Sets the media type that the request's body is sent in.
    pub fn set_content_type(&mut self, media_type: MediaType) {
        self.content_type = media_type;
    }

    /// Keeps the answer's raw body beside the decoded value.
    pub fn set_keep_body(&mut self) {
        self.keep_body = true;
    }

    /// The request that would be sent, without its `Authorization` and without a body.
    ///
    /// Its `ms-requestid` is new each time, unless the call sets one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`]: a value cannot stand where it should; the message names it.
    pub fn build(&self) -> Result<Request<Bytes>, Error> {
        self.request(None)
    }

    /// Like [`build`](Self::build), with a body.
    ///
    /// # Errors
    ///
    /// Those of [`build`](Self::build), and a body that cannot be encoded.
    pub fn build_with<B: Wire>(&self, body: &B) -> Result<Request<Bytes>, Error> {
        let body = wire::json::to_vec(body).map_err(|error| {
            let message = format!("the body cannot be encoded: {error}");
            Error::new(ErrorKind::InvalidRequest, message)
                .with_source(error)
                .of_operation(self.operation.id)
        })?;
        self.request(Some(Bytes::from(body)))
    }

    /// Sends the call without a body, and gives the answer as it came, whatever its status.
    ///
    /// # Errors
    ///
    /// The request is invalid, the credential gives no token, or no whole answer comes.
    pub async fn send(self) -> Result<RawResponse, Error> {
        let request = self.build()?;
        self.exchange(request).await
    }

    /// Like [`send`](Self::send), with a body.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send), and a body that cannot be encoded.
    pub async fn send_with<B: Wire>(self, body: &B) -> Result<RawResponse, Error> {
        let request = self.build_with(body)?;
        self.exchange(request).await
    }

    fn request(&self, body: Option<Bytes>) -> Result<Request<Bytes>, Error> {
        let operation = self.operation;
        let invalid = |error: Error| error.of_operation(operation.id);
        let path = path::fill(operation.path, &self.path).map_err(|error| {
            invalid(Error::new(ErrorKind::InvalidRequest, error.to_string()).with_source(error))
        })?;
        let mut url = format!("{}{path}", self.client.settings.base_url);
        if !self.query.is_empty() {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&self.query);
            url.push('?');
            url.push_str(&query.finish());
        }
        let mut headers = self.header_map().map_err(invalid)?;
        if body.is_some() {
            let name = self.content_type.as_str();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(name));
        }
        let body = body.unwrap_or_default();
        let mut request = Request::builder()
            .method(&operation.method)
            .uri(url)
            .body(body)
            .map_err(|error| {
                let message = format!("the request cannot be made: {error}");
                invalid(Error::new(ErrorKind::InvalidRequest, message).with_source(error))
            })?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    async fn exchange(self, mut request: Request<Bytes>) -> Result<RawResponse, Error> {
        let operation = self.operation.id;
        let identity = Identity::sent(request.headers());
        let settings = &self.client.settings;
        if let Some(source) = &settings.credential {
            let token = source.token().await;
            let bearer = token
                .and_then(|token| credential::bearer(&token))
                .map_err(|error| {
                    Error::new(ErrorKind::Credential, format!("no token: {error}"))
                        .with_source(error)
                        .of_operation(operation)
                        .of_attempt(identity.clone(), 0)
                })?;
            request.headers_mut().insert(AUTHORIZATION, bearer);
        }
        let timeout = self.timeout.unwrap_or(settings.timeout);
        let answer = transport::send(&settings.pool, request, timeout, settings.body_limit).await;
        match answer {
            Ok(answer) => Ok(RawResponse {
                operation,
                identity: identity.with_returned(&answer.headers),
                status: answer.status,
                headers: answer.headers,
                body: answer.body,
                attempts: 1,
                keep_body: self.keep_body,
            }),
            Err(error) => {
                let identity = match error.headers() {
                    Some(headers) => identity.with_returned(headers),
                    None => identity,
                };
                Err(error.of_operation(operation).of_attempt(identity, 1))
            }
        }
    }

    fn header_map(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::with_capacity(self.headers.len() + 5);
        headers.insert(ACCEPT, HeaderValue::from_static(self.accept.as_str()));
        let correlation_id = self.client.settings.correlation_id.clone();
        let ids = [
            (identity::REQUEST_ID, identity::new_id()),
            (
                identity::CORRELATION_ID,
                correlation_id.unwrap_or_else(identity::new_id),
            ),
        ];
        let ids = ids.iter().map(|(name, value)| (*name, value.as_str()));
        let set = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in ids.chain(set) {
            let refuse = |what: &str| {
                // The value is not shown: it may be a secret.
                let message = format!("the header `{}` {what}", name.escape_debug());
                Error::new(ErrorKind::InvalidRequest, message)
            };
            let header =
                HeaderName::try_from(name).map_err(|_| refuse("has a name that is none"))?;
            if header == AUTHORIZATION {
                return Err(refuse(
                    "is the credential's; give the client another credential",
                ));
            }
            let value = HeaderValue::try_from(value)
                .map_err(|_| refuse("has a value that no header can carry"))?;
            headers.insert(header, value);
        }
        Ok(headers)
    }
}

/// Gives an emitted builder the options that every call has.
#[macro_export]
macro_rules! call_options {
    ($call:ident, with_body) => {
        impl $call<'_> {
            $crate::__call_options!();

            /// The request that would be sent, without its `Authorization`.
            ///
            /// # Errors
            ///
            /// A value cannot stand where it should: the message names it.
            pub fn build(
                &self,
            ) -> ::core::result::Result<$crate::http::Request<$crate::bytes::Bytes>, $crate::Error>
            {
                self.call.build_with(self.body)
            }

            /// Sends the call and gives the answer as it came, whatever its status.
            ///
            /// # Errors
            ///
            /// The request is invalid, the credential gives no token, or no whole answer comes.
            pub async fn send_raw(
                self,
            ) -> ::core::result::Result<$crate::RawResponse, $crate::Error> {
                self.call.send_with(self.body).await
            }
        }
    };
    ($call:ident, without_body) => {
        impl $call {
            $crate::__call_options!();

            /// The request that would be sent, without its `Authorization`.
            ///
            /// # Errors
            ///
            /// A value cannot stand where it should: the message names it.
            pub fn build(
                &self,
            ) -> ::core::result::Result<$crate::http::Request<$crate::bytes::Bytes>, $crate::Error>
            {
                self.call.build()
            }

            /// Sends the call and gives the answer as it came, whatever its status.
            ///
            /// # Errors
            ///
            /// The request is invalid, the credential gives no token, or no whole answer comes.
            pub async fn send_raw(
                self,
            ) -> ::core::result::Result<$crate::RawResponse, $crate::Error> {
                self.call.send().await
            }
        }
    };
}

/// The options of [`call_options`] that do not depend on the body.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_options {
    () => {
        /// Sets a header of the request that the document does not name.
        pub fn header(
            mut self,
            name: impl ::core::convert::Into<::std::string::String>,
            value: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.call.set_header(name, value);
            self
        }

        /// Sets how long the call may take, instead of what the client says.
        pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.call.set_timeout(timeout);
            self
        }

        /// Sets the media type that the answer is asked for in; JSON unless set.
        pub fn accept(mut self, media_type: $crate::MediaType) -> Self {
            self.call.set_accept(media_type);
            self
        }

        /// Sets the media type that the body is sent in; JSON unless set.
        pub fn content_type(mut self, media_type: $crate::MediaType) -> Self {
            self.call.set_content_type(media_type);
            self
        }

        /// Keeps the answer's raw body beside the decoded value.
        pub fn keep_body(mut self) -> Self {
            self.call.set_keep_body();
            self
        }
    };
}
