//! The settings of a client that say how it reaches the service.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::{BaseUrl, ClientBuilder};
use crate::error::{Error, ErrorKind};
use crate::transport::{
    Limits, Middleware, NetworkSettings, Pipeline, Proxy, ReqwestTransport, Resolver, Transport,
};

/// How many bytes a response body may have once decompressed, unless it is set: 64 MiB.
const DEFAULT_RESPONSE_LIMIT: usize = 64 * 1024 * 1024;
/// How many bytes the headers of a response may have, unless it is set: 64 KiB.
const DEFAULT_HEADER_LIMIT: usize = 64 * 1024;
/// How long the service may be silent in the middle of an answer, unless it is set.
const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// How the client reaches the service, unchecked.
pub(super) struct Network {
    settings: NetworkSettings,
    /// The settings that were set, by the names of their methods: a transport that is given has its
    /// own.
    set: Vec<&'static str>,
    carrier: Carrier,
    middleware: Vec<Arc<dyn Middleware>>,
    limits: Limits,
}

enum Carrier {
    Reqwest,
    #[cfg(feature = "hyper")]
    Hyper,
    Given {
        transport: Arc<dyn Transport>,
        by: &'static str,
    },
}

impl<C> ClientBuilder<C> {
    /// How long making a connection may take: name, TCP, proxy and TLS. Default: 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.network.set("connect_timeout").connect_timeout = timeout;
        self
    }

    /// How long the service may be silent in the middle of an answer, once its headers are there.
    /// Default: 60 seconds.
    ///
    /// How long it may think before it answers is a matter of the call's timeout.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.network.limits.idle = timeout;
        self
    }

    /// How many bytes a response body may have, counted after decompression and enforced while
    /// reading. Default: 64 MiB.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.network.limits.body = bytes;
        self
    }

    /// How many bytes the headers of a response may have, names and values together. Default:
    /// 64 KiB. While they come in, no more than 100 headers and some 400 KiB are read of them.
    pub fn response_header_limit(mut self, bytes: usize) -> Self {
        self.network.limits.headers = bytes;
        self
    }

    /// How long a connection is kept without use. Default: 90 seconds.
    pub fn pool_idle_timeout(mut self, timeout: Duration) -> Self {
        self.network.set("pool_idle_timeout").pool_idle_timeout = timeout;
        self
    }

    /// How many connections without use are kept for a host. Default: all.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.network
            .set("pool_max_idle_per_host")
            .pool_max_idle_per_host = connections;
        self
    }

    /// Which proxy requests go through. Default: the system's.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.network.set("proxy").proxy = proxy;
        self
    }

    /// Certificates of authorities that are trusted beside the system's: a PEM text of one or more,
    /// or one in DER. Can be called repeatedly.
    ///
    /// For a proxy that opens TLS, and for tests.
    pub fn root_certificates(mut self, pem_or_der: impl Into<Vec<u8>>) -> Self {
        let tls = &mut self.network.set("root_certificates").tls;
        tls.roots.push(pem_or_der.into());
        self
    }

    /// Whether the authorities that the system trusts are trusted. Default: true. Without them, only
    /// those of [`root_certificates`](Self::root_certificates) are.
    pub fn system_roots(mut self, trust: bool) -> Self {
        self.network.set("system_roots").tls.system_roots = trust;
        self
    }

    /// The certificate by which the client proves itself where a gateway asks for one: a PEM text of
    /// the chain, its own certificate first, and of the private key.
    pub fn client_certificate(mut self, pem: impl Into<SecretString>) -> Self {
        self.network
            .set("client_certificate")
            .tls
            .client_certificate = Some(pem.into());
        self
    }

    /// Offers HTTP/1.1 alone, for gateways that claim HTTP/2 and do it badly. Default: HTTP/2 where
    /// TLS and the service agree on it, else HTTP/1.1.
    pub fn http1_only(mut self, only: bool) -> Self {
        self.network.set("http1_only").http1_only = only;
        self
    }

    /// What finds the addresses of host names, in place of the system's resolver.
    pub fn resolver(mut self, resolver: impl Resolver) -> Self {
        self.network.set("resolver").resolver = Some(Arc::new(resolver));
        self
    }

    /// What stands around every attempt. Can be called repeatedly: the first that is added is the
    /// outermost.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.network.middleware.push(Arc::new(middleware));
        self
    }

    /// Makes the attempts by hyper's own pooled client, in place of `reqwest`: the same settings and
    /// promises, for less time and more calls a second.
    ///
    /// It differs in this: of proxies it knows HTTP ones alone (`http://`), and speaks to them by
    /// `CONNECT` for every URL.
    #[cfg(feature = "hyper")]
    pub fn use_hyper(mut self) -> Self {
        self.network.carrier = Carrier::Hyper;
        self
    }

    /// What makes the attempts, in place of the default transport. It has its own settings: those of
    /// this builder that are about connections cannot be combined with it.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.network.carrier = Carrier::Given {
            transport: Arc::new(transport),
            by: "transport",
        };
        self
    }

    /// A `reqwest` client of the caller's own, for instance to share its pool. It has its own
    /// settings: those of this builder that are about connections cannot be combined with it.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`: if it follows a redirect, the
    /// call fails with [`ErrorKind::Redirect`], but the request has then been repeated elsewhere.
    /// Where this crate is built without its feature `aws-lc-rs`, `reqwest` panics unless the process
    /// has installed a TLS provider before.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.network.carrier = Carrier::Given {
            transport: Arc::new(ReqwestTransport::new(client)),
            by: "http_client",
        };
        self
    }
}

