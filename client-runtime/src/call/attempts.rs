//! The attempts of one call: sending it, judging what came back, waiting, and sending it again.
//!
//! Everything happens within the caller's future: when that is dropped, the call stops there, and
//! nothing of it goes on elsewhere.

use std::pin::pin;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use http::header::AUTHORIZATION;
use tokio::time::Instant;
use tracing::{Instrument, Span};

use super::deadline::Deadline;
use super::exchange::{Exchange, Head};
use super::{Call, Payload, security};
use crate::client::Shared;
use crate::credential::{BoxFuture, NoToken, Token};
use crate::error::attempts::{EarlierAttempt, RetryStop, may_have_been_applied};
use crate::error::excerpt::excerpt;
use crate::error::fault::ServiceFault;
use crate::error::retry_after::retry_after;
use crate::error::{Error, ErrorKind, conflict};
use crate::response::raw::RawResponse;
use crate::retry::{RetryPolicy, Trouble};
use crate::telemetry::observer::AttemptReport;
use crate::telemetry::spans;
use crate::transport::{Failure, Reply, TransportResult};

/// What one attempt came to.
type Outcome = Result<Reply, Failure>;

/// A call on its way.
pub(super) struct Attempts<'a> {
    call: &'a Call<'a>,
    shared: &'a Shared,
    policy: &'a RetryPolicy,
    deadline: Deadline,
    attempt_timeout: Duration,
    /// Kept for further attempts; its clones share the bytes.
    payload: Option<Payload>,
    /// What the next attempt sends.
    request: http::Request<Bytes>,
    exchange: Exchange,
    /// Whether the token was renewed because the service rejected it.
    renewed: bool,
    /// The new token, until it is sent.
    new_token: Option<Token>,
}

/// What follows an attempt.
enum Next {
    /// The call is over; the reason is told if the policy repeats such a failure.
    End(Option<RetryStop>),
    /// Another attempt after this wait.
    Repeat(Duration),
    /// Another attempt with a token that the service has not seen yet.
    Renew,
    /// The service rejected the token, and the attempt to get another one failed.
    NoToken(NoToken),
}

/// How a call came to its end.
pub(super) enum End {
    /// With an attempt; the reason for no further one is told if the policy repeats such a failure.
    Attempted(Outcome, Option<RetryStop>),
    /// With a rate limit that has no room, after this attempt if there was one.
    NoTurn(Option<Outcome>),
    /// Without a token, after this answer if there was one.
    NoToken(NoToken, Option<Reply>),
    /// With a request that could not be made.
    Invalid(Error),
}

