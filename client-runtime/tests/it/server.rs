//! A server on loopback that takes one connection after another, keeps every request as it came, and
//! answers with bytes that the test wrote.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use client_runtime::RetryPolicy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::call_sample::Client;

/// A request as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// The only value of a header; `None` if it was not sent.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self
            .headers
            .iter()
            .filter(|(held, _)| held.eq_ignore_ascii_case(name));
        let first = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} was sent twice");
        first
    }
}

/// What the server does once it has read a request.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Writes these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// Writes these bytes and then nothing more, but leaves the connection open.
    Stall(Vec<u8>),
    /// Writes these bytes, and then the others again and again until nobody reads them.
    Endless(Vec<u8>, Vec<u8>),
    /// Writes these bytes and then resets the connection.
    Reset(Vec<u8>),
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// A server that gives every request the same answer.
    pub(crate) async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, answer.clone(), Arc::clone(&log)));
            }
        });
        Self {
            address,
            seen,
            task,
        }
    }

    /// A server that answers with a status line's code and words, headers, and a body.
    pub(crate) async fn answering(
        status: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Self {
        Self::start(Answer::Bytes(answer(status, headers, body.as_ref()))).await
    }

    /// A server that answers 200 with JSON.
    pub(crate) async fn json(body: &str) -> Self {
        Self::answering("200 OK", &[("Content-Type", "application/json")], body).await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of this server, with the token `hunter2-token`, that makes one attempt a call.
    pub(crate) fn client(&self) -> Client {
        Client::builder()
            .base_url(self.url())
            .credential(TOKEN)
            .retry(RetryPolicy::none())
            .build()
            .unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request that came.
    pub(crate) fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:#?}");
        seen[0].clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The token of the tests' clients, to be found in nothing but the `Authorization` header.
pub(crate) const TOKEN: &str = "hunter2-token";

/// An answer with a correct length, after which the connection is closed.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\nConnection: close\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend(format!("{name}: {value}\r\n").into_bytes());
    }
    if !status.starts_with("204") {
        bytes.extend(format!("Content-Length: {}\r\n", body.len()).into_bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

async fn serve(mut stream: TcpStream, answer: Answer, log: Arc<Mutex<Vec<Seen>>>) {
    let Some(seen) = read(&mut stream).await else {
        return;
    };
    log.lock().unwrap().push(seen);
    match answer {
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Answer::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // Until the client goes away.
            let _ = stream.read(&mut [0]).await;
        }
        Answer::Endless(start, more) => {
            let _ = stream.write_all(&start).await;
            while stream.write_all(&more).await.is_ok() {}
        }
        Answer::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.set_zero_linger();
        }
    }
}

/// The next request of a connection; `None` if there is none, or not all of one.
pub(crate) async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n").map(str::to_owned);
    let line = lines.next()?;
    let headers: Vec<_> = lines
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_owned(), value.trim().to_owned())
        })
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Seen {
        line,
        headers,
        body,
    })
}
