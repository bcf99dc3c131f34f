//! What comes out of a call when the network or the service is at fault: one table, on every transport.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use client_runtime::{
    Body, BoxFuture, Bytes, Error, ErrorKind, Middleware, Next, RetryPolicy, TransportError,
    TransportErrorKind, TransportResult, http,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::server::{Answer, Server, answer};
use crate::transports::{ALL, Kind, ToLoopback};

/// Short enough for the tests, long enough for an answer from loopback to come first.
const SHORT: Duration = Duration::from_secs(1);
/// How often a fault is met that may be over at the next attempt.
const ATTEMPTS: u32 = 2;
const RETRY: RetryPolicy = RetryPolicy::new()
    .max_attempts(ATTEMPTS)
    .base_delay(Duration::ZERO);

/// A fault, and the error that comes out of a call that meets it at each attempt.
struct Row {
    fault: &'static str,
    answer: Answer,
    attempts: u32,
    /// How long an attempt may take: long, where it is not time that ends it.
    allowed: Duration,
    kind: ErrorKind,
    status: Option<u16>,
    said: &'static str,
}

fn table() -> Vec<Row> {
    let row = |fault, answer, kind, status, said| Row {
        fault,
        answer,
        attempts: match kind {
            ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Api => ATTEMPTS,
            _ => 1,
        },
        allowed: match kind {
            ErrorKind::Timeout => SHORT,
            _ => Duration::from_secs(60),
        },
        kind,
        status,
        said,
    };
    let bytes = |text: &str| Answer::Bytes(text.as_bytes().to_vec());
    let stall = |text: &str| Answer::Stall(text.as_bytes().to_vec());
    let endless = |start: &str, more: String| Answer::Endless(start.into(), more.into());
    let json = |status| {
        Answer::Bytes(answer(
            status,
            &[("Content-Type", "application/json")],
            b"{}",
        ))
    };
    vec![
        row(
            "reset before headers",
            Answer::Reset(Vec::new()),
            ErrorKind::Transport,
            None,
            "no answer from",
        ),
        row(
            "closed before headers",
            bytes(""),
            ErrorKind::Transport,
            None,
            "no answer from",
        ),
        row(
            "closed in the middle of the headers",
            bytes("HTTP/1.1 200 OK\r\nContent-Le"),
            ErrorKind::Transport,
            None,
            "no answer from",
        ),
        row(
            "slow headers",
            stall("HTTP/1.1 200 OK\r\nContent-Le"),
            ErrorKind::Timeout,
            None,
            "no answer within",
        ),
        row(
            "slow body",
            stall("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
            ErrorKind::Timeout,
            Some(200),
            "1 bytes",
        ),
        row(
            "truncated chunk",
            bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"id"),
            ErrorKind::Transport,
            Some(200),
            "broke off",
        ),
        row(
            "broken chunk",
            bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\nnonsense\r\n"),
            ErrorKind::Transport,
            Some(200),
            "broke off",
        ),
        row(
            "a length too large",
            bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"),
            ErrorKind::Transport,
            Some(200),
            "broke off",
        ),
        row(
            "a length too small",
            bytes(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{\"id\":1}",
            ),
            ErrorKind::Decode,
            Some(200),
            "",
        ),
        row(
            "a length that is none",
            bytes("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}"),
            ErrorKind::Transport,
            None,
            "no answer from",
        ),
        row(
            "two lengths",
            bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}"),
            ErrorKind::Transport,
            None,
            "no answer from",
        ),
        row(
            "garbage for a status line",
            bytes("nonsense\r\n\r\n"),
            ErrorKind::Transport,
            None,
            "no answer from",
        ),
        row(
            "endless body",
            endless(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                format!("400\r\n{}\r\n", "x".repeat(0x400)),
            ),
            ErrorKind::ResponseTooLarge,
            Some(200),
            "response_limit",
        ),
        row(
            "endless headers",
            endless("HTTP/1.1 200 OK\r\n", "X-More: and more\r\n".to_owned()),
            ErrorKind::ResponseTooLarge,
            None,
            "headers",
        ),
        row(
            "one endless header",
            endless("HTTP/1.1 200 OK\r\nX-More: ", "more".repeat(1000)),
            ErrorKind::ResponseTooLarge,
            None,
            "headers",
        ),
        row(
            "headers beyond the client's limit",
            bytes(&format!(
                "HTTP/1.1 200 OK\r\nX-Much: {}\r\nContent-Length: 0\r\n\r\n",
                "x".repeat(70_000)
            )),
            ErrorKind::ResponseTooLarge,
            Some(200),
            "response_header_limit",
        ),
        row(
            "a redirect to itself, without end",
            Answer::Bytes(answer("307 Temporary Redirect", &[("Location", "/")], b"")),
            ErrorKind::Redirect,
            Some(307),
            "",
        ),
        row(
            "too many requests",
            json("429 Too Many Requests"),
            ErrorKind::Api,
            Some(429),
            "",
        ),
        row(
            "unavailable",
            json("503 Service Unavailable"),
            ErrorKind::Api,
            Some(503),
            "",
        ),
    ]
}

