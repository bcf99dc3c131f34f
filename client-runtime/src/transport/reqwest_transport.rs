//! The default transport.

use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method};
use reqwest::Url;

use super::body::Body;
use super::classify;
use super::error::{TransportError, TransportErrorKind};
use super::resolver::{self, Resolver};
use super::settings::NetworkSettings;
use super::{Transport, TransportResult};
use crate::credential::BoxFuture;
use crate::error::{Error, ErrorKind};

/// The default transport, by a `reqwest` client.
///
/// Clones share the connections, which are kept for a while after a call. If the service has closed
/// one in the meantime and nothing was sent over it, the request goes over a new one at once, which is
/// no attempt of its own.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    http: reqwest::Client,
    /// Whether the client is a caller's, and may follow redirects.
    given: bool,
}

impl ReqwestTransport {
    /// A transport by a client of the caller's own.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`: if it follows a redirect, the
    /// call fails with [`ErrorKind::Redirect`], but the request has then been repeated elsewhere.
    pub fn new(client: reqwest::Client) -> Self {
        Self {
            http: client,
            given: true,
        }
    }

    pub(super) fn from_settings(settings: &NetworkSettings) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(settings.tls_with_alpn()?)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(settings.connect_timeout)
            .pool_idle_timeout(settings.pool_idle_timeout)
            .pool_max_idle_per_host(settings.pool_max_idle_per_host)
            .http2_max_header_list_size(settings.header_list_limit());
        if settings.http1_only {
            builder = builder.http1_only();
        }
        builder = settings.proxy()?.apply(builder)?;
        if let Some(resolver) = &settings.resolver {
            builder = builder.dns_resolver(ByResolver(Arc::clone(resolver)));
        }
        let http = builder.build().map_err(|error| {
            Error::new(
                ErrorKind::Configuration,
                "the HTTP client could not be set up",
            )
            .with_source(error)
        })?;
        Ok(Self { http, given: false })
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, TransportResult> {
        let request = match to_reqwest(request) {
            Ok(request) => request,
            Err(error) => return Box::pin(std::future::ready(Err(error))),
        };
        let asked = self.given.then(|| request.url().clone());
        let response = self.http.execute(request);
        Box::pin(async move {
            let mut response = response.await.map_err(classify::sending_by_reqwest)?;
            if asked.is_some_and(|asked| asked != *response.url()) {
                return Err(TransportError::new(
                    TransportErrorKind::Redirect,
                    "the given HTTP client followed a redirect, so that the request was made elsewhere too; \
                     build that client with `redirect::Policy::none()`",
                ));
            }
            let mut head = http::Response::new(());
            *head.status_mut() = response.status();
            *head.version_mut() = response.version();
            *head.headers_mut() = std::mem::take(response.headers_mut());
            *head.extensions_mut() = std::mem::take(response.extensions_mut());
            Ok(head.map(|()| Body::of_reqwest(response)))
        })
    }
}

fn to_reqwest(request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|error| {
        TransportError::new(
            TransportErrorKind::InvalidRequest,
            format!("the URL is malformed: {error}"),
        )
        .with_source(error)
    })?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    if !body.is_empty() {
        *request.body_mut() = Some(body.into());
    } else if anticipates_a_body(request.method()) {
        request
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(request)
}

/// hyper leaves `Content-Length` out for an empty body; RFC 9110 section 8.6 wants it where a method
/// anticipates one, and IIS answers 411 without.
pub(super) fn anticipates_a_body(method: &Method) -> bool {
    [Method::POST, Method::PUT, Method::PATCH].contains(method)
}

struct ByResolver(Arc<dyn Resolver>);

impl reqwest::dns::Resolve for ByResolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let resolver = Arc::clone(&self.0);
        Box::pin(async move {
            let addresses = resolver::resolve(&*resolver, name.as_str()).await?;
            Ok(Box::new(addresses) as reqwest::dns::Addrs)
        })
    }
}
