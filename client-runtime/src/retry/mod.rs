//! Which failures are worth another attempt, and how long to wait for it.

pub(crate) mod backoff;
pub(crate) mod budget;

use std::borrow::Cow;
use std::time::Duration;

use http::{Method, StatusCode};

use self::backoff::Backoff;

/// The statuses that a repeat may help with: request timeout, too many requests, and the server
/// errors that Microsoft's pages and RFC 9110 section 15.6 describe as temporary.
const STATUSES: [u16; 6] = [408, 429, 500, 502, 503, 504];

/// Which failures a call is repeated after, how often, and after which wait.
///
/// A policy is set on the [client](crate::ClientBuilder::retry), and a call can have its own.
///
/// The default makes at most four attempts. It repeats after failures to connect, broken
/// connections, attempts that ran out of time, and the statuses 408, 429, 500, 502, 503 and 504,
/// unless the service says of its failure that a repeat does not help (`isRetryable`). Before the
/// n-th repeat it waits a random time between zero and 500 ms · 2ⁿ⁻¹, at most 30 seconds (full
/// jitter, so that clients which failed together do not come back together). A `Retry-After` is
/// obeyed on top: the random time is added to what the service asked for. A wait that would end
/// after the call's deadline is not begun: the call fails at once.
///
/// # Why the default repeats writes too
///
/// A write whose answer was lost may have been done, and doing it again may buy twice. Every
/// attempt of a call carries the same `ms-requestid`, and each call a new one. Microsoft documents
/// that header as what makes a repeat idempotent: a call that timed out is to be repeated with the
/// same value, and its own .NET SDK repeated every method, POST and PATCH included, on that
/// ground. So the service can tell a repeat from a second purchase, and without a repeat the caller
/// would not know whether the first attempt took effect.
///
/// The promise has limits. Microsoft publishes neither how long a request id is remembered nor how
/// a repeat is answered: the repeat of a write that took effect may come back as a success or as a
/// refusal, such as a conflict. Then the error's
/// [`may_have_been_applied`](crate::Error::may_have_been_applied) stays true, because an earlier
/// attempt is not accounted for: look at the resource before calling again. And the promise is one
/// of a single call: a second call has a new id, and the service takes it for a second wish. To
/// repeat a call by hand, give the new one the id of the old.
///
/// [`repeat_writes(false)`](Self::repeat_writes) trusts nothing of this.
///
/// ```
/// use std::time::Duration;
/// use client_runtime::RetryPolicy;
///
/// let patient = RetryPolicy::new()
///     .max_attempts(8)
///     .base_delay(Duration::from_secs(1))
///     .max_delay(Duration::from_secs(60))
///     .repeat_writes(false);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until it is set on a client or a call"]
pub struct RetryPolicy {
    max_attempts: u32,
    backoff: Backoff,
    statuses: Cow<'static, [u16]>,
    connect_failures: bool,
    broken_connections: bool,
    timeouts: bool,
    writes: bool,
    transient_conflicts: bool,
}

impl RetryPolicy {
    /// The default policy: see the type's own docs.
    pub const fn new() -> Self {
        Self {
            max_attempts: 4,
            backoff: Backoff {
                base: Duration::from_millis(500),
                max: Duration::from_secs(30),
            },
            statuses: Cow::Borrowed(&STATUSES),
            connect_failures: true,
            broken_connections: true,
            timeouts: true,
            writes: true,
            transient_conflicts: false,
        }
    }

    /// No failure is repeated.
    ///
    /// A token that the service rejects is still renewed, and the call repeated with the new one,
    /// once.
    pub const fn none() -> Self {
        let mut policy = Self::new();
        policy.max_attempts = 1;
        policy
    }

    /// How often a call is attempted at most, the first time included. Default: 4. Zero is refused
    /// when the policy is used.
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The bound of the random wait before the first repeat; it doubles with each further one.
    /// Default: 500 milliseconds. Zero repeats at once.
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.backoff.base = delay;
        self
    }

    /// What the bound of the random wait does not grow beyond. Default: 30 seconds. A longer
    /// `Retry-After` is obeyed all the same.
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.backoff.max = delay;
        self
    }

    /// The statuses to repeat after. Default: 408, 429, 500, 502, 503 and 504.
    ///
    /// Only 4xx and 5xx can stand here, and neither 401, after which the token is renewed, nor 409,
    /// which no blind repeat resolves (see [`repeat_transient_conflicts`]): any other is refused
    /// when the policy is used.
    ///
    /// [`repeat_transient_conflicts`]: Self::repeat_transient_conflicts
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = StatusCode>) -> Self {
        let statuses = statuses.into_iter().map(|status| status.as_u16());
        self.statuses = Cow::Owned(statuses.collect());
        self
    }

    /// Whether to repeat when no connection could be made, so that nothing was sent. Default: yes.
    pub const fn repeat_connect_failures(mut self, repeat: bool) -> Self {
        self.connect_failures = repeat;
        self
    }

    /// Whether to repeat when the connection broke before the answer was complete. Default: yes.
    pub const fn repeat_broken_connections(mut self, repeat: bool) -> Self {
        self.broken_connections = repeat;
        self
    }

    /// Whether to repeat when an attempt was not over in its time
    /// ([`attempt_timeout`](crate::ClientBuilder::attempt_timeout)). Default: yes.
    pub const fn repeat_timeouts(mut self, repeat: bool) -> Self {
        self.timeouts = repeat;
        self
    }

    /// Whether to repeat a call that may change something (any method but GET, HEAD, OPTIONS and
    /// TRACE) once the service may have received it. Default: yes, for the reason that the type's
    /// docs give.
    ///
    /// If not, such a call is repeated only where no attempt can have taken effect: nothing was
    /// sent, or the service refused the request by 429 or 401.
    pub const fn repeat_writes(mut self, repeat: bool) -> Self {
        self.writes = repeat;
        self
    }

    /// Whether to repeat after a conflict (409) that resolves itself with time: the codes 800014,
    /// 800060, 800064 and 800082 (see
    /// [`is_transient_conflict`](crate::Error::is_transient_conflict)). Default: no.
    ///
    /// Such conflicts take minutes rather than seconds: set [`base_delay`](Self::base_delay) and the
    /// call's timeout to match. The repeat carries the same `ms-requestid`, so that it can never be
    /// taken for a second wish.
    pub const fn repeat_transient_conflicts(mut self, repeat: bool) -> Self {
        self.transient_conflicts = repeat;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// What an attempt that did not succeed came to, as far as a policy distinguishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    NoConnection,
    BrokenConnection,
    Timeout,
    Status(StatusCode),
    /// A conflict that resolves itself with time.
    TransientConflict,
}