#[tokio::test]
async fn each_fault_comes_out_as_it_is() {
    let mut calls = tokio::task::JoinSet::new();
    for &kind in ALL {
        for row in table() {
            calls.spawn(meet(kind, row));
        }
    }
    calls.join_all().await;
}

async fn meet(kind: Kind, row: Row) {
    let server = Server::start(row.answer).await;
    let builder = kind.builder(server.url()).response_limit(100_000);
    let client = builder.retry(RETRY).build().unwrap();
    let call = client.get_cart("a", "b").attempt_timeout(row.allowed);
    let error = call.send().await.unwrap_err();

    let shown = format!("{kind:?}, {}: {error}", row.fault);
    assert_eq!(error.kind(), row.kind, "{shown}");
    let status = error.status().map(|status| status.as_u16());
    assert_eq!(status, row.status, "{shown}");
    assert!(error.to_string().contains(row.said), "{shown}");
    assert!(error.may_have_reached_service(), "{shown}");
    assert_eq!(error.attempts(), row.attempts, "{shown}");
    let seen = server.seen();
    assert_eq!(seen.len(), row.attempts as usize, "{shown}");
    for seen in &seen {
        let id = seen.header("ms-requestid");
        assert!(id.is_some(), "{shown}");
        assert_eq!(id, error.sent().request_id, "{shown}");
    }
}

fn assert_nothing_was_sent(kind: Kind, error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Connect, "{kind:?}: {error}");
    assert!(error.to_string().contains("nothing was sent"), "{error}");
    assert!(!error.may_have_reached_service() && error.is_retryable());
    assert_eq!((error.attempts(), error.status()), (ATTEMPTS, None));
    assert!(error.sent().request_id.is_some());
}

#[tokio::test]
async fn without_a_connection_nothing_is_sent() {
    // Bound, so that nobody else gets the port, but not listening.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let refusing = format!("http://{}", socket.local_addr().unwrap());
    for &kind in ALL {
        let client = kind.builder(&*refusing).retry(RETRY).build().unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_nothing_was_sent(kind, &error);
        assert!(error.to_string().contains(&refusing), "{kind:?}: {error}");

        // RFC 6761 section 6.4 reserves the name for this.
        let client = kind.builder("https://partner.invalid");
        let client = client.resolver(ToLoopback).retry(RETRY).build().unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_nothing_was_sent(kind, &error);
        let line = error.to_string();
        assert!(line.contains("https://partner.invalid"), "{kind:?}: {line}");
        assert!(line.contains("no such name"), "{kind:?}: {line}");
    }
}

#[tokio::test]
async fn a_connection_that_is_never_made_is_given_up() {
    // Takes connections, and never answers the greeting of TLS.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for &kind in ALL {
        let client = kind
            .builder(format!("https://127.0.0.1:{port}"))
            .connect_timeout(Duration::from_millis(200))
            .retry(RETRY)
            .build()
            .unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_nothing_was_sent(kind, &error);
    }
    drop(listener);
}

