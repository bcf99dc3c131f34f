//! The default transport.

use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method, Uri};
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
    base: Option<Base>,
}

/// The base URL as both crates have it, so that it is parsed once and not for each request.
#[derive(Clone, Debug)]
struct Base {
    uri: Uri,
    url: Url,
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
            base: None,
        }
    }

    pub(super) fn from_settings(settings: &NetworkSettings) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(settings.tls_with_alpn()?)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Its repeats would be in no count, no budget and no report.
            .retry(reqwest::retry::never().max_retries_per_request(0))
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
        Ok(Self {
            http,
            given: false,
            base: Base::parse(&settings.base_url),
        })
    }

    fn to_reqwest(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let url = self.url(&parts.uri)?;
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

    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        if let Some(url) = self.base.as_ref().and_then(|base| base.url_of(uri)) {
            return Ok(url);
        }
        Url::parse(&uri.to_string()).map_err(|error| {
            TransportError::new(
                TransportErrorKind::InvalidRequest,
                format!("the URL is malformed: {error}"),
            )
            .with_source(error)
        })
    }
}

impl Base {
    fn parse(text: &str) -> Option<Self> {
        Some(Self {
            uri: text.parse().ok()?,
            url: Url::parse(text).ok()?,
        })
    }

    /// A URL with this base's scheme, host and port. `None` if the URI has others.
    fn url_of(&self, uri: &Uri) -> Option<Url> {
        if (uri.scheme(), uri.authority()) != (self.uri.scheme(), self.uri.authority()) {
            return None;
        }
        let target = uri.path_and_query()?.as_str();
        // Two slashes, of either kind, would be read as the start of another host.
        if !target.starts_with('/') || target[1..].starts_with(['/', '\\']) {
            return None;
        }
        self.url.join(target).ok()
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, TransportResult> {
        let request = match self.to_reqwest(request) {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The short way leads where the long one does, or nowhere.
        #[test]
        fn the_base_changes_no_url(
            base in "https?://(h|127\\.0\\.0\\.1|[0-9]{1,9})(:(80|443|8080))?(/[a-z]{0,3}){0,2}",
            other in "https?://(H|h|i|127\\.0\\.0\\.1)(:(80|443|8080))?",
            target in "/[!$-;=@-_a-z|~/\\\\.%]{0,12}(\\?[!$-;=?-_a-z|~]{0,6})?",
        ) {
            let Some(base) = Base::parse(&base) else { return Ok(()) };
            let origin = base.url.origin().ascii_serialization();
            for start in [origin, other] {
                let Ok(uri) = format!("{start}{target}").parse::<Uri>() else { continue };
                if let Some(url) = base.url_of(&uri) {
                    prop_assert_eq!(url, Url::parse(&uri.to_string()).unwrap());
                }
            }
        }
    }

    #[test]
    fn the_base_serves_its_own_paths_alone() {
        let base = Base::parse("https://api.example.com/base").unwrap();
        let url_of = |uri: &str| base.url_of(&uri.parse().unwrap()).map(String::from);
        let own = "https://api.example.com/base/v1/a?b=c";
        assert_eq!(url_of(own).as_deref(), Some(own));
        assert_eq!(url_of("https://login.example.com/base/v1/a"), None);
        assert_eq!(url_of("http://api.example.com/base/v1/a"), None);
        assert_eq!(url_of("https://api.example.com//evil.example.com/"), None);
        assert_eq!(url_of("https://api.example.com/\\evil.example.com/"), None);
    }
}