impl RetryPolicy {
    /// What is wrong with the policy.
    pub(crate) fn fault(&self) -> Option<String> {
        if self.max_attempts == 0 {
            return Some(
                "the retry policy allows no attempt at all; `RetryPolicy::none()` allows one"
                    .to_owned(),
            );
        }
        let wrong = self
            .statuses
            .iter()
            .find(|status| !(400..600).contains(*status) || [401, 409].contains(*status))?;
        let instead = match wrong {
            401 => "the token is renewed then, once",
            409 => "a conflict is not repeated blindly; see `repeat_transient_conflicts`",
            _ => "it tells no failure",
        };
        Some(format!(
            "the retry policy cannot repeat after status {wrong}: {instead}"
        ))
    }

    /// Whether another attempt is wanted after this trouble, if nothing else speaks against it.
    pub(crate) fn repeats(&self, trouble: Trouble) -> bool {
        self.max_attempts > 1
            && match trouble {
                Trouble::NoConnection => self.connect_failures,
                Trouble::BrokenConnection => self.broken_connections,
                Trouble::Timeout => self.timeouts,
                Trouble::Status(status) => self.statuses.contains(&status.as_u16()),
                Trouble::TransientConflict => self.transient_conflicts,
            }
    }

    /// Whether a request by this method may be made again although an earlier one may have taken
    /// effect.
    pub(crate) fn repeats_uncertain(&self, method: &Method) -> bool {
        // The safe methods of RFC 9110 section 9.2.1.
        self.writes || [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE].contains(method)
    }

    pub(crate) fn allows(&self, attempts: u32) -> bool {
        attempts <= self.max_attempts
    }

    pub(crate) fn backoff(&self) -> Backoff {
        self.backoff
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_cannot_be_meant_is_refused() {
        assert_eq!(RetryPolicy::new().fault(), None);
        assert_eq!(RetryPolicy::none().fault(), None);
        let fault = RetryPolicy::new().max_attempts(0).fault().unwrap();
        assert!(fault.contains("none()"), "{fault}");
        for (status, word) in [
            (StatusCode::CONFLICT, "repeat_transient_conflicts"),
            (StatusCode::UNAUTHORIZED, "token"),
            (StatusCode::OK, "200"),
            (StatusCode::FOUND, "302"),
        ] {
            let policy = RetryPolicy::new().statuses([StatusCode::BAD_GATEWAY, status]);
            let fault = policy.fault().unwrap();
            assert!(fault.contains(word), "{fault}");
        }
    }

    #[test]
    fn each_trouble_has_its_switch() {
        let policy = RetryPolicy::new();
        let status = |status| Trouble::Status(StatusCode::from_u16(status).unwrap());
        for (trouble, off) in [
            (
                Trouble::NoConnection,
                policy.clone().repeat_connect_failures(false),
            ),
            (
                Trouble::BrokenConnection,
                policy.clone().repeat_broken_connections(false),
            ),
            (Trouble::Timeout, policy.clone().repeat_timeouts(false)),
            (status(503), policy.clone().statuses([])),
        ] {
            assert!(policy.repeats(trouble), "{trouble:?}");
            assert!(!off.repeats(trouble), "{trouble:?}");
            assert!(!RetryPolicy::none().repeats(trouble), "{trouble:?}");
        }
        for not_repeated in [400, 401, 403, 404, 409, 417, 501, 505] {
            assert!(!policy.repeats(status(not_repeated)), "{not_repeated}");
        }
        assert!(!policy.repeats(Trouble::TransientConflict));
        let patient = policy.repeat_transient_conflicts(true);
        assert!(patient.repeats(Trouble::TransientConflict));
        assert!(!patient.repeats(status(409)), "another conflict");
    }

    #[test]
    fn safe_methods_need_no_leave_to_be_repeated() {
        let careful = RetryPolicy::new().repeat_writes(false);
        for (method, safe) in [
            (Method::GET, true),
            (Method::HEAD, true),
            (Method::PUT, false),
            (Method::PATCH, false),
            (Method::POST, false),
            (Method::DELETE, false),
        ] {
            assert_eq!(careful.repeats_uncertain(&method), safe, "{method}");
            assert!(RetryPolicy::new().repeats_uncertain(&method));
        }
    }
}
