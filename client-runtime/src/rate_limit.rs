//! How many requests are sent in a time, so that the service need not refuse any.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::call::deadline::Deadline;

/// At most so many requests in any stretch of time of a given length.
///
/// A client and its clones share their limit, and so do all clients that are given a clone of it:
/// the service counts by tenant, not by client. For orders it documents 500 requests a minute for
/// each tenant identifier, and says that the figure can change, so a limit a little below it
/// leaves room for what happens between here and there.
///
/// Every attempt counts, as it does for the service. Attempts wait in the order in which they came;
/// the wait counts towards the call's timeout. A call whose time would be over before its first turn
/// fails with [`ErrorKind::Timeout`](crate::ErrorKind::Timeout), with nothing sent; one that has no
/// turn for a repeat ends with what its last attempt came to. A call that is dropped while it waits
/// leaves its turn to the next.
///
/// ```
/// use client_runtime::RateLimit;
///
/// let limit = RateLimit::per_minute(480);
/// ```
#[derive(Clone)]
pub struct RateLimit(Arc<Limiter>);

struct Limiter {
    requests: u32,
    period: Duration,
    /// Locked by the one whose turn it is while it waits; tokio's mutex serves in order of arrival.
    turn: Mutex<Window>,
}

impl RateLimit {
    /// At most so many requests in any stretch of time of this length. Zero of either is refused
    /// when the client is built.
    pub fn new(requests: u32, period: Duration) -> Self {
        Self(Arc::new(Limiter {
            requests,
            period,
            turn: Mutex::default(),
        }))
    }

    /// At most so many requests in any 60 seconds.
    pub fn per_minute(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(60))
    }

    /// What is wrong with the limit.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        (self.0.requests == 0 || self.0.period.is_zero()).then_some(
            "the rate limit allows zero requests, or any number in no time; leave it out for no limit",
        )
    }

    /// Waits until a request may be sent, and counts it. `false`, without counting it, if that is not
    /// before the deadline.
    pub(crate) async fn admit(&self, deadline: Deadline) -> bool {
        let Limiter {
            requests,
            period,
            turn,
        } = &*self.0;
        let Ok(mut window) = deadline.limit(turn.lock()).await else {
            return false;
        };
        // The window is changed only at the moment of leaving: whoever is dropped before has
        // counted nothing, and dropping the guard lets the next one in.
        while let Err(free) = window.admit(Instant::now(), *requests, *period) {
            if deadline.is_passed_at(free) {
                return false;
            }
            tokio::time::sleep_until(free).await;
        }
        true
    }
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RateLimit")
            .field("requests", &self.0.requests)
            .field("period", &self.0.period)
            .finish()
    }
}

/// When the requests of the last period were sent, the earliest first.
#[derive(Debug, Default)]
struct Window(VecDeque<Instant>);

impl Window {
    /// Counts a request at `now`, or says when there is room for one.
    fn admit(&mut self, now: Instant, requests: u32, period: Duration) -> Result<(), Instant> {
        // A period too long for the clock never ends.
        let ends = |sent: &Instant| sent.checked_add(period);
        while self
            .0
            .front()
            .is_some_and(|sent| ends(sent).is_some_and(|end| end <= now))
        {
            self.0.pop_front();
        }
        if self.0.len() < usize::try_from(requests).unwrap_or(usize::MAX) {
            self.0.push_back(now);
            return Ok(());
        }
        let forever = now + Duration::from_secs(60 * 60 * 24 * 365 * 30);
        Err(self.0.front().and_then(ends).unwrap_or(forever))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Never more than allowed in any period, and no wait without need.
        #[test]
        fn any_period_holds_at_most_the_limit(
            gaps in proptest::collection::vec(0_u64..2_000, 1..200),
            requests in 1_u32..20,
            period in 1_u64..5_000,
        ) {
            let period = Duration::from_millis(period);
            let limit = requests as usize;
            let mut now = Instant::now();
            let mut window = Window::default();
            let mut sent: Vec<Instant> = Vec::new();
            for gap in gaps {
                now += Duration::from_millis(gap);
                if let Err(free) = window.admit(now, requests, period) {
                    prop_assert!(free > now);
                    prop_assert_eq!(free, sent[sent.len() - limit] + period, "waits as long as it must");
                    now = free;
                    prop_assert_eq!(window.admit(now, requests, period), Ok(()));
                }
                sent.push(now);
                prop_assert!(window.0.len() <= limit, "memory is bounded");
            }
            for (at, first) in sent.iter().enumerate() {
                if let Some(over) = sent.get(at + limit) {
                    prop_assert!(*over - *first >= period);
                }
            }
        }
    }

    fn deadline(seconds: u64) -> Deadline {
        Deadline::after(Duration::from_secs(seconds))
    }

    #[tokio::test(start_paused = true)]
    async fn turns_come_in_order_and_count_against_the_deadline() {
        let limit = RateLimit::new(2, Duration::from_secs(10));
        let start = Instant::now();
        let order = Arc::new(std::sync::Mutex::new(Vec::new()));
        let tasks: Vec<_> = (0..6)
            .map(|number| {
                let (limit, order) = (limit.clone(), Arc::clone(&order));
                tokio::spawn(async move {
                    assert!(limit.admit(deadline(100)).await);
                    order
                        .lock()
                        .unwrap()
                        .push((number, start.elapsed().as_secs()));
                })
            })
            .collect();
        tokio::task::yield_now().await;
        assert!(
            !limit.admit(deadline(15)).await,
            "its turn comes after 30 s"
        );
        assert_eq!(start.elapsed().as_secs(), 15);
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(
            *order.lock().unwrap(),
            [(0, 0), (1, 0), (2, 10), (3, 10), (4, 20), (5, 20)]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_in_vain_is_not_begun() {
        let limit = RateLimit::per_minute(1);
        let start = Instant::now();
        assert!(limit.admit(deadline(10)).await);
        assert!(!limit.admit(deadline(10)).await);
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn who_goes_away_leaves_the_turn_to_the_next() {
        let limit = RateLimit::per_minute(1);
        let start = Instant::now();
        assert!(limit.admit(deadline(1000)).await);
        let gone: Vec<_> = (0..100)
            .map(|_| {
                let limit = limit.clone();
                tokio::spawn(async move { limit.admit(deadline(100_000)).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_secs(1)).await;
        gone.iter().for_each(tokio::task::JoinHandle::abort);
        assert!(limit.admit(deadline(1000)).await);
        assert_eq!(start.elapsed().as_secs(), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn a_period_beyond_the_clock_is_survived() {
        let limit = RateLimit::new(1, Duration::MAX);
        assert!(limit.admit(deadline(1)).await);
        assert!(!limit.admit(deadline(1)).await);
    }
}
