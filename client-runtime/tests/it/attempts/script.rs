//! A server that plays a script, a step a connection, and a clock that skips what would be waited.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use client_runtime::{AttemptReport, ClientBuilder, ErrorKind, RetryStop};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::call_sample::Client;
use crate::server::{Seen, TOKEN, answer, read};

/// What the server does with one connection, once it has read the request.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Writes these bytes and closes the connection.
    Answer(Vec<u8>),
    /// Resets the connection without an answer.
    Reset,
    /// Resets the connection and takes no other.
    ResetAndClose,
    /// Writes these bytes and no more, and lets the clock skip this time.
    Stall(Vec<u8>, Duration),
}

impl Step {
    pub(super) fn status(status: u16) -> Self {
        Self::with(status, &[], "")
    }

    pub(super) fn with(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let mut all = vec![("Content-Type", "application/json")];
        all.extend(headers);
        Self::Answer(answer(&format!("{status} It"), &all, body.as_bytes()))
    }

    pub(super) fn ok() -> Self {
        Self::with(200, &[], "{}")
    }
}

/// A report of an attempt, as it was told.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) operation: &'static str,
    pub(super) number: u32,
    pub(super) status: Option<u16>,
    pub(super) failure: Option<ErrorKind>,
    pub(super) reason: Option<String>,
    pub(super) sent: bool,
    pub(super) delay: Option<Duration>,
    pub(super) stop: Option<RetryStop>,
    pub(super) request_id: Option<String>,
}

pub(super) struct Script {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    told: Arc<Mutex<Vec<Told>>>,
    skip: UnboundedSender<Duration>,
    skipped: UnboundedReceiver<Duration>,
    task: JoinHandle<()>,
}

impl Script {
    /// A server that plays these steps, and then the last one again and again.
    pub(super) async fn start(steps: impl IntoIterator<Item = Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let (skip, skipped) = unbounded_channel();
        let steps: Vec<_> = steps.into_iter().collect();
        let task = tokio::spawn(play(listener, steps, Arc::clone(&seen), skip.clone()));
        Self {
            address,
            seen,
            told: Arc::default(),
            skip,
            skipped,
            task,
        }
    }

    /// Settings of a client of this server, whose attempts are noted and whose waits are skipped.
    pub(super) fn builder(&self) -> ClientBuilder<Client> {
        let (told, skip) = (Arc::clone(&self.told), self.skip.clone());
        Client::builder()
            .base_url(format!("http://{}", self.address))
            .credential(TOKEN)
            .on_attempt(move |report| {
                told.lock().unwrap().push(Told::new(report));
                if let Some(delay) = report.retry_delay {
                    skip.send(delay).unwrap();
                }
            })
    }

    pub(super) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// Runs a call, and moves the clock on whenever it waits. The time between waits is real, so that
    /// no timer runs out while the sockets work.
    pub(super) async fn run<T>(&mut self, call: impl Future<Output = T>) -> T {
        let mut call = pin!(call);
        loop {
            tokio::select! {
                biased;
                outcome = &mut call => return outcome,
                Some(wait) = self.skipped.recv() => {
                    tokio::time::pause();
                    tokio::time::advance(wait).await;
                    tokio::time::resume();
                }
            }
        }
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(super) fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap().clone()
    }

    /// The `ms-requestid` of each request that came.
    pub(super) fn ids(&self) -> Vec<String> {
        let id = |seen: &Seen| seen.header("ms-requestid").unwrap().to_owned();
        self.seen().iter().map(id).collect()
    }
}

impl Told {
    fn new(report: &AttemptReport<'_>) -> Self {
        Self {
            operation: report.operation,
            number: report.number,
            status: report.status.map(|status| status.as_u16()),
            failure: report.failure,
            reason: report.reason.map(str::to_owned),
            sent: report.may_have_reached_service,
            delay: report.retry_delay,
            stop: report.retry_stop,
            request_id: report.request_id.map(str::to_owned),
        }
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn play(
    listener: TcpListener,
    steps: Vec<Step>,
    seen: Arc<Mutex<Vec<Seen>>>,
    skip: UnboundedSender<Duration>,
) {
    let mut stalled: Vec<TcpStream> = Vec::new();
    for at in 0.. {
        let (mut stream, _) = listener.accept().await.unwrap();
        let Some(request) = read(&mut stream).await else {
            continue;
        };
        seen.lock().unwrap().push(request);
        match steps[at.min(steps.len() - 1)].clone() {
            Step::Answer(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                // Until the client has read it: to drop what it may still send would reset.
                let _ = stream.read(&mut [0]).await;
            }
            Step::Reset => stream.set_zero_linger().unwrap(),
            Step::ResetAndClose => {
                drop(listener);
                stream.set_zero_linger().unwrap();
                return;
            }
            Step::Stall(bytes, wait) => {
                stream.write_all(&bytes).await.unwrap();
                stalled.push(stream);
                let _ = skip.send(wait);
            }
        }
    }
}
