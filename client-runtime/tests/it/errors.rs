//! What callers get of a failure that the service answered with.

use std::error::Error as _;
use std::time::Duration;

use client_runtime::{Error, ErrorKind, FaultCode};

use crate::server::Server;

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json; charset=utf-8")];

async fn error_of(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Error {
    let server = Server::answering(status, headers, &body).await;
    let error = server
        .client()
        .get_cart("customer", "cart")
        .send()
        .await
        .unwrap_err();
    let status = if status.is_empty() {
        None
    } else {
        Some(&status[..3])
    };
    assert_eq!(
        error.status().as_ref().map(|status| status.as_str()),
        status
    );
    assert_eq!(
        error.body(),
        body.as_ref(),
        "the body is kept whatever it is"
    );
    assert_eq!(
        error.sent().request_id,
        server.only().header("ms-requestid")
    );
    assert_eq!((error.attempts(), error.operation()), (1, Some("get_cart")));
    assert_eq!(error.path(), Some("/v1/customers/customer/carts/cart"));
    assert!(error.may_have_reached_service());
    let line = error.to_string();
    assert!(
        !line.contains(['\n', '\r']) && line.chars().count() < 1200,
        "{line}"
    );
    error
}

#[tokio::test]
async fn the_services_own_fault_is_read() {
    let headers = [
        ("Content-Type", "application/json"),
        ("MS-RequestId", "returned"),
        ("MS-CorrelationId", "chain"),
        ("MS-CV", "v.0"),
        ("MS-ServerId", "7"),
    ];
    for code in ["800008", "\"800008\""] {
        let body = format!(
            r#"{{"code":{code},"description":"Cart not found.","data":["a",{{"b":1}}],"source":"PartnerFD","extra":{{"c":[2]}}}}"#
        );
        let error = error_of("404 Not Found", &headers, body).await;
        assert_eq!(error.kind(), ErrorKind::Api);
        let fault = error.fault().unwrap();
        assert_eq!(fault.code(), Some(&FaultCode::new(800_008)));
        assert_eq!(fault.description(), Some("Cart not found."));
        assert_eq!(fault.data(), ["a", r#"{"b":1}"#]);
        assert_eq!(fault.source(), Some("PartnerFD"));
        assert_eq!(
            fault.others(),
            [("extra".to_owned(), r#"{"c":[2]}"#.to_owned())]
        );
        assert!(!error.is_retryable());
        assert_eq!(error.request_id(), Some("returned"));
        assert_eq!(
            (
                error.correlation_id(),
                error.correlation_vector(),
                error.server_id()
            ),
            (Some("chain"), Some("v.0"), Some("7"))
        );
        assert_eq!(
            error.to_string(),
            r#"get_cart: 404 Not Found: 800008: Cart not found. [a, {"b":1}] (ms-requestid returned, ms-correlationid chain)"#
        );
    }
}

#[tokio::test]
async fn the_newer_fault_says_itself_whether_a_repeat_may_help() {
    for (status, said, retryable) in [
        ("409 Conflict", "false", false),
        ("409 Conflict", "true", true),
        ("500 Internal Server Error", "false", false),
        ("500 Internal Server Error", "\"True\"", true),
        ("500 Internal Server Error", "null", true),
        ("409 Conflict", "null", false),
    ] {
        let body = format!(
            r#"{{"Code":600061,"Message":"m","Description":"d","ErrorName":"AlreadyExists","IsRetryable":{said},"parameters":{{}},"errorMessageExtended":"x"}}"#
        );
        let error = error_of(status, JSON, body).await;
        let fault = error.fault().unwrap();
        assert_eq!(fault.code(), Some(&FaultCode::new(600_061)));
        assert_eq!(
            (fault.message(), fault.description(), fault.name()),
            (Some("m"), Some("d"), Some("AlreadyExists"))
        );
        assert_eq!(fault.others().len(), 2, "{fault:?}");
        assert_eq!(error.is_retryable(), retryable, "{status} {said}");
    }
}

#[tokio::test]
async fn the_gateways_fault_is_read() {
    let headers = [("Content-Type", "application/json"), ("Retry-After", "57")];
    let body = r#"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 57 seconds."}"#;
    let error = error_of("429 Too Many Requests", &headers, body).await;
    let fault = error.fault().unwrap();
    assert_eq!(fault.code(), Some(&FaultCode::new(429)));
    assert_eq!(
        fault.description(),
        Some("Rate limit is exceeded. Try again in 57 seconds.")
    );
    assert!(error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(57)));
    assert!(error.to_string().contains("again in 57 s"), "{error}");

    let date = [
        ("Date", "Wed, 21 Oct 2015 07:28:00 GMT"),
        ("Retry-After", "Wed, 21 Oct 2015 07:28:30 GMT"),
    ];
    let error = error_of("503 Service Unavailable", &date, "").await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn oauths_fault_is_read() {
    let body = r#"{"error":"invalid_grant","error_description":"AADSTS50173: expired.\r\nTrace","error_codes":[50173],"timestamp":"t","trace_id":"i","correlation_id":"c"}"#;
    let error = error_of("400 Bad Request", JSON, body).await;
    let fault = error.fault().unwrap();
    assert_eq!(fault.code(), Some(&FaultCode::from_static("invalid_grant")));
    assert!(fault.description().unwrap().starts_with("AADSTS50173"));
    assert!(
        fault
            .others()
            .contains(&("error_codes".to_owned(), "[50173]".to_owned()))
    );
    assert_eq!(fault.others().len(), 4);
    assert!(
        error
            .to_string()
            .contains("invalid_grant: AADSTS50173: expired. Trace"),
        "{error}"
    );
}

#[tokio::test]
async fn a_fault_without_body_is_read_from_status_line_and_headers() {
    let headers = [
        ("WWW-Authenticate", "Bearer error=\"invalid_token\""),
        ("WWW-Authenticate", "OAuth realm=x"),
    ];
    let error = error_of("401 Unauthorized - MFA required", &headers, "").await;
    let fault = error.fault().unwrap();
    assert_eq!(fault.code(), None);
    assert_eq!(fault.reason(), Some("Unauthorized - MFA required"));
    assert_eq!(
        fault.challenges(),
        ["Bearer error=\"invalid_token\"", "OAuth realm=x"]
    );
    let line = error.to_string();
    assert!(
        line.contains("MFA required") && line.contains("invalid_token"),
        "{line}"
    );

    let error = error_of("403 Forbidden", &[], "").await;
    assert!(error.fault().is_none(), "it says nothing but its status");
    assert!(
        error
            .to_string()
            .starts_with("get_cart: 403 Forbidden (ms-requestid "),
        "{error}"
    );
}

#[tokio::test]
async fn pages_and_unusual_bodies_are_read_as_far_as_they_go() {
    let html = &[("Content-Type", "text/html")][..];
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    for (headers, body, message) in [
        (
            html,
            b"<html><head><TITLE> Bad\n gateway </TITLE>".to_vec(),
            Some("Bad\n gateway"),
        ),
        (
            html,
            b"<h1>Service</h1> <p>Unavailable".to_vec(),
            Some("Service Unavailable"),
        ),
        (html, b"<".to_vec(), Some("")),
        (html, b"<title>".to_vec(), Some("")),
        (
            &[("Content-Type", "text/plain")][..],
            b"upstream\nfailed".to_vec(),
            Some("upstream\nfailed"),
        ),
        (&[], b"\"just text\"".to_vec(), Some("just text")),
        (
            JSON,
            b"{\"message\":\"cut of".to_vec(),
            Some("{\"message\":\"cut of"),
        ),
        (JSON, "{\"message\":\"é\"}".as_bytes().to_vec(), Some("é")),
        (
            &[("Content-Type", "application/json; charset=utf-16")][..],
            utf16("{\"message\":\"é\"}"),
            Some("é"),
        ),
        (
            JSON,
            b"[{\"message\":\"in a list\"}]".to_vec(),
            Some("in a list"),
        ),
        (
            JSON,
            b"{\"error\":{\"code\":\"X\",\"message\":\"nested\"}}".to_vec(),
            Some("nested"),
        ),
        (JSON, b"\xFF\xFE\xFD".to_vec(), Some("\u{FFFD}")),
        (JSON, b"{\"message\":[1]}".to_vec(), None),
    ] {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let error = error_of("503 Service Unavailable", headers, body).await;
        assert_eq!(error.kind(), ErrorKind::Api);
        assert!(error.is_retryable());
        assert_eq!(error.fault().unwrap().message(), message, "{shown}");
    }
}

#[tokio::test]
async fn what_has_an_unexpected_type_is_kept() {
    let body = r#"{"code":[1],"description":{"x":1},"message":5,"data":"one","source":null,"Code":7,"CODE":8,"statusCode":"400"}"#;
    let error = error_of("400 Bad Request", JSON, body).await;
    let fault = error.fault().unwrap();
    assert!([7, 8].map(FaultCode::new).contains(fault.code().unwrap()));
    assert_eq!(fault.data(), ["one"]);
    for kept in [
        ("code", "[1]"),
        ("description", "{\"x\":1}"),
        ("message", "5"),
        ("statusCode", "400"),
    ] {
        assert!(
            fault
                .others()
                .contains(&(kept.0.to_owned(), kept.1.to_owned())),
            "{kept:?} {fault:?}"
        );
    }
    assert_eq!(fault.others().len(), 5);
}

#[tokio::test]
async fn hostile_text_stays_one_line_and_shows_no_token() {
    let body = format!(
        "{{\"code\":\"a\\nb\",\"description\":\"x\\r\\n\\u001b[31m Authorization: Bearer hunter2-token {}\"}}",
        "long ".repeat(10_000)
    );
    let error = error_of("400 Bad Request", JSON, body).await;
    let line = error.to_string();
    assert!(
        !line.contains("hunter2") && !line.contains('\u{1b}'),
        "{line}"
    );
    assert!(
        error
            .fault()
            .unwrap()
            .description()
            .unwrap()
            .contains("hunter2"),
        "the accessor gives all"
    );
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[tokio::test]
async fn which_statuses_may_be_repeated() {
    for (status, retryable) in [
        (400, false),
        (401, false),
        (403, false),
        (404, false),
        (405, false),
        (406, false),
        (408, true),
        (409, false),
        (412, false),
        (417, false),
        (429, true),
        (500, true),
        (501, false),
        (502, true),
        (503, true),
        (504, true),
        (599, false),
    ] {
        let error = error_of(&format!("{status} Status"), &[], "").await;
        assert_eq!(error.is_retryable(), retryable, "{status}");
        assert_eq!(error.kind(), ErrorKind::Api);
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target = Server::json("{}").await;
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let location = format!("{}/elsewhere", target.url());
        let error = error_of(status, &[("Location", &location)], "moved").await;
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert!(error.to_string().contains(&location), "{error}");
        assert!(!error.is_retryable());
    }
    assert!(target.seen().is_empty());
    let error = error_of("304 Not Modified", &[], "").await;
    assert_eq!(error.kind(), ErrorKind::Api);
}

#[tokio::test]
async fn a_redirect_that_a_given_client_followed_is_told() {
    let target = Server::json("{}").await;
    let location = format!("{}/elsewhere", target.url());
    let server = Server::answering("307 Temporary Redirect", &[("Location", &location)], "").await;
    let client = crate::call_sample::Client::builder()
        .base_url(server.url())
        .credential("t")
        .http_client(client_runtime::reqwest::Client::new())
        .build()
        .unwrap();
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains("Policy::none"), "{error}");
}

#[tokio::test]
async fn a_refused_connection_says_that_nothing_was_sent() {
    // Bound, so that nobody else gets the port, but not listening.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    let client = crate::call_sample::Client::builder()
        .base_url(format!("http://{address}"))
        .credential("t")
        .retry(client_runtime::RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.may_have_reached_service());
    assert!(error.is_retryable());
    assert_eq!(
        (error.attempts(), error.status(), error.body().len()),
        (1, None, 0)
    );
    assert!(error.to_string().contains(&address.to_string()), "{error}");
    assert!(error.to_string().contains("nothing was sent"), "{error}");
    assert!(error.source().is_some());
    assert!(error.sent().request_id.is_some());
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_a_failure_to_connect() {
    // RFC 6761 section 6.4 reserves the name for this.
    let client = crate::call_sample::Client::builder()
        .base_url("https://partner.invalid")
        .credential("t")
        .retry(client_runtime::RetryPolicy::none())
        .build()
        .unwrap();
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(
        error.to_string().contains("https://partner.invalid"),
        "{error}"
    );
}

#[test]
fn an_error_is_small_and_moves_between_threads() {
    fn shared<T: std::error::Error + Send + Sync + 'static>() {}
    shared::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
