//! The settings of a client, checked once.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::network::Network;
use super::resilience::Settings;
use super::service::Service;
use super::{BaseUrl, Client, Shared};
use crate::credential::Credentials;
use crate::error::{Error, ErrorKind};

/// How long a call may take from its start to the last byte of its answer, unless it is set: the
/// three minutes that Microsoft's own .NET SDK allowed.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(180);

/// The settings of a client. `C` is the client that [`build`](Self::build) gives: an emitted crate
/// puts its own type there.
///
/// Nothing is checked before `build`, which gives an error of kind
/// [`Configuration`](ErrorKind::Configuration) that names what is wrong.
#[must_use = "settings do nothing until `build` is called"]
pub struct ClientBuilder<C = Client> {
    base_url: String,
    credentials: Option<Credentials>,
    timeout: Duration,
    user_agent: String,
    correlation_id: Option<String>,
    parameters: Vec<(&'static str, String)>,
    unknown_parameter: Option<String>,
    secrets: Vec<(String, SecretString)>,
    allow_insecure_http: bool,
    pub(super) resilience: Settings,
    pub(super) network: Network,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Settings that start from a service's defaults.
    pub fn new(service: &Service) -> Self {
        Self {
            base_url: service.base_url.to_owned(),
            credentials: None,
            timeout: DEFAULT_TIMEOUT,
            user_agent: service.user_agent.to_owned(),
            correlation_id: None,
            parameters: service
                .parameters
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            unknown_parameter: None,
            secrets: Vec::new(),
            allow_insecure_http: false,
            resilience: Settings::default(),
            network: Network::default(),
            client: PhantomData,
        }
    }

    /// What proves to the service who is calling: [`ClientCredentials`], a [`RefreshToken`], a token
    /// as text, or any other [`Credential`]; or [`Credentials`] that several clients share. Required;
    /// for a service that wants none, [`Credentials::anonymous`].
    ///
    /// [`ClientCredentials`]: crate::ClientCredentials
    /// [`RefreshToken`]: crate::RefreshToken
    /// [`Credential`]: crate::Credential
    pub fn credential(mut self, credential: impl Into<Credentials>) -> Self {
        self.credentials = Some(credential.into());
        self
    }

    /// The URL that operation paths are appended to, for a national cloud, a proxy or a test.
    ///
    /// It must be https, unless its host is loopback or
    /// [`allow_insecure_http`](Self::allow_insecure_http) is set.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// How long a call may take, from its start to the last byte of its answer: the token, all
    /// attempts and all waits included. Default: 3 minutes. A call can set its own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The `User-Agent` of all calls.
    pub fn user_agent(mut self, value: impl Into<String>) -> Self {
        self.user_agent = value.into();
        self
    }

    /// The `ms-correlationid` of all calls that set none: one id for a chain of calls. Without it,
    /// each call gets a new one.
    pub fn correlation_id(mut self, value: impl Into<String>) -> Self {
        self.correlation_id = Some(value.into());
        self
    }

    /// A parameter that the client holds for all calls, by its name in the document, such as
    /// `version`. A call can still set its own.
    pub fn parameter(mut self, name: &str, value: impl Into<String>) -> Self {
        match self.parameters.iter_mut().find(|(known, _)| *known == name) {
            Some((_, held)) => *held = value.into(),
            None => self.unknown_parameter = Some(name.to_owned()),
        }
        self
    }

    /// The API key of a security scheme, by the scheme's name in the document. Shown by no `Debug`.
    ///
    /// A call that the document wants a key for, and has none, fails before anything is sent.
    pub fn api_key(mut self, scheme: impl Into<String>, key: impl Into<SecretString>) -> Self {
        let scheme = scheme.into();
        self.secrets.retain(|(held, _)| *held != scheme);
        self.secrets.push((scheme, key.into()));
        self
    }

    /// The user and password of a security scheme of type HTTP Basic, by the scheme's name in the
    /// document. The password is shown by no `Debug`; the user must have no `:`.
    pub fn basic(
        self,
        scheme: impl Into<String>,
        user: &str,
        password: impl Into<SecretString>,
    ) -> Self {
        let password = password.into();
        let pair = SecretString::from(format!("{user}:{}", password.expose_secret()));
        self.api_key(scheme, pair)
    }

    /// Allows a base URL that is http although its host is not loopback. The token then travels in
    /// the clear: for closed networks and tests only.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Checks the settings and gives the client.
    ///
    /// # Errors
    /// Of kind [`Configuration`](ErrorKind::Configuration), naming the setting that is wrong.
    pub fn build(self) -> Result<C, Error> {
        let wrong = |message: &str| Error::new(ErrorKind::Configuration, message);
        let base_url = BaseUrl::parse(&self.base_url, self.allow_insecure_http)?;
        if let Some(name) = self.unknown_parameter {
            let known: Vec<_> = self
                .parameters
                .iter()
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            let known = if known.is_empty() {
                "none".to_owned()
            } else {
                known.join(", ")
            };
            return Err(wrong(&format!(
                "no client parameter is named `{}`; known: {known}",
                name.escape_debug()
            )));
        }
        let credentials = self.credentials.ok_or_else(|| {
            wrong("no credential was given; call `credential`, with `Credentials::anonymous()` for a service that wants none")
        })?;
        credentials
            .check()
            .map_err(|error| wrong(&error.to_string()).with_source(error))?;
        if self.timeout.is_zero() {
            return Err(wrong("the timeout is zero, so that no call could succeed"));
        }
        let user_agent = HeaderValue::from_str(&self.user_agent).map_err(|error| {
            wrong("the user agent holds a character that cannot stand in a header")
                .with_source(error)
        })?;
        Ok(C::from(Client::from_parts(
            Shared {
                transport: self.network.build(&base_url, self.allow_insecure_http)?,
                base_url,
                credentials,
                timeout: self.timeout,
                resilience: self.resilience.build()?,
                user_agent,
                parameters: self.parameters,
                secrets: self.secrets,
            },
            self.correlation_id,
        )))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the base URL: it is unchecked as yet and may hold a password.
        formatter
            .debug_struct("ClientBuilder")
            .field("credential", &self.credentials)
            .field("timeout", &self.timeout)
            .field("resilience", &self.resilience)
            .field("network", &self.network)
            .field("correlation_id", &self.correlation_id)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}
