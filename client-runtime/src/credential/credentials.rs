//! The credential of a client: a source of tokens, and the token that all calls share.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use http::HeaderValue;
use secrecy::SecretString;
use tokio::time::Instant;
use tracing::{debug, field, warn};

use super::cache::{Cache, Now, Numbered, Step};
use super::context::LastFailure;
use super::{
    BoxFuture, Credential, CredentialError, CredentialErrorKind, StaticToken, TokenContext,
};
use crate::call::deadline::Deadline;
use crate::call::exchange::{Answered, Exchange};
use crate::error::{Error, ErrorKind};
use crate::transport::{Pipeline, Reply};

/// How long a source may take for a token, so that one that hangs is asked again some time.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(180);
/// How long a call waits for a renewal while its token is still valid.
const RENEWAL_IN_ADVANCE_TIMEOUT: Duration = Duration::from_secs(10);

/// The credential of a client: any [`Credential`], or a token as text. Clones share it and its
/// token; give clones to several clients, so that they ask the authority once.
///
/// # When tokens are fetched
///
/// - The first call fetches the token; calls that come meanwhile wait for the same one.
/// - Two minutes before it expires ([`renew_before`](Self::renew_before)), or at half its life if
///   that is short, one call renews it. The others use the old one as long as it is valid, and so
///   does the one that renews if it fails, or takes more than 10 seconds; 10 seconds later
///   another call tries.
/// - When the service rejects it with a 401, it is renewed once, however many calls were rejected
///   with it, and each of these is repeated once. Tokens that are rejected again and again, more
///   often than 10 times and then once in 10 seconds, are not renewed: the 401 stands.
/// - A renewal that fails fails all calls that waited for it. The next call tries again.
/// - A renewal is driven by the calls that wait for it: it goes on as long as one is left, and
///   ends with the last.
///
/// Neither a clock that is set nor a machine that slept hides an expiry.
#[derive(Clone)]
pub struct Credentials(Option<Arc<Keeper>>);

/// A token in use.
#[derive(Clone)]
pub(crate) struct Token {
    header: HeaderValue,
    number: u64,
}

/// Why a call has no token.
#[derive(Debug)]
pub(crate) enum NoToken {
    Failed(CredentialError),
    /// The call's own time ran out, after this failure if there was one before.
    OutOfTime(Duration, Option<CredentialError>),
}

struct Keeper {
    credential: Arc<dyn Credential>,
    started: Instant,
    state: Mutex<State>,
}

struct State {
    cache: Cache<HeaderValue>,
    /// The renewal that is under way: not kept alive from here, so that it ends with the calls
    /// that wait for it.
    renewal: Option<(u64, WeakShared<Renewal>, LastFailure)>,
    renewals: u64,
}

type Renewal = BoxFuture<'static, Result<Token, CredentialError>>;

impl Credentials {
    /// No credential: calls carry no `Authorization` header.
    pub const fn anonymous() -> Self {
        Self(None)
    }

    /// Whether calls carry no token.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.0.is_none()
    }

    /// A source of tokens that is used elsewhere too. The token that is kept is shared only among
    /// the clones of what this gives.
    pub fn shared(credential: Arc<dyn Credential>) -> Self {
        Self(Some(Arc::new(Keeper {
            credential,
            started: Instant::now(),
            state: Mutex::new(State {
                cache: Cache::new(),
                renewal: None,
                renewals: 0,
            }),
        })))
    }

    /// How long before its expiry a token is renewed, for all clones. Default: 2 minutes. A token
    /// that lives for less than twice as long is renewed at half its life.
    pub fn renew_before(self, margin: Duration) -> Self {
        if let Some(keeper) = &self.0 {
            keeper.state().cache.set_margin(margin);
        }
        self
    }

    /// Whether the settings can work.
    pub(crate) fn check(&self) -> Result<(), CredentialError> {
        self.0
            .as_ref()
            .map_or(Ok(()), |keeper| keeper.credential.check())
    }

    /// Whether a call that was answered with 401 is to be repeated with another token.
    pub(crate) fn can_renew(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|keeper| keeper.credential.can_renew())
    }

    /// The token to send, if it is there and far from its expiry.
    pub(crate) fn held(&self) -> Option<Token> {
        let keeper = self.0.as_ref()?;
        let now = keeper.now();
        match keeper.state().cache.ask(now, false) {
            Step::Use(token) => Some(token.into()),
            Step::RenewInAdvance | Step::Renew => None,
        }
    }

    /// The token to send, if calls carry one.
    pub(crate) async fn bearer(
        &self,
        transport: &Pipeline,
        user_agent: &HeaderValue,
        deadline: Deadline,
    ) -> Result<Option<Token>, NoToken> {
        match &self.0 {
            Some(keeper) => keeper
                .bearer(transport, user_agent, deadline)
                .await
                .map(Some),
            None => Ok(None),
        }
    }

    /// What to do about a 401: another token to repeat the call with, once; or none, where the
    /// service's answer stands because there is no other.
    pub(crate) async fn renewed(
        &self,
        rejected: &Token,
        transport: &Pipeline,
        user_agent: &HeaderValue,
        deadline: Deadline,
    ) -> Result<Option<Token>, NoToken> {
        if !self.can_renew() {
            return Ok(None);
        }
        self.rejected(rejected);
        let token = self.bearer(transport, user_agent, deadline).await?;
        Ok(token.filter(|token| token != rejected))
    }

    /// Takes note that the service rejected this token.
    pub(crate) fn rejected(&self, token: &Token) {
        if let Some(keeper) = &self.0 {
            let now = keeper.now();
            keeper.state().cache.reject(token.number, now);
        }
    }
}

