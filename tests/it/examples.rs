//! The client's examples, run against a server.

use generated_client::types::carts::Cart;
use serde_json::json;

use crate::support::{Answer, Server};

#[allow(dead_code, reason = "its `main` reads the process's arguments")]
#[path = "../../generated-client/examples/update_cart.rs"]
mod update_cart;

#[allow(dead_code, reason = "its `main` reads the process's arguments")]
#[path = "../../generated-client/examples/update_order.rs"]
mod update_order;

#[tokio::test]
async fn update_cart_changes_the_quantity_and_nothing_else() {
    let cart =
        json!({"id": "c", "lineItems": [{"id": 0, "quantity": 1, "new": true}], "more": 1.0});
    let server = Server::start(Answer::json(201, cart.to_string())).await;
    let cart: Cart = serde_json::from_value(cart).unwrap();
    update_cart::update_quantity(&server.client(), "customer", "c", cart, 5)
        .await
        .unwrap();
    let sent = server.only_request().json();
    let expected =
        json!({"id": "c", "lineItems": [{"id": 0, "quantity": 5, "new": true}], "more": 1.0});
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn update_order_cancels_and_reports_a_refusal() {
    let server = Server::start(Answer::json(200, r#"{"status":"cancelled"}"#)).await;
    update_order::cancel(&server.client(), "customer", "order")
        .await
        .unwrap();
    assert_eq!(
        server.only_request().json(),
        json!({"id": "order", "status": "cancelled"})
    );

    let server = Server::start(Answer::json(403, r#"{"code":800019}"#)).await;
    assert!(
        update_order::cancel(&server.client(), "customer", "order")
            .await
            .is_err()
    );
}
