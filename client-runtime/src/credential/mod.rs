//! What proves to the service who is calling.
//!
//! A [`Credential`] fetches tokens and knows nothing else. [`Credentials`] keeps what it fetched,
//! and decides by the rules of [`cache`] when it is asked again:
//!
//! ```text
//! Call ── Credentials ── cache         when is a token used, renewed, thrown away
//!              └──────── Credential    StaticToken, ClientCredentials, RefreshToken, AzureCredential
//!                            └──────── authority ── TokenContext ── transport
//! ```

mod access_token;
mod authority;
#[cfg(feature = "azure")]
mod azure;
mod cache;
mod client_credentials;
mod client_proof;
mod cloud;
mod context;
mod credentials;
mod error;
mod refresh_token;
mod static_token;

pub use self::access_token::AccessToken;
pub use self::authority::fault::AuthorityFault;
#[cfg(feature = "azure")]
pub use self::azure::AzureCredential;
pub use self::client_credentials::ClientCredentials;
pub use self::client_proof::ClientProof;
pub use self::cloud::Cloud;
pub use self::context::TokenContext;
pub use self::credentials::Credentials;
pub(crate) use self::credentials::{NoToken, Token};
pub use self::error::{CredentialError, CredentialErrorKind};
pub use self::refresh_token::RefreshToken;
pub use self::static_token::StaticToken;

use std::future::Future;
use std::pin::Pin;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source of access tokens.
///
/// It is asked for a token when the client has none that is valid, two minutes before the one it
/// has expires, and when the service rejected it; by one call at a time, however many wait for it.
/// So it needs to keep no token itself. The time it takes counts towards the calls' timeouts.
///
/// ```
/// use std::time::Duration;
/// use client_runtime::{AccessToken, BoxFuture, Credential, CredentialError, TokenContext};
///
/// struct FromEnvironment;
///
/// impl Credential for FromEnvironment {
///     fn token<'a>(
///         &'a self,
///         _: &'a TokenContext,
///     ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
///         Box::pin(async {
///             std::env::var("ACCESS_TOKEN")
///                 .map(|token| AccessToken::new(token).expires_in(Duration::from_secs(60)))
///                 .map_err(|error| CredentialError::new("ACCESS_TOKEN is not set").with_source(error))
///         })
///     }
/// }
/// ```
pub trait Credential: Send + Sync {
    /// A token that has just been fetched, with its expiry if that is known.
    ///
    /// The future is dropped when nobody waits for it any more.
    ///
    /// # Errors
    /// When no token can be had. All calls that wait for it then fail with
    /// [`ErrorKind::Credential`](crate::ErrorKind::Credential), unless they have a token that is
    /// still valid; the next call asks again.
    fn token<'a>(
        &'a self,
        context: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>>;

    /// Whether it may give another token than the one that the service rejected with a 401. If
    /// so, it is asked for one and the call is repeated once.
    fn can_renew(&self) -> bool {
        true
    }

    /// Whether its settings can work, asked when a client is built and before anything is sent.
    ///
    /// # Errors
    /// Names the setting that is wrong.
    fn check(&self) -> Result<(), CredentialError> {
        Ok(())
    }
}

/// Refuses what no authority could mean anything by.
fn check_ids(client_id: &str, scope: &str) -> Result<(), CredentialError> {
    for (name, value) in [("client id", client_id), ("scope", scope)] {
        if value.trim().is_empty() || value.trim() != value || value.contains(char::is_control) {
            return Err(CredentialError::of(
                CredentialErrorKind::Configuration,
                format!(
                    "the {name} is empty, or begins or ends with white space, or holds a control character"
                ),
            ));
        }
    }
    Ok(())
}
