//! Tokens of the application and a user who consented to it.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::authority::{self, Endpoint, Form};
use super::client_proof::not_empty;
use super::{
    AccessToken, BoxFuture, ClientProof, Cloud, Credential, CredentialError, CredentialErrorKind,
    TokenContext,
};

/// App+user sign-in, the secure application model: tokens of the application and of a user who
/// consented to it with multi-factor authentication, by OAuth's refresh token grant (RFC 6749
/// section 6).
///
/// A refresh token lives for 90 days, and each use of it gives a new one. The new one is handed to
/// `store`, and only once that has succeeded is the old one let go: whatever happens in between,
/// one of the two is in storage and valid. If `store` fails, so does the renewal, and the next call
/// tries again with the old one.
///
/// ```no_run
/// use client_runtime::{ExposeSecret, RefreshToken, SecretString};
///
/// # async fn read_from_vault() -> Result<String, std::io::Error> { unimplemented!() }
/// # async fn write_to_vault(token: &str) -> Result<(), std::io::Error> { unimplemented!() }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let credential = RefreshToken::new(
///     "contoso.onmicrosoft.com",
///     "9a0c3f5e-5f0e-4d62-9a3f-0c6a0f1f9d10",
///     std::env::var("PARTNER_CENTER_SECRET")?,
///     read_from_vault().await?,
///     |new: SecretString| async move { write_to_vault(new.expose_secret()).await },
/// );
/// # Ok(())
/// # }
/// ```
///
/// `store` must either replace what is stored or leave it as it is: it is dropped at one of its
/// `await`s if all calls that wait for the token are dropped. It must not call the service by a
/// client with this credential, which would wait for itself.
#[must_use = "a credential does nothing until a client has it"]
pub struct RefreshToken {
    endpoint: Endpoint,
    scope: String,
    client_id: String,
    proof: ClientProof,
    /// Locked for the whole of a renewal, so that no two use, store and replace it in turns.
    current: Mutex<SecretString>,
    /// What `current` was at first, checked before the first use.
    given: Result<(), CredentialError>,
    store: Box<Store>,
}

type Stored = Result<(), Box<dyn StdError + Send + Sync>>;
type Store = dyn Fn(SecretString) -> BoxFuture<'static, Stored> + Send + Sync;

impl RefreshToken {
    /// Sign-in to the partner's tenant (its id or one of its domains) as an application and the
    /// user whose consent gave the refresh token, in the global cloud.
    pub fn new<F, S, E>(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        proof: impl Into<ClientProof>,
        refresh_token: impl Into<SecretString>,
        store: F,
    ) -> Self
    where
        F: Fn(SecretString) -> S + Send + Sync + 'static,
        S: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let refresh_token = refresh_token.into();
        Self {
            endpoint: Endpoint {
                authority: Cloud::Global.authority().to_owned(),
                tenant: tenant.into(),
            },
            scope: Cloud::Global.user_scope().to_owned(),
            client_id: client_id.into(),
            proof: proof.into(),
            given: not_empty("refresh token", &refresh_token),
            current: Mutex::new(refresh_token),
            store: Box::new(move |token| {
                let stored = store(token);
                Box::pin(async { stored.await.map_err(Into::into) })
            }),
        }
    }

    /// The authority and the scope of one of Microsoft's clouds.
    pub fn cloud(self, cloud: Cloud) -> Self {
        self.authority(cloud.authority()).scope(cloud.user_scope())
    }

    /// The URL of the authority, without the tenant, in place of the cloud's. It must be https,
    /// unless its host is loopback.
    pub fn authority(mut self, url: impl Into<String>) -> Self {
        self.endpoint.authority = url.into();
        self
    }

    /// What the token is for, in place of the cloud's. With `offline_access` in it, the authority
    /// gives a new refresh token too.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = scope.into();
        self
    }
}

impl Credential for RefreshToken {
    fn token<'a>(
        &'a self,
        context: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(async {
            self.check()?;
            let mut current = self.current.lock().await;
            let form = Form::default()
                .field("grant_type", "refresh_token")
                .field("client_id", &self.client_id)
                .field("scope", &self.scope)
                .secret("refresh_token", &current);
            let form = self.proof.add_to(form).await?;
            let grant = authority::request(context, &self.endpoint.url()?, &form).await?;
            if let Some(new) = grant.refresh
                && new.expose_secret() != current.expose_secret()
            {
                (self.store)(new.clone()).await.map_err(|error| {
                    CredentialError::of(
                        CredentialErrorKind::NotStored,
                        "a new refresh token came and could not be stored; the old one is kept, and the next call asks for another",
                    )
                    .with_source(error)
                    .retryable(true)
                })?;
                *current = new;
            }
            Ok(grant.access)
        })
    }

    fn check(&self) -> Result<(), CredentialError> {
        self.endpoint.url()?;
        self.proof.check()?;
        self.given.clone()?;
        super::check_ids(&self.client_id, &self.scope)
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the authority: it is unchecked as yet and may hold a password.
        formatter
            .debug_struct("RefreshToken")
            .field("tenant", &self.endpoint.tenant)
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .field("proof", &self.proof)
            .finish_non_exhaustive()
    }
}
