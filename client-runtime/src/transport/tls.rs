//! Whom the client trusts, and how it proves itself: one configuration of rustls for every transport.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, ErrorKind};

/// Whom the client trusts, and how it proves itself.
#[derive(Clone)]
pub(crate) struct TlsSettings {
    /// PEM texts or DER certificates, unchecked.
    pub(crate) roots: Vec<Vec<u8>>,
    pub(crate) system_roots: bool,
    /// PEM of a chain and its key.
    pub(crate) client_certificate: Option<SecretString>,
}

impl Default for TlsSettings {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            system_roots: true,
            client_certificate: None,
        }
    }
}

impl TlsSettings {
    /// The configuration, without protocols of the application's layer.
    pub(super) fn build(&self) -> Result<ClientConfig, Error> {
        let provider = provider()?;
        let verifier = self.verifier(&provider)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| {
                wrong("the TLS provider knows neither TLS 1.2 nor TLS 1.3").with_source(error)
            })?
            .dangerous()
            // Not dangerous in itself: both verifiers are the ones that rustls and its platform
            // companion come with.
            .with_custom_certificate_verifier(verifier);
        let Some(pem) = &self.client_certificate else {
            return Ok(builder.with_no_client_auth());
        };
        let pem = pem.expose_secret().as_bytes();
        let chain = certificates(pem, "client certificate")?;
        // The parser's own error could show a part of the key.
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| {
            wrong("the client certificate's PEM holds no private key that can be read (PKCS #8, PKCS #1 or SEC1, not encrypted)")
        })?;
        builder.with_client_auth_cert(chain, key).map_err(|error| {
            wrong("the client certificate cannot be used: its key does not fit, or is of a kind that is not known")
                .with_source(error)
        })
    }

    fn verifier(
        &self,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        let mut roots = Vec::new();
        for given in &self.roots {
            roots.extend(certificates(given, "root certificates")?);
        }
        let unusable = "a root certificate cannot be used";
        if self.system_roots {
            let verifier = match roots.is_empty() {
                true => system_verifier(provider),
                false => Verifier::new_with_extra_roots(roots, Arc::clone(provider)).map(Arc::new),
            };
            return Ok(verifier.map_err(|error| {
                wrong("the system's root certificates could not be read; are they installed?")
                    .with_source(error)
            })?);
        }
        let mut store = RootCertStore::empty();
        for root in roots {
            store
                .add(root)
                .map_err(|error| wrong(unusable).with_source(error))?;
        }
        if store.is_empty() {
            return Err(wrong(
                "no root certificate is trusted: the system's are turned off and none was given",
            ));
        }
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
                .build()
                .map_err(|error| wrong(unusable).with_source(error))?;
        Ok(verifier)
    }
}

impl fmt::Debug for TlsSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TlsSettings")
            .field("roots", &self.roots.len())
            .field("system_roots", &self.system_roots)
            .field("client_certificate", &self.client_certificate.is_some())
            .finish()
    }
}

/// The system's roots, read once a process: they are many, and a program may have a client for each
/// of its tenants.
fn system_verifier(provider: &Arc<CryptoProvider>) -> Result<Arc<Verifier>, rustls::Error> {
    static READ: OnceLock<(Arc<CryptoProvider>, Arc<Verifier>)> = OnceLock::new();
    if let Some((of, verifier)) = READ.get()
        && Arc::ptr_eq(of, provider)
    {
        return Ok(Arc::clone(verifier));
    }
    let verifier = Arc::new(Verifier::new(Arc::clone(provider))?);
    // If another thread was quicker, its own is kept.
    let _ = READ.set((Arc::clone(provider), Arc::clone(&verifier)));
    Ok(verifier)
}

/// The one that the process has chosen, or the one that this crate was built with.
fn provider() -> Result<Arc<CryptoProvider>, Error> {
    static BUILT_IN: OnceLock<Option<Arc<CryptoProvider>>> = OnceLock::new();
    CryptoProvider::get_default()
        .or_else(|| BUILT_IN.get_or_init(built_in).as_ref())
        .map(Arc::clone)
        .ok_or_else(|| {
            wrong(
                "there is no TLS provider; turn on the feature `aws-lc-rs` or `ring`, \
                 or install one for the process by `rustls::crypto::CryptoProvider::install_default`",
            )
        })
}

#[cfg(feature = "aws-lc-rs")]
fn built_in() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
}

#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
fn built_in() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
fn built_in() -> Option<Arc<CryptoProvider>> {
    None
}

/// The certificates of a PEM text, or the one in DER.
fn certificates(given: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    // What every certificate in DER starts with, and no text: a sequence with a length of some bytes.
    if let [0x30, 0x80..=0xFF, ..] = given {
        return Ok(vec![CertificateDer::from(given.to_vec())]);
    }
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(given).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(wrong(&format!(
            "the {what} hold no certificate: neither PEM (`-----BEGIN CERTIFICATE-----`) nor DER"
        ))),
        Err(error) => Err(wrong(&format!("the PEM of the {what} is broken")).with_source(error)),
    }
}

fn wrong(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, message)
}
