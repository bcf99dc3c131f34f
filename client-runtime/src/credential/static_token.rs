//! One token, given by the caller.

use std::fmt;

use secrecy::SecretString;

use super::{AccessToken, BoxFuture, Credential, CredentialError, TokenContext};

/// One token for all calls, for as long as it is valid. There is no other once the service rejects
/// it: the call then ends with the service's 401.
#[derive(Clone)]
pub struct StaticToken(AccessToken);

impl StaticToken {
    /// A token, without the word `Bearer`.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(AccessToken::new(token))
    }
}

impl Credential for StaticToken {
    fn token<'a>(
        &'a self,
        _: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }

    fn can_renew(&self) -> bool {
        false
    }
}

impl fmt::Debug for StaticToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StaticToken([redacted])")
    }
}
