//! Faults as a client sees them.

use std::time::{Duration, Instant};

use sandbox::{Sandbox, Script};
use serde_json::{Value, json};

use crate::support::{Answer, Caller, LEGACY, line, path_of};

struct Scene {
    sandbox: Sandbox,
    caller: Caller,
    path: String,
}

impl Scene {
    async fn new() -> Self {
        let sandbox = Sandbox::start().unwrap();
        let caller = Caller::new(&sandbox);
        let cart = caller.cart(json!([line(LEGACY, 1)])).await;
        let path = path_of("carts", &cart);
        Self {
            sandbox,
            caller,
            path,
        }
    }

    fn play(&self, what: &str) {
        let script =
            format!("faults: [{{match: {{operation: update_cart}}, nth: 1, what: {what}}}]");
        self.sandbox.set_faults(Script::parse(&script).unwrap());
    }

    async fn put(&self, quantity: i64, id: &str) -> reqwest::Result<Answer> {
        let body = json!({"lineItems": [line(LEGACY, quantity)]});
        let request = self
            .caller
            .request("PUT", &self.path)
            .header("ms-requestid", id);
        self.caller.try_send(request.json(&body)).await
    }

    async fn quantity(&self) -> Value {
        let cart = self.caller.get(&self.path).await.expect(200);
        cart["lineItems"][0]["quantity"].clone()
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_was_applied_once_and_a_retry_gets_it() {
    let scene = Scene::new().await;
    let what = [
        "{drop: after_apply}",
        "{reset: 0}",
        "{reset: 60}",
        "{truncate: 0}",
        "{truncate: 30}",
        "{garbage: http}",
    ];
    for (quantity, what) in (2..).zip(what) {
        scene.play(what);
        let id = format!("id-{quantity}");
        assert!(scene.put(quantity, &id).await.is_err(), "{what}");
        assert_eq!(scene.quantity().await, quantity, "{what}");
        let retried = scene.put(quantity, &id).await.unwrap().expect(201);
        assert_eq!(retried["lineItems"][0]["quantity"], quantity);
        let applied = scene.sandbox.applied();
        let applied = applied.iter().filter(|one| one.request_id == id).count();
        assert_eq!(applied, 1, "{what}");
    }
    let calls = scene.sandbox.calls();
    assert!(
        calls
            .iter()
            .any(|call| call.fault.as_deref() == Some("reset at byte 60"))
    );
    assert!(
        calls
            .iter()
            .any(|call| call.fault.is_some() && call.status.is_none() && call.applied)
    );
}

#[tokio::test]
async fn what_fails_before_it_is_applied_changes_nothing() {
    let scene = Scene::new().await;
    scene.play("{drop: before_apply}");
    assert!(scene.put(2, "a").await.is_err());
    assert_eq!(scene.quantity().await, 1);
    scene.play("{status: 503, body: <html>, headers: {content-type: text/html, retry-after: 7}}");
    let answer = scene.put(2, "a").await.unwrap();
    assert_eq!((answer.status, answer.text.as_str()), (503, "<html>"));
    assert_eq!(
        (answer.header("retry-after"), answer.header("content-type")),
        ("7", "text/html")
    );
    assert_eq!(answer.header("ms-requestid"), "a");
    assert_eq!(scene.quantity().await, 1);
    scene.play("{status: 202, headers: {content-type: null}}");
    let answer = scene.put(2, "a").await.unwrap();
    assert_eq!((answer.status, answer.header("content-type")), (202, ""));
    scene.put(2, "a").await.unwrap().expect(201);
}

#[tokio::test]
async fn an_answer_can_come_late_under_a_wrong_type_or_as_garbage() {
    let scene = Scene::new().await;
    scene.play("{delay: 50, wrong_type: text/html}");
    let start = Instant::now();
    let answer = scene.put(2, "a").await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(50));
    assert_eq!(answer.header("content-type"), "text/html");
    assert_eq!(answer.expect(201)["lineItems"][0]["quantity"], 2);
    scene.play("{garbage: body}");
    let answer = scene.put(3, "b").await.unwrap();
    assert!(serde_json::from_str::<Value>(&answer.text).is_err());
    assert_eq!((answer.status, scene.quantity().await), (201, json!(3)));
}

#[tokio::test]
async fn a_client_that_does_not_wait_does_not_undo_what_it_asked_for() {
    let scene = Scene::new().await;
    scene.play("{delay: 600000}");
    let applied = async {
        while scene
            .sandbox
            .applied()
            .iter()
            .all(|one| one.request_id != "a")
        {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        answer = scene.put(2, "a") => panic!("the answer is ten minutes away: {answer:?}"),
        // Here the client goes, and its connection with it.
        () = applied => {}
    }
    assert_eq!(scene.quantity().await, 2);
    let retried = scene.put(2, "a").await.unwrap().expect(201);
    assert_eq!(retried["lineItems"][0]["quantity"], 2);
}