#[tokio::test]
async fn a_service_that_falls_silent_is_given_up() {
    let start = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{";
    let server = Server::start(Answer::Stall(start.into())).await;
    for &kind in ALL {
        let builder = kind.builder(server.url());
        let builder = builder.retry(RetryPolicy::none());
        let client = builder.idle_timeout(SHORT / 4).build().unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{kind:?}: {error}");
        assert!(error.to_string().contains("fell silent"), "{error}");
        assert_eq!(error.body(), "{");

        let builder = kind.builder(server.url());
        let client = builder.retry(RetryPolicy::none()).build().unwrap();
        let call = client.get_cart("a", "b").idle_timeout(SHORT / 4);
        let error = call.send().await.unwrap_err();
        assert!(error.to_string().contains("fell silent"), "{error}");
        let call = client.get_cart("a", "b").idle_timeout(Duration::ZERO);
        let error = call.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{kind:?}: {error}");
    }
}

/// A server that answers each connection once, as if it kept it open, closes it, and says so.
async fn forgetful() -> (String, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (closed, closings) = mpsc::channel(16);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                assert_ne!(stream.read_buf(&mut head).await.unwrap(), 0);
            }
            let answer =
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
            stream.write_all(answer).await.unwrap();
            drop(stream);
            if closed.send(()).await.is_err() {
                return;
            }
        }
    });
    (url, closings)
}

#[tokio::test]
async fn a_connection_that_went_stale_is_no_attempt() {
    for &kind in ALL {
        let (url, mut closings) = forgetful().await;
        let client = kind.client(url);
        for call in 0..5 {
            let response = client.get_cart("a", "b").send().await;
            let shown = format!("{kind:?}, call {call}: {response:?}");
            assert!(response.is_ok(), "{shown}");
            // Closed before the next call, which finds the connection in the pool.
            closings.recv().await.unwrap();
        }
    }
}

#[tokio::test]
async fn clones_share_their_connections() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&connections);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            *counter.lock().unwrap() += 1;
            tokio::spawn(async move {
                let mut head = Vec::new();
                while stream.read_buf(&mut head).await.is_ok_and(|read| read > 0) {
                    if head.ends_with(b"\r\n\r\n") {
                        head.clear();
                        let answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
                        stream.write_all(answer).await.unwrap();
                    }
                }
            });
        }
    });
    for &kind in ALL {
        let client = kind.client(&*url);
        for _ in 0..3 {
            client.clone().get_cart("a", "b").send().await.unwrap();
        }
        assert_eq!(
            std::mem::take(&mut *connections.lock().unwrap()),
            1,
            "{kind:?}"
        );
    }
}

