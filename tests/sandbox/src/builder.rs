//! The settings of a sandbox.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use crate::clock::Clock;
use crate::contract::Contract;
use crate::core::Core;
use crate::faults::Script;
use crate::identity::Tokens;
use crate::sandbox::Sandbox;
use crate::state::{Journal, Limits, StoreError};
use crate::throttle::{Rate, Throttle};

/// The settings of a sandbox. Nothing need be set.
#[must_use = "settings do nothing until `start` is called"]
pub struct Builder {
    port: u16,
    state: Option<PathBuf>,
    script: Script,
    throttle: Option<Rate>,
    clock: Clock,
    put_cart_status: u16,
    token_life: Duration,
    single_use: bool,
    tokens: Vec<String>,
    refresh_tokens: Vec<String>,
    client: (String, String),
    limits: Limits,
    log: Option<Box<dyn Write + Send>>,
}

/// Why a sandbox cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port cannot be had.
    #[error(
        "cannot listen on 127.0.0.1:{port}: {source}; choose another port, or 0 for a free one"
    )]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        source: std::io::Error,
    },
    /// Its thread or runtime cannot be made.
    #[error("cannot make the sandbox's thread: {0}")]
    Thread(#[source] std::io::Error),
    /// The state cannot be opened.
    #[error(transparent)]
    State(#[from] StoreError),
    /// The document that it judges by cannot be read.
    #[error("the OpenAPI document cannot be read: {0}")]
    Document(String),
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            port: 0,
            state: None,
            script: Script::default(),
            throttle: None,
            clock: Clock::system(),
            put_cart_status: 201,
            token_life: Duration::from_secs(3599),
            single_use: false,
            tokens: Vec::new(),
            refresh_tokens: Vec::new(),
            client: ("sandbox-client".to_owned(), "sandbox-secret".to_owned()),
            limits: Limits::default(),
            log: None,
        }
    }
}

impl Builder {
    /// The port of 127.0.0.1 to listen on. Default: 0, any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Keeps the state in this folder, so that it survives the process, however that ends.
    /// Default: in memory.
    pub fn state(mut self, folder: impl Into<PathBuf>) -> Self {
        self.state = Some(folder.into());
        self
    }

    /// What goes wrong. Default: nothing.
    pub fn faults(mut self, script: Script) -> Self {
        self.script = script;
        self
    }

    /// Beyond which rate requests are answered 429. Default: none.
    pub fn throttle(mut self, rate: Rate) -> Self {
        self.throttle = Some(rate);
        self
    }

    /// The clock to go by. Default: the system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Answers a PUT of a cart with 200, the status that the reference documents beside the 201
    /// of the one recorded answer. Default: 201.
    pub fn put_cart_answers_200(mut self, yes: bool) -> Self {
        self.put_cart_status = if yes { 200 } else { 201 };
        self
    }

    /// How long access tokens are good for. Default: 3599 seconds.
    pub fn token_life(mut self, life: Duration) -> Self {
        self.token_life = life;
        self
    }

    /// Whether a refresh token is spent by its use. Default: no, as with the service, which gives
    /// a new one at each use and leaves the old one good until its 90 days are over.
    pub fn single_use_refresh_tokens(mut self, yes: bool) -> Self {
        self.single_use = yes;
        self
    }

    /// An access token of the caller's own, good for ever.
    pub fn accept_token(mut self, token: impl Into<String>) -> Self {
        self.tokens.push(token.into());
        self
    }

    /// A refresh token of the caller's own, good for 90 days.
    pub fn accept_refresh_token(mut self, token: impl Into<String>) -> Self {
        self.refresh_tokens.push(token.into());
        self
    }

    /// What the token endpoint knows its caller by. Default: `sandbox-client`, `sandbox-secret`.
    pub fn client(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.client = (id.into(), secret.into());
        self
    }

    /// How many answers are remembered for repeated requests. Default: 10,000.
    pub fn remembered_answers(mut self, count: usize) -> Self {
        self.limits.answered = count.max(1);
        self
    }

    /// How many changes the ledger holds; the oldest go. Default: 1,000,000.
    pub fn ledger_length(mut self, count: usize) -> Self {
        self.limits.applied = count.max(1);
        self
    }

    /// Where a line is written for each request. Default: nowhere.
    pub fn access_log(mut self, log: impl Write + Send + 'static) -> Self {
        self.log = Some(Box::new(log));
        self
    }

    /// Starts the sandbox, which then serves from a thread of its own.
    ///
    /// # Errors
    /// When the port, the thread or the state cannot be had.
    pub fn start(self) -> Result<Sandbox, StartError> {
        let contract = Contract::shared().map_err(StartError::Document)?;
        let (journal, state, refresh) = Journal::open(self.state.as_deref(), self.limits)?;
        let mut tokens = Tokens::new(refresh);
        tokens.life = SignedDuration::try_from(self.token_life).unwrap_or(SignedDuration::MAX);
        tokens.single_use = self.single_use;
        for token in self.tokens {
            tokens.accept(token);
        }
        for token in &self.refresh_tokens {
            let (_, expires) = tokens.issue_refresh(self.clock.now(), Some(token));
            journal.keep_refresh_token(token, Some(expires))?;
        }
        let mut throttle = Throttle::default();
        throttle.set(self.throttle);
        let core = Core::new(
            contract,
            self.clock,
            self.put_cart_status,
            self.client,
            (journal, state),
            tokens,
            throttle,
            self.script,
            self.log,
        );
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        Sandbox::serve(address, Arc::new(core))
    }
}
