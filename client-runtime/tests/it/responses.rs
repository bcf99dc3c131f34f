//! What callers get of a success.

use client_runtime::ErrorKind;

use crate::call_sample::operations::UpdateCartResponse;
use crate::call_sample::types::{Cart, CartLineItem};
use crate::server::Server;

#[tokio::test]
async fn a_success_gives_the_value_and_all_that_came_with_it() {
    let headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("MS-RequestId", "request"),
        ("MS-CorrelationId", "correlation"),
        ("MS-CV", "vector.0"),
        ("MS-ServerId", "020021921"),
        ("X-Other", "kept"),
    ];
    let server = Server::answering("200 OK", &headers, r#"{"id":"x"}"#).await;
    let client = server.client();
    let response = client
        .get_cart("customer", "cart")
        .keep_body()
        .send()
        .await
        .unwrap();
    assert_eq!(response.id.as_deref(), Some("x"), "it derefs to the value");
    assert_eq!(response.status(), 200);
    assert!(response.is_documented_status());
    assert_eq!(response.headers()["x-other"], "kept");
    assert_eq!(response.body().unwrap(), r#"{"id":"x"}"#);
    assert_eq!(response.request_id(), Some("request"));
    assert_eq!(response.correlation_id(), Some("correlation"));
    assert_eq!(response.correlation_vector(), Some("vector.0"));
    assert_eq!(response.server_id(), Some("020021921"));
    assert_eq!(response.attempts(), 1);
    let seen = server.only();
    assert_eq!(response.sent().request_id, seen.header("ms-requestid"));
    assert_eq!(
        response.sent().correlation_id,
        seen.header("ms-correlationid")
    );
    assert_eq!(response.returned().request_id, Some("request"));
    let response = response.map(|cart| cart.id);
    assert_eq!(response.server_id(), Some("020021921"));
    assert_eq!(response.into_value().as_deref(), Some("x"));

    let response = client.get_cart("customer", "cart").send().await.unwrap();
    assert_eq!(response.body(), None, "kept only if asked");
}

#[tokio::test]
async fn ids_that_are_not_returned_are_those_sent() {
    let server = Server::json("{}").await;
    let response = server
        .client()
        .get_cart("customer", "cart")
        .send()
        .await
        .unwrap();
    assert_eq!(response.request_id(), server.only().header("ms-requestid"));
    assert_eq!(
        response.correlation_id(),
        server.only().header("ms-correlationid")
    );
    assert_eq!(response.returned().request_id, None);
    assert_eq!(response.server_id(), None);
}

#[tokio::test]
async fn each_success_has_its_variant_and_an_undocumented_one_says_so() {
    let json = [("Content-Type", "application/json")];
    let cart = Cart {
        id: Some("x".to_owned()),
        ..Cart::default()
    };
    for (status, documented) in [
        ("200 OK", true),
        ("201 Created", true),
        ("202 Accepted", false),
        ("299 What", false),
    ] {
        let server = Server::answering(status, &json, r#"{"id":"x"}"#).await;
        let response = server
            .client()
            .update_cart("a", "b", &cart)
            .send()
            .await
            .unwrap();
        assert_eq!(response.is_documented_status(), documented, "{status}");
        match response.into_value() {
            UpdateCartResponse::Ok(object) => {
                assert_eq!(status, "200 OK");
                assert_eq!(object.get_json("id"), Some("\"x\""));
            }
            UpdateCartResponse::Created(created) => {
                assert_ne!(status, "200 OK");
                assert_eq!(created, cart);
            }
        }
    }
}

#[tokio::test]
async fn json_is_read_by_what_the_answer_says_of_itself() {
    let text = "{\"id\":\"é€😀\"}";
    let utf16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    };
    let with = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    for (content_type, body) in [
        (Some("application/json"), text.as_bytes().to_vec()),
        (Some("text/json; charset=utf-8"), text.as_bytes().to_vec()),
        (
            Some("Application/Vnd.Example+JSON;charset=\"UTF-8\""),
            text.as_bytes().to_vec(),
        ),
        (
            Some("application/json; charset=utf-8"),
            with(b"\xEF\xBB\xBF", text.as_bytes().to_vec()),
        ),
        (
            Some("application/json; charset=utf-16"),
            utf16(u16::to_le_bytes),
        ),
        (
            Some("application/json; charset=utf-16"),
            with(b"\xFF\xFE", utf16(u16::to_le_bytes)),
        ),
        (
            Some("application/json; charset=utf-16"),
            with(b"\xFE\xFF", utf16(u16::to_be_bytes)),
        ),
        (
            Some("application/json; charset=utf-16BE"),
            utf16(u16::to_be_bytes),
        ),
        (None, text.as_bytes().to_vec()),
        (None, with(b"\xEF\xBB\xBF", text.as_bytes().to_vec())),
        (None, utf16(u16::to_le_bytes)),
    ] {
        let headers: Vec<_> = content_type
            .map(|value| ("Content-Type", value))
            .into_iter()
            .collect();
        let server = Server::answering("200 OK", &headers, &body).await;
        let response = server.client().get_cart("a", "b").send().await;
        assert_eq!(
            response.unwrap().id.as_deref(),
            Some("é€😀"),
            "{content_type:?} {body:?}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_read_keeps_the_whole_answer_and_says_where() {
    for (content_type, body, said, place) in [
        (
            Some("application/json"),
            r#"{"lineItems":[{},{"quantity":"many"}]}"#,
            "$.lineItems[1].quantity",
            Some("$.lineItems[1].quantity"),
        ),
        (
            Some("application/json"),
            r#"{"lineItems":[{"quantity":1}"#,
            "found the end of the body",
            None,
        ),
        (
            Some("application/json"),
            r#"{"id":"x"} trailing"#,
            "trailing",
            Some("$"),
        ),
        (Some("application/json"), "<html>", "$: expected", Some("$")),
        (
            Some("application/json; charset=klingon"),
            "{}",
            "`klingon`",
            None,
        ),
        (
            Some("text/html"),
            "<html>\n<h1>Sign in</h1>",
            "text/html, which is not known here; it starts with `<html> <h1>Sign in</h1>`",
            None,
        ),
        (Some("text/plain"), "fine", "text/plain", None),
        (None, "<html/>", "looks like XML or HTML", None),
    ] {
        let headers: Vec<_> = content_type
            .map(|value| ("Content-Type", value))
            .into_iter()
            .collect();
        let server = Server::answering("200 OK", &headers, body).await;
        let error = server.client().get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.body(), body, "nothing is lost");
        assert!(error.to_string().contains(said), "{error}");
        if place.is_some() {
            assert_eq!(error.place(), place);
        }
        assert!(error.may_have_reached_service() && !error.is_retryable());
        assert_eq!(error.request_id(), server.only().header("ms-requestid"));
    }
}

#[tokio::test]
async fn no_body_where_one_is_documented_is_a_case_of_its_own() {
    let json = [("Content-Type", "application/json")];
    for (status, body) in [
        ("204 No Content", ""),
        ("200 OK", ""),
        ("201 Created", " \r\n"),
        ("200 OK", "null"),
    ] {
        let server = Server::answering(status, &json, body).await;
        let client = server.client();
        let error = client.update_cart("a", "b", &Cart::default()).send().await;
        if body == "null" {
            assert_eq!(error.unwrap_err().kind(), ErrorKind::EmptyBody);
        } else {
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::EmptyBody, "{status} {body:?}");
            assert_eq!(error.status().unwrap().as_str(), &status[..3]);
            assert!(error.to_string().contains("no body"), "{error}");
            assert!(!error.is_retryable());
        }
        let checked_out = client.checkout_cart("a", "b").send().await.unwrap();
        assert_eq!(
            checked_out.into_value(),
            None,
            "where the document does without, so does the caller"
        );
    }
}

#[tokio::test]
async fn an_answer_without_documented_body_ignores_one_that_comes() {
    let server = Server::answering("200 OK", &[("Content-Type", "text/html")], "<p>done").await;
    let response = server
        .client()
        .delete_cart(1)
        .keep_body()
        .send()
        .await
        .unwrap();
    assert!(!response.is_documented_status());
    assert_eq!(response.body().unwrap(), "<p>done");
}

#[tokio::test]
async fn send_raw_gives_the_answer_whatever_its_status() {
    for status in ["200 OK", "302 Found", "404 Not Found", "503 Busy"] {
        let server = Server::answering(status, &[("Content-Type", "text/html")], "<p>x").await;
        let response = server.client().get_cart("a", "b").send_raw().await.unwrap();
        assert_eq!(response.status().as_str(), &status[..3]);
        assert_eq!(response.body(), "<p>x");
        assert_eq!(response.path(), "/v1/customers/a/carts/b");
        assert_eq!(response.attempts(), 1);
        assert_eq!(response.request_id(), server.only().header("ms-requestid"));
    }
}

#[tokio::test]
async fn a_value_goes_there_and_back() {
    let cart = Cart::default().with_line_items(vec![CartLineItem::default().with_quantity(3)]);
    let server = Server::answering(
        "201 Created",
        &[],
        client_runtime::wire::json::to_vec(&cart).unwrap(),
    )
    .await;
    let response = server
        .client()
        .update_cart("a", "b", &cart)
        .send()
        .await
        .unwrap();
    assert_eq!(response.into_value(), UpdateCartResponse::Created(cart));
}
