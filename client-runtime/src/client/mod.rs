//! The client: what all calls share.

mod base_url;
pub(crate) mod builder;
mod cloud;
mod network;
mod resilience;
pub(crate) mod service;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use secrecy::SecretString;

use self::builder::ClientBuilder;
use self::resilience::Resilience;
use crate::credential::Credentials;
use crate::transport::Pipeline;
pub(crate) use base_url::{BaseUrl, is_loopback_host};

/// What all calls share: the base URL, the credential, the connection pool, the retry budget, the rate
/// limit and the defaults.
///
/// Cloning is cheap, and clones share all of it. A generated crate wraps this type in its
/// own `Client`, which has a method for each operation.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    correlation_id: Option<Arc<str>>,
}

pub(crate) struct Shared {
    pub(crate) base_url: BaseUrl,
    pub(crate) credentials: Credentials,
    pub(crate) transport: Pipeline,
    pub(crate) timeout: Duration,
    pub(crate) resilience: Resilience,
    pub(crate) user_agent: HeaderValue,
    /// The parameters of the path that hold for all calls, such as `version`.
    pub(crate) parameters: Vec<(&'static str, String)>,
    /// API keys and passwords, by the names of their security schemes.
    pub(crate) secrets: Vec<(String, SecretString)>,
}

impl Client {
    /// The same client, whose calls carry this `ms-correlationid`: one id for a chain of calls.
    ///
    /// A call's own correlation id goes before it. Without either, each call gets a new one. The
    /// value is checked when a call is built.
    pub fn with_correlation_id(&self, value: impl Into<String>) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            correlation_id: Some(value.into().into()),
        }
    }

    /// The URL that operation paths are appended to, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.shared.base_url.as_str()
    }

    /// The correlation id that calls without their own carry, if one was set.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    pub(crate) fn from_parts(shared: Shared, correlation_id: Option<String>) -> Self {
        Self {
            shared: Arc::new(shared),
            correlation_id: correlation_id.map(Arc::from),
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("credential", &self.shared.credentials)
            .field("timeout", &self.shared.timeout)
            .field("resilience", &self.shared.resilience)
            .field("correlation_id", &self.correlation_id)
            .field("parameters", &self.shared.parameters)
            .finish_non_exhaustive()
    }
}
