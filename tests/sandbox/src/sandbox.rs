//! The handle of a running sandbox.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::watch;

use crate::builder::{Builder, StartError};
use crate::clock::Clock;
use crate::core::Core;
use crate::faults::Script;
use crate::identity::AUDIENCE;
use crate::ledger::{Applied, Call, Received};
use crate::server::{self, Stop};
use crate::throttle::Rate;

/// A running sandbox. It stops when this is dropped: connections are cut, the state is kept if it
/// was to be.
pub struct Sandbox {
    core: Arc<Core>,
    address: SocketAddr,
    stop: watch::Sender<Stop>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox on a free port of this machine, with its state in memory.
    ///
    /// # Errors
    /// When no port or thread can be had.
    pub fn start() -> Result<Self, StartError> {
        Self::builder().start()
    }

    /// Settings of a sandbox.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn serve(address: SocketAddr, core: Arc<Core>) -> Result<Self, StartError> {
        let failed = |source| StartError::Listen {
            port: address.port(),
            source,
        };
        let listener = TcpListener::bind(address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        // Its own threads: it serves whether or not its user has a runtime, and while that blocks.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("sandbox")
            .enable_all()
            .build()
            .map_err(StartError::Thread)?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener).map_err(failed)?
        };
        let (stop, stopped) = watch::channel(Stop::Not);
        let served = Arc::clone(&core);
        let thread = std::thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn(move || runtime.block_on(server::run(listener, served, stopped)))
            .map_err(StartError::Thread)?;
        Ok(Self {
            core,
            address: bound,
            stop,
            thread: Some(thread),
        })
    }

    /// Where it listens, such as `http://127.0.0.1:49152`: the base URL of a client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A fresh access token.
    pub fn token(&self) -> String {
        let now = self.core.clock.now();
        self.core.tokens().issue(now, AUDIENCE, true)
    }

    /// A fresh access token of a user who did not pass multi-factor authentication, which is
    /// answered 401.
    pub fn token_without_mfa(&self) -> String {
        let now = self.core.clock.now();
        self.core.tokens().issue(now, AUDIENCE, false)
    }

    /// Revokes an access or refresh token. False when there is no such token.
    pub fn revoke(&self, token: &str) -> bool {
        // A refresh token that cannot be removed from the disk is good again after a restart only.
        let _ = self.core.journal.keep_refresh_token(token, None);
        self.core.tokens().revoke(token)
    }

    /// The clock that it goes by.
    pub fn clock(&self) -> &Clock {
        &self.core.clock
    }

    /// The changes that were applied and are still in the ledger, the oldest first.
    pub fn applied(&self) -> Vec<Applied> {
        self.core.state().applied_after(0).cloned().collect()
    }

    /// The latest 10,000 requests and what became of them, the oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.core.calls().calls().cloned().collect()
    }

    /// Of the latest 10,000 requests, those that the document does not describe.
    pub fn violations(&self) -> Vec<Call> {
        let mut calls = self.calls();
        calls.retain(|call| !call.violations.is_empty());
        calls
    }

    /// The latest 256 requests as they arrived, the oldest first.
    pub fn received(&self) -> Vec<Received> {
        self.core.calls().received().cloned().collect()
    }

    /// Exchanges the script of faults, from the next request on.
    pub fn set_faults(&self, script: Script) {
        *self.core.script() = script;
    }

    /// Exchanges the rate beyond which requests are answered 429.
    pub fn set_throttle(&self, rate: Option<Rate>) {
        self.core.throttle().set(rate);
    }

    /// Stops when the requests that are here are answered, or after five seconds.
    pub fn stop(mut self) {
        self.end(Stop::Gently);
    }

    fn end(&mut self, how: Stop) {
        self.stop.send_replace(how);
        if let Some(thread) = self.thread.take() {
            // A panic there was shown when it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.end(Stop::Now);
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}
