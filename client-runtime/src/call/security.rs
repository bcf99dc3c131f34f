//! What proves to a service who is calling, beside the credential's token.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, Request, Uri};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};

use super::path::DATA;
use crate::client::Shared;

/// A way to prove to a service who is calling, as a document names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecurityScheme {
    /// The token of the client's credential.
    Bearer,
    /// A user and password in `Authorization` (RFC 7617), by the scheme's name.
    Basic {
        /// The scheme's name, by which the client holds user and password.
        scheme: &'static str,
    },
    /// A key in a header.
    ApiKeyHeader {
        /// The scheme's name, by which the client holds the key.
        scheme: &'static str,
        /// The header's name.
        name: &'static str,
    },
    /// A key in the query. It is then part of the URL, which servers and proxies tend to log.
    ApiKeyQuery {
        /// The scheme's name, by which the client holds the key.
        scheme: &'static str,
        /// The parameter's name.
        name: &'static str,
    },
    /// A key in a cookie.
    ApiKeyCookie {
        /// The scheme's name, by which the client holds the key.
        scheme: &'static str,
        /// The cookie's name.
        name: &'static str,
    },
}

/// Marks a request whose URL must not be written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SecretInQuery;

impl SecurityScheme {
    /// The name under which the client holds the scheme's secret; none for the credential.
    fn secret_name(self) -> Option<&'static str> {
        match self {
            Self::Bearer => None,
            Self::Basic { scheme }
            | Self::ApiKeyHeader { scheme, .. }
            | Self::ApiKeyQuery { scheme, .. }
            | Self::ApiKeyCookie { scheme, .. } => Some(scheme),
        }
    }
}

/// Puts the secrets of the first alternative that the client can satisfy into the request; says
/// whether the credential's token is wanted too. No alternatives at all want nothing.
pub(super) fn apply<B>(
    alternatives: &[&[SecurityScheme]],
    shared: &Shared,
    request: &mut Request<B>,
) -> Result<bool, String> {
    if alternatives.is_empty() {
        return Ok(false);
    }
    let can = |scheme: &SecurityScheme| match scheme.secret_name() {
        Some(name) => secret(shared, name).is_some(),
        None => !shared.credentials.is_anonymous(),
    };
    let Some(chosen) = alternatives.iter().find(|schemes| schemes.iter().all(&can)) else {
        return Err(missing(alternatives));
    };
    for scheme in *chosen {
        if let Some(secret) = scheme.secret_name().and_then(|name| secret(shared, name)) {
            put(*scheme, secret.expose_secret(), request)?;
        }
    }
    Ok(chosen.contains(&SecurityScheme::Bearer))
}

fn secret<'s>(shared: &'s Shared, name: &str) -> Option<&'s SecretString> {
    let found = shared.secrets.iter().find(|(held, _)| held == name);
    found.map(|(_, secret)| secret)
}

fn put<B>(scheme: SecurityScheme, secret: &str, request: &mut Request<B>) -> Result<(), String> {
    match scheme {
        SecurityScheme::Bearer => {}
        SecurityScheme::Basic { scheme } => {
            let text = SecretString::from(format!("Basic {}", BASE64_STANDARD.encode(secret)));
            let value = header_value(scheme, text.expose_secret())?;
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        SecurityScheme::ApiKeyHeader { scheme, name } => {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| format!("`{}` is not a header name", name.escape_debug()))?;
            let value = header_value(scheme, secret)?;
            request.headers_mut().insert(name, value);
        }
        SecurityScheme::ApiKeyCookie { scheme, name } => {
            if secret.contains([';', ',', ' ', '"', '\\']) {
                return Err(format!(
                    "the key of `{scheme}` holds a character that cannot stand in a cookie"
                ));
            }
            let held = request.headers().get(http::header::COOKIE);
            let before = held.and_then(|held| held.to_str().ok());
            let cookies = match before {
                Some(before) => format!("{before}; {name}={secret}"),
                None => format!("{name}={secret}"),
            };
            let cookies = SecretString::from(cookies);
            let value = header_value(scheme, cookies.expose_secret())?;
            request.headers_mut().insert(http::header::COOKIE, value);
        }
        SecurityScheme::ApiKeyQuery { scheme, name } => {
            let mut url = request.uri().to_string();
            url.push(if url.contains('?') { '&' } else { '?' });
            url.extend(utf8_percent_encode(name, DATA));
            url.push('=');
            url.extend(utf8_percent_encode(secret, DATA));
            request.extensions_mut().insert(SecretInQuery);
            *request.uri_mut() = Uri::try_from(url)
                .map_err(|_| format!("the key of `{scheme}` is too long for a URL"))?;
        }
    }
    Ok(())
}

fn header_value(scheme: &str, text: &str) -> Result<HeaderValue, String> {
    let visible = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let value = HeaderValue::from_str(text).ok().filter(|_| visible);
    let mut value = value.ok_or_else(|| {
        format!(
            "the secret of `{scheme}` holds a character that cannot stand in a header; was it read with its line's end?"
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Which secrets would do.
fn missing(alternatives: &[&[SecurityScheme]]) -> String {
    let named = |scheme: &SecurityScheme| match scheme {
        SecurityScheme::Bearer => "a credential".to_owned(),
        SecurityScheme::Basic { scheme } => {
            format!("the user and password of `{scheme}` (`ClientBuilder::basic`)")
        }
        SecurityScheme::ApiKeyHeader { scheme, .. }
        | SecurityScheme::ApiKeyQuery { scheme, .. }
        | SecurityScheme::ApiKeyCookie { scheme, .. } => {
            format!("the key of `{scheme}` (`ClientBuilder::api_key`)")
        }
    };
    let alternatives: Vec<String> = alternatives
        .iter()
        .map(|schemes| schemes.iter().map(named).collect::<Vec<_>>().join(" with "))
        .collect();
    format!(
        "the service wants to know who is calling: give the client {}",
        alternatives.join(", or ")
    )
}
