//! What a sandbox remembers for people and tests: the changes it applied, and the calls it got.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

/// A change that was applied: one for each write that succeeded, in the order in which they
/// happened. A repeated write, answered by its first answer, is not in here again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Applied {
    /// Counts from 1 and leaves nothing out.
    pub sequence: u64,
    /// When, as the service writes times.
    pub at: String,
    /// The `operationId` of what was called, such as `update_cart`.
    pub operation: String,
    /// Whose cart or order it is.
    pub customer_id: String,
    /// The cart or order.
    pub resource_id: String,
    /// The `ms-requestid` of the call, or the one that the sandbox gave it.
    pub request_id: String,
    /// The `ms-correlationid`, likewise.
    pub correlation_id: String,
    /// What changed, in a few words.
    pub change: String,
}

/// A request that arrived, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Call {
    /// Counts the requests from 1.
    pub sequence: u64,
    /// When it arrived, as the service writes times.
    pub at: String,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The `operationId`; empty when the path is none of the service's.
    pub operation: String,
    /// The `ms-requestid` of the call, or the one that the sandbox gave it.
    pub request_id: String,
    /// The `ms-correlationid`, likewise.
    pub correlation_id: String,
    /// How many requests with this `ms-requestid` have come, this one included.
    pub attempt: u32,
    /// The status that was answered; absent when the connection was cut before one.
    pub status: Option<u16>,
    /// From the request's arrival to the answer's departure, in microseconds.
    pub latency: u64,
    /// Whether it changed a cart or an order.
    pub applied: bool,
    /// Whether the answer was the remembered one of an earlier attempt.
    pub replayed: bool,
    /// The fault that the script made, in a few words.
    pub fault: Option<String>,
    /// How the request is not what the document describes.
    pub violations: Vec<String>,
}

/// A request as it arrived, token included: for tests that look at what a client sends.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Received {
    /// The HTTP method.
    pub method: http::Method,
    /// The path and the query.
    pub path_and_query: String,
    /// All headers.
    pub headers: http::HeaderMap,
    /// The body.
    pub body: bytes::Bytes,
}

impl Received {
    /// A header's text; empty where it is absent or no text.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        let text = value.and_then(|value| value.to_str().ok());
        text.unwrap_or_default()
    }
}

/// The calls, the latest of them.
#[derive(Default)]
pub(crate) struct Calls {
    sequence: u64,
    calls: VecDeque<Call>,
    received: VecDeque<Received>,
    attempts: HashMap<String, u32>,
    /// The ids of `attempts`, the oldest first.
    order: VecDeque<String>,
}

/// How many calls are kept.
pub(crate) const MOST_CALLS: usize = 10_000;
/// How many requests are kept whole.
pub(crate) const MOST_RECEIVED: usize = 256;
/// For how many requests the attempts are counted.
const MOST_COUNTED: usize = 20_000;

impl Calls {
    /// Notes an arrival. Gives its sequence and which attempt it is.
    pub(crate) fn arrive(&mut self, request_id: &str, received: Received) -> (u64, u32) {
        self.sequence += 1;
        if self.received.len() >= MOST_RECEIVED {
            self.received.pop_front();
        }
        self.received.push_back(received);
        if !self.attempts.contains_key(request_id) {
            if self.order.len() >= MOST_COUNTED
                && let Some(oldest) = self.order.pop_front()
            {
                self.attempts.remove(&oldest);
            }
            self.order.push_back(request_id.to_owned());
        }
        let attempts = self.attempts.entry(request_id.to_owned()).or_default();
        *attempts += 1;
        (self.sequence, *attempts)
    }

    /// Notes what became of an arrival.
    pub(crate) fn finish(&mut self, call: Call) {
        if self.calls.len() >= MOST_CALLS {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    pub(crate) fn calls(&self) -> impl DoubleEndedIterator<Item = &Call> {
        self.calls.iter()
    }

    pub(crate) fn received(&self) -> impl Iterator<Item = &Received> {
        self.received.iter()
    }

    pub(crate) fn count(&self) -> u64 {
        self.sequence
    }
}
