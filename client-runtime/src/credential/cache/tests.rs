//! The rules, held against any life of a token, any margin and any course of two clocks.

use proptest::prelude::*;

use super::*;

/// What happens to the cache or to the clocks.
#[derive(Clone, Debug)]
enum Event {
    /// Both clocks go on.
    Pass(u64),
    /// The machine sleeps: only the wall clock goes on.
    Sleep(u64),
    /// The wall clock is set.
    SetWall(u64),
    /// A token comes, with its life if that is known.
    Receive(Option<u64>),
    /// The token that came so many before the last is rejected.
    Reject(u64),
    /// A renewal in advance fails.
    Fail,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..3000_u64).prop_map(Event::Pass),
        1 => (0..3000_u64).prop_map(Event::Sleep),
        1 => (0..1_000_000_u64).prop_map(Event::SetWall),
        4 => prop::option::weighted(0.9, 0..5000_u64).prop_map(Event::Receive),
        2 => (0..3_u64).prop_map(Event::Reject),
        1 => Just(Event::Fail),
    ]
}

/// What is true of the token that came last, told by another way of counting than the cache's.
struct Truth {
    number: u64,
    life: Option<u64>,
    /// How far each clock has come since, where the wall clock may have gone back.
    lived: u64,
    wall_since: i128,
    rejected: bool,
}

impl Truth {
    /// Whether by either clock its life is over.
    fn has_expired(&self) -> bool {
        self.life
            .is_some_and(|life| self.lived >= life || self.wall_since >= i128::from(life))
    }
}

proptest! {
    #[test]
    fn whatever_the_clocks_do(
        margin in 0..4000_u64,
        events in prop::collection::vec(event(), 0..60),
        renewing: bool,
    ) {
        let mut cache = Cache::new();
        cache.set_margin(Duration::from_secs(margin));
        let (mut monotonic, mut wall) = (0_u64, 500_000_u64);
        let mut truth: Option<Truth> = None;
        let mut quiet_until = 0;
        for event in events {
            let now = |monotonic, wall| Now {
                monotonic: Duration::from_secs(monotonic),
                wall: Duration::from_secs(wall),
            };
            let before = wall;
            match event {
                Event::Pass(seconds) => {
                    monotonic += seconds;
                    wall += seconds;
                    if let Some(truth) = &mut truth { truth.lived += seconds; }
                }
                Event::Sleep(seconds) => wall += seconds,
                Event::SetWall(seconds) => wall = seconds,
                Event::Receive(life) => {
                    let number = truth.as_ref().map_or(1, |truth| truth.number + 1);
                    let life_given = life.map(Duration::from_secs);
                    let token = cache.receive(number, life_given, now(monotonic, wall));
                    prop_assert_eq!(token, Numbered { token: number, number });
                    truth = Some(Truth { number, life, lived: 0, wall_since: 0, rejected: false });
                    quiet_until = 0;
                }
                Event::Reject(back) => if let Some(truth) = &mut truth {
                    let held = cache.held.is_some();
                    cache.reject(truth.number.saturating_sub(back), now(monotonic, wall));
                    if back > 0 {
                        prop_assert_eq!(cache.held.is_some(), held, "another took its place");
                    }
                    truth.rejected |= cache.last_was_rejected();
                },
                Event::Fail => {
                    cache.pause(now(monotonic, wall));
                    quiet_until = monotonic + PAUSE.as_secs();
                }
            }
            if let Some(truth) = &mut truth {
                truth.wall_since += i128::from(wall) - i128::from(before);
            }

            let now = now(monotonic, wall);
            let valid = truth.as_ref().filter(|truth| !truth.rejected && !truth.has_expired());
            prop_assert_eq!(
                cache.valid(now).map(|token| token.number),
                valid.map(|truth| truth.number)
            );
            match (cache.ask(now, renewing), valid) {
                // Never a token that has expired or was rejected, and never none where one is.
                (Step::Use(token), Some(truth)) => prop_assert_eq!(token.number, truth.number),
                (Step::Renew, None) => {}
                (Step::RenewInAdvance, Some(truth)) => {
                    let life = truth.life.unwrap();
                    let age = i128::from(truth.lived).max(truth.wall_since);
                    prop_assert!(!renewing && monotonic >= quiet_until);
                    prop_assert!(2 * age >= i128::from(life), "before half its life");
                    prop_assert!(age + i128::from(margin) >= i128::from(life), "before the margin");
                }
                (step, _) => prop_assert!(false, "{:?}", step),
            }
        }
    }

    #[test]
    fn each_token_is_renewed_before_it_expires(life in 1..200_000_u64, margin in 1..200_000_u64) {
        let at = |seconds| Now { monotonic: Duration::from_millis(seconds), wall: Duration::ZERO };
        let mut cache = Cache::new();
        cache.set_margin(Duration::from_millis(margin));
        cache.receive((), Some(Duration::from_millis(life)), at(0));
        let due = (life - margin.min(life)).max(life.div_ceil(2));
        prop_assert!(matches!(cache.ask(at(due), false), Step::RenewInAdvance) || due == life);
        prop_assert!(matches!(cache.ask(at(due), true), Step::Use(_)) || due == life);
        prop_assert!(matches!(cache.ask(at(due - 1), false), Step::Use(_)));
        prop_assert_eq!(cache.ask(at(life), false), Step::Renew);
    }

    #[test]
    fn rejections_are_bounded_over_any_time(waits in prop::collection::vec(0..30_u64, 1..200)) {
        let mut cache = Cache::new();
        let mut monotonic = Duration::ZERO;
        let mut thrown_away = 0;
        for wait in waits {
            monotonic += Duration::from_secs(wait);
            let now = Now { monotonic, wall: Duration::ZERO };
            let number = match cache.valid(now) {
                Some(token) => token.number,
                None => cache.receive((), None, now).number,
            };
            cache.reject(number, now);
            thrown_away += u64::from(cache.last_was_rejected());
            let allowed = u64::from(REJECTIONS) + monotonic.as_secs() / PER_REJECTION.as_secs();
            prop_assert!(thrown_away <= allowed);
            prop_assert!(thrown_away > 0, "the first one always is");
        }
    }
}

#[test]
fn extremes_do_not_overflow() {
    let longest = Now {
        monotonic: Duration::MAX,
        wall: Duration::MAX,
    };
    let mut cache = Cache::new();
    cache.set_margin(Duration::MAX);
    let token = cache.receive((), Some(Duration::MAX), longest);
    cache.pause(longest);
    assert_eq!(cache.ask(longest, false), Step::Use(token.clone()));
    cache.reject(token.number, longest);
    assert_eq!(cache.ask(longest, false), Step::Renew);
}
