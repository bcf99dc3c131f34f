//! When a token is used, renewed or thrown away: rules that are told the time, and do nothing else.
//!
//! Two clocks are asked, as either alone goes wrong. The monotonic one stands still while a machine
//! sleeps, the wall clock is set back and forth. A token's age is the greater of the two readings:
//! a step back or a sleep hides no expiry, and a step forward costs one renewal too early.

use std::time::Duration;

/// How long before its expiry a token is renewed, unless it is set.
pub(super) const DEFAULT_MARGIN: Duration = Duration::from_secs(120);
/// How long a renewal in advance is left alone after one that failed.
const PAUSE: Duration = Duration::from_secs(10);
/// How many tokens in a row may be thrown away because the service rejected them,
const REJECTIONS: u32 = 10;
/// and how long it takes until one more may.
const PER_REJECTION: Duration = Duration::from_secs(10);

/// A moment, by both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    /// Since any fixed moment; never less than before.
    pub(super) monotonic: Duration,
    /// Since 1970, as far as the system knows.
    pub(super) wall: Duration,
}

impl Now {
    /// How long ago another moment was, by the clock that says more.
    fn since(self, then: Self) -> Duration {
        self.monotonic
            .saturating_sub(then.monotonic)
            .max(self.wall.saturating_sub(then.wall))
    }
}

/// What a caller who needs a token is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step<T> {
    /// Use this token.
    Use(Numbered<T>),
    /// Renew the token; if that fails, this one is still valid.
    RenewInAdvance,
    /// Renew the token, or wait for the renewal that is under way: there is none to use.
    Renew,
}

/// A token and its number: each token that is received has one of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbered<T> {
    pub(super) token: T,
    pub(super) number: u64,
}

/// The token in use, and the rules on it.
#[derive(Debug)]
pub(super) struct Cache<T> {
    margin: Duration,
    held: Option<Held<T>>,
    received: u64,
    last_was_rejected: bool,
    /// Until when, by the monotonic clock, nothing is renewed in advance.
    paused_until: Duration,
    /// When, by the monotonic clock, all rejections will be allowed again.
    rejections_refilled: Duration,
}

#[derive(Debug)]
struct Held<T> {
    token: Numbered<T>,
    lifetime: Option<Duration>,
    since: Now,
}

impl<T: Clone> Cache<T> {
    pub(super) fn new() -> Self {
        Self {
            margin: DEFAULT_MARGIN,
            held: None,
            received: 0,
            last_was_rejected: false,
            paused_until: Duration::ZERO,
            rejections_refilled: Duration::ZERO,
        }
    }

    /// Sets how long before its expiry a token is renewed.
    pub(super) fn set_margin(&mut self, margin: Duration) {
        self.margin = margin;
    }

    /// What a caller is to do; `renewing` says whether a renewal is under way.
    pub(super) fn ask(&self, now: Now, renewing: bool) -> Step<T> {
        let Some(held) = &self.held else {
            return Step::Renew;
        };
        let Some(lifetime) = held.lifetime else {
            return Step::Use(held.token.clone());
        };
        let age = now.since(held.since);
        // A token that lives for less than twice the margin is renewed at half its life, so that
        // a short life does not mean a renewal for every call.
        let margin = self.margin.min(lifetime / 2);
        if age >= lifetime {
            Step::Renew
        } else if age >= lifetime - margin && !renewing && now.monotonic >= self.paused_until {
            Step::RenewInAdvance
        } else {
            Step::Use(held.token.clone())
        }
    }

    /// The token, as long as it is valid.
    pub(super) fn valid(&self, now: Now) -> Option<Numbered<T>> {
        self.held
            .as_ref()
            .filter(|held| {
                held.lifetime
                    .is_none_or(|lifetime| now.since(held.since) < lifetime)
            })
            .map(|held| held.token.clone())
    }

    /// Takes a new token, which is valid for `lifetime` from now, or until it is rejected.
    pub(super) fn receive(
        &mut self,
        token: T,
        lifetime: Option<Duration>,
        now: Now,
    ) -> Numbered<T> {
        self.received += 1;
        let token = Numbered {
            token,
            number: self.received,
        };
        self.held = Some(Held {
            token: token.clone(),
            lifetime,
            since: now,
        });
        self.last_was_rejected = false;
        self.paused_until = Duration::ZERO;
        token
    }

    /// Takes note that a renewal in advance failed: while the token is valid, not every call is
    /// to wait for another one.
    pub(super) fn pause(&mut self, now: Now) {
        self.paused_until = now.monotonic.saturating_add(PAUSE);
    }

    /// Throws the token with this number away, as the service rejected it.
    ///
    /// Nothing happens where another has taken its place. Nothing happens either where tokens are
    /// rejected again and again: then they are not what is wrong, and the authority would sooner
    /// or later lock out an application that asks for a token with every call.
    pub(super) fn reject(&mut self, number: u64, now: Now) {
        if self
            .held
            .as_ref()
            .is_none_or(|held| held.token.number != number)
        {
            return;
        }
        let refilled = self
            .rejections_refilled
            .max(now.monotonic)
            .saturating_add(PER_REJECTION);
        if refilled.saturating_sub(now.monotonic) > PER_REJECTION * REJECTIONS {
            return;
        }
        self.rejections_refilled = refilled;
        self.held = None;
        self.last_was_rejected = true;
    }

    /// Whether the last token was rejected and none has come since.
    pub(super) fn last_was_rejected(&self) -> bool {
        self.last_was_rejected
    }
}

#[cfg(test)]
mod tests;
