//! The client: settings that its calls share, and a pool of connections.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};

use crate::credential::Credential;
use crate::error::{Error, ErrorKind};
use crate::operation::Service;
use crate::transport;

const TIMEOUT: Duration = Duration::from_secs(180);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// What every call of an emitted client stands on. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    pub(crate) settings: Arc<Settings>,
}

pub(crate) struct Settings {
    /// Without a slash at its end.
    pub(crate) base_url: String,
    pub(crate) credential: Option<Arc<dyn Credential>>,
    pub(crate) parameters: BTreeMap<&'static str, String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) timeout: Duration,
    pub(crate) body_limit: usize,
    pub(crate) pool: reqwest::Client,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings {
            base_url,
            credential,
            parameters,
            correlation_id,
            timeout,
            body_limit,
            ..
        } = &*self.settings;
        formatter
            .debug_struct("Client")
            .field("base_url", base_url)
            .field("credential", credential)
            .field("parameters", parameters)
            .field("correlation_id", correlation_id)
            .field("timeout", timeout)
            .field("body_limit", body_limit)
            .finish_non_exhaustive()
    }
}

/// Settings of a client to be; `C` is the emitted client.
#[derive(Debug)]
#[must_use = "settings do nothing until the client is built"]
pub struct ClientBuilder<C> {
    service: &'static Service,
    base_url: Option<String>,
    credential: Option<Arc<dyn Credential>>,
    parameters: BTreeMap<String, String>,
    correlation_id: Option<String>,
    timeout: Duration,
    connect_timeout: Duration,
    body_limit: usize,
    insecure_http: bool,
    user_agent: String,
    pool: Option<reqwest::Client>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// The defaults for a service.
    pub fn new(service: &'static Service) -> Self {
        Self {
            service,
            base_url: None,
            credential: None,
            parameters: BTreeMap::new(),
            correlation_id: None,
            timeout: TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            body_limit: BODY_LIMIT,
            insecure_http: false,
            user_agent: service.user_agent.to_owned(),
            pool: None,
            client: PhantomData,
        }
    }

    /// Where the bearer token of each call comes from. Without one, calls carry none.
    pub fn credential(mut self, credential: impl Credential) -> Self {
        self.credential = Some(Arc::new(credential));
        self
    }

    /// Another place of the service than the document's, such as a national cloud.
    ///
    /// It must be https, unless its host is this machine; see
    /// [`allow_insecure_http`](Self::allow_insecure_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets a path parameter that the client holds, such as `version`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// One correlation id (`ms-correlationid`) for all calls; without it each gets its own.
    pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
        self.correlation_id = Some(id.into());
        self
    }

    /// How long a call may take from its first byte to its last; 3 minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long making a connection may take; 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How many bytes an answer may have after decompression; 64 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Lets calls, and with them the token, go over plain http to another machine.
    pub fn allow_insecure_http(mut self) -> Self {
        self.insecure_http = true;
        self
    }

    /// What the client calls itself (`User-Agent`).
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// A transport with settings of its own, such as a proxy or a certificate authority.
    ///
    /// `connect_timeout` and `user_agent` are then its own affair, and so are redirects: a
    /// transport that follows them takes the token along.
    pub fn transport(mut self, transport: reqwest::Client) -> Self {
        self.pool = Some(transport);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`]: the base URL is not one that a token may be sent to, a
    /// parameter is not one that the client holds, or the transport could not be set up.
    pub fn build(self) -> Result<C, Error> {
        let url = self.base_url.as_deref().unwrap_or(self.service.base_url);
        let base_url = checked_base_url(url, self.insecure_http)?;
        let mut parameters: BTreeMap<_, _> = self
            .service
            .parameters
            .iter()
            .map(|(name, default)| (*name, (*default).to_owned()))
            .collect();
        for (name, value) in self.parameters {
            match parameters.get_mut(name.as_str()) {
                Some(held) => *held = value,
                None => {
                    let message = format!("the client holds no parameter `{name}`");
                    return Err(Error::new(ErrorKind::Configuration, message));
                }
            }
        }
        let pool = match self.pool {
            Some(pool) => pool,
            None => transport::pool(self.connect_timeout, &self.user_agent)?,
        };
        let settings = Settings {
            base_url,
            credential: self.credential,
            parameters,
            correlation_id: self.correlation_id,
            timeout: self.timeout,
            body_limit: self.body_limit,
            pool,
        };
        Ok(C::from(Client {
            settings: Arc::new(settings),
        }))
    }
}

/// The base URL without a slash at its end, if a token may be sent there.
fn checked_base_url(text: &str, insecure_http: bool) -> Result<String, Error> {
    let refuse = |why: String| Err(Error::new(ErrorKind::Configuration, why));
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            let message = format!("the base URL `{text}` is not a URL: {error}");
            return Err(Error::new(ErrorKind::Configuration, message).with_source(error));
        }
    };
    match url.scheme() {
        "https" => {}
        "http" if insecure_http || is_this_machine(&url) => {}
        "http" => {
            return refuse(String::from(
                "the base URL is http, over which the token could be read; use https, or \
                 `allow_insecure_http` if the way is safe",
            ));
        }
        scheme => return refuse(format!("the base URL's scheme `{scheme}` is not https")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(String::from(
            "the base URL has a user or password in it; use a credential",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse(String::from(
            "the base URL has a query or fragment, which calls replace",
        ));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
