//! Any credential of Microsoft's Azure SDK.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use azure_core::credentials::TokenCredential;
use azure_core::error::ErrorKind;

use super::{AccessToken, BoxFuture, Cloud, Credential, CredentialError, TokenContext};
use crate::error::root_cause;

/// Any [`TokenCredential`] of Microsoft's Azure SDK, such as those of the crate `azure_identity`:
/// managed and workload identities, the Azure CLI, client certificates.
///
/// Such a credential uses a transport of its own, and keeps tokens of its own: a 401 is final
/// where it gives the rejected token again.
///
/// ```
/// use std::sync::Arc;
/// use azure_core::credentials::TokenCredential;
/// use client_runtime::{AzureCredential, Cloud, Credentials};
///
/// fn sign_in(credential: Arc<dyn TokenCredential>) -> Credentials {
///     AzureCredential::new(credential).cloud(Cloud::UsGovernment).into()
/// }
/// ```
#[derive(Clone)]
#[must_use = "a credential does nothing until a client has it"]
pub struct AzureCredential {
    credential: Arc<dyn TokenCredential>,
    scope: String,
}

impl AzureCredential {
    /// A credential of the Azure SDK, for tokens of the global cloud's service.
    pub fn new(credential: Arc<dyn TokenCredential>) -> Self {
        Self {
            credential,
            scope: Cloud::Global.app_scope().to_owned(),
        }
    }

    /// The scope of one of Microsoft's clouds. Its authority is the Azure credential's own affair.
    pub fn cloud(self, cloud: Cloud) -> Self {
        self.scope(cloud.app_scope())
    }

    /// What the token is for, in place of the cloud's.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = scope.into();
        self
    }
}

impl Credential for AzureCredential {
    fn token<'a>(
        &'a self,
        _: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(async {
            let token = self
                .credential
                .get_token(&[&self.scope], None)
                .await
                .map_err(told)?;
            let seconds = u64::try_from(token.expires_on.unix_timestamp()).unwrap_or_default();
            let expires = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
            let access = AccessToken::new(token.token.secret());
            Ok(match expires {
                Some(expires) => access.expires_at(expires),
                None => access,
            })
        })
    }
}

fn told(error: azure_core::Error) -> CredentialError {
    let retryable = match error.kind() {
        ErrorKind::Connection | ErrorKind::Io => true,
        ErrorKind::HttpResponse { status, .. } => {
            matches!(u16::from(*status), 408 | 429 | 500..=599)
        }
        _ => false,
    };
    let message = format!("the Azure credential failed: {}", root_cause(&error));
    CredentialError::new(message)
        .retryable(retryable)
        .with_source(error)
}

impl fmt::Debug for AzureCredential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AzureCredential")
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
