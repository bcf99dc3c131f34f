//! By what an application proves to be itself.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use secrecy::SecretString;

use super::authority::Form;
use super::{BoxFuture, CredentialError, CredentialErrorKind};

/// The type of a signed assertion (RFC 7523 section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// By what an application proves to its authority that it is itself: a client secret, which text
/// turns into, or a signed [assertion](Self::assertion).
#[derive(Clone)]
pub struct ClientProof(Proof);

#[derive(Clone)]
enum Proof {
    Secret(SecretString),
    Assertion(Arc<AssertionSource>),
}

type AssertionSource =
    dyn Fn() -> BoxFuture<'static, Result<SecretString, CredentialError>> + Send + Sync;

impl ClientProof {
    /// A client secret: its value, not its id.
    pub fn secret(secret: impl Into<SecretString>) -> Self {
        Self(Proof::Secret(secret.into()))
    }

    /// A JSON web token that is signed with a certificate's key, wherever that is kept, or that a
    /// federated identity provider issued. It is asked for with each new access token, as such
    /// tokens live for minutes.
    ///
    /// ```
    /// use client_runtime::{ClientProof, CredentialError, SecretString};
    ///
    /// // Where a platform leaves its workload's token in a file.
    /// let proof = ClientProof::assertion(|| async {
    ///     let path = std::env::var("AZURE_FEDERATED_TOKEN_FILE")
    ///         .map_err(|error| CredentialError::new("AZURE_FEDERATED_TOKEN_FILE is not set").with_source(error))?;
    ///     let token = std::fs::read_to_string(path)
    ///         .map_err(|error| CredentialError::new("the federated token cannot be read").with_source(error))?;
    ///     Ok(SecretString::from(token.trim()))
    /// });
    /// ```
    pub fn assertion<F, A>(source: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<SecretString, CredentialError>> + Send + 'static,
    {
        Self(Proof::Assertion(Arc::new(move || Box::pin(source()))))
    }

    /// Whether it can work at all.
    pub(super) fn check(&self) -> Result<(), CredentialError> {
        match &self.0 {
            Proof::Secret(secret) => not_empty("client secret", secret),
            Proof::Assertion(_) => Ok(()),
        }
    }

    pub(super) async fn add_to(&self, form: Form) -> Result<Form, CredentialError> {
        match &self.0 {
            Proof::Secret(secret) => Ok(form.secret("client_secret", secret)),
            Proof::Assertion(source) => {
                let assertion = source().await?;
                not_empty("client assertion", &assertion)?;
                Ok(form
                    .field("client_assertion_type", JWT_BEARER)
                    .secret("client_assertion", &assertion))
            }
        }
    }
}

/// Refuses a secret that is empty, or that was read with its line's end.
pub(super) fn not_empty(name: &str, secret: &SecretString) -> Result<(), CredentialError> {
    let text = secrecy::ExposeSecret::expose_secret(secret);
    let wrong = |what: &str| {
        Err(CredentialError::of(
            CredentialErrorKind::Configuration,
            format!("the {name} {what}"),
        ))
    };
    if text.is_empty() {
        wrong("is empty")
    } else if text.trim().len() != text.len() || text.contains(char::is_control) {
        wrong(
            "begins or ends with white space or holds a control character; was it read with its line's end?",
        )
    } else {
        Ok(())
    }
}

impl From<&str> for ClientProof {
    fn from(secret: &str) -> Self {
        Self::secret(secret)
    }
}

impl From<String> for ClientProof {
    fn from(secret: String) -> Self {
        Self::secret(secret)
    }
}

impl From<SecretString> for ClientProof {
    fn from(secret: SecretString) -> Self {
        Self::secret(secret)
    }
}

impl fmt::Debug for ClientProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Proof::Secret(_) => "ClientProof::secret([redacted])",
            Proof::Assertion(_) => "ClientProof::assertion([redacted])",
        })
    }
}
