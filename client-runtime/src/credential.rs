//! What proves to the service who is calling.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source of access tokens.
///
/// It is asked once for each call, so a source that fetches tokens should keep them until shortly
/// before they expire. The time it takes counts towards the call's timeout.
///
/// ```
/// use client_runtime::{AccessToken, BoxFuture, Credential, CredentialError};
///
/// struct FromEnvironment;
///
/// impl Credential for FromEnvironment {
///     fn token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
///         Box::pin(async {
///             std::env::var("ACCESS_TOKEN")
///                 .map(AccessToken::new)
///                 .map_err(|error| CredentialError::new("ACCESS_TOKEN is not set").with_source(error))
///         })
///     }
/// }
/// ```
pub trait Credential: Send + Sync {
    /// The token to send with a call.
    ///
    /// # Errors
    /// When no token can be had. The call then fails with
    /// [`ErrorKind::Credential`](crate::ErrorKind::Credential) and nothing is sent.
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>>;
}

/// An access token, as it is sent after `Bearer `. Neither shown by `Debug` nor left in memory.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// A token, without the word `Bearer`.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(token.into())
    }

    /// The value of the `Authorization` header, marked sensitive.
    pub(crate) fn header_value(&self) -> Result<HeaderValue, CredentialError> {
        let token = self.0.expose_secret();
        let fault = if token.is_empty() {
            Some("the token is empty")
        } else if token.len() > 7 && token.as_bytes()[..7].eq_ignore_ascii_case(b"bearer ") {
            Some("the token starts with the word `Bearer`; give only what follows it")
        } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            Some(
                "the token holds a space, a line break or another character that cannot stand in it; was it read with its line's end?",
            )
        } else {
            None
        };
        if let Some(fault) = fault {
            return Err(CredentialError::new(fault));
        }
        let text = SecretString::from(format!("Bearer {token}"));
        let mut value = HeaderValue::from_str(text.expose_secret())
            .map_err(|_| CredentialError::new("the token cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessToken([redacted])")
    }
}

/// Why no token could be had.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CredentialError {
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl CredentialError {
    /// A failure, told in one line that a person can act on and that holds no secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// The failure beneath this one.
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// One token for all calls, for as long as it is valid.
#[derive(Clone)]
pub struct StaticToken(AccessToken);

impl StaticToken {
    /// A token, without the word `Bearer`.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(AccessToken::new(token))
    }
}

impl Credential for StaticToken {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

impl fmt::Debug for StaticToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StaticToken([redacted])")
    }
}

/// The credential of a client: any [`Credential`], or a token as text. Clones share it.
#[derive(Clone)]
pub struct Credentials(Option<Arc<dyn Credential>>);

impl Credentials {
    /// No credential: calls carry no `Authorization` header.
    pub const fn anonymous() -> Self {
        Self(None)
    }

    /// A credential that is shared with others.
    pub fn shared(credential: Arc<dyn Credential>) -> Self {
        Self(Some(credential))
    }

    /// The value of the `Authorization` header, if calls carry one.
    pub(crate) async fn authorization(&self) -> Result<Option<HeaderValue>, CredentialError> {
        match &self.0 {
            Some(credential) => credential.token().await?.header_value().map(Some),
            None => Ok(None),
        }
    }
}

impl<C: Credential + 'static> From<C> for Credentials {
    fn from(credential: C) -> Self {
        Self(Some(Arc::new(credential)))
    }
}

impl From<&str> for Credentials {
    fn from(token: &str) -> Self {
        StaticToken::new(token).into()
    }
}

impl From<String> for Credentials {
    fn from(token: String) -> Self {
        StaticToken::new(token).into()
    }
}

impl From<SecretString> for Credentials {
    fn from(token: SecretString) -> Self {
        StaticToken::new(token).into()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Some(_) => "Credentials([redacted])",
            None => "Credentials(anonymous)",
        })
    }
}
