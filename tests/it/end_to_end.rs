//! Both operations over real HTTP: what arrives at the server, and what its answers become.

use std::error::Error as _;

use generated_client::client_runtime::{Credentials, ErrorKind, FaultCode, MediaType, RetryPolicy};
use generated_client::error_codes;
use generated_client::operations::UpdateCartResponse;
use generated_client::types::carts::{Cart, CartLineItem};
use generated_client::types::orders::{Order, OrderStatus};
use serde_json::json;

use crate::support::{Answer, Server, TOKEN};

const CUSTOMER: &str = "3b1a2f60-7d1c-4c2b-9a41-0f5f6a7b8c9d";
const CART: &str = "6a9f0c1e-2b3d-4e5f-8a7b-9c0d1e2f3a4b";
const ORDER: &str = "0f1e2d3c4b5a";
const CORRELATION: &str = "11111111-2222-3333-4444-555555555555";

fn cart() -> Cart {
    let line = CartLineItem::default()
        .with_id(0)
        .with_catalog_item_id("A:B:C")
        .with_quantity(2);
    Cart::default().with_id(CART).with_line_items([line])
}

fn cart_body() -> String {
    json!({"id": CART, "status": "Active", "lineItems": [{"id": 0, "quantity": 2}]}).to_string()
}

fn order_body() -> String {
    json!({"id": ORDER, "status": "completed", "totalPrice": 12.5}).to_string()
}

#[tokio::test]
async fn put_cart_arrives_as_documented() {
    let server = Server::start(Answer::json(201, cart_body())).await;
    let call = server
        .client()
        .update_cart(CUSTOMER, CART, &cart())
        .correlation_id(CORRELATION)
        .correlation_vector("vector.0")
        .request_id("99999999-2222-3333-4444-555555555555")
        .send()
        .await
        .unwrap();
    assert_eq!(call.status(), 201);

    let request = server.only_request();
    assert_eq!(request.method, "PUT");
    assert_eq!(
        request.path_and_query,
        format!("/v1/customers/{CUSTOMER}/carts/{CART}")
    );
    assert_eq!(request.header("authorization"), format!("Bearer {TOKEN}"));
    assert_eq!(request.header("ms-correlationid"), CORRELATION);
    assert_eq!(request.header("ms-cv"), "vector.0");
    assert_eq!(
        request.header("ms-requestid"),
        "99999999-2222-3333-4444-555555555555"
    );
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.header("accept"), "application/json");
    assert!(
        request
            .header("user-agent")
            .starts_with("generated-client/")
    );
    let line = json!({"catalogItemId": "A:B:C", "id": 0, "quantity": 2});
    assert_eq!(request.json(), json!({"id": CART, "lineItems": [line]}));
}

#[tokio::test]
async fn patch_order_arrives_as_documented() {
    let server = Server::start(Answer::json(200, order_body())).await;
    let change = Order::default().with_status(OrderStatus::Cancelled);
    let client = server.client();
    let order = client
        .update_order(CUSTOMER, ORDER, &change)
        .version("2")
        .send()
        .await
        .unwrap();
    assert_eq!(order.status, Some(OrderStatus::Completed));
    assert_eq!(
        order.total_price.map(|price| price.to_string()).as_deref(),
        Some("12.5")
    );

    let request = server.only_request();
    assert_eq!(request.method, "PATCH");
    assert_eq!(
        request.path_and_query,
        format!("/v2/customers/{CUSTOMER}/orders/{ORDER}")
    );
    assert_eq!(request.json(), json!({"status": "cancelled"}));
    assert_eq!(request.header("ms-cv"), "");
}

#[tokio::test]
async fn each_call_has_a_request_id_of_its_own() {
    let server = Server::start(Answer::json(200, order_body())).await;
    let (client, change) = (server.client(), Order::default());
    for _ in 0..2 {
        client
            .update_order(CUSTOMER, ORDER, &change)
            .send()
            .await
            .unwrap();
    }
    let ids: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.header("ms-requestid").to_owned())
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
    assert!(ids.iter().all(|id| id.len() == 36), "{ids:?}");
}

#[tokio::test]
async fn both_successes_of_put_cart_are_kept_apart_and_give_the_cart() {
    for (status, created) in [(200, false), (201, true), (202, true)] {
        let server = Server::start(Answer::json(status, cart_body())).await;
        let response = server
            .client()
            .update_cart(CUSTOMER, CART, &cart())
            .send()
            .await
            .unwrap();
        assert_eq!(response.is_documented_status(), status != 202);
        assert_eq!(
            matches!(*response, UpdateCartResponse::Created(_)),
            created,
            "{status}"
        );
        let cart = response.into_value().into_cart().unwrap();
        assert_eq!(cart.id.as_deref(), Some(CART));
        assert_eq!(cart.line_items()[0].quantity, Some(2));
    }
}