impl<'a> Attempts<'a> {
    /// # Errors
    /// Of kind [`InvalidRequest`](ErrorKind::InvalidRequest), if a setting of the call is wrong.
    pub(super) fn new(call: &'a Call<'a>, payload: Option<Payload>) -> Result<Self, Error> {
        let request = call.assemble(payload.clone(), None)?;
        let shared = call.client.shared();
        let timeout = call.timeout.unwrap_or(shared.timeout);
        let attempt_timeout = call
            .attempt_timeout
            .unwrap_or(shared.resilience.attempt_timeout);
        let policy = call.retry.as_ref().unwrap_or(&shared.resilience.retry);
        if timeout.is_zero() {
            return Err(call.invalid("the timeout is zero"));
        }
        if attempt_timeout.is_zero() {
            return Err(call.invalid("the timeout of an attempt is zero"));
        }
        if call.idle_timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Err(call.invalid("the idle timeout is zero"));
        }
        if let Some(fault) = policy.fault() {
            return Err(call.invalid(fault));
        }
        Ok(Self {
            call,
            shared,
            policy,
            deadline: Deadline::after(timeout),
            attempt_timeout,
            payload,
            exchange: Exchange::new(call.operation, &request, call.keep_body),
            request,
            renewed: false,
            new_token: None,
        })
    }

    /// The request of the first attempt, before that is made.
    pub(super) fn request(&self) -> &http::Request<Bytes> {
        &self.request
    }

    /// Sends the request, and again what the call makes of it, until there is nothing more to be
    /// done.
    pub(super) async fn run(&mut self) -> End {
        let mut last = None;
        loop {
            let token = match self.authorize().await {
                Ok(token) => token,
                Err(end) => return end,
            };
            if !self.await_turn().await {
                return End::NoTurn(last);
            }
            drop(last);
            self.exchange.attempts += 1;
            let started = Instant::now();
            let outcome = self.send().await;
            let elapsed = started.elapsed();
            let next = self.judge(&outcome, token.as_ref()).await;
            self.report(&outcome, &next, elapsed);
            let delay = match next {
                Next::End(stop) => return End::Attempted(outcome, stop),
                Next::Repeat(delay) => delay,
                Next::Renew => Duration::ZERO,
                Next::NoToken(no_token) => return End::NoToken(no_token, into_answer(outcome)),
            };
            self.note(&outcome, elapsed, delay);
            last = Some(outcome);
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            match self
                .call
                .assemble(self.payload.clone(), Some(&self.exchange.ids))
            {
                Ok(request) => self.request = request,
                Err(error) => return End::Invalid(error),
            }
        }
    }

    /// Puts the token into the request, and gives what it put there.
    async fn authorize(&mut self) -> Result<Option<Token>, End> {
        let wants_token = match self.call.security {
            Some(alternatives) => security::apply(alternatives, self.shared, &mut self.request)
                .map_err(|message| End::Invalid(self.call.invalid(message)))?,
            None => !self.call.operation.anonymous,
        };
        if !wants_token {
            return Ok(None);
        }
        let Shared {
            credentials,
            transport,
            user_agent,
            ..
        } = self.shared;
        let token = match self.new_token.take().or_else(|| credentials.held()) {
            Some(token) => Some(token),
            // In a box, as it is rare: what a call may need makes each call's future larger.
            None => Box::pin(credentials.bearer(transport, user_agent, self.deadline))
                .await
                .map_err(|no_token| End::NoToken(no_token, None))?,
        };
        if let Some(token) = &token {
            let headers = self.request.headers_mut();
            headers.insert(AUTHORIZATION, token.header());
        }
        Ok(token)
    }

    /// Waits until the client's rate limit has room. `false` if the call's time would be over by
    /// then.
    async fn await_turn(&self) -> bool {
        match &self.shared.resilience.rate_limit {
            Some(limit) => Box::pin(limit.admit(self.deadline)).await,
            None => true,
        }
    }

    /// Makes one attempt.
    async fn send(&mut self) -> Outcome {
        let transport = &self.shared.transport;
        let deadline = self.deadline.within(self.attempt_timeout);
        let (span, response) = self.start();
        let receiving = pin!(transport.receive(response, deadline, self.call.idle_timeout));
        let outcome = receiving.instrument(span.clone()).await;
        let head = head(&outcome);
        spans::end(
            &span,
            head.map(|head| head.status),
            failure(&outcome),
            || head.map(Head::returned).unwrap_or_default(),
        );
        outcome
    }

    /// Begins an attempt within a span of its own.
    fn start(&mut self) -> (Span, BoxFuture<'a, TransportResult>) {
        let request = std::mem::take(&mut self.request);
        let span = spans::attempt(self.call.operation, &request, self.exchange.attempts);
        let transport = &self.shared.transport;
        let response = span.in_scope(|| transport.start(request));
        (span, response)
    }

    /// Decides what follows an attempt, and takes from the budget what that costs.
    async fn judge(&mut self, outcome: &Outcome, token: Option<&Token>) -> Next {
        let head = head(outcome);
        let status = head.map(|head| head.status);
        if status == Some(StatusCode::UNAUTHORIZED)
            && let Some(rejected) = token
            && let Some(next) = Box::pin(self.renew(rejected)).await
        {
            return next;
        }
        let attempts = self.exchange.attempts;
        if attempts == 1 && is_healthy(outcome) {
            self.shared.resilience.budget.earn();
        }
        if !trouble(outcome).is_some_and(|trouble| self.policy.repeats(trouble)) {
            return Next::End(None);
        }
        // A renewed token gives the attempt back that the rejected one took.
        if !self
            .policy
            .allows(attempts.saturating_add(1) - u32::from(self.renewed))
        {
            return Next::End(Some(RetryStop::AttemptsUsed));
        }
        let uncertain = may_have_been_applied(sent(outcome), status)
            || self
                .exchange
                .trail
                .as_ref()
                .is_some_and(|trail| trail.may_have_been_applied());
        if uncertain && !self.policy.repeats_uncertain(&self.call.operation.method) {
            return Next::End(Some(RetryStop::MayHaveBeenReceived));
        }
        let asked = head.and_then(|head| retry_after(&head.headers, SystemTime::now()));
        let delay = self
            .policy
            .backoff()
            .delay(attempts, fastrand::u64(..), asked);
        if self.deadline.is_passed_after(delay) {
            return Next::End(Some(RetryStop::Deadline));
        }
        if !self.shared.resilience.budget.take(Instant::now()) {
            return Next::End(Some(RetryStop::BudgetEmpty));
        }
        Next::Repeat(delay)
    }

    /// What follows a 401: once, another attempt if there is another token. `None` if there is no
    /// other, so that the service's answer stands.
    async fn renew(&mut self, rejected: &Token) -> Option<Next> {
        if std::mem::replace(&mut self.renewed, true) {
            return None;
        }
        let Shared {
            credentials,
            transport,
            user_agent,
            ..
        } = self.shared;
        match credentials
            .renewed(rejected, transport, user_agent, self.deadline)
            .await
        {
            Ok(token) => {
                self.new_token = Some(token?);
                Some(Next::Renew)
            }
            Err(no_token) => Some(Next::NoToken(no_token)),
        }
    }

    /// Tells of an attempt and of what follows it.
    fn report(&self, outcome: &Outcome, next: &Next, elapsed: Duration) {
        let observer = &self.shared.resilience.observer;
        if !observer.listens() {
            return;
        }
        let failure = failure(outcome);
        let reason = failure.map(|_| reason(outcome));
        let (retry_delay, retry_stop) = match next {
            Next::End(stop) => (None, *stop),
            Next::Repeat(delay) => (Some(*delay), None),
            Next::Renew => (Some(Duration::ZERO), None),
            Next::NoToken(_) => (None, None),
        };
        observer.tell(&AttemptReport {
            operation: self.call.operation.id,
            number: self.exchange.attempts,
            elapsed,
            status: head(outcome).map(|head| head.status),
            failure,
            reason: reason.as_deref(),
            may_have_reached_service: sent(outcome),
            retry_delay,
            retry_stop,
            request_id: self.exchange.sent().request_id,
        });
    }

    /// Keeps of an attempt that is repeated what the call's error may have to tell.
    fn note(&mut self, outcome: &Outcome, elapsed: Duration, delay: Duration) {
        let attempt = EarlierAttempt {
            number: self.exchange.attempts,
            kind: failure(outcome).unwrap_or(ErrorKind::Api),
            status: head(outcome).map(|head| head.status),
            reason: reason(outcome),
            sent: sent(outcome),
            elapsed,
            delay,
        };
        spans::repeat(attempt.number, &attempt.reason, delay);
        self.exchange.trail_mut().push(attempt);
    }

    /// What comes of the call.
    pub(super) fn finish(mut self, end: End) -> Result<RawResponse, Error> {
        let (outcome, stop) = match end {
            End::Attempted(outcome, stop) => (outcome, stop),
            End::NoTurn(Some(outcome)) => {
                self.exchange.trail_mut().forget_latest();
                (outcome, Some(RetryStop::Deadline))
            }
            End::NoTurn(None) => {
                let message = format!(
                    "the client's rate limit has no room for the call within {:?}; nothing was sent",
                    self.deadline.allowed
                );
                return Err(Error::new(ErrorKind::Timeout, message).with_exchange(self.exchange));
            }
            End::NoToken(no_token, None) => return Err(no_token.into_error(self.exchange)),
            End::NoToken(no_token, reply) => {
                return Err(no_token.into_error_after(reply, self.exchange));
            }
            End::Invalid(error) => return Err(error.with_exchange(self.exchange)),
        };
        if let Some(stop) = stop {
            self.exchange.trail_mut().stop_by(stop);
        }
        match outcome {
            Ok(reply) => Ok(RawResponse::new(self.exchange, reply.head, reply.body)),
            Err(failure) => Err(failure.into_error(self.exchange)),
        }
    }
}

