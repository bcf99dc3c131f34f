//! How the client's own transports reach the service.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Transport;
use super::proxy::{Proxy, Route};
use super::reqwest_transport::ReqwestTransport;
use super::resolver::Resolver;
use super::tls::TlsSettings;
use crate::error::{Error, ErrorKind};

/// How long making a connection may take, unless it is set.
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept without use, unless it is set: less than the four minutes after which
/// Azure's load balancers forget an idle connection without a word.
const DEFAULT_POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(90);

/// How the client's own transports reach the service.
#[derive(Clone)]
pub(crate) struct NetworkSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) pool_idle_timeout: Duration,
    pub(crate) pool_max_idle_per_host: usize,
    pub(crate) proxy: Proxy,
    pub(crate) tls: TlsSettings,
    pub(crate) http1_only: bool,
    pub(crate) resolver: Option<Arc<dyn Resolver>>,
    /// How many bytes the headers of an answer may have.
    pub(crate) header_limit: usize,
    /// Where most requests go, as the base URL has it.
    pub(crate) base_url: String,
    /// Whether requests must not leave the machine.
    pub(crate) stays: bool,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            pool_idle_timeout: DEFAULT_POOL_IDLE_TIMEOUT,
            pool_max_idle_per_host: usize::MAX,
            proxy: Proxy::system(),
            tls: TlsSettings::default(),
            http1_only: false,
            resolver: None,
            header_limit: 0,
            base_url: String::new(),
            stays: false,
        }
    }
}

impl NetworkSettings {
    pub(crate) fn reqwest(&self) -> Result<Arc<dyn Transport>, Error> {
        self.check()?;
        Ok(Arc::new(ReqwestTransport::from_settings(self)?))
    }

    pub(super) fn proxy(&self) -> Result<Route, Error> {
        self.proxy.route(self.stays)
    }

    pub(super) fn header_list_limit(&self) -> u32 {
        u32::try_from(self.header_limit).unwrap_or(u32::MAX)
    }

    /// TLS, with the versions of HTTP to offer.
    pub(super) fn tls_with_alpn(&self) -> Result<rustls::ClientConfig, Error> {
        let mut tls = self.tls.build()?;
        tls.alpn_protocols = match self.http1_only {
            true => vec![b"http/1.1".to_vec()],
            false => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        };
        Ok(tls)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.connect_timeout.is_zero() {
            return Err(Error::new(
                ErrorKind::Configuration,
                "the connect timeout is zero, so that no connection could be made",
            ));
        }
        Ok(())
    }
}

impl fmt::Debug for NetworkSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NetworkSettings")
            .field("connect_timeout", &self.connect_timeout)
            .field("pool_idle_timeout", &self.pool_idle_timeout)
            .field("pool_max_idle_per_host", &self.pool_max_idle_per_host)
            .field("proxy", &self.proxy)
            .field("tls", &self.tls)
            .field("http1_only", &self.http1_only)
            .field("resolver", &self.resolver.is_some())
            .finish_non_exhaustive()
    }
}
