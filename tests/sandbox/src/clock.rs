//! The time that a sandbox goes by.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// A clock that runs with the system's and can be moved forward, so that a test sees a token or a
/// cart expire without waiting. Clones are the same clock.
///
/// ```
/// use std::time::Duration;
/// let clock = sandbox::Clock::system();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(7 * 24 * 60 * 60));
/// assert!(clock.now().as_second() - before.as_second() >= 7 * 24 * 60 * 60);
/// ```
#[derive(Clone, Debug)]
pub struct Clock {
    /// Where a stopped clock stands, in microseconds since 1970.
    stopped_at: Option<i64>,
    /// How far it was moved, in microseconds.
    moved: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that runs.
    pub fn system() -> Self {
        Self {
            stopped_at: None,
            moved: Arc::default(),
        }
    }

    /// A clock that stands until it is moved.
    pub fn stopped(at: Timestamp) -> Self {
        Self {
            stopped_at: Some(at.as_microsecond()),
            moved: Arc::default(),
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        let add = |moved: i64| Some(moved.saturating_add(by));
        // The closure never says no.
        let _ = self
            .moved
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, add);
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        let base = self
            .stopped_at
            .unwrap_or_else(|| Timestamp::now().as_microsecond());
        let now = base.saturating_add(self.moved.load(Ordering::SeqCst));
        Timestamp::from_microsecond(now).unwrap_or(Timestamp::MAX)
    }
}

/// A time as the service writes it, with seven digits of a second.
pub(crate) fn wire(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.7fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_seven_digits() {
        let clock = Clock::stopped(Timestamp::from_microsecond(1_521_134_102_085_152).unwrap());
        assert_eq!(wire(clock.now()), "2018-03-15T17:15:02.0851520Z");
        clock.advance(Duration::from_millis(1));
        assert_eq!(wire(clock.now()), "2018-03-15T17:15:02.0861520Z");
    }
}
