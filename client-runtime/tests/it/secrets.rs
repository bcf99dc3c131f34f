//! Secrets stand in the header that they are for, and nowhere else.

use client_runtime::{AccessToken, Credentials, StaticToken};

use crate::call_sample::Client;
use crate::call_sample::types::Cart;
use crate::server::{Server, TOKEN};

#[tokio::test]
async fn no_debug_shows_a_secret() {
    // A gateway that repeats the request's headers in its error page.
    let page = format!("<html><body>Bad request: Authorization: Bearer {TOKEN}</body></html>");
    let server = Server::answering(
        "400 Bad Request",
        &[("Content-Type", "text/html"), ("X-Echo", TOKEN)],
        page,
    )
    .await;
    let builder = Client::builder()
        .base_url("https://user:hunter2@host")
        .credential(TOKEN);
    let mut shown = format!("{builder:?}");
    shown += &format!("{:?}", builder.build().unwrap_err());

    let client = server.client();
    let cart = Cart::default();
    let call = client
        .update_cart("a", "b", &cart)
        .header("X-Secret", "hunter2");
    shown += &format!("{client:?} {call:#?} {:?}", call.build().unwrap());
    let error = call.send().await.unwrap_err();
    shown += &format!("{error} {error:?} {error:#?}");
    shown += &format!(
        "{:?} {:?} {:?}",
        Credentials::from(TOKEN),
        StaticToken::new(TOKEN),
        AccessToken::new(TOKEN)
    );
    if let Some(at) = shown.find("hunter2") {
        panic!("…{}…", &shown[..at + 7]);
    }
    assert_eq!(
        server.only().header("x-secret"),
        Some("hunter2"),
        "it is sent all the same"
    );
}

#[tokio::test]
async fn a_responses_debug_shows_no_cookie() {
    let headers = [
        ("Content-Type", "application/json"),
        ("Set-Cookie", "a=hunter2"),
        ("Set-Cookie", "b=hunter2"),
    ];
    let server = Server::answering("200 OK", &headers, "{}").await;
    let client = server.client();
    let response = client.get_cart("a", "b").send().await.unwrap();
    let raw = client.get_cart("a", "b").send_raw().await.unwrap();
    assert!(!format!("{response:?} {raw:?}").contains("hunter2"));
    assert_eq!(
        response.headers()["set-cookie"],
        "a=hunter2",
        "the accessor gives all"
    );
}

/// Plain http is allowed to loopback because it stays on the machine; a proxy would take it away.
#[test]
fn plain_http_to_loopback_goes_past_the_systems_proxy() {
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "requests::a_put_arrives_as_it_was_built"])
        // The discard port of loopback, where nothing listens.
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .env("http_proxy", "http://127.0.0.1:9")
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("REQUEST_METHOD")
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&status.stdout);
    assert!(
        status.status.success() && output.contains("1 passed"),
        "{output}"
    );
}
