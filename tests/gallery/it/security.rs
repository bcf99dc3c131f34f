//! What operations want to know of their callers.

use client_runtime::{ClientBuilder, Credentials, ErrorKind};
use gallery::answers::Client;

use crate::server::{Answer, Received, Server};

fn builder(server: &Server) -> ClientBuilder<Client> {
    Client::builder()
        .credential(Credentials::anonymous())
        .base_url(&server.url)
}

async fn by_key(set: impl FnOnce(ClientBuilder<Client>) -> ClientBuilder<Client>) -> Received {
    let server = Server::start(Answer::empty(204)).await;
    let client = set(builder(&server)).build().unwrap();
    client.get_by_key().send().await.unwrap();
    server.only_request()
}

#[tokio::test]
async fn a_key_goes_where_its_scheme_says() {
    let header = by_key(|builder| builder.api_key("header_key", "k-1")).await;
    assert_eq!(header.header("x-key"), "k-1");
    assert_eq!(header.line, "GET /keys");

    let query = by_key(|builder| builder.api_key("query_key", "k&1")).await;
    assert_eq!(query.line, "GET /keys?key=k%261");

    let cookie = by_key(|builder| builder.api_key("cookie_key", "k-1")).await;
    assert_eq!(cookie.header("cookie"), "key=k-1");

    let user = by_key(|builder| builder.basic("user", "Aladdin", "open sesame")).await;
    // Source: RFC 7617, section 2.
    assert_eq!(
        user.header("authorization"),
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
}

#[tokio::test]
async fn without_a_key_the_call_says_which_would_do() {
    let server = Server::start(Answer::empty(204)).await;
    let client = builder(&server).build().unwrap();
    let error = client.get_by_key().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let message = error.to_string();
    for scheme in ["header_key", "query_key", "cookie_key", "user"] {
        assert!(message.contains(scheme), "{message}");
    }
    assert!(server.is_untouched());
}

#[tokio::test]
async fn no_secret_is_shown() {
    let server = Server::start(Answer::empty(500)).await;
    let client = builder(&server)
        .api_key("query_key", "hunter2")
        .basic("user", "me", "hunter2")
        .build()
        .unwrap();
    let error = client.get_by_key().send().await.unwrap_err();
    for shown in [
        format!("{error} {error:?}"),
        format!("{client:?}"),
        format!("{:?}", builder(&server).api_key("a", "hunter2")),
        format!("{:?}", client.get_by_key()),
    ] {
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    // A key that cannot be sent is named without being shown.
    let client = builder(&server)
        .api_key("header_key", "hunter2\n")
        .build()
        .unwrap();
    let error = client.get_by_key().send().await.unwrap_err();
    let message = format!("{error} {error:?}");
    assert!(
        message.contains("header_key") && !message.contains("hunter2"),
        "{message}"
    );
}

#[tokio::test]
async fn token_and_key_go_together_or_neither() {
    let server = Server::start(Answer::empty(204)).await;
    let client = builder(&server)
        .credential("token")
        .api_key("header_key", "k")
        .build()
        .unwrap();
    client.get_by_both().send().await.unwrap();
    let request = server.only_request();
    assert_eq!(request.header("authorization"), "Bearer token");
    assert_eq!(request.header("x-key"), "k");

    let server = Server::start(Answer::empty(204)).await;
    let client = builder(&server).credential("token").build().unwrap();
    client.get_by_both().send().await.unwrap();
    let request = server.only_request();
    assert_eq!(request.header("authorization"), "");
    assert_eq!(request.header("x-key"), "");
}

#[tokio::test]
async fn who_is_not_asked_says_nothing() {
    let server = Server::start(Answer::empty(204)).await;
    let client = builder(&server).credential("token").build().unwrap();
    client.get_public().send().await.unwrap();
    assert_eq!(server.only_request().header("authorization"), "");
}
