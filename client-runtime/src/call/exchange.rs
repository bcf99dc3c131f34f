//! What is known of a call that is under way or over: the part that responses and errors share.

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderMap, StatusCode};

use super::identity::{Identity, SentIdentity};
use super::operation::Operation;
use crate::error::attempts::Trail;

/// What is known of a call before its answer.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) operation: &'static Operation,
    /// What was asked for, as the request has it.
    target: Option<PathAndQuery>,
    /// The identity headers as they were sent.
    pub(super) ids: SentIdentity,
    /// How often the request was handed to the transport.
    pub(crate) attempts: u32,
    /// What came of the attempts before the last, and why there was no further one.
    pub(crate) trail: Option<Box<Trail>>,
    pub(crate) keep_body: bool,
}

/// An answer but its body.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The words after the status, where they are not the status's own: some gateways give their
    /// reason nowhere else.
    pub(crate) reason: Option<String>,
}

/// A call and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) exchange: Exchange,
    pub(crate) head: Head,
}

impl Exchange {
    pub(crate) fn new(
        operation: &'static Operation,
        request: &http::Request<Bytes>,
        keep_body: bool,
    ) -> Self {
        Self {
            operation,
            target: request.uri().path_and_query().cloned(),
            ids: SentIdentity::of(request.headers()),
            attempts: 0,
            trail: None,
            keep_body,
        }
    }

    /// The path that was asked for, without the query.
    pub(crate) fn path(&self) -> &str {
        self.target.as_ref().map_or("/", PathAndQuery::path)
    }

    pub(crate) fn sent(&self) -> Identity<'_> {
        self.ids.as_text()
    }

    pub(crate) fn trail_mut(&mut self) -> &mut Trail {
        self.trail.get_or_insert_default()
    }
}

impl Head {
    pub(crate) fn returned(&self) -> Identity<'_> {
        Identity::of(&self.headers)
    }
}

impl Answered {
    /// The ids as returned, or as sent where none were returned.
    pub(crate) fn identity(&self) -> Identity<'_> {
        self.head.returned().or(self.exchange.sent())
    }

    pub(crate) fn is_documented_status(&self) -> bool {
        self.exchange.operation.documents(self.head.status)
    }
}
