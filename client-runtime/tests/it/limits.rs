//! Answers that break off, never end or are too large, and compression.

use std::io::Write;
use std::time::Duration;

use client_runtime::{
    AccessToken, BoxFuture, Credential, CredentialError, ErrorKind, TokenContext,
};

use crate::call_sample::Client;
use crate::server::{Answer, Server, TOKEN, answer};
use crate::transports::ALL;

const HEAD: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nMS-RequestId: returned\r\n";
/// Short enough for the tests, long enough for an answer from loopback to come first.
const SHORT: Duration = Duration::from_secs(1);

#[tokio::test]
async fn an_answer_that_breaks_off_keeps_what_came() {
    for rest in [
        "Content-Length: 100\r\n\r\n{\"id\":",
        "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n",
        "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\nnonsense\r\n",
    ] {
        let server = Server::start(Answer::Bytes(format!("{HEAD}{rest}").into())).await;
        let error = server.client().get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.body(), "{\"id\":");
        assert_eq!(error.returned().request_id, Some("returned"));
        assert!(error.may_have_reached_service() && error.is_retryable());
    }
}

#[tokio::test]
async fn a_status_that_tells_a_failure_goes_before_a_body_that_breaks_off() {
    let bytes = b"HTTP/1.1 409 Conflict\r\nContent-Length: 100\r\n\r\n{\"code\":800014}      ";
    let server = Server::start(Answer::Bytes(bytes.to_vec())).await;
    let error = server.client().get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(
        error.fault().unwrap().code().unwrap().as_number(),
        Some(800_014)
    );
    assert!(error.to_string().contains("missing"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn no_answer_or_no_http_is_a_failure_of_the_connection() {
    for bytes in [
        "",
        "HTTP/1.1 2",
        "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nbroken header\r\n\r\n",
    ] {
        let server = Server::start(Answer::Bytes(bytes.into())).await;
        let error = server.client().get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{bytes:?}: {error}");
        assert!(error.may_have_reached_service(), "{error}");
        assert!(error.to_string().contains("may have received"), "{error}");
        assert_eq!(error.status(), None);
    }
}

#[tokio::test]
async fn a_call_ends_when_its_time_is_over() {
    for (bytes, status, came) in [
        (String::new(), None, ""),
        ("HTTP/1.1 200 OK\r\nContent-Le".to_owned(), None, ""),
        (
            format!("{HEAD}Content-Length: 100\r\n\r\n{{\"id\""),
            Some(200),
            "{\"id\"",
        ),
    ] {
        let server = Server::start(Answer::Stall(bytes.into())).await;
        let client = server.client();
        let error = client
            .get_cart("a", "b")
            .timeout(SHORT)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), status);
        assert_eq!(error.body(), came);
        assert!(error.may_have_reached_service() && error.is_retryable());
        assert!(error.to_string().contains("within 1s"), "{error}");
        assert_eq!(
            error.sent().request_id,
            server.only().header("ms-requestid")
        );
    }
}

#[tokio::test]
async fn the_clients_time_holds_where_the_call_sets_none() {
    let server = Server::start(Answer::Stall(Vec::new())).await;
    let client = Client::builder()
        .base_url(server.url())
        .credential(TOKEN)
        .timeout(SHORT)
        .build()
        .unwrap();
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_time_too_long_for_the_clock_is_no_limit() {
    let server = Server::json("{}").await;
    server
        .client()
        .get_cart("a", "b")
        .timeout(Duration::MAX)
        .send()
        .await
        .unwrap();
}

/// A credential that never answers, or fails.
struct Broken(bool);

impl Credential for Broken {
    fn token<'a>(
        &'a self,
        _: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(async {
            if self.0 {
                std::future::pending::<()>().await;
            }
            Err(CredentialError::new("the vault is locked")
                .with_source(std::io::Error::other("beneath")))
        })
    }
}

#[tokio::test]
async fn a_credential_that_fails_or_stalls_ends_the_call_before_sending() {
    let server = Server::json("{}").await;
    for (stalls, kind, said) in [
        (true, ErrorKind::Timeout, "gave none within"),
        (false, ErrorKind::Credential, "the vault is locked"),
    ] {
        let client = Client::builder()
            .base_url(server.url())
            .credential(Broken(stalls))
            .build()
            .unwrap();
        let error = client
            .get_cart("a", "b")
            .timeout(SHORT)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains(said), "{error}");
        assert!(!error.may_have_reached_service());
        assert_eq!(error.attempts(), 0);
    }
    for token in ["", "a b", "Bearer abc", "abc\n", "é"] {
        let client = Client::builder()
            .base_url(server.url())
            .credential(token)
            .build()
            .unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credential, "{token:?}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_body_is_read_only_up_to_the_limit() {
    let limited = |server: &Server, limit| {
        Client::builder()
            .base_url(server.url())
            .credential(TOKEN)
            .response_limit(limit)
            .build()
            .unwrap()
    };
    let body = format!("{{\"id\":\"{}\"}}", "x".repeat(1000));
    let server = Server::json(&body).await;
    let response = limited(&server, body.len())
        .get_cart("a", "b")
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.id.as_ref().unwrap().len(),
        1000,
        "exactly the limit is within it"
    );
    let error = limited(&server, body.len() - 1)
        .get_cart("a", "b")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResponseTooLarge);
    assert_eq!(error.body(), &body[..body.len() - 1]);
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.to_string().contains("response_limit"), "{error}");
    assert!(!error.is_retryable());

    let chunk = format!("400\r\n{}\r\n", "x".repeat(0x400));
    let start = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n");
    let server = Server::start(Answer::Endless(start.into(), chunk.into())).await;
    let error = limited(&server, 100_000)
        .get_cart("a", "b")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResponseTooLarge);
    assert_eq!(error.body().len(), 100_000);
}

