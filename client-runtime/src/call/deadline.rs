//! The time by which something must be over.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;
use tokio::time::error::Elapsed;

/// The time by which a call, or one attempt of it, must be over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// `None` where the clock cannot tell so distant a time.
    at: Option<Instant>,
    /// How long it was from the start.
    pub(crate) allowed: Duration,
}

impl Deadline {
    pub(crate) fn after(allowed: Duration) -> Self {
        Self {
            at: Instant::now().checked_add(allowed),
            allowed,
        }
    }

    /// The deadline of something that starts now, may take this long, and must be over by this
    /// deadline too.
    pub(crate) fn within(self, allowed: Duration) -> Self {
        let own = Self::after(allowed);
        match (own.at, self.at) {
            (Some(own_at), Some(at)) if own_at < at => own,
            (Some(_), None) => own,
            _ => self,
        }
    }

    /// Whether nothing can be begun at this time.
    pub(crate) fn is_passed_at(self, time: Instant) -> bool {
        self.at.is_some_and(|at| at <= time)
    }

    /// Whether nothing can be begun after this wait.
    pub(crate) fn is_passed_after(self, wait: Duration) -> bool {
        match Instant::now().checked_add(wait) {
            Some(time) => self.is_passed_at(time),
            None => self.at.is_some(),
        }
    }

    pub(crate) async fn limit<F: Future>(self, future: F) -> Result<F::Output, Elapsed> {
        match self.at {
            Some(at) => tokio::time::timeout_at(at, future).await,
            None => Ok(future.await),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_nearer_of_two_holds() {
        let second = Duration::from_secs(1);
        let call = Deadline::after(10 * second);
        assert_eq!(call.within(3 * second).allowed, 3 * second);
        assert_eq!(call.within(30 * second).allowed, 10 * second);
        assert_eq!(call.within(Duration::MAX).allowed, 10 * second);
        let endless = Deadline::after(Duration::MAX);
        assert_eq!(endless.within(3 * second).allowed, 3 * second);
        assert!(call.is_passed_after(10 * second) && !call.is_passed_after(9 * second));
        assert!(call.is_passed_after(Duration::MAX));
        assert!(!endless.is_passed_after(Duration::MAX));
        assert!(!call.is_passed_at(Instant::now()));
    }
}
