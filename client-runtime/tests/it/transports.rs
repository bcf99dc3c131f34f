//! The transports that the same tests run on.

use std::io;
use std::net::{IpAddr, Ipv4Addr};

use client_runtime::{BoxFuture, ClientBuilder, Resolver};

use crate::call_sample::Client;
use crate::server::TOKEN;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Reqwest,
    #[cfg(feature = "hyper")]
    Hyper,
}

pub(crate) const ALL: &[Kind] = &[
    Kind::Reqwest,
    #[cfg(feature = "hyper")]
    Kind::Hyper,
];

impl Kind {
    pub(crate) fn builder(self, base_url: impl Into<String>) -> ClientBuilder<Client> {
        let builder = Client::builder().base_url(base_url).credential(TOKEN);
        match self {
            Self::Reqwest => builder,
            #[cfg(feature = "hyper")]
            Self::Hyper => builder.use_hyper(),
        }
    }

    pub(crate) fn client(self, base_url: impl Into<String>) -> Client {
        self.builder(base_url).build().unwrap()
    }
}

/// Leads names under `.test` to loopback, and knows no others.
pub(crate) struct ToLoopback;

impl Resolver for ToLoopback {
    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let known = host.ends_with(".test");
        Box::pin(async move {
            match known {
                true => Ok(vec![Ipv4Addr::LOCALHOST.into()]),
                false => Err(io::Error::other("no such name")),
            }
        })
    }
}
