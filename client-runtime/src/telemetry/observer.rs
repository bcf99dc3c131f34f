//! Reports of attempts, for callers' metrics.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use crate::error::ErrorKind;
use crate::error::attempts::RetryStop;

/// One attempt of a call, as it is told to the
/// [`on_attempt`](crate::ClientBuilder::on_attempt) hook once it is over.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptReport<'a> {
    /// The id of the operation.
    pub operation: &'static str,
    /// Which attempt of its call it was, counted from 1.
    pub number: u32,
    /// How long it took, from the moment it was handed to the transport until its answer was read.
    pub elapsed: Duration,
    /// The status, if the service answered.
    pub status: Option<StatusCode>,
    /// What kind of failure it was; `None` if the service answered with a status below 400. Whether
    /// the answer can be decoded shows only later.
    pub failure: Option<ErrorKind>,
    /// What went wrong, in a few words, without ids.
    pub reason: Option<&'a str>,
    /// Whether the service may have received it.
    pub may_have_reached_service: bool,
    /// How long the call waits before its next attempt; `None` if this was the last. A wait for the
    /// client's rate limit may come on top.
    pub retry_delay: Option<Duration>,
    /// Why there is no further attempt, if the policy repeats such a failure.
    pub retry_stop: Option<RetryStop>,
    /// `ms-requestid` as it was sent.
    pub request_id: Option<&'a str>,
}

/// Whoever wants to hear of attempts.
#[derive(Clone, Default)]
pub(crate) struct Observer(Option<Arc<Hook>>);

type Hook = dyn Fn(&AttemptReport<'_>) + Send + Sync;

impl Observer {
    pub(crate) fn new(hook: impl Fn(&AttemptReport<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(hook)))
    }

    pub(crate) fn listens(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn tell(&self, report: &AttemptReport<'_>) {
        if let Some(hook) = &self.0 {
            hook(report);
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Some(_)" } else { "None" })
    }
}