#[tokio::test]
async fn what_the_client_does_not_know_is_sent_back() {
    let body =
        r#"{"id":"c","newThing":{"a":[1.10,null]},"lineItems":[{"id":0,"billingCycle":"weekly"}]}"#;
    let server = Server::start(Answer::json(201, body)).await;
    let client = server.client();
    let response = client
        .update_cart(CUSTOMER, CART, &cart())
        .send()
        .await
        .unwrap();
    let mut cart = response.into_value().into_cart().unwrap();
    cart.line_items_mut()[0].quantity = Some(3);
    client
        .update_cart(CUSTOMER, CART, &cart)
        .send()
        .await
        .unwrap();

    let sent = String::from_utf8(server.received()[1].body.clone()).unwrap();
    assert!(sent.contains(r#""newThing":{"a":[1.10,null]}"#), "{sent}");
    assert!(sent.contains(r#""billingCycle":"weekly""#), "{sent}");
    assert!(sent.contains(r#""quantity":3"#), "{sent}");
}

#[tokio::test]
async fn every_documented_failure_keeps_its_status_and_body() {
    let fault = r#"{"code":800008,"description":"No such cart.","data":[],"source":"PartnerFD"}"#;
    for (status, retryable) in [
        (400, false),
        (401, false),
        (403, false),
        (404, false),
        (500, true),
    ] {
        let answer = Answer::json(status, fault).with_header("ms-requestid", "from-the-server");
        let server = Server::start(answer).await;
        let client = server.client();
        let of_cart = client
            .update_cart(CUSTOMER, CART, &cart())
            .send()
            .await
            .unwrap_err();
        let change = Order::default();
        let of_order = client
            .update_order(CUSTOMER, ORDER, &change)
            .send()
            .await
            .unwrap_err();
        for error in [of_cart, of_order] {
            assert_eq!(error.kind(), ErrorKind::Api);
            assert_eq!(error.status().unwrap(), status);
            assert_eq!(error.body(), fault);
            assert_eq!(error.fault().unwrap().description(), Some("No such cart."));
            assert_eq!(error.request_id(), Some("from-the-server"));
            assert_eq!(error.is_retryable(), retryable, "{status}");
            assert!(
                error.to_string().contains("800008: No such cart."),
                "{error}"
            );
            assert!(!format!("{error:?}").contains(TOKEN));
        }
    }
}

#[tokio::test]
async fn a_fault_compares_with_the_documents_codes() {
    let server = Server::start(Answer::json(404, r#"{"code":"800008"}"#)).await;
    let error = server
        .client()
        .update_cart(CUSTOMER, CART, &cart())
        .send()
        .await
        .unwrap_err();
    let code = error.fault().unwrap().code().unwrap();
    assert_eq!(*code, error_codes::CART_NOT_FOUND);
    assert_eq!(error_codes::CART_IN_PROCESS, FaultCode::new(800_064));
}

#[tokio::test]
async fn an_empty_401_and_a_gateways_page_keep_what_they_say() {
    let challenge = Answer {
        status: 401,
        headers: vec![],
        body: vec![],
    }
    .with_header("www-authenticate", "Bearer error=\"invalid_token\"");
    let server = Server::start(challenge).await;
    let error = server
        .client()
        .update_cart(CUSTOMER, CART, &cart())
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("invalid_token"), "{error}");

    let page = Answer::json(503, "<html>Service\n unavailable</html>")
        .with_header("content-type", "text/html")
        .with_header("retry-after", "7");
    let server = Server::start(page).await;
    let error = server
        .client()
        .update_cart(CUSTOMER, CART, &cart())
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(error.retry_after().unwrap().as_secs(), 7);
    assert_eq!(error.body(), "<html>Service\n unavailable</html>");
    assert!(error.to_string().contains("Service unavailable"), "{error}");
}

#[tokio::test]
async fn a_success_that_does_not_decode_names_the_place_and_keeps_the_body() {
    let body = r#"{"lineItems":[{"quantity":2},{"quantity":"many"}]}"#;
    let server = Server::start(Answer::json(201, body)).await;
    let error = server
        .client()
        .update_cart(CUSTOMER, CART, &cart())
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error.to_string().contains("lineItems[1].quantity"),
        "{error}"
    );
    assert_eq!(error.body(), body);
    assert!(error.may_have_reached_service());
    assert!(error.source().is_some());
}

#[tokio::test]
async fn an_answer_without_a_body_and_one_in_another_media_type_are_named() {
    let cases = [
        (Answer::json(201, " "), ErrorKind::EmptyBody),
        (
            Answer::json(201, "<a/>").with_header("content-type", "text/html"),
            ErrorKind::Decode,
        ),
    ];
    for (answer, kind) in cases {
        let server = Server::start(answer).await;
        let error = server
            .client()
            .update_cart(CUSTOMER, CART, &cart())
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.status().unwrap(), 201);
    }
}

#[tokio::test]
async fn text_json_goes_both_ways() {
    let answer = Answer::json(201, cart_body()).with_header("content-type", "text/json");
    let server = Server::start(answer).await;
    let client = server.client();
    let cart = cart();
    let call = client.update_cart(CUSTOMER, CART, &cart);
    let call = call
        .accept(MediaType::TextJson)
        .content_type(MediaType::TextJson);
    let response = call.keep_body().send().await.unwrap();
    assert_eq!(response.body().unwrap(), &cart_body());
    let request = server.only_request();
    assert_eq!(request.header("content-type"), "text/json");
    assert_eq!(request.header("accept"), "text/json");
}

#[tokio::test]
async fn a_raw_answer_comes_whatever_its_status() {
    let server = Server::start(Answer::json(418, "short and stout")).await;
    let raw = server
        .client()
        .update_cart(CUSTOMER, CART, &cart())
        .send_raw()
        .await
        .unwrap();
    assert_eq!(
        (raw.status().as_u16(), raw.body().as_ref()),
        (418, b"short and stout".as_slice())
    );
}

#[tokio::test]
async fn ids_that_name_another_resource_are_refused_before_sending() {
    let server = Server::start(Answer::json(201, cart_body())).await;
    let client = server.client();
    for id in ["", ".", "..", "a\nb"] {
        let error = client
            .update_cart(CUSTOMER, id, &cart())
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("`cart_id`"), "{error}");
        assert!(!error.may_have_reached_service());
    }
    client
        .update_cart(CUSTOMER, "a/../b?c#d", &cart())
        .send()
        .await
        .unwrap();
    let path = server.only_request().path_and_query;
    assert_eq!(
        path,
        format!("/v1/customers/{CUSTOMER}/carts/a%2F..%2Fb%3Fc%23d")
    );
}

#[tokio::test]
async fn an_invalid_header_is_named_and_its_value_is_not_shown() {
    let server = Server::start(Answer::json(201, cart_body())).await;
    let cart = cart();
    let client = server.client();
    let call = client
        .update_cart(CUSTOMER, CART, &cart)
        .header("x-note", "secret\nvalue");
    let error = call.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("`x-note`"), "{error}");
    assert!(!format!("{error:?}").contains("secret"));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let answer = Answer::json(307, "{}").with_header("location", "/elsewhere");
    let server = Server::start(answer).await;
    let error = server
        .client()
        .update_cart(CUSTOMER, CART, &cart())
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_refused_connection_was_not_received() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = generated_client::Client::builder()
        .base_url(url)
        .credential(TOKEN)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let error = client
        .update_cart(CUSTOMER, CART, &cart())
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.may_have_reached_service() && error.is_retryable());
}

#[test]
fn a_built_request_is_what_would_be_sent_without_the_token() {
    let client = generated_client::Client::new(TOKEN).unwrap();
    let cart = cart();
    let request = client.update_cart(CUSTOMER, CART, &cart).build().unwrap();
    let url =
        format!("https://api.partnercenter.microsoft.com/v1/customers/{CUSTOMER}/carts/{CART}");
    assert_eq!(request.uri().to_string(), url);
    assert!(request.headers().get("authorization").is_none());
}

#[test]
fn tokens_do_not_go_over_plain_http() {
    let build = |url: &str| {
        let builder = generated_client::Client::builder().credential(Credentials::anonymous());
        builder.base_url(url).build()
    };
    for url in [
        "http://api.example.com",
        "ftp://a",
        "https://u:p@a.example",
        "nonsense",
    ] {
        assert_eq!(
            build(url).unwrap_err().kind(),
            ErrorKind::Configuration,
            "{url}"
        );
    }
    for url in [
        "http://127.0.0.1:1",
        "http://[::1]:1/base",
        "http://localhost",
        "https://a.example/",
    ] {
        assert!(build(url).is_ok(), "{url}");
    }
}