#[tokio::test]
async fn a_decompression_bomb_stops_at_the_limit() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..64 {
        gzip.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    assert!(bomb.len() < 1024 * 1024);
    let server = Server::answering("200 OK", &[("Content-Encoding", "gzip")], bomb).await;
    for &kind in ALL {
        let builder = kind.builder(server.url()).response_limit(1024 * 1024);
        let client = builder.build().unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResponseTooLarge, "{kind:?}");
        assert_eq!(error.body().len(), 1024 * 1024);
    }
}

fn compressed(encoding: &str, text: &[u8]) -> Vec<u8> {
    match encoding {
        "gzip" => {
            let mut writer =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            writer.write_all(text).unwrap();
            writer.finish().unwrap()
        }
        "deflate" => {
            let mut writer =
                flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            writer.write_all(text).unwrap();
            writer.finish().unwrap()
        }
        "br" => {
            let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
            writer.write_all(text).unwrap();
            writer.into_inner()
        }
        "zstd" => zstd::encode_all(text, 0).unwrap(),
        _ => text.to_vec(),
    }
}

#[tokio::test]
async fn compression_is_undone_and_broken_compression_told() {
    let text = br#"{"id":"compressed compressed compressed compressed"}"#;
    for (&kind, encoding) in ALL.iter().flat_map(|kind| {
        ["gzip", "deflate", "br", "zstd", "identity"].map(|encoding| (kind, encoding))
    }) {
        let headers = [
            ("Content-Type", "application/json"),
            ("Content-Encoding", encoding),
        ];
        let body = compressed(encoding, text);
        let server = Server::answering("200 OK", &headers, &body).await;
        let response = server
            .client()
            .get_cart("a", "b")
            .keep_body()
            .send()
            .await
            .unwrap();
        assert_eq!(response.body().unwrap(), &text[..], "{kind:?}, {encoding}");

        let server = Server::answering("404 Not Found", &headers, &body).await;
        let error = kind
            .client(server.url())
            .get_cart("a", "b")
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.body(), &text[..], "{kind:?}, {encoding}");

        if encoding == "identity" {
            continue;
        }
        for broken in [&body[..body.len() / 2], b"nonsense"] {
            let server = Server::answering("200 OK", &headers, broken).await;
            let error = kind
                .client(server.url())
                .get_cart("a", "b")
                .send()
                .await
                .unwrap_err();
            assert_eq!(
                error.kind(),
                ErrorKind::Decode,
                "{kind:?}, {encoding}: {error}"
            );
            assert_eq!(error.status().unwrap(), 200);
            assert!(error.to_string().contains("decompressed"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_unknown_encoding_is_told() {
    let headers = [
        ("Content-Type", "application/json"),
        ("Content-Encoding", "compress"),
    ];
    let server = Server::start(Answer::Bytes(answer("200 OK", &headers, b"{}"))).await;
    for &kind in ALL {
        let client = kind.client(server.url());
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{kind:?}");
        assert!(error.to_string().contains("`compress`"), "{error}");
        assert_eq!(error.body(), "{}");
    }
}

#[tokio::test]
async fn no_body_is_no_broken_compression() {
    for (&kind, encoding) in ALL
        .iter()
        .flat_map(|kind| ["gzip", "deflate", "br", "zstd"].map(|encoding| (kind, encoding)))
    {
        for status in ["204 No Content", "200 OK"] {
            let server = Server::answering(status, &[("Content-Encoding", encoding)], "").await;
            let client = kind.client(server.url());
            let response = client.checkout_cart("a", "b").send().await;
            assert_eq!(response.unwrap().into_value(), None, "{encoding} {status}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_broken_compression() {
    let text = "a body that compression leaves something of ".repeat(100);
    for encoding in ["gzip", "deflate", "br", "zstd"] {
        let whole = compressed(encoding, text.as_bytes());
        let mut bytes = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {}\r\n\r\n",
            whole.len()
        )
        .into_bytes();
        bytes.extend_from_slice(&whole[..whole.len() / 2]);
        let server = Server::start(Answer::Bytes(bytes)).await;
        for &kind in ALL {
            let client = kind.client(server.url());
            let error = client.get_cart("a", "b").send().await.unwrap_err();
            let shown = format!("{kind:?}, {encoding}: {error}");
            assert_eq!(error.kind(), ErrorKind::Transport, "{shown}");
            assert!(error.to_string().contains("broke off"), "{shown}");
        }
    }
}
