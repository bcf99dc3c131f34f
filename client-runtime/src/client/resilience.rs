//! The settings of how a client deals with failures, and who is told of them.

use std::time::Duration;

use tokio::time::Instant;

use super::builder::ClientBuilder;
use crate::error::{Error, ErrorKind};
use crate::rate_limit::RateLimit;
use crate::retry::RetryPolicy;
use crate::retry::budget::{Bucket, RetryBudget};
use crate::telemetry::observer::{AttemptReport, Observer};

/// How long one attempt may take, unless it is set: a third of the default timeout of a call.
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);

/// The settings as they are given.
#[derive(Debug)]
pub(super) struct Settings {
    retry: RetryPolicy,
    budget: RetryBudget,
    rate_limit: Option<RateLimit>,
    attempt_timeout: Duration,
    observer: Observer,
}

/// What all calls of a client share of it.
#[derive(Debug)]
pub(crate) struct Resilience {
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Bucket,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) attempt_timeout: Duration,
    pub(crate) observer: Observer,
}

impl<C> ClientBuilder<C> {
    /// Which failures calls are repeated after, how often, and after which wait. Default:
    /// [`RetryPolicy::new`]. A call can have its own.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.resilience.retry = policy;
        self
    }

    /// How many retries all calls of the client and its clones may make together. Default:
    /// [`RetryBudget::default`], with its figures there.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.resilience.budget = budget;
        self
    }

    /// How many requests the client and its clones send in a time. Default: no limit.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.resilience.rate_limit = Some(limit);
        self
    }

    /// How long one attempt of a call may take, from the moment it is sent to the last byte of its
    /// answer; one that takes longer is given up and, by the default policy, repeated. Default: one
    /// minute. A call can have its own.
    ///
    /// The service may go on with an attempt that was given up. The repeat carries the same request
    /// id, by which the service knows it; it may answer that it is still at work by a
    /// [conflict](crate::Error::is_transient_conflict).
    ///
    /// The call as a whole, with all attempts and waits, is bounded by
    /// [`timeout`](Self::timeout). Where that is the shorter one, there is only one attempt's time.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.resilience.attempt_timeout = timeout;
        self
    }

    /// A hook that is told of each attempt of each call once it is over and it is known what follows:
    /// for metrics. A second hook replaces the first.
    ///
    /// It runs within the call, so it must be quick and must not block; what it panics with comes out
    /// of the call. Attempts that are cut off because the call is dropped are not told.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use client_runtime::{Client, ClientBuilder, Service};
    ///
    /// static SERVICE: Service = Service::new("https://api.example.com");
    /// let throttled = Arc::new(AtomicU64::new(0));
    /// let counter = Arc::clone(&throttled);
    /// let builder = ClientBuilder::<Client>::new(&SERVICE).on_attempt(move |attempt| {
    ///     if attempt.status.is_some_and(|status| status == 429) {
    ///         counter.fetch_add(1, Ordering::Relaxed);
    ///     }
    /// });
    /// ```
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptReport<'_>) + Send + Sync + 'static) -> Self {
        self.resilience.observer = Observer::new(hook);
        self
    }
}

impl Settings {
    /// Checks the settings.
    pub(super) fn build(self) -> Result<Resilience, Error> {
        let Self {
            retry,
            budget,
            rate_limit,
            attempt_timeout,
            observer,
        } = self;
        let fault = match attempt_timeout.is_zero() {
            true => {
                Some("the timeout of an attempt is zero, so that no call could succeed".to_owned())
            }
            false => retry.fault().or_else(|| {
                let fault = rate_limit.as_ref().and_then(RateLimit::fault);
                fault.map(str::to_owned)
            }),
        };
        match fault {
            Some(fault) => Err(Error::new(ErrorKind::Configuration, fault)),
            None => Ok(Resilience {
                retry,
                budget: Bucket::new(budget, Instant::now()),
                rate_limit,
                attempt_timeout,
                observer,
            }),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            retry: RetryPolicy::new(),
            budget: RetryBudget::default(),
            rate_limit: None,
            attempt_timeout: DEFAULT_ATTEMPT_TIMEOUT,
            observer: Observer::default(),
        }
    }
}