impl Network {
    pub(super) fn build(
        mut self,
        base_url: &BaseUrl,
        allow_insecure_http: bool,
    ) -> Result<Pipeline, Error> {
        let wrong = |message: &str| Error::new(ErrorKind::Configuration, message);
        if self.limits.body == 0 {
            return Err(wrong(
                "the response limit is zero bytes, so that no answer could be read",
            ));
        }
        if self.limits.idle.is_zero() {
            return Err(wrong(
                "the idle timeout is zero, so that no answer could be read",
            ));
        }
        // The token travels in the clear, which is right only as long as it stays on the machine.
        self.settings.stays = base_url.is_plain_loopback();
        self.settings.base_url = base_url.as_str().to_owned();
        self.settings.header_limit = self.limits.headers;
        let transport = match (self.carrier, self.set.first()) {
            (Carrier::Given { by, .. }, Some(set)) => {
                return Err(wrong(&format!(
                    "`{set}` has no effect on a given `{by}`; set it on that one"
                )));
            }
            (Carrier::Given { transport, .. }, None) => transport,
            (Carrier::Reqwest, _) => self.settings.reqwest()?,
            #[cfg(feature = "hyper")]
            (Carrier::Hyper, _) => self.settings.hyper()?,
        };
        Ok(Pipeline::new(
            transport,
            self.middleware,
            self.limits,
            allow_insecure_http,
        ))
    }

    /// Notes that a setting of the connections is set.
    fn set(&mut self, method: &'static str) -> &mut NetworkSettings {
        self.set.push(method);
        &mut self.settings
    }
}

impl Default for Network {
    fn default() -> Self {
        Self {
            settings: NetworkSettings::default(),
            set: Vec::new(),
            carrier: Carrier::Reqwest,
            middleware: Vec::new(),
            limits: Limits {
                body: DEFAULT_RESPONSE_LIMIT,
                headers: DEFAULT_HEADER_LIMIT,
                idle: DEFAULT_IDLE_TIMEOUT,
            },
        }
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Network")
            .field("settings", &self.settings)
            .field("limits", &self.limits)
            .field("middleware", &self.middleware.len())
            .finish_non_exhaustive()
    }
}
