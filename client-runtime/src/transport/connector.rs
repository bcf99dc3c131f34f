//! How the hyper transport makes connections: name, TCP, proxy and TLS, in one time.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::proxy::Route;
use super::resolver::{self, Resolver};
use super::settings::NetworkSettings;
use crate::credential::BoxFuture;
use crate::error::Error;

type BoxError = Box<dyn StdError + Send + Sync>;
type Connected = TokioIo<TcpStream>;

/// Makes connections within the connect timeout.
#[derive(Clone)]
pub(super) struct Connector(Arc<Shared>);

struct Shared {
    https: HttpsConnector<Dialer>,
    timeout: Duration,
}

/// Makes the connection that TLS then runs over: directly, or through a proxy's tunnel.
#[derive(Clone)]
struct Dialer {
    http: HttpConnector<Dns>,
    proxies: Option<Arc<Matcher>>,
}

#[derive(Clone)]
enum Dns {
    System(GaiResolver),
    Given(Arc<dyn Resolver>),
}

impl Connector {
    pub(super) fn from_settings(settings: &NetworkSettings) -> Result<Self, Error> {
        let mut http = HttpConnector::new_with_resolver(match &settings.resolver {
            Some(resolver) => Dns::Given(Arc::clone(resolver)),
            None => Dns::System(GaiResolver::new()),
        });
        http.enforce_http(false);
        http.set_nodelay(true);
        // A part of the whole time for each address, so that one that does not answer leaves time
        // for the others.
        http.set_connect_timeout(Some(settings.connect_timeout));
        let proxies = match settings.proxy()? {
            Route::Direct => None,
            Route::System => Some(Matcher::from_system()),
            Route::Through(url) => Some(Matcher::builder().all(url.as_str()).build()),
        };
        let dialer = Dialer {
            http,
            proxies: proxies.map(Arc::new),
        };
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(settings.tls.build()?)
            .https_or_http()
            .enable_http1();
        let https = match settings.http1_only {
            true => https.wrap_connector(dialer),
            false => https.enable_http2().wrap_connector(dialer),
        };
        Ok(Self(Arc::new(Shared {
            https,
            timeout: settings.connect_timeout,
        })))
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<Connected>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        let mut https = self.0.https.clone();
        let timeout = self.0.timeout;
        Box::pin(async move {
            match tokio::time::timeout(timeout, https.call(destination)).await {
                Ok(connected) => connected,
                Err(_) => {
                    let message = format!("it was not made within {timeout:?}");
                    Err(io::Error::new(io::ErrorKind::TimedOut, message).into())
                }
            }
        })
    }
}

impl Service<Uri> for Dialer {
    type Response = Connected;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Connected, BoxError>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, destination: Uri) -> Self::Future {
        let mut http = self.http.clone();
        let proxy = self
            .proxies
            .as_ref()
            .and_then(|proxies| proxies.intercept(&destination));
        Box::pin(async move {
            let Some(proxy) = proxy else {
                return Ok(http.call(destination).await?);
            };
            if proxy.uri().scheme_str() != Some("http") {
                return Err(UnknownProxy(proxy.uri().scheme_str().map(str::to_owned)).into());
            }
            let mut tunnel = Tunnel::new(proxy.uri().clone(), http);
            if let Some(authorization) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(authorization.clone());
            }
            Ok(tunnel.call(destination).await?)
        })
    }
}

/// The system asks for a proxy that this transport cannot speak to.
#[derive(Debug)]
struct UnknownProxy(Option<String>);

impl fmt::Display for UnknownProxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the system's proxy has the scheme `{}`, of which the hyper transport knows `http` alone; \
             name another one by `proxy`",
            self.0.as_deref().unwrap_or_default()
        )
    }
}

impl StdError for UnknownProxy {}

impl Service<Name> for Dns {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Response>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            match this {
                Self::System(mut system) => {
                    let found: Vec<_> = system.call(name).await?.collect();
                    Ok(found.into_iter())
                }
                Self::Given(given) => resolver::resolve(&*given, name.as_str()).await,
            }
        })
    }
}
