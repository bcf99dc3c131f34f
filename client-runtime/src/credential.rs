//! Credentials: where the bearer token of a call comes from.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

/// A token in the making.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<SecretString, CredentialError>> + Send + 'a>>;

/// A source of bearer tokens.
///
/// It is asked before every request, so a source that costs something keeps its token.
pub trait Credential: fmt::Debug + Send + Sync + 'static {
    /// The token for the next request, without `Bearer `.
    fn token(&self) -> TokenFuture<'_>;
}

/// Why a credential gave no token.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CredentialError {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl CredentialError {
    /// An error that says in one line what went wrong and what to do; never with a secret in it.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    /// Adds the error that led to this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// A token that somebody else obtained and renews.
///
/// ```
/// use client_runtime::StaticToken;
///
/// let credential = StaticToken::new("eyJ0eXAi...");
/// assert!(!format!("{credential:?}").contains("eyJ0eXAi"));
/// ```
#[derive(Clone)]
pub struct StaticToken(SecretString);

impl StaticToken {
    /// A credential that always gives `token`.
    pub fn new(token: impl Into<String>) -> Self {
        Self(SecretString::from(token.into()))
    }
}

impl Credential for StaticToken {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

impl fmt::Debug for StaticToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StaticToken(…)")
    }
}

impl<C: Credential + ?Sized> Credential for Arc<C> {
    fn token(&self) -> TokenFuture<'_> {
        (**self).token()
    }
}

/// The `Authorization` header of a token, marked so that nobody prints it.
pub(crate) fn bearer(token: &SecretString) -> Result<http::HeaderValue, CredentialError> {
    let text = format!("Bearer {}", token.expose_secret());
    let mut value = http::HeaderValue::try_from(text)
        .map_err(|_| CredentialError::new("the token has characters that no header can carry"))?;
    value.set_sensitive(true);
    Ok(value)
}
