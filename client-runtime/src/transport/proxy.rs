//! Which proxy requests go through.

use std::fmt;

use reqwest::Url;

use crate::error::{Error, ErrorKind};

/// Which proxy requests go through. Default: [`Proxy::system`].
///
/// Requests to a base URL that is http on this very machine never go through one, as it would carry
/// the token off the machine in the clear.
#[derive(Clone)]
pub struct Proxy(Choice);

#[derive(Clone)]
enum Choice {
    System,
    None,
    Url(String),
}

/// What a client that is being built should do.
#[derive(Clone, Debug)]
pub(super) enum Route {
    System,
    Direct,
    Through(Url),
}

impl Proxy {
    /// The system's: the environment variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and
    /// `NO_PROXY`, and the settings of macOS and Windows.
    pub fn system() -> Self {
        Self(Choice::System)
    }

    /// None, whatever the system says.
    pub fn none() -> Self {
        Self(Choice::None)
    }

    /// The HTTP proxy at this URL, such as `http://proxy.example.com:3128`, for all requests. A user
    /// name and password in it are sent to the proxy, and shown nowhere.
    pub fn url(url: impl Into<String>) -> Self {
        Self(Choice::Url(url.into()))
    }

    /// `stays` says that requests must not leave the machine.
    pub(super) fn route(&self, stays: bool) -> Result<Route, Error> {
        let text = match &self.0 {
            _ if stays => return Ok(Route::Direct),
            Choice::None => return Ok(Route::Direct),
            Choice::System => return Ok(Route::System),
            Choice::Url(text) => text,
        };
        // The text may hold a password, and so does not stand in the error.
        let wrong = |reason: &str| {
            Error::new(
                ErrorKind::Configuration,
                format!("the proxy's URL {reason}"),
            )
        };
        let url = Url::parse(text.trim()).map_err(|error| {
            wrong("is not an absolute URL such as `http://proxy.example.com:3128`")
                .with_source(error)
        })?;
        match url.scheme() {
            "http" if url.has_host() => Ok(Route::Through(url)),
            scheme => Err(wrong(&format!(
                "has the scheme `{scheme}`; HTTP proxies are known (`http://`), for others give a client or transport of your own"
            ))),
        }
    }
}

impl Route {
    pub(super) fn apply(
        self,
        builder: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, Error> {
        Ok(match self {
            Self::System => builder,
            Self::Direct => builder.no_proxy(),
            Self::Through(url) => {
                let proxy = reqwest::Proxy::all(url).map_err(|error| {
                    Error::new(ErrorKind::Configuration, "the proxy's URL cannot be used")
                        .with_source(error.without_url())
                })?;
                builder.proxy(proxy)
            }
        })
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match &self.0 {
            Choice::System => "Proxy::system()",
            Choice::None => "Proxy::none()",
            Choice::Url(_) => "Proxy::url(..)",
        })
    }
}
