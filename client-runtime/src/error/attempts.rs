//! What is told of a call's attempts once it has failed: those before the last, why there was no
//! further one, and what all of them together may have done.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::{Error, ErrorKind};

/// Of how many attempts an error tells; of more it tells the first and the latest ones.
const TOLD: usize = 16;

/// Why a failure that the [policy](crate::RetryPolicy) repeats was not repeated, or not again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryStop {
    /// The policy's number of attempts was used up.
    AttemptsUsed,
    /// The call's deadline would have passed before the next attempt could begin.
    Deadline,
    /// The client's [budget](crate::RetryBudget) was empty: too many of its calls fail.
    BudgetEmpty,
    /// The service may have received the write, and the policy
    /// [does not repeat it](crate::RetryPolicy::repeat_writes) then.
    MayHaveBeenReceived,
}

/// An attempt that failed, after which there was another.
#[derive(Clone, Debug)]
pub struct EarlierAttempt {
    pub(crate) number: u32,
    pub(crate) kind: ErrorKind,
    pub(crate) status: Option<StatusCode>,
    pub(crate) reason: String,
    pub(crate) sent: bool,
    pub(crate) elapsed: Duration,
    pub(crate) delay: Duration,
}

impl EarlierAttempt {
    /// Which attempt it was, counted from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The status, if the service answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// What went wrong, in a few words.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Whether the service may have received it.
    pub fn may_have_reached_service(&self) -> bool {
        self.sent
    }

    /// How long it took.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The wait that followed it.
    pub fn delay(&self) -> Duration {
        self.delay
    }
}

/// Whether an attempt may have done what it asked: it was sent, and not refused for certain.
///
/// 408 says that the request did not come whole, but to whom is open; a conflict may be one with an
/// earlier sending of the same call; 499 is a gateway's word for a caller that went away.
pub(crate) fn may_have_been_applied(sent: bool, status: Option<StatusCode>) -> bool {
    sent && !status.is_some_and(|status| {
        status.is_client_error() && ![408, 409, 499].contains(&status.as_u16())
    })
}

/// What is known of the attempts before the last, and of the end of the call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail {
    earlier: Vec<EarlierAttempt>,
    /// Whether the service may have received any of them.
    sent: bool,
    /// Whether any of them may have done what it asked.
    applied: bool,
    stop: Option<RetryStop>,
}

impl Trail {
    pub(crate) fn push(&mut self, attempt: EarlierAttempt) {
        self.sent |= attempt.sent;
        self.applied |= may_have_been_applied(attempt.sent, attempt.status);
        if self.earlier.len() == TOLD {
            self.earlier.remove(1);
        }
        self.earlier.push(attempt);
    }

    /// Takes the latest one back, because the call ends with it after all.
    pub(crate) fn forget_latest(&mut self) {
        self.earlier.pop();
    }

    pub(crate) fn stop_by(&mut self, stop: RetryStop) {
        self.stop = Some(stop);
    }

    pub(crate) fn may_have_been_applied(&self) -> bool {
        self.applied
    }
}

/// What an error tells of the attempts.
impl Error {
    /// Whether the service may have done what the call asks, by any of its attempts.
    ///
    /// False only where that is certain: no attempt was sent, or each that was sent was refused by a
    /// 4xx other than 408, 409 and 499. If true, look at the resource, or repeat the call with the
    /// same [`request_id`](Self::sent), before calling anew.
    pub fn may_have_been_applied(&self) -> bool {
        self.trail().is_some_and(|trail| trail.applied)
            || may_have_been_applied(self.0.sent, self.status())
    }

    /// The attempts before the one that this error tells of, in their order. Of very many it holds
    /// the first and the latest.
    pub fn earlier_attempts(&self) -> &[EarlierAttempt] {
        self.trail().map_or(&[], |trail| &trail.earlier)
    }

    /// Why the call was not repeated, or not again, if its policy repeats such a failure.
    pub fn retry_stop(&self) -> Option<RetryStop> {
        self.trail().and_then(|trail| trail.stop)
    }

    pub(super) fn earlier_attempt_was_sent(&self) -> bool {
        self.trail().is_some_and(|trail| trail.sent)
    }

    fn trail(&self) -> Option<&Trail> {
        self.0.exchange.as_ref()?.trail.as_deref()
    }

    /// The part of `Display` about attempts.
    pub(super) fn fmt_attempts(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attempts = self.attempts();
        match self.retry_stop() {
            Some(RetryStop::AttemptsUsed) => {
                write!(formatter, "; given up after {attempts} attempts")?;
            }
            Some(RetryStop::Deadline) => formatter
                .write_str("; the call's timeout left no time for another attempt")?,
            Some(RetryStop::BudgetEmpty) => formatter.write_str(
                "; not repeated, as the client's retry budget is empty: too many calls fail, so wait before calling again",
            )?,
            Some(RetryStop::MayHaveBeenReceived) => formatter.write_str(
                "; not repeated, as the retry policy does not repeat writes that may have been received",
            )?,
            None => {}
        }
        let earlier = self.earlier_attempts();
        if earlier.is_empty() {
            return Ok(());
        }
        formatter.write_str("; before: ")?;
        let runs = earlier.chunk_by(|one, next| one.reason == next.reason);
        for (at, run) in runs.enumerate() {
            let separator = if at == 0 { "" } else { ", then " };
            write!(formatter, "{separator}{}", run[0].reason)?;
            if run.len() > 1 {
                write!(formatter, " ({} times)", run.len())?;
            }
        }
        let omitted = (attempts as usize).saturating_sub(earlier.len() + 1);
        if omitted > 0 && earlier.len() == TOLD {
            write!(formatter, ", and {omitted} more")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(number: u32, status: Option<u16>, sent: bool) -> EarlierAttempt {
        EarlierAttempt {
            number,
            kind: ErrorKind::Api,
            status: status.map(|status| StatusCode::from_u16(status).unwrap()),
            reason: "broken".to_owned(),
            sent,
            elapsed: Duration::ZERO,
            delay: Duration::ZERO,
        }
    }

    #[test]
    fn only_a_certain_refusal_was_surely_not_applied() {
        for (status, sent, applied) in [
            (None, false, false),
            (None, true, true),
            (Some(400), true, false),
            (Some(401), true, false),
            (Some(404), true, false),
            (Some(408), true, true),
            (Some(409), true, true),
            (Some(429), true, false),
            (Some(499), true, true),
            (Some(500), true, true),
            (Some(503), true, true),
            (Some(302), true, true),
            (Some(200), true, true),
        ] {
            let mut trail = Trail::default();
            trail.push(attempt(1, status, sent));
            assert_eq!((trail.sent, trail.applied), (sent, applied), "{status:?}");
            trail.push(attempt(2, None, false));
            assert_eq!(
                (trail.sent, trail.applied),
                (sent, applied),
                "not forgotten"
            );
        }
    }

    #[test]
    fn the_first_and_the_latest_of_very_many_are_kept() {
        let mut trail = Trail::default();
        (1..=1000).for_each(|number| trail.push(attempt(number, None, false)));
        let numbers: Vec<_> = trail.earlier.iter().map(EarlierAttempt::number).collect();
        assert_eq!((numbers.len(), numbers[0], numbers[1]), (TOLD, 1, 986));
        assert_eq!(numbers[TOLD - 1], 1000);
    }
}
