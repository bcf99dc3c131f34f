//! Who calls, and which call it is.

use std::time::Duration;

use sandbox::{Rate, Sandbox};
use serde_json::{Value, json};

use crate::support::{Answer, Caller, LEGACY, line, path_of};

const ID: &str = "99999999-2222-4333-8444-555555555555";

async fn token(caller: &Caller, endpoint: &str, form: &[(&str, &str)]) -> Answer {
    let pairs: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let request = caller.http.post(format!("{}{endpoint}", caller.url));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    caller.send(request.body(pairs.join("&"))).await
}

const V1: &str = "/a-tenant/oauth2/token";
const V2: &str = "/a-tenant/oauth2/v2.0/token";
const CLIENT: [(&str, &str); 2] = [
    ("client_id", "sandbox-client"),
    ("client_secret", "sandbox-secret"),
];
const RESOURCE: (&str, &str) = ("resource", "https://api.partnercenter.microsoft.com");
const SCOPE: (&str, &str) = ("scope", "https://api.partnercenter.microsoft.com/.default");

#[tokio::test]
async fn every_kind_of_bad_token_is_answered_in_its_form() {
    let sandbox = Sandbox::builder()
        .token_life(Duration::from_secs(60))
        .start()
        .unwrap();
    let mut caller = Caller::new(&sandbox);
    caller.get("orders").await.expect(200);

    let url = format!("{}/v1/customers/x/orders", caller.url);
    let missing = caller.send(caller.http.get(&url)).await;
    assert_eq!(missing.refused(401), 800_001);
    let expect_invalid = |answer: Answer| {
        assert_eq!((answer.status, answer.text.as_str()), (401, ""));
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer error=\"invalid_token\""
        );
        assert_ne!(answer.header("ms-requestid"), "");
    };
    for header in ["Bearer", "Bearer nonsense", "Basic abc", "nonsense"] {
        let request = caller.http.get(&url).header("authorization", header);
        expect_invalid(caller.send(request).await);
    }
    assert!(sandbox.revoke(&caller.token));
    expect_invalid(caller.get("orders").await);
    caller.token = sandbox.token();
    sandbox.clock().advance(Duration::from_secs(60));
    expect_invalid(caller.get("orders").await);
    caller.token = sandbox.token_without_mfa();
    expect_invalid(caller.get("orders").await);

    let retired = [
        CLIENT[0],
        CLIENT[1],
        ("grant_type", "client_credentials"),
        ("resource", "https://graph.windows.net"),
    ];
    caller.token = token(&caller, V1, &retired).await.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(caller.get("orders").await.refused(401), 900_420);
}

#[tokio::test]
async fn both_versions_of_the_token_endpoint_give_tokens_that_work() {
    let sandbox = Sandbox::builder()
        .accept_refresh_token("first")
        .start()
        .unwrap();
    let mut caller = Caller::new(&sandbox);
    for (endpoint, audience, expires) in [(V1, RESOURCE, json!("3599")), (V2, SCOPE, json!(3599))] {
        let form = [
            CLIENT[0],
            CLIENT[1],
            audience,
            ("grant_type", "client_credentials"),
        ];
        let answer = token(&caller, endpoint, &form).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let answer = answer.expect(200);
        assert_eq!(
            (&answer["token_type"], &answer["expires_in"]),
            (&json!("Bearer"), &expires)
        );
        caller.token = answer["access_token"].as_str().unwrap().to_owned();
        caller.get("orders").await.expect(200);
    }
    for (form, status, error) in [
        (vec![("client_id", "other")], 400, "unauthorized_client"),
        (
            vec![CLIENT[0], ("client_secret", "wrong")],
            401,
            "invalid_client",
        ),
        (
            vec![CLIENT[0], CLIENT[1], ("resource", "https://else")],
            400,
            "invalid_resource",
        ),
        (
            vec![CLIENT[0], CLIENT[1], RESOURCE, ("grant_type", "password")],
            400,
            "unsupported_grant_type",
        ),
        (
            vec![
                CLIENT[0],
                CLIENT[1],
                RESOURCE,
                ("grant_type", "refresh_token"),
            ],
            400,
            "invalid_grant",
        ),
    ] {
        let answer = token(&caller, V1, &form).await.expect(status);
        assert_eq!(answer["error"], error);
        assert!(
            answer["error_description"]
                .as_str()
                .unwrap()
                .starts_with("AADSTS")
        );
        assert!(answer["error_codes"][0].is_number());
    }
}

