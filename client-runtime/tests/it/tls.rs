//! Whom a client trusts, how it proves itself, and what goes on over TLS.

use std::sync::{Arc, Mutex};

use client_runtime::{
    BoxFuture, Bytes, ClientBuilder, ErrorKind, Middleware, Next, Proxy, RetryPolicy,
    TransportResult, http,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::call_sample::Client;
use crate::certificates::{Authority, Issued, TlsServer, refuse_first_streams};
use crate::transports::{ALL, Kind, ToLoopback};

fn trusting(kind: Kind, server: &TlsServer, root: impl Into<Vec<u8>>) -> ClientBuilder<Client> {
    kind.builder(server.url())
        .resolver(ToLoopback)
        .system_roots(false)
        .root_certificates(root)
}

#[tokio::test]
async fn a_given_authority_is_trusted() {
    let authority = Authority::new("authority");
    let server = TlsServer::start(&authority.issue("service.test")).await;
    for &kind in ALL {
        for root in [authority.pem().into_bytes(), authority.der()] {
            let client = trusting(kind, &server, root).build().unwrap();
            let response = client.get_cart("a", "b").send().await.unwrap();
            assert_eq!(response.id.as_deref(), Some("tls"), "{kind:?}");
        }
        let both = trusting(kind, &server, authority.der()).system_roots(true);
        let response = both.build().unwrap().get_cart("a", "b").send().await;
        assert!(response.is_ok(), "{kind:?}: beside the system's");
    }
}

#[tokio::test]
async fn who_is_not_the_service_gets_nothing() {
    let authority = Authority::new("authority");
    let other = Authority::new("other");
    for (issued, trusted, said) in [
        (authority.issue("other.test"), &authority, "other.test"),
        (
            authority.issue_until("service.test", 2010),
            &authority,
            "clock",
        ),
        (authority.issue("service.test"), &other, "root_certificates"),
    ] {
        let server = TlsServer::start(&issued).await;
        for &kind in ALL {
            let client = trusting(kind, &server, trusted.pem()).build().unwrap();
            let error = client.get_cart("a", "b").send().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls, "{kind:?}: {error}");
            assert!(error.to_string().contains(said), "{kind:?}: {error}");
            assert!(error.to_string().contains("nothing was sent"), "{error}");
            assert!(!error.may_have_reached_service() && !error.is_retryable());
            assert_eq!(error.attempts(), 1);
        }
    }
}

#[tokio::test]
async fn a_client_proves_itself_by_its_certificate() {
    let authority = Authority::new("authority");
    let issued = authority.issue("service.test");
    let server = TlsServer::with(&issued, Some(&authority), false).await;
    let Issued { certificate, key } = authority.issue("client.test");
    for &kind in ALL {
        let client = trusting(kind, &server, authority.pem())
            .client_certificate(format!("{certificate}{key}"));
        let response = client.build().unwrap().get_cart("a", "b").send().await;
        assert!(response.is_ok(), "{kind:?}: {response:?}");

        let client = trusting(kind, &server, authority.pem()).build().unwrap();
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        let kinds = [ErrorKind::Tls, ErrorKind::Transport];
        assert!(kinds.contains(&error.kind()), "{kind:?}: {error}");
    }
}

/// Writes down which version of HTTP the answers came by.
#[derive(Clone, Default)]
struct Versions(Arc<Mutex<Vec<http::Version>>>);

impl Middleware for Versions {
    fn handle<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, TransportResult> {
        Box::pin(async move {
            let answer = next.run(request).await?;
            self.0.lock().unwrap().push(answer.version());
            Ok(answer)
        })
    }
}

#[tokio::test]
async fn http_2_is_spoken_where_both_sides_can() {
    let authority = Authority::new("authority");
    let server = TlsServer::with(&authority.issue("service.test"), None, true).await;
    for &kind in ALL {
        for (http1_only, version, id) in [
            (false, http::Version::HTTP_2, "h2"),
            (true, http::Version::HTTP_11, "tls"),
        ] {
            let versions = Versions::default();
            let client = trusting(kind, &server, authority.pem())
                .http1_only(http1_only)
                .middleware(versions.clone())
                .build()
                .unwrap();
            let response = client.get_cart("a", "b").send().await.unwrap();
            assert_eq!(response.id.as_deref(), Some(id), "{kind:?}");
            assert_eq!(*versions.0.lock().unwrap(), [version], "{kind:?}");
        }
    }
}

