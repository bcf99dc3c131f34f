//! Where tokens come from.

use reqwest::Url;

use crate::client::is_loopback_host;
use crate::credential::{CredentialError, CredentialErrorKind};

/// Where a tenant's tokens come from, as it was given.
#[derive(Clone, Debug)]
pub(in crate::credential) struct Endpoint {
    pub(in crate::credential) authority: String,
    pub(in crate::credential) tenant: String,
}

impl Endpoint {
    /// The URL that tokens are asked of: Microsoft Entra's, in its second version, under the
    /// authority.
    pub(in crate::credential) fn url(&self) -> Result<Url, CredentialError> {
        let tenant = &self.tenant;
        // A GUID or a domain name; anything else would change which URL is asked.
        if tenant.is_empty()
            || !tenant
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
            || tenant.bytes().all(|byte| byte == b'.')
        {
            return Err(wrong(
                "the tenant is neither an id such as `3b1a2f60-7d1c-4c2b-9a41-0f5f6a7b8c9d` nor a domain such as `contoso.onmicrosoft.com`",
            ));
        }
        let base = Url::parse(self.authority.trim()).map_err(|error| {
            wrong(
                "the authority is not an absolute URL such as `https://login.microsoftonline.com`",
            )
            .with_source(error)
        })?;
        check_url(&base)?;
        if base.query().is_some() || base.fragment().is_some() {
            return Err(wrong(
                "the authority's URL holds a query or a fragment; it must end before them",
            ));
        }
        let base = base.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}/{tenant}/oauth2/v2.0/token"))
            .map_err(|error| wrong("the authority's URL is malformed").with_source(error))
    }
}

/// Refuses a URL that a secret must not be sent to.
pub(in crate::credential) fn check_url(url: &Url) -> Result<(), CredentialError> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "the authority's URL holds a user name or a password; give only its host and path",
        ));
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if url.host_str().is_some_and(is_loopback_host) => Ok(()),
        "http" => Err(wrong(
            "the authority's URL is http and its host is not loopback: the secret would travel in the clear; use https",
        )),
        _ => Err(wrong(
            "the authority's URL has a scheme other than https (and http to loopback)",
        )),
    }
}

fn wrong(message: &str) -> CredentialError {
    CredentialError::of(CredentialErrorKind::Configuration, message)
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    fn url(authority: &str, tenant: &str) -> Result<String, String> {
        let (authority, tenant) = (authority.to_owned(), tenant.to_owned());
        Endpoint { authority, tenant }
            .url()
            .map(String::from)
            .map_err(|error| format!("{error} {error:?}"))
    }

    #[test]
    fn the_tenant_stands_under_the_authority() {
        for (authority, tenant, expected) in [
            (
                "https://a.example",
                "t",
                "https://a.example/t/oauth2/v2.0/token",
            ),
            (
                " https://a.example/ ",
                "x.y-z",
                "https://a.example/x.y-z/oauth2/v2.0/token",
            ),
            (
                "http://127.0.0.1:9/b",
                "t",
                "http://127.0.0.1:9/b/t/oauth2/v2.0/token",
            ),
        ] {
            assert_eq!(url(authority, tenant).unwrap(), expected);
        }
    }

    #[test]
    fn what_would_leak_or_mislead_is_refused() {
        for (authority, tenant, word) in [
            ("https://a.example", "", "tenant"),
            ("https://a.example", "..", "tenant"),
            ("https://a.example", "a/b", "tenant"),
            ("https://a.example", "a?b", "tenant"),
            ("https://a.example", "a%2e", "tenant"),
            ("a.example", "t", "absolute"),
            ("", "t", "absolute"),
            ("http://a.example", "t", "in the clear"),
            ("ftp://a.example", "t", "scheme"),
            ("https://me:hunter2@a.example", "t", "password"),
            ("https://a.example?hunter2", "t", "query"),
        ] {
            let error = url(authority, tenant).unwrap_err();
            assert!(error.contains(word), "{authority} {tenant}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