#[tokio::test]
async fn a_refresh_token_is_renewed_and_the_old_one_lives_as_it_is_set() {
    for single_use in [false, true] {
        let sandbox = Sandbox::builder()
            .accept_refresh_token("first")
            .single_use_refresh_tokens(single_use)
            .start()
            .unwrap();
        let caller = Caller::new(&sandbox);
        let refresh = async |old: &str| -> Answer {
            let form = [
                CLIENT[0],
                CLIENT[1],
                RESOURCE,
                ("grant_type", "refresh_token"),
                ("refresh_token", old),
            ];
            token(&caller, V1, &form).await
        };
        let second = refresh("first").await.expect(200)["refresh_token"].clone();
        let second = second.as_str().unwrap();
        assert_ne!(second, "first");
        refresh(second).await.expect(200);
        let old = refresh("first").await;
        assert_eq!(old.status, if single_use { 400 } else { 200 });
        let third = refresh(second).await;
        assert_eq!(third.status, if single_use { 400 } else { 200 });
        sandbox.clock().advance(Duration::from_secs(90 * 24 * 3600));
        assert_eq!(refresh(second).await.expect(400)["error"], "invalid_grant");
    }
}

#[tokio::test]
async fn ids_are_echoed_or_made() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let made = caller.get("orders").await;
    for name in [
        "ms-requestid",
        "ms-correlationid",
        "ms-cv",
        "ms-serverid",
        "x-locale",
    ] {
        assert_ne!(made.header(name), "", "{name}");
    }
    let request = caller.request("GET", "orders").header("MS-RequestId", ID);
    let request = request
        .header("ms-correlationid", "c")
        .header("ms-cv", "v.1");
    let echoed = caller.send(request).await;
    assert_eq!(echoed.header("ms-requestid"), ID);
    assert_eq!(
        (echoed.header("ms-correlationid"), echoed.header("ms-cv")),
        ("c", "v.1")
    );
}

#[tokio::test]
async fn a_repeated_id_answers_with_the_first_answer_and_applies_nothing_twice() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let cart = caller.cart(json!([line(LEGACY, 1)])).await;
    let path = path_of("carts", &cart);
    let put = async |quantity: i64, id: &str| {
        let body = json!({"lineItems": [line(LEGACY, quantity)]});
        let request = caller
            .request("PUT", &path)
            .header("ms-requestid", id)
            .json(&body);
        caller.send(request).await
    };
    let first = put(2, ID).await.expect(201);
    sandbox.clock().advance(Duration::from_secs(5));
    put(3, "another").await.expect(201);
    assert_eq!(put(2, ID).await.expect(201), first);
    assert_eq!(
        put(4, ID).await.refused(400),
        800_002,
        "another request under the same id"
    );
    let now = caller.get(&path).await.expect(200);
    assert_eq!(now["lineItems"][0]["quantity"], 3);
    let applied: Vec<_> = sandbox
        .applied()
        .into_iter()
        .map(|one| one.request_id)
        .collect();
    assert_eq!(applied[1..], [ID, "another"]);

    let calls: Vec<_> = sandbox
        .calls()
        .into_iter()
        .filter(|call| call.request_id == ID)
        .collect();
    let seen: Vec<_> = calls
        .iter()
        .map(|call| (call.attempt, call.applied, call.replayed))
        .collect();
    assert_eq!(
        seen,
        [(1, true, false), (2, false, true), (3, false, false)]
    );

    // A refusal is an answer too.
    let gone = async |id: &str| {
        let request = caller.request(
            "POST",
            "carts/00000000-0000-4000-8000-000000000000/checkout",
        );
        caller.send(request.header("ms-requestid", id)).await
    };
    assert_eq!(gone("refused").await.text, gone("refused").await.text);
    assert!(sandbox.calls().pop().unwrap().replayed);
}

#[tokio::test]
async fn the_oldest_answers_are_forgotten_first() {
    let sandbox = Sandbox::builder()
        .remembered_answers(2)
        .ledger_length(3)
        .start()
        .unwrap();
    let caller = Caller::new(&sandbox);
    let create = async |id: &str| -> Value {
        let body = json!({"lineItems": [line(LEGACY, 1)]});
        let request = caller
            .request("POST", "carts")
            .header("ms-requestid", id)
            .json(&body);
        caller.send(request).await.expect(201)["id"].clone()
    };
    let (a, b, c) = (create("a").await, create("b").await, create("c").await);
    assert_eq!(create("c").await, c);
    assert_eq!(create("b").await, b);
    assert_ne!(create("a").await, a);
    let kept: Vec<u64> = sandbox.applied().iter().map(|one| one.sequence).collect();
    assert_eq!(kept, [2, 3, 4]);
}

#[tokio::test]
async fn beyond_the_rate_the_gateway_answers() {
    let sandbox = Sandbox::builder()
        .throttle(Rate::per_minute(2))
        .start()
        .unwrap();
    let caller = Caller::new(&sandbox);
    caller.get("orders").await.expect(200);
    caller.get("orders").await.expect(200);
    let answer = caller.get("orders").await;
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds));
    let expected = format!("Rate limit is exceeded. Try again in {seconds} seconds.");
    assert_eq!(
        answer.expect(429),
        json!({"statusCode": 429, "message": expected})
    );
    sandbox.clock().advance(Duration::from_secs(seconds));
    caller.get("orders").await.expect(200);
    sandbox.set_throttle(None);
}