/// Writes down its name on the way in and on the way out.
struct Named(&'static str, Arc<Mutex<Vec<String>>>);

impl Middleware for Named {
    fn handle<'a>(
        &'a self,
        mut request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, TransportResult> {
        Box::pin(async move {
            self.1.lock().unwrap().push(format!("{} in", self.0));
            request
                .headers_mut()
                .append("x-way", self.0.parse().unwrap());
            let answer = next.run(request).await;
            self.1.lock().unwrap().push(format!("{} out", self.0));
            answer
        })
    }
}

#[tokio::test]
async fn middleware_stands_around_each_attempt_the_first_outermost() {
    let way = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&way);
    let client = Kind::Reqwest
        .builder("https://service.test")
        .middleware(Named("first", Arc::clone(&way)))
        .middleware(Named("second", Arc::clone(&way)))
        .transport(move |request: http::Request<Bytes>| {
            let names: Vec<_> = request.headers().get_all("x-way").iter().collect();
            log.lock().unwrap().push(format!("{names:?}"));
            assert!(request.headers()["authorization"].is_sensitive());
            let mut answer = http::Response::new(Body::from(r#"{"id":"memory"}"#));
            let json = http::HeaderValue::from_static("application/json");
            answer.headers_mut().insert("content-type", json);
            Ok(answer)
        })
        .build()
        .unwrap();
    let response = client.get_cart("a", "b").send().await.unwrap();
    assert_eq!(response.id.as_deref(), Some("memory"));
    assert_eq!(
        *way.lock().unwrap(),
        [
            "first in",
            "second in",
            r#"["first", "second"]"#,
            "second out",
            "first out"
        ]
    );
}

/// Sends every request elsewhere.
struct Elsewhere(&'static str);

impl Middleware for Elsewhere {
    fn handle<'a>(
        &'a self,
        mut request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, TransportResult> {
        *request.uri_mut() = self.0.parse().unwrap();
        next.run(request)
    }
}

#[tokio::test]
async fn no_middleware_sends_a_token_in_the_clear() {
    for (elsewhere, allow, passes) in [
        ("http://other.test/", false, false),
        ("/path", false, false),
        ("ftp://other.test/", true, false),
        ("https://other.test/", false, true),
        ("http://127.0.0.1/", false, true),
        ("http://[::1]:80/", false, true),
        ("http://other.test/", true, true),
    ] {
        let client = Kind::Reqwest
            .builder("https://service.test")
            .allow_insecure_http(allow)
            .middleware(Elsewhere(elsewhere))
            .transport(|_: http::Request<Bytes>| Ok(http::Response::new(Body::empty())))
            .build()
            .unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        let kind = match passes {
            true => ErrorKind::EmptyBody,
            false => ErrorKind::InvalidRequest,
        };
        assert_eq!(error.kind(), kind, "{elsewhere}: {error}");
        assert_eq!(error.may_have_reached_service(), passes);
    }
}

#[tokio::test]
async fn what_a_transport_says_comes_out() {
    for (kind, sent, comes) in [
        (
            TransportErrorKind::InvalidRequest,
            false,
            ErrorKind::InvalidRequest,
        ),
        (TransportErrorKind::Connect, false, ErrorKind::Connect),
        (TransportErrorKind::Tls, false, ErrorKind::Tls),
        (TransportErrorKind::Timeout, true, ErrorKind::Timeout),
        (TransportErrorKind::Broken, true, ErrorKind::Transport),
        (TransportErrorKind::Redirect, true, ErrorKind::Redirect),
        (TransportErrorKind::Undecodable, true, ErrorKind::Decode),
        (
            TransportErrorKind::TooLarge,
            true,
            ErrorKind::ResponseTooLarge,
        ),
    ] {
        let client = Kind::Reqwest
            .builder("https://service.test")
            .retry(RetryPolicy::none())
            .transport(move |_: http::Request<Bytes>| {
                Err(TransportError::new(kind, "the tape is torn").with_source("beneath"))
            })
            .build()
            .unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.may_have_reached_service()),
            (comes, sent)
        );
        assert!(error.to_string().contains("the tape is torn"), "{error}");
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "beneath");
    }
}

#[tokio::test]
async fn the_limits_hold_around_every_transport() {
    let client = |limit| {
        Kind::Reqwest
            .builder("https://service.test")
            .response_limit(limit)
            .transport(|_: http::Request<Bytes>| Ok(http::Response::new(Body::from("0123456789"))))
            .build()
            .unwrap()
    };
    let error = client(9).get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResponseTooLarge);
    assert_eq!(error.body(), "012345678");
    let error = client(10).get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.body(), "0123456789");
}

#[test]
fn settings_that_a_given_transport_would_not_follow_are_refused() {
    let given = || {
        Kind::Reqwest
            .builder("https://service.test")
            .transport(|_: http::Request<Bytes>| Ok(http::Response::new(Body::empty())))
    };
    for (builder, said) in [
        (given().connect_timeout(SHORT), "`connect_timeout`"),
        (given().http1_only(true), "`http1_only`"),
        (given().resolver(ToLoopback), "`resolver`"),
        (given().idle_timeout(Duration::ZERO), "idle timeout"),
        (given().response_limit(0), "response limit"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(said), "{error}");
    }
    assert!(given().idle_timeout(SHORT).build().is_ok());
}