/// What of an answer there is.
fn answer(outcome: &Outcome) -> Option<&Reply> {
    match outcome {
        Ok(reply) => Some(reply),
        Err(failure) => failure.partial.as_deref(),
    }
}

fn into_answer(outcome: Outcome) -> Option<Reply> {
    match outcome {
        Ok(reply) => Some(reply),
        Err(failure) => failure.partial.map(|reply| *reply),
    }
}

fn head(outcome: &Outcome) -> Option<&Head> {
    answer(outcome).map(|reply| &reply.head)
}

/// Whether the service may have received the attempt.
fn sent(outcome: &Outcome) -> bool {
    match outcome {
        Ok(_) => true,
        Err(failure) => failure.sent,
    }
}

/// What kind of failure the attempt was. A status that tells one goes before a body that broke off.
fn failure(outcome: &Outcome) -> Option<ErrorKind> {
    head(outcome)
        .and_then(|head| spans::failure(head.status))
        .or_else(|| outcome.as_ref().err().map(|failure| failure.kind))
}

/// Whether the service is able to answer, be it with a refusal.
fn is_healthy(outcome: &Outcome) -> bool {
    let status = outcome.as_ref().map(|reply| reply.head.status);
    status.is_ok_and(|status| !status.is_server_error() && ![408, 429].contains(&status.as_u16()))
}

/// What a policy sees of an attempt; `None` where no policy can want to repeat it.
fn trouble(outcome: &Outcome) -> Option<Trouble> {
    match failure(outcome)? {
        ErrorKind::Api => answer(outcome).and_then(trouble_of_status),
        ErrorKind::Connect => Some(Trouble::NoConnection),
        ErrorKind::Transport => Some(Trouble::BrokenConnection),
        ErrorKind::Timeout => Some(Trouble::Timeout),
        _ => None,
    }
}

fn trouble_of_status(reply: &Reply) -> Option<Trouble> {
    let fault = ServiceFault::read(&reply.head, &reply.body);
    if conflict::is_transient(reply.head.status, fault.as_ref()) {
        return Some(Trouble::TransientConflict);
    }
    // The service knows better than the status.
    let hopeless = fault.is_some_and(|fault| fault.is_retryable() == Some(false));
    (!hopeless).then_some(Trouble::Status(reply.head.status))
}

/// What went wrong, in a few words and without anything from a body.
fn reason(outcome: &Outcome) -> String {
    let status = head(outcome).map(|head| head.status);
    match (status, outcome) {
        (Some(status), _) if spans::failure(status).is_some() => status.to_string(),
        (_, Err(failure)) => excerpt(&failure.message),
        (Some(status), Ok(_)) => status.to_string(),
        (None, Ok(_)) => String::new(),
    }
}
