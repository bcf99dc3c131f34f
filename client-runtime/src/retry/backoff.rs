//! How long to wait before an attempt: exponential, with full jitter.

use std::time::Duration;

/// The bounds of the random waits between attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Backoff {
    pub(crate) base: Duration,
    pub(crate) max: Duration,
}

impl Backoff {
    /// The wait before the `repeat`-th repeat, which counts from 1: any time between zero and the
    /// bound, chosen evenly by `random`; and the service's own wish before it.
    pub(crate) fn delay(self, repeat: u32, random: u64, asked: Option<Duration>) -> Duration {
        asked
            .unwrap_or_default()
            .saturating_add(share(self.bound(repeat), random))
    }

    /// The longest wait that jitter may choose: the base, doubled with each repeat, up to the
    /// maximum.
    fn bound(self, repeat: u32) -> Duration {
        let doublings = repeat.saturating_sub(1);
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.max)
    }
}

/// `random / 2⁶⁴` of a time.
fn share(of: Duration, random: u64) -> Duration {
    // A u64 of nanoseconds is 584 years; the product of two u64 fits a u128.
    let nanoseconds = u64::try_from(of.as_nanos()).unwrap_or(u64::MAX);
    let share = (u128::from(nanoseconds) * u128::from(random)) >> 64;
    Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn durations() -> impl Strategy<Value = Duration> {
        prop_oneof![
            Just(Duration::ZERO),
            Just(Duration::MAX),
            any::<u64>().prop_map(Duration::from_nanos),
            (0_u64..100_000).prop_map(Duration::from_millis),
        ]
    }

    proptest! {
        #[test]
        fn a_wait_stays_within_its_bounds(
            base in durations(),
            max in durations(),
            repeat in any::<u32>(),
            random in any::<u64>(),
            asked in proptest::option::of(durations()),
        ) {
            let backoff = Backoff { base, max };
            let delay = backoff.delay(repeat, random, asked);
            let asked = asked.unwrap_or_default();
            prop_assert!(delay >= asked);
            prop_assert!(delay <= asked.saturating_add(max));
            if repeat <= 1 {
                prop_assert!(delay <= asked.saturating_add(base));
            }
        }

        #[test]
        fn the_bound_doubles_until_the_maximum(
            base in (1_u64..10_000).prop_map(Duration::from_millis),
            max in (1_u64..1_000_000).prop_map(Duration::from_millis),
            repeat in 1_u32..40,
        ) {
            let backoff = Backoff { base, max };
            let next = backoff.bound(repeat + 1);
            prop_assert_eq!(next, (backoff.bound(repeat) * 2).min(max));
        }

        #[test]
        fn more_chance_is_more_wait(
            of in durations(),
            one in any::<u64>(),
            other in any::<u64>(),
        ) {
            let (less, more) = (one.min(other), one.max(other));
            prop_assert!(share(of, less) <= share(of, more));
        }
    }

    #[test]
    fn jitter_is_full() {
        let of = Duration::from_secs(1);
        assert_eq!(share(of, 0), Duration::ZERO);
        assert_eq!(share(of, 1 << 63), Duration::from_millis(500));
        assert_eq!(share(of, u64::MAX), Duration::from_nanos(999_999_999));
    }
}
