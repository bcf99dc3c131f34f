//! From a built request to an answer that is wholly read.
//!
//! A [`Transport`] makes one attempt; [`Middleware`] stands around it; the [`Pipeline`] around both
//! holds what is promised of every call, whatever they are: https only, time-outs, and limits on what
//! is read.

mod body;
mod classify;
#[cfg(feature = "hyper")]
mod connector;
mod error;
#[cfg(feature = "hyper")]
mod hyper_transport;
mod middleware;
mod pipeline;
mod proxy;
mod reqwest_transport;
mod resolver;
mod settings;
mod tls;

use bytes::Bytes;

use crate::credential::BoxFuture;

pub use body::Body;
pub use error::{TransportError, TransportErrorKind};
pub use middleware::{Middleware, Next};
pub(crate) use pipeline::{Failure, Limits, Pipeline, Reply};
pub use proxy::Proxy;
pub use reqwest_transport::ReqwestTransport;
pub use resolver::Resolver;
pub(crate) use settings::NetworkSettings;

/// What a transport, and each [`Middleware`] around it, gives for a request.
pub type TransportResult = Result<http::Response<Body>, TransportError>;

/// What carries a request to the service and brings the answer back: one attempt, without retries.
///
/// The default one stands on `reqwest`; give another by
/// [`ClientBuilder::transport`](crate::ClientBuilder::transport), for instance one that records, or
/// that plays a service in a test.
///
/// The client relies on these; what it can, it also sees to itself:
///
/// - The request is made once, as it stands, and redirects are not followed.
/// - The answer's body is without compression, and streams, so that the client can stop reading at its
///   limit. If `Content-Encoding` is still there, the call fails with
///   [`ErrorKind::Decode`](crate::ErrorKind::Decode).
/// - Dropping the future or the body gives the attempt up.
/// - An error says truthfully whether the service may have received the request: a call that may
///   have been is repeated only with its request id.
///
/// Time-outs and limits on size need no care: the client holds them around every transport.
///
/// Any function from a request to an answer is a transport that needs no network:
///
/// ```
/// use client_runtime::{Body, Bytes, Client, ClientBuilder, Credentials, Service, http};
///
/// static SERVICE: Service = Service::new("https://api.example.com");
///
/// let client = ClientBuilder::<Client>::new(&SERVICE)
///     .credential(Credentials::anonymous())
///     .transport(|request: http::Request<Bytes>| {
///         assert_eq!(request.uri().host(), Some("api.example.com"));
///         let mut answer = http::Response::new(Body::from(r#"{"id":"1"}"#));
///         let json = http::HeaderValue::from_static("application/json");
///         answer.headers_mut().insert(http::header::CONTENT_TYPE, json);
///         Ok(answer)
///     })
///     .build()?;
/// # Ok::<(), client_runtime::Error>(())
/// ```
///
/// One that does wait:
///
/// ```
/// use client_runtime::{BoxFuture, Bytes, ReqwestTransport, Transport, TransportResult, http};
///
/// /// Writes down what was asked for.
/// struct Recording(ReqwestTransport);
///
/// impl Transport for Recording {
///     fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, TransportResult> {
///         println!("{} {}", request.method(), request.uri().path());
///         self.0.send(request)
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the answer once its headers are there.
    ///
    /// # Errors
    /// When there is no answer. An answer that tells a failure by its status is no error here.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, TransportResult>;
}

impl<F> Transport for F
where
    F: Fn(http::Request<Bytes>) -> TransportResult + Send + Sync + 'static,
{
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, TransportResult> {
        Box::pin(std::future::ready(self(request)))
    }
}