impl Token {
    /// The value of the `Authorization` header, marked sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }
}

impl From<Numbered<HeaderValue>> for Token {
    fn from(numbered: Numbered<HeaderValue>) -> Self {
        Self {
            header: numbered.token,
            number: numbered.number,
        }
    }
}

/// Whether the same text is sent, whenever it was fetched.
impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.header == other.header
    }
}

impl NoToken {
    /// The error of an attempt that was not made.
    pub(crate) fn into_error(self, exchange: Exchange) -> Error {
        self.describe("no token could be had")
            .with_exchange(exchange)
    }

    /// The error of a call that the service answered with a 401, with all that the service said.
    pub(crate) fn into_error_after(self, reply: Option<Reply>, exchange: Exchange) -> Error {
        let error = self.describe("the token was rejected, and no other could be had");
        match reply {
            Some(Reply { head, body }) => error.with_answer(Answered { exchange, head }, body),
            None => error.with_exchange(exchange),
        }
    }

    fn describe(self, what: &str) -> Error {
        match self {
            Self::Failed(error) => {
                Error::new(ErrorKind::Credential, format!("{what}: {error}")).with_source(error)
            }
            Self::OutOfTime(allowed, None) => Error::new(
                ErrorKind::Timeout,
                format!("{what}: the credential gave none within {allowed:?}"),
            ),
            Self::OutOfTime(allowed, Some(error)) => Error::new(
                ErrorKind::Timeout,
                format!(
                    "{what}: the credential gave none within {allowed:?}; it last failed as {error}"
                ),
            )
            .with_source(error),
        }
    }
}

