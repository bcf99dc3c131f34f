//! The transport that stands on hyper's pooled client, without what `reqwest` does around it.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderValue, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_http::decompression::Decompression;
use tower_service::Service;

use super::body::Body;
use super::classify::{self, Stage};
use super::connector::Connector;
use super::reqwest_transport::anticipates_a_body;
use super::settings::NetworkSettings;
use super::{Transport, TransportResult};
use crate::credential::BoxFuture;
use crate::error::Error;

/// What is asked for, and undone.
const ENCODINGS: HeaderValue = HeaderValue::from_static("zstd,br,gzip,deflate");

/// A transport by hyper's pooled client.
///
/// It keeps the promises of the default one: redirects are not followed, compression is undone while
/// reading, and a connection that went stale in the pool is no attempt.
pub(super) struct HyperTransport {
    http: Client<Connector, Full<Bytes>>,
}

impl HyperTransport {
    pub(super) fn from_settings(settings: &NetworkSettings) -> Result<Self, Error> {
        let http = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(settings.pool_idle_timeout)
            .pool_max_idle_per_host(settings.pool_max_idle_per_host)
            .http2_max_header_list_size(settings.header_list_limit())
            .build(Connector::from_settings(settings)?);
        Ok(Self { http })
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, TransportResult> {
        let uri = request.uri().clone();
        let response = self.http.request(to_hyper(request));
        Box::pin(async move {
            let response = response.await.map_err(|error| {
                let stage = match error.is_connect() {
                    true => Stage::Connecting,
                    false => Stage::Asking,
                };
                classify::classify(error.into(), stage, &origin(&uri))
            })?;
            Ok(match response.headers().contains_key(CONTENT_ENCODING) {
                true => decompressed(response).await,
                false => response.map(Body::of_hyper),
            })
        })
    }
}

fn to_hyper(request: http::Request<Bytes>) -> http::Request<Full<Bytes>> {
    let empty = request.body().is_empty();
    let mut request = request.map(Full::new);
    if empty && anticipates_a_body(request.method()) {
        request
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    request
        .headers_mut()
        .entry(ACCEPT_ENCODING)
        .or_insert(ENCODINGS);
    request
}

/// Scheme, host and port. The base URL's check lets no user name or password into a URL.
fn origin(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().map(|port| format!(":{port}"));
    format!(
        "{}://{host}{}",
        uri.scheme_str().unwrap_or_default(),
        port.unwrap_or_default()
    )
}

/// The answer with a body that undoes its compression while it is read. `tower-http` does that around
/// a service only: here around one that has the answer already.
async fn decompressed(response: http::Response<Incoming>) -> http::Response<Body> {
    let mut service = Decompression::new(Answered(Some(response)));
    match service.call(http::Request::new(())).await {
        Ok(response) => response.map(Body::of_decompression),
        Err(never) => match never {},
    }
}

struct Answered(Option<http::Response<Incoming>>);

impl Service<http::Request<()>> for Answered {
    type Response = http::Response<Incoming>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    #[expect(
        clippy::expect_used,
        reason = "`decompressed` alone makes one, and calls it once"
    )]
    fn call(&mut self, _request: http::Request<()>) -> Self::Future {
        ready(Ok(self.0.take().expect("called once")))
    }
}

impl NetworkSettings {
    pub(crate) fn hyper(&self) -> Result<Arc<dyn Transport>, Error> {
        self.check()?;
        Ok(Arc::new(HyperTransport::from_settings(self)?))
    }
}
