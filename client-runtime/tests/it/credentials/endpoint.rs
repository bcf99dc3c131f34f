//! A server on loopback whose answers the test decides upon, one request after another: an authority
//! that gives tokens, or a service that wants them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use client_runtime::{ClientCredentials, Credentials};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::call_sample::Client;
use crate::server::{self, Seen};

pub(crate) const SECRET: &str = "hunter2~secret&more";
pub(crate) const TENANT: &str = "contoso.onmicrosoft.com";
pub(crate) const CLIENT_ID: &str = "9a0c3f5e-5f0e-4d62-9a3f-0c6a0f1f9d10";

/// What becomes of one request.
pub(crate) enum Then {
    /// These bytes, after which the connection is closed.
    Answer(Vec<u8>),
    /// The same, once the test gives a permit.
    Hold(Arc<Semaphore>, Vec<u8>),
    /// The connection is closed without an answer.
    HangUp,
    /// Nothing happens until the client goes away.
    Silence,
}

pub(crate) struct Endpoint {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    count: watch::Receiver<usize>,
    /// How many requests the client went away from before they were answered.
    gone: watch::Receiver<usize>,
    task: JoinHandle<()>,
}

impl Endpoint {
    /// `decide` is given the number of the request, from 0, and the request.
    pub(crate) async fn start(
        decide: impl Fn(usize, &Seen) -> Then + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (counter, count) = watch::channel(0);
        let (goner, gone) = watch::channel(0);
        let (log, decide) = (Arc::clone(&seen), Arc::new(decide));
        let (counter, goner) = (Arc::new(counter), Arc::new(goner));
        let task = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let (log, decide) = (Arc::clone(&log), Arc::clone(&decide));
                let (counter, goner) = (Arc::clone(&counter), Arc::clone(&goner));
                tokio::spawn(async move {
                    let Some(request) = server::read(&mut stream).await else {
                        return;
                    };
                    let then = {
                        let mut log = log.lock().unwrap();
                        log.push(request);
                        let number = log.len() - 1;
                        decide(number, &log[number])
                    };
                    counter.send_modify(|count| *count += 1);
                    if !serve(stream, then).await {
                        goner.send_modify(|gone| *gone += 1);
                    }
                });
            }
        });
        Self {
            address,
            seen,
            count,
            gone,
            task,
        }
    }

    /// An authority that gives `token-0`, `token-1` and so on, each for an hour.
    pub(crate) async fn authority() -> Self {
        Self::authority_for(3600).await
    }

    pub(crate) async fn authority_for(seconds: u64) -> Self {
        Self::start(move |number, _| Then::Answer(token(&format!("token-{number}"), seconds))).await
    }

    /// A service that answers 200 to whom `accepts`, and 401 to others.
    pub(crate) async fn service(accepts: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self::start(move |_, request| {
            let authorization = request.header("authorization").unwrap_or_default();
            Then::Answer(match accepts(authorization) {
                true => json("200 OK", "{}"),
                false => json("401 Unauthorized", r#"{"code":900420,"description":"no"}"#),
            })
        })
        .await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen().len()
    }

    pub(crate) async fn until_seen(&self, count: usize) {
        let mut watch = self.count.clone();
        watch.wait_for(|seen| *seen >= count).await.unwrap();
    }

    pub(crate) async fn until_gone(&self, count: usize) {
        let mut watch = self.gone.clone();
        watch.wait_for(|gone| *gone >= count).await.unwrap();
    }

    /// App-only sign-in at this authority.
    pub(crate) fn sign_in(&self) -> ClientCredentials {
        ClientCredentials::new(TENANT, CLIENT_ID, SECRET).authority(self.url())
    }

    /// A client of this service.
    pub(crate) fn client(&self, credential: impl Into<Credentials>) -> Client {
        Client::builder()
            .base_url(self.url())
            .credential(credential)
            .build()
            .unwrap()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) fn json(status: &str, body: &str) -> Vec<u8> {
    server::answer(
        status,
        &[("Content-Type", "application/json")],
        body.as_bytes(),
    )
}

pub(crate) fn token(token: &str, seconds: u64) -> Vec<u8> {
    let body =
        format!(r#"{{"token_type":"Bearer","access_token":"{token}","expires_in":{seconds}}}"#);
    json("200 OK", &body)
}

/// The parameters of a form, decoded.
pub(crate) fn form(request: &Seen) -> Vec<(String, String)> {
    let text = std::str::from_utf8(&request.body).unwrap();
    let url = client_runtime::reqwest::Url::parse(&format!("http://a/?{text}")).unwrap();
    url.query_pairs().into_owned().collect()
}

/// Whether the client was there until the end.
async fn serve(mut stream: TcpStream, then: Then) -> bool {
    match then {
        Then::Answer(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            true
        }
        Then::Hold(gate, bytes) => {
            let mut byte = [0];
            tokio::select! {
                permit = gate.acquire() => {
                    permit.unwrap().forget();
                    let _ = stream.write_all(&bytes).await;
                    let _ = stream.shutdown().await;
                    true
                }
                _ = stream.read(&mut byte) => false,
            }
        }
        Then::HangUp => true,
        Then::Silence => {
            let _ = stream.read(&mut [0]).await;
            false
        }
    }
}