/// A refused stream was not worked on (RFC 9113, section 8.7): even an order may be sent again.
#[tokio::test]
async fn a_refused_stream_is_no_doubt() {
    let authority = Authority::new("authority");
    for &kind in ALL {
        let (server, ids) = refuse_first_streams(&authority.issue("service.test")).await;
        let patient = trusting(kind, &server, authority.pem()).build().unwrap();
        let response = patient.checkout_cart("a", "b").send().await.unwrap();
        assert_eq!(response.attempts(), 2, "{kind:?}");
        let seen = std::mem::take(&mut *ids.lock().unwrap());
        assert_eq!(seen, [response.request_id().unwrap(); 2], "{kind:?}");

        let hasty = trusting(kind, &server, authority.pem())
            .retry(RetryPolicy::none())
            .build()
            .unwrap();
        let error = hasty.checkout_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{kind:?}");
        assert!(!error.may_have_reached_service(), "{kind:?}: {error}");
        assert_eq!(ids.lock().unwrap().len(), 1, "{kind:?}");
    }
}

/// A proxy that opens tunnels to loopback, and keeps what it was asked for.
async fn proxy() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                assert_ne!(stream.read_buf(&mut head).await.unwrap(), 0);
            }
            let head = String::from_utf8(head).unwrap();
            let port = head.split(' ').nth(1).unwrap().rsplit(':').next().unwrap();
            let mut service = TcpStream::connect(format!("127.0.0.1:{port}"))
                .await
                .unwrap();
            log.lock().unwrap().push(head);
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            let _ = copy_bidirectional(&mut stream, &mut service).await;
        }
    });
    (port, asked)
}

#[tokio::test]
async fn a_given_proxy_opens_a_tunnel_and_sees_no_token() {
    let authority = Authority::new("authority");
    let server = TlsServer::start(&authority.issue("service.test")).await;
    for &kind in ALL {
        let (port, asked) = proxy().await;
        let client = trusting(kind, &server, authority.pem())
            .proxy(Proxy::url(format!(
                "http://me:pass%20word@127.0.0.1:{port}"
            )))
            .build()
            .unwrap();
        let response = client.get_cart("a", "b").send().await.unwrap();
        assert_eq!(response.id.as_deref(), Some("tls"), "{kind:?}");
        let asked = asked.lock().unwrap();
        assert_eq!(asked.len(), 1);
        let target = format!("CONNECT service.test:{} HTTP/1.1\r\n", server.port);
        assert!(asked[0].starts_with(&target), "{kind:?}: {}", asked[0]);
        let head = asked[0].to_ascii_lowercase();
        // `me:pass word`
        let credentials = "proxy-authorization: basic bwu6cgfzcyb3b3jk";
        assert!(head.contains(credentials), "{kind:?}: {head}");
        assert!(!head.contains("bearer"), "{kind:?}: {head}");
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_by_name() {
    let authority = Authority::new("authority");
    let Issued { certificate, key } = authority.issue("client.test");
    let other_key = authority.issue("other.test").key;
    let broken = "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n";
    for &kind in ALL {
        let start = || kind.builder("https://service.test").system_roots(false);
        let rooted = || start().root_certificates(authority.pem());
        for (builder, said) in [
            (start(), "no root certificate is trusted"),
            (start().root_certificates("nonsense"), "hold no certificate"),
            (start().root_certificates(broken), "is broken"),
            (
                start().root_certificates([0x30, 0x82, 0, 0]),
                "cannot be used",
            ),
            (
                rooted().client_certificate(certificate.clone()),
                "no private key",
            ),
            (
                rooted().client_certificate(key.clone()),
                "hold no certificate",
            ),
            (
                rooted().client_certificate(format!("{certificate}{other_key}")),
                "does not fit",
            ),
            (rooted().proxy(Proxy::url("proxy:3128")), "scheme"),
            (rooted().proxy(Proxy::url("hunter2")), "absolute URL"),
            (
                rooted().proxy(Proxy::url("socks5://me:hunter2@proxy:1")),
                "socks5",
            ),
        ] {
            let shown = format!("{builder:?}");
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(said), "{kind:?}: {error}");
            let shown = format!("{shown} {error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
            assert!(!shown.contains(&key[40..60]), "{shown}");
        }
    }
}
