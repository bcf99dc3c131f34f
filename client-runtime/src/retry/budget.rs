//! How much a client may repeat in all, so that an outage is not multiplied.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A retry's worth, in the unit that the bucket counts in.
const RETRY: u64 = 1000;

/// How many retries all calls of a client may make together: a token bucket that the client and its
/// clones share.
///
/// When a service fails for everybody, retries are the last thing that it needs: with four attempts
/// a call, they make its load fourfold. So each retry takes from a budget, which calls that need no
/// retry fill again. The default holds 100 retries; each call that the service answers at once, by
/// neither 408, 429 nor 5xx, adds a tenth of one, and each second one. In a lasting outage a client thus sends its calls and one
/// retry a second; where one call in eleven fails, all of those are retried. While the budget
/// is empty, calls fail after their first attempt, and the error
/// [says so](crate::RetryStop::BudgetEmpty).
///
/// A repeat with a renewed token takes nothing: there is at most one a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a budget does nothing until it is set on a client"]
pub struct RetryBudget {
    capacity: u32,
    percent_of_calls: u32,
    per_second: u32,
    unlimited: bool,
}

impl RetryBudget {
    /// A budget that holds so many retries at most, and is full at the start. Zero allows no retry.
    pub const fn new(capacity: u32) -> Self {
        Self {
            capacity,
            percent_of_calls: 10,
            per_second: 1,
            unlimited: false,
        }
    }

    /// Retries are limited by each call's policy alone.
    pub const fn unlimited() -> Self {
        let mut budget = Self::new(u32::MAX);
        budget.unlimited = true;
        budget
    }

    /// How many retries a hundred calls earn that the service answers at once, by neither 408, 429
    /// nor 5xx. Default: 10.
    pub const fn per_hundred_calls(mut self, retries: u32) -> Self {
        self.percent_of_calls = retries;
        self
    }

    /// How many retries each second adds. Default: 1. With zero, a budget that was used up stays
    /// empty until calls succeed.
    pub const fn per_second(mut self, retries: u32) -> Self {
        self.per_second = retries;
        self
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(100)
    }
}

/// What is left of a client's budget.
#[derive(Debug)]
pub(crate) struct Bucket {
    budget: RetryBudget,
    level: Mutex<Level>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    tokens: u64,
    at: Instant,
}

impl Bucket {
    pub(crate) fn new(budget: RetryBudget, now: Instant) -> Self {
        let level = Level {
            tokens: budget.full(),
            at: now,
        };
        Self {
            budget,
            level: Mutex::new(level),
        }
    }

    /// Takes one retry, if there is one.
    pub(crate) fn take(&self, now: Instant) -> bool {
        if self.budget.unlimited {
            return true;
        }
        self.change(|level| level.take(self.budget, now))
    }

    /// Adds what a call earns that the service answered at once.
    pub(crate) fn earn(&self) {
        if !self.budget.unlimited {
            self.change(|level| level.earn(self.budget));
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Level) -> T) -> T {
        // Nothing panics while it is held; if it did, the level would still be one.
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut level)
    }
}

impl RetryBudget {
    fn full(self) -> u64 {
        u64::from(self.capacity) * RETRY
    }
}

impl Level {
    fn take(&mut self, budget: RetryBudget, now: Instant) -> bool {
        self.fill(budget, now);
        match self.tokens.checked_sub(RETRY) {
            Some(rest) => {
                self.tokens = rest;
                true
            }
            None => false,
        }
    }

    fn earn(&mut self, budget: RetryBudget) {
        let earned = u64::from(budget.percent_of_calls) * (RETRY / 100);
        self.tokens = self.tokens.saturating_add(earned).min(budget.full());
    }

    fn fill(&mut self, budget: RetryBudget, now: Instant) {
        // Milliseconds that are not yet worth a token stay to be counted: `at` moves by whole ones.
        let passed = now.saturating_duration_since(self.at).as_millis();
        let passed = u64::try_from(passed).unwrap_or(u64::MAX);
        self.at = self
            .at
            .checked_add(Duration::from_millis(passed))
            .unwrap_or(now);
        let added = passed.saturating_mul(u64::from(budget.per_second) * RETRY / 1000);
        self.tokens = self.tokens.saturating_add(added).min(budget.full());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Take,
        Earn,
        /// Microseconds; as no clock of the system is trusted, also backwards.
        Wait(i64),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            6 => Just(Step::Take),
            2 => Just(Step::Earn),
            2 => (-1_000_000_i64..5_000_000).prop_map(Step::Wait),
        ];
        proptest::collection::vec(step, 0..400)
    }

    proptest! {
        /// No more than was there, was earned and was added by time; and no less while there is.
        #[test]
        fn the_budget_is_neither_overdrawn_nor_withheld(
            steps in steps(),
            capacity in 0_u32..20,
            per_hundred in 0_u32..300,
            per_second in 0_u32..5,
        ) {
            let budget = RetryBudget::new(capacity)
                .per_hundred_calls(per_hundred)
                .per_second(per_second);
            let start = Instant::now() + Duration::from_secs(60);
            let mut now = start;
            let mut latest = start;
            let mut level = Level { tokens: budget.full(), at: start };
            let (mut taken, mut earned) = (0_u64, 0_u64);
            for step in steps {
                match step {
                    Step::Take => {
                        let before = level.tokens;
                        let given = level.take(budget, now);
                        taken += u64::from(given);
                        prop_assert!(given || before < RETRY, "withheld");
                    }
                    Step::Earn => {
                        level.earn(budget);
                        earned += u64::from(per_hundred) * (RETRY / 100);
                    }
                    Step::Wait(microseconds) => {
                        let step = Duration::from_micros(microseconds.unsigned_abs());
                        now = match microseconds < 0 {
                            true => now.checked_sub(step).unwrap_or(now).max(start),
                            false => now + step,
                        };
                        latest = latest.max(now);
                    }
                }
                prop_assert!(level.tokens <= budget.full());
            }
            let passed = u64::try_from((latest - start).as_millis()).unwrap();
            let added = passed * u64::from(per_second) * RETRY / 1000;
            prop_assert!(taken * RETRY <= budget.full() + earned + added);
        }
    }

    #[test]
    fn the_figures_are_those_of_the_docs() {
        let start = Instant::now();
        let bucket = Bucket::new(RetryBudget::default(), start);
        let take_all = |now| {
            std::iter::repeat_with(|| bucket.take(now))
                .take_while(|it| *it)
                .count()
        };
        assert_eq!(take_all(start), 100);
        (0..9).for_each(|_| bucket.earn());
        assert!(!bucket.take(start), "nine tenths are no retry");
        bucket.earn();
        assert_eq!(take_all(start), 1);
        assert!(!bucket.take(start + Duration::from_millis(999)));
        assert_eq!(take_all(start + Duration::from_secs(1)), 1);
        assert_eq!(take_all(start + Duration::from_secs(11)), 10);
        assert_eq!(take_all(start + Duration::from_secs(1_000_000)), 100);
    }

    #[test]
    fn no_budget_is_none_and_no_limit_is_no_limit() {
        let now = Instant::now();
        let none = Bucket::new(RetryBudget::new(0), now);
        none.earn();
        assert!(!none.take(now + Duration::from_secs(1000)));
        let unlimited = Bucket::new(RetryBudget::unlimited(), now);
        assert!((0..100_000).all(|_| unlimited.take(now)));
    }
}