impl Keeper {
    async fn bearer(
        self: &Arc<Self>,
        transport: &Pipeline,
        user_agent: &HeaderValue,
        deadline: Deadline,
    ) -> Result<Token, NoToken> {
        // Declared first, so that a renewal that ends here does so after the lock.
        let running;
        let (renewal, last_failure, in_advance) = {
            let mut state = self.state();
            running = state
                .renewal
                .as_ref()
                .and_then(|(_, renewal, failure)| Some((renewal.upgrade()?, failure.clone())));
            let in_advance = match state.cache.ask(self.now(), running.is_some()) {
                Step::Use(token) => return Ok(token.into()),
                Step::RenewInAdvance => true,
                Step::Renew => false,
            };
            let (renewal, failure) = match &running {
                Some(running) => running.clone(),
                None => self.start_renewal(&mut state, transport, user_agent),
            };
            (renewal, failure, in_advance)
        };
        if in_advance {
            return self.renew_in_advance(renewal, last_failure, deadline).await;
        }
        match deadline.limit(renewal).await {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(error)) => Err(NoToken::Failed(error)),
            Err(_) => Err(NoToken::OutOfTime(deadline.allowed, last_failure.get())),
        }
    }

    /// Renews the token while it is still valid: a failure is none of the call's.
    async fn renew_in_advance(
        &self,
        renewal: Shared<Renewal>,
        last_failure: LastFailure,
        deadline: Deadline,
    ) -> Result<Token, NoToken> {
        // The rest of its time is for the call itself.
        let limit = RENEWAL_IN_ADVANCE_TIMEOUT.min(deadline.allowed / 2);
        let limited = tokio::time::timeout(limit, renewal.clone());
        let error = match deadline.limit(limited).await {
            Ok(Ok(Ok(token))) => return Ok(token),
            Ok(Ok(Err(error))) => Some(error),
            Ok(Err(_)) => None,
            Err(_) => {
                return Err(NoToken::OutOfTime(deadline.allowed, last_failure.get()));
            }
        };
        let valid = {
            let now = self.now();
            let mut state = self.state();
            state.cache.pause(now);
            state.cache.valid(now)
        };
        if valid.is_some() {
            // The call goes on, so that nothing else will tell.
            let reason = error
                .as_ref()
                .map_or_else(|| "it takes too long".to_owned(), ToString::to_string);
            warn!(
                target: "client_runtime",
                reason,
                "the token could not be renewed in advance; the old one is used while it is valid",
            );
        }
        // Meanwhile it may have expired, or the service may have rejected it.
        match (valid, error) {
            (Some(token), _) => Ok(token.into()),
            (None, Some(error)) => Err(NoToken::Failed(error)),
            (None, None) => match deadline.limit(renewal).await {
                Ok(Ok(token)) => Ok(token),
                Ok(Err(error)) => Err(NoToken::Failed(error)),
                Err(_) => Err(NoToken::OutOfTime(deadline.allowed, last_failure.get())),
            },
        }
    }

    /// A renewal that all who ask from now on wait for.
    fn start_renewal(
        self: &Arc<Self>,
        state: &mut State,
        transport: &Pipeline,
        user_agent: &HeaderValue,
    ) -> (Shared<Renewal>, LastFailure) {
        state.renewals += 1;
        let id = state.renewals;
        let failure = LastFailure::default();
        let context = TokenContext::new(
            transport,
            user_agent,
            state.cache.last_was_rejected(),
            failure.clone(),
        );
        let keeper = Arc::clone(self);
        let renewal: Renewal = Box::pin(async move {
            let result = keeper.fetch(&context).await;
            keeper.finish(id, result)
        });
        let renewal = renewal.shared();
        state.renewal = renewal.downgrade().map(|weak| (id, weak, failure.clone()));
        (renewal, failure)
    }

    /// Asks the source, which may hang or panic without harm to the next who asks.
    async fn fetch(
        &self,
        context: &TokenContext,
    ) -> Result<(HeaderValue, Option<Duration>), CredentialError> {
        let asked = AssertUnwindSafe(async { self.credential.token(context).await }).catch_unwind();
        let token = match tokio::time::timeout(RENEWAL_TIMEOUT, asked).await {
            Ok(Ok(result)) => result?,
            Ok(Err(_)) => {
                return Err(CredentialError::new(
                    "the source of tokens panicked; this is a fault in it",
                ));
            }
            Err(_) => {
                return Err(CredentialError::of(
                    CredentialErrorKind::TimedOut,
                    format!("the source of tokens gave none within {RENEWAL_TIMEOUT:?}"),
                ));
            }
        };
        let header = token.header_value()?;
        Ok((header, token.lifetime(SystemTime::now())))
    }

    fn finish(
        &self,
        id: u64,
        result: Result<(HeaderValue, Option<Duration>), CredentialError>,
    ) -> Result<Token, CredentialError> {
        if let Ok((_, lifetime)) = &result {
            debug!(target: "client_runtime", lifetime = field::debug(lifetime), "received a token");
        }
        let now = self.now();
        let mut state = self.state();
        if state.renewal.as_ref().is_some_and(|(held, ..)| *held == id) {
            state.renewal = None;
        }
        let (header, lifetime) = result?;
        Ok(state.cache.receive(header, lifetime, now).into())
    }

    fn now(&self) -> Now {
        Now {
            monotonic: self.started.elapsed(),
            wall: SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or_default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics while it is locked; even so, each change leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Credential + 'static> From<C> for Credentials {
    fn from(credential: C) -> Self {
        Self::shared(Arc::new(credential))
    }
}

impl From<&str> for Credentials {
    fn from(token: &str) -> Self {
        StaticToken::new(token).into()
    }
}

impl From<String> for Credentials {
    fn from(token: String) -> Self {
        StaticToken::new(token).into()
    }
}

impl From<SecretString> for Credentials {
    fn from(token: SecretString) -> Self {
        StaticToken::new(token).into()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Some(_) => "Credentials([redacted])",
            None => "Credentials(anonymous)",
        })
    }
}
