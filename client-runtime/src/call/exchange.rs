//! What is known of a call that is under way or over: the part that responses and errors share.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::identity::{self, Identity};
use super::operation::Operation;
use crate::error::attempts::Trail;

/// What is known of a call before its answer.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) operation: &'static Operation,
    /// The path that was asked for, without the query.
    pub(crate) path: String,
    /// The identity headers as they were sent.
    sent: HeaderMap,
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
            path: request.uri().path().to_owned(),
            sent: identity::only(request.headers()),
            attempts: 0,
            trail: None,
            keep_body,
        }
    }

    pub(crate) fn sent(&self) -> Identity<'_> {
        Identity::of(&self.sent)
    }

    /// The identity headers as they were sent.
    pub(crate) fn sent_headers(&self) -> &HeaderMap {
        &self.sent
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
