//! The URL that all paths are appended to, and the rules on it.

use reqwest::Url;

use crate::error::{Error, ErrorKind};

/// A base URL that has passed the checks: https, or http where that is allowed; a host; no user
/// information, query or fragment; no slash at its end.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    text: String,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str, allow_insecure_http: bool) -> Result<Self, Error> {
        let refuse =
            |reason: &str| Error::new(ErrorKind::Configuration, format!("the base URL {reason}"));
        let url = Url::parse(text.trim()).map_err(|error| {
            refuse("is not an absolute URL such as `https://api.example.com`").with_source(error)
        })?;
        // Before anything that shows the URL: what stands here may be a password.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(
                "holds a user name or a password; give the credential to the client instead",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refuse(
                "holds a query or a fragment; paths are appended to it, so it must end before them",
            ));
        }
        match url.scheme() {
            "https" => {}
            "http" if allow_insecure_http || is_loopback(&url) => {}
            "http" => {
                return Err(refuse(
                    "is http and its host is not loopback: the token would travel in the clear; \
                     use https, or allow it by `allow_insecure_http`",
                ));
            }
            scheme => {
                return Err(refuse(&format!(
                    "has the scheme `{scheme}`; only https (and http to loopback) is known"
                )));
            }
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(refuse("has no host"));
        }
        Ok(Self {
            text: url.as_str().trim_end_matches('/').to_owned(),
        })
    }

    /// Whether it is http to this very machine, which no proxy may take elsewhere.
    pub(crate) fn is_plain_loopback(&self) -> bool {
        Url::parse(&self.text).is_ok_and(|url| url.scheme() == "http" && is_loopback(&url))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// Whether a request to this URL stays on the machine. Of names only `localhost` and what is under
/// it counts: RFC 6761 section 6.3 reserves those for loopback.
fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(is_loopback_host)
}

/// The same of a URL's host.
pub(crate) fn is_loopback_host(host: &str) -> bool {
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .trim_end_matches('.');
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn https_and_loopback_pass_and_lose_the_last_slash() {
        for (given, kept) in [
            ("https://api.example.com", "https://api.example.com"),
            ("https://api.example.com/", "https://api.example.com"),
            (
                "https://api.example.com/base/",
                "https://api.example.com/base",
            ),
            (" HTTPS://API.example.com ", "https://api.example.com"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://127.9.9.9:8080", "http://127.9.9.9:8080"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://[::ffff:127.0.0.1]:1", "http://[::ffff:7f00:1]:1"),
            ("http://localhost:1", "http://localhost:1"),
            ("http://service.localhost", "http://service.localhost"),
        ] {
            assert_eq!(
                BaseUrl::parse(given, false).unwrap().as_str(),
                kept,
                "{given}"
            );
        }
    }

    #[test]
    fn what_would_leak_or_mislead_is_refused() {
        for (given, word) in [
            ("api.example.com", "absolute"),
            ("", "absolute"),
            ("http://api.example.com", "allow_insecure_http"),
            ("http://localhost.example.com", "allow_insecure_http"),
            ("http://127.0.0.1.example.com", "allow_insecure_http"),
            ("ftp://api.example.com", "scheme"),
            ("https://me:hunter2@api.example.com", "password"),
            ("https://api.example.com?x=1", "query"),
            ("https://api.example.com/#x", "fragment"),
        ] {
            let error = BaseUrl::parse(given, false).unwrap_err();
            assert!(error.to_string().contains(word), "{given}: {error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
        assert!(BaseUrl::parse("http://api.example.com", true).is_ok());
    }
}
