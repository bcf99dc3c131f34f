//! The calls for code that is not async.

use generated_client::client_runtime::ErrorKind;
use generated_client::types::carts::Cart;
use tokio::runtime::Runtime;

use crate::support::{Answer, Server};

fn server(runtime: &Runtime, answer: Answer) -> Server {
    runtime.block_on(Server::start(answer))
}

#[test]
fn a_call_is_made_without_a_runtime() {
    let runtime = Runtime::new().unwrap();
    let server = server(&runtime, Answer::json(201, r#"{"id":"b"}"#));
    let cart = Cart::default();
    let response = server
        .client()
        .update_cart("a", "b", &cart)
        .send_blocking()
        .unwrap();
    assert_eq!(response.status(), 201);
    let cart = response.into_value().into_cart().unwrap();
    assert_eq!(cart.id.as_deref(), Some("b"));
    assert_eq!(server.only_request().method, "PUT");
}

#[test]
fn many_threads_call_at_once() {
    let runtime = Runtime::new().unwrap();
    let server = server(&runtime, Answer::json(201, "{}"));
    let client = server.client();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let raw = client
                    .update_cart("a", "b", &Cart::default())
                    .send_raw_blocking()
                    .unwrap();
                assert_eq!(raw.status(), 201);
            });
        }
    });
}

#[tokio::test]
async fn a_call_is_made_within_a_runtime() {
    let runtime = Runtime::new().unwrap();
    let server = std::thread::scope(|scope| {
        let started = scope.spawn(|| server(&runtime, Answer::json(404, r#"{"code":1000}"#)));
        started.join().unwrap()
    });
    let error = server
        .client()
        .update_cart("a", "b", &Cart::default())
        .send_blocking()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    runtime.shutdown_background();
}
