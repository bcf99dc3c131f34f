//! One rule of a script.

use std::time::Duration;

use super::Random;

/// A request, as rules see it.
pub(crate) struct Subject<'a> {
    pub(crate) operation: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) attempt: u32,
}

/// What is to happen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) delay: Option<Duration>,
    pub(crate) deed: Option<Deed>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Deed {
    Status {
        status: u16,
        body: String,
        /// `None` leaves the header out.
        headers: Vec<(String, Option<String>)>,
    },
    Drop {
        applied: bool,
    },
    Reset(usize),
    Truncate(usize),
    WrongType(String),
    GarbageBody,
    GarbageHttp,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) operation: Option<String>,
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
    pub(super) attempt: Option<u32>,
    pub(super) turn: Turn,
    pub(super) plan: Plan,
    /// How many requests have matched.
    pub(super) count: u64,
}

/// Which of the matching requests.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Turn {
    All,
    Nth(Vec<u64>),
    Every(u64),
    Chance(f64),
}

impl Rule {
    /// Counts a request that matches, and says whether it is one of those meant.
    pub(super) fn applies(&mut self, subject: &Subject<'_>, random: &mut Random) -> bool {
        if !self.matches(subject) {
            return false;
        }
        self.count += 1;
        match &self.turn {
            Turn::All => true,
            Turn::Nth(turns) => turns.contains(&self.count),
            Turn::Every(nth) => self.count.is_multiple_of(*nth),
            Turn::Chance(chance) => random.unit() < *chance,
        }
    }

    fn matches(&self, subject: &Subject<'_>) -> bool {
        let is = |wanted: &Option<String>, found: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == found)
        };
        let same_path = self.path.as_deref().is_none_or(|pattern| {
            let (mut wanted, mut found) = (pattern.split('/'), subject.path.split('/'));
            loop {
                match (wanted.next(), found.next()) {
                    (None, None) => return true,
                    (Some(wanted), Some(found)) if wanted == "*" || wanted == found => {}
                    _ => return false,
                }
            }
        });
        is(&self.operation, subject.operation)
            && is(&self.method, subject.method)
            && self.attempt.is_none_or(|wanted| wanted == subject.attempt)
            && same_path
    }
}

impl Plan {
    /// What goes wrong, in a few words.
    pub(crate) fn said(&self) -> String {
        let delay = self
            .delay
            .map(|delay| format!("delay {} ms", delay.as_millis()));
        let deed = self.deed.as_ref().map(|deed| match deed {
            Deed::Status { status, .. } => format!("status {status}"),
            Deed::Drop { applied: true } => "drop after apply".to_owned(),
            Deed::Drop { applied: false } => "drop before apply".to_owned(),
            Deed::Reset(bytes) => format!("reset at byte {bytes}"),
            Deed::Truncate(bytes) => format!("truncate at byte {bytes}"),
            Deed::WrongType(name) => format!("wrong type {name}"),
            Deed::GarbageBody => "garbage as body".to_owned(),
            Deed::GarbageHttp => "garbage for HTTP".to_owned(),
        });
        let parts: Vec<String> = [delay, deed].into_iter().flatten().collect();
        parts.join(", ")
    }
}
