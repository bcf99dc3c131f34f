//! Tokens of the application itself.

use std::fmt;

use super::authority::{self, Endpoint, Form};
use super::{
    AccessToken, BoxFuture, ClientProof, Cloud, Credential, CredentialError, TokenContext,
};

/// App-only sign-in: tokens of the application itself, by OAuth's client credentials grant
/// (RFC 6749 section 4.4).
///
/// Most operations take them; the few that want a user's take those of [`RefreshToken`].
///
/// ```no_run
/// use client_runtime::{ClientCredentials, Cloud, Credentials};
///
/// # fn example() -> Result<(), std::env::VarError> {
/// let credential = ClientCredentials::new(
///     "contoso.onmicrosoft.com",
///     "9a0c3f5e-5f0e-4d62-9a3f-0c6a0f1f9d10",
///     std::env::var("PARTNER_CENTER_SECRET")?,
/// )
/// .cloud(Cloud::Global);
/// let credentials = Credentials::from(credential);
/// # Ok(())
/// # }
/// ```
///
/// [`RefreshToken`]: super::RefreshToken
#[derive(Clone)]
#[must_use = "a credential does nothing until a client has it"]
pub struct ClientCredentials {
    endpoint: Endpoint,
    scope: String,
    client_id: String,
    proof: ClientProof,
}

impl ClientCredentials {
    /// Sign-in to the partner's tenant (its id or one of its domains) as an application that is
    /// registered there, in the global cloud.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        proof: impl Into<ClientProof>,
    ) -> Self {
        Self {
            endpoint: Endpoint {
                authority: Cloud::Global.authority().to_owned(),
                tenant: tenant.into(),
            },
            scope: Cloud::Global.app_scope().to_owned(),
            client_id: client_id.into(),
            proof: proof.into(),
        }
    }

    /// The authority and the scope of one of Microsoft's clouds.
    pub fn cloud(self, cloud: Cloud) -> Self {
        self.authority(cloud.authority()).scope(cloud.app_scope())
    }

    /// The URL of the authority, without the tenant, in place of the cloud's. It must be https,
    /// unless its host is loopback.
    pub fn authority(mut self, url: impl Into<String>) -> Self {
        self.endpoint.authority = url.into();
        self
    }

    /// What the token is for, in place of the cloud's: a resource with `/.default` at its end.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = scope.into();
        self
    }
}

impl Credential for ClientCredentials {
    fn token<'a>(
        &'a self,
        context: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(async {
            self.check()?;
            let form = Form::default()
                .field("grant_type", "client_credentials")
                .field("client_id", &self.client_id)
                .field("scope", &self.scope);
            let form = self.proof.add_to(form).await?;
            let grant = authority::request(context, &self.endpoint.url()?, &form).await?;
            Ok(grant.access)
        })
    }

    fn check(&self) -> Result<(), CredentialError> {
        self.endpoint.url()?;
        self.proof.check()?;
        super::check_ids(&self.client_id, &self.scope)
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the authority: it is unchecked as yet and may hold a password.
        formatter
            .debug_struct("ClientCredentials")
            .field("tenant", &self.endpoint.tenant)
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .field("proof", &self.proof)
            .finish_non_exhaustive()
    }
}
