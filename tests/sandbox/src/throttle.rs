//! The gateway's limit: so many requests in so much time, those that it refuses included.

use std::time::Duration;

use jiff::Timestamp;

/// How many requests are let through in each stretch of time.
///
/// The one published limit is 500 requests a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub requests: u32,
    /// In how much time; whole seconds count, at least one.
    pub per: Duration,
}

impl Rate {
    /// So many requests a minute.
    pub fn per_minute(requests: u32) -> Self {
        Self {
            requests,
            per: Duration::from_secs(60),
        }
    }
}

#[derive(Default)]
pub(crate) struct Throttle {
    rate: Option<Rate>,
    /// When the stretch began, in seconds since 1970.
    since: i64,
    count: u32,
}

impl Throttle {
    pub(crate) fn set(&mut self, rate: Option<Rate>) {
        *self = Self {
            rate,
            ..Self::default()
        };
    }

    /// Counts a request. `Err` with the seconds to wait when it is one too many.
    pub(crate) fn count(&mut self, now: Timestamp) -> Result<(), u64> {
        let Some(rate) = self.rate else { return Ok(()) };
        let per = i64::try_from(rate.per.as_secs().max(1)).unwrap_or(i64::MAX);
        let now = now.as_second();
        if now.saturating_sub(self.since) >= per {
            self.since = now;
            self.count = 0;
        }
        self.count = self.count.saturating_add(1);
        if self.count <= rate.requests {
            return Ok(());
        }
        let left = self.since.saturating_add(per).saturating_sub(now);
        Err(u64::try_from(left).unwrap_or(1).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_too_many_waits_for_the_next_stretch() {
        let mut throttle = Throttle::default();
        throttle.set(Some(Rate::per_minute(2)));
        let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
        assert_eq!(throttle.count(at(0)), Ok(()));
        assert_eq!(throttle.count(at(1)), Ok(()));
        assert_eq!(throttle.count(at(3)), Err(57));
        assert_eq!(throttle.count(at(59)), Err(1));
        assert_eq!(throttle.count(at(60)), Ok(()));
    }
}
