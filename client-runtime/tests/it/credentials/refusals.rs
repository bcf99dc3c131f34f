//! What callers get of an authority that gives no token.

use std::time::{Duration, Instant};

use client_runtime::{
    CredentialError, CredentialErrorKind, Error, ErrorKind, RefreshToken, SecretString,
};
use futures_util::future::join_all;

use super::endpoint::{CLIENT_ID, Endpoint, SECRET, TENANT, Then, json, token};
use crate::server;

/// The error of a call whose authority answers like this.
async fn error_of(answer: Vec<u8>) -> Error {
    let authority = Endpoint::start(move |_, _| Then::Answer(answer.clone())).await;
    let service = Endpoint::service(|_| true).await;
    let client = service.client(authority.sign_in());
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
    assert_eq!(error.attempts(), 0);
    assert!(!error.may_have_reached_service());
    assert_eq!(service.count(), 0);
    let line = error.to_string();
    assert!(line.chars().count() < 900 && !line.contains('\n'), "{line}");
    error
}

fn html(status: &str, page: &str) -> Vec<u8> {
    server::answer(status, &[("Content-Type", "text/html")], page.as_bytes())
}

#[tokio::test]
async fn a_refusal_is_kept_and_says_what_to_do() {
    let refusal = |code: &str, number: u32| {
        json(
            "401 Unauthorized",
            &format!(
                r#"{{"error":"{code}","error_description":"AADSTS{number}: It is so.\r\nTrace ID: t-1\r\nCorrelation ID: c-1\r\nTimestamp: 2026-01-02 03:04:05Z","error_codes":[{number}],"timestamp":"2026-01-02 03:04:05Z","trace_id":"t-1","correlation_id":"c-1","suberror":"s-1","claims":"{{}}"}}"#
            ),
        )
    };
    for (code, number, advice) in [
        ("invalid_client", 7_000_222, "expired"),
        ("invalid_client", 7_000_215, "not its id"),
        ("invalid_grant", 50_076, "multi-factor"),
        ("interaction_required", 50_079, "multi-factor"),
        ("invalid_grant", 700_082, "new refresh token"),
        ("invalid_grant", 1, "new refresh token"),
        ("invalid_client", 1, "client secret"),
        ("interaction_required", 1, "multi-factor"),
        ("unauthorized_client", 700_016, "tenant"),
        ("invalid_request", 90_002, "tenant"),
        ("invalid_resource", 500_011, "scope"),
        ("invalid_grant", 65_001, "consent"),
        ("access_denied", 53_003, "conditional access"),
    ] {
        let error = error_of(refusal(code, number)).await;
        let credential = error.credential().unwrap();
        assert_eq!(credential.kind(), CredentialErrorKind::Refused);
        assert_eq!(credential.attempts(), 1, "asking again is no use");
        assert!(!error.is_retryable());
        let fault = credential.fault().unwrap();
        assert_eq!(fault.status(), 401);
        assert_eq!(fault.code(), Some(code));
        assert_eq!(fault.aadsts(), Some(number));
        assert!(fault.description().unwrap().contains("It is so."));
        assert_eq!(fault.suberror(), Some("s-1"));
        assert_eq!(fault.claims(), Some("{}"));
        assert_eq!(fault.trace_id(), Some("t-1"));
        assert_eq!(fault.correlation_id(), Some("c-1"));
        assert_eq!(fault.timestamp(), Some("2026-01-02 03:04:05Z"));
        assert!(fault.advice().unwrap().contains(advice), "{code} {number}");
        let line = error.to_string();
        for said in [code, &number.to_string(), "It is so", advice, "t-1", "c-1"] {
            assert!(line.contains(said), "{said}: {line}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_no_token_is_told_as_what_it_is() {
    use CredentialErrorKind::{InvalidAnswer, Refused};
    let redirect = server::answer(
        "302 Found",
        &[("Location", "https://login.example.com/path?hunter2")],
        b"",
    );
    let with_type = r#"{"token_type":"pop","access_token":"a","expires_in":1}"#;
    for (answer, kind, word) in [
        (
            html("200 OK", "<html><title>Wi-Fi login</title>"),
            InvalidAnswer,
            "Wi-Fi login",
        ),
        (
            html("404 Not Found", "<title>No such</title>"),
            Refused,
            "No such",
        ),
        (html("400 Bad Request", ""), Refused, "status 400"),
        (json("200 OK", ""), InvalidAnswer, "no body"),
        (json("200 OK", "[1]"), InvalidAnswer, "no JSON object"),
        (
            json("200 OK", "{}"),
            InvalidAnswer,
            "without an `access_token`",
        ),
        (
            json("200 OK", r#"{"error":"invalid_scope"}"#),
            Refused,
            "invalid_scope",
        ),
        (json("200 OK", with_type), InvalidAnswer, "pop"),
        (
            json("200 OK", r#"{"access_token":7}"#),
            InvalidAnswer,
            "no text",
        ),
        (
            json("200 OK", r#"{"access_token":""}"#),
            InvalidAnswer,
            "empty",
        ),
        (
            json("200 OK", r#"{"access_token":"a\nb"}"#),
            InvalidAnswer,
            "line break",
        ),
        (
            redirect,
            InvalidAnswer,
            "to https://login.example.com (status 302",
        ),
        (
            json("200 OK", &" ".repeat(1024 * 1024 + 1)),
            InvalidAnswer,
            "more than 1048576 bytes",
        ),
    ] {
        let error = error_of(answer).await;
        let credential = error.credential().unwrap();
        assert_eq!(credential.kind(), kind, "{error}");
        assert!(error.to_string().contains(word), "{word}: {error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert!(!error.is_retryable());
        assert_eq!(credential.attempts(), 1);
    }
}

#[tokio::test]
async fn an_authority_that_is_away_or_busy_is_asked_three_times() {
    // All at once, as each waits between its attempts.
    let cases = [
        (0, CredentialErrorKind::Unavailable),
        (1, CredentialErrorKind::Unavailable),
        (2, CredentialErrorKind::Unavailable),
        (3, CredentialErrorKind::Unreachable),
    ];
    let calls = cases.map(|(number, kind)| async move {
        let authority = Endpoint::start(move |_, _| match number {
            0 => Then::Answer(html("503 Service Unavailable", "<title>Down</title>")),
            1 => Then::Answer(json("429 Too Many Requests", "{}")),
            2 => Then::Answer(json(
                "400 Bad Request",
                r#"{"error":"temporarily_unavailable"}"#,
            )),
            _ => Then::HangUp,
        })
        .await;
        let service = Endpoint::service(|_| true).await;
        let client = service.client(authority.sign_in());
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credential);
        let credential = error.credential().unwrap();
        assert_eq!(credential.kind(), kind, "{error}");
        assert!(error.is_retryable());
        assert_eq!((credential.attempts(), authority.count()), (3, 3));
        assert!(error.to_string().contains("asked 3 times"), "{error}");
        assert_eq!(service.count(), 0);
    });
    join_all(calls).await;
}

#[tokio::test]
async fn an_authority_that_comes_back_is_forgiven() {
    let authority = Endpoint::start(|number, _| match number {
        0 => Then::HangUp,
        1 => Then::Answer(json("500 Internal Server Error", "")),
        _ => Then::Answer(token("late", 3600)),
    })
    .await;
    let service = Endpoint::service(|given| given == "Bearer late").await;
    let store = |_| async { Ok::<_, CredentialError>(()) };
    let credential = RefreshToken::new(TENANT, CLIENT_ID, SECRET, "refresh", store);
    let client = service.client(credential.authority(authority.url()));
    client.get_cart("a", "b").send().await.unwrap();
    assert_eq!(authority.count(), 3);
    let seen = authority.seen();
    assert!(seen.iter().all(|request| request.body == seen[0].body));
}

#[tokio::test]
async fn an_authority_nobody_listens_at_is_retryable() {
    let authority = Endpoint::authority().await;
    let credential = authority.sign_in();
    let address = authority.address;
    drop(authority);
    // The task that held the port is gone once nobody can connect.
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let service = Endpoint::service(|_| true).await;
    let error = service
        .client(credential)
        .get_cart("a", "b")
        .send()
        .await
        .unwrap_err();
    let credential = error.credential().unwrap();
    assert_eq!(credential.kind(), CredentialErrorKind::Unreachable);
    assert!(error.is_retryable());
    assert!(!error.may_have_reached_service());
}

#[tokio::test]
async fn an_authority_that_asks_for_a_wait_gets_it_or_is_left_alone() {
    let busy = |seconds| {
        server::answer(
            "429 Too Many Requests",
            &[("Retry-After", seconds), ("Content-Type", "text/plain")],
            b"slow down",
        )
    };
    let error = error_of(busy("3600")).await;
    let credential = error.credential().unwrap();
    assert_eq!(credential.attempts(), 1, "no call waits for an hour");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(error.is_retryable());

    let short = busy("1");
    let authority = Endpoint::start(move |number, _| {
        Then::Answer(match number {
            0 => short.clone(),
            _ => token("late", 3600),
        })
    })
    .await;
    let service = Endpoint::service(|_| true).await;
    let began = Instant::now();
    let client = service.client(authority.sign_in());
    client.get_cart("a", "b").send().await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(authority.count(), 2);
}

#[tokio::test]
async fn nothing_that_is_shown_has_a_secret_in_it() {
    let escaped = SECRET.replace('&', "%26");
    let answers = [
        html("200 OK", &format!("<p>you sent {SECRET} as {escaped}</p>")),
        html(
            "502 Bad Gateway",
            &format!("you sent client_secret={escaped}"),
        ),
        json(
            "400 Bad Request",
            &format!(
                r#"{{"error":"{SECRET}","error_description":"you sent {SECRET} and hunter2~refresh","suberror":"{SECRET}","trace_id":"{SECRET}","claims":"{SECRET}"}}"#
            ),
        ),
        json(
            "200 OK",
            r#"{"token_type":"mac","access_token":"hunter2","refresh_token":"hunter2"}"#,
        ),
    ];
    for answer in answers {
        let authority = Endpoint::start(move |_, _| Then::Answer(answer.clone())).await;
        let service = Endpoint::service(|_| true).await;
        let store = |_: SecretString| async { Ok::<_, CredentialError>(()) };
        let credential = RefreshToken::new(TENANT, CLIENT_ID, SECRET, "hunter2~refresh", store)
            .authority(authority.url());
        let mut shown = format!("{credential:?} {:?}", authority.sign_in());
        let client = service.client(credential);
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        let credential = error.credential().unwrap();
        shown += &format!("{error} {error:#?} {credential} {credential:#?} {client:?}");
        let beneath =
            std::iter::successors(std::error::Error::source(&error), |error| error.source());
        for error in beneath {
            shown += &format!("{error} {error:?}");
        }
        if let Some(fault) = credential.fault() {
            shown += &format!("{fault} {fault:?}");
        }
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
