//! Both operations against the sandbox, which plays the service by the documents and knows nothing
//! of the client.

use std::time::Duration;

use generated_client::client_runtime::{ClientCredentials, ErrorKind, RetryPolicy};
use generated_client::operations::UpdateCartResponse;
use generated_client::types::carts::{Cart, CartErrorCode, CartLineItem};
use generated_client::types::orders::{Order, OrderStatus};
use generated_client::{Client, error_codes};
use sandbox::{Builder, Rate, Sandbox, Script};

use crate::examples::{CUSTOMER, Plain, Service};

const OFFER: &str = "0a1b2c3d-0000-4000-8000-00000000000a";

struct Scene {
    sandbox: Sandbox,
    client: Client,
    plain: Plain,
    cart: Cart,
}

impl Scene {
    async fn new(builder: Builder) -> Self {
        let sandbox = builder.start().unwrap();
        let Service { client, plain, .. } = Service::at(sandbox.url(), sandbox.token()).unwrap();
        let cart = plain.create_cart(&[(OFFER, 1)]).await.unwrap();
        Self {
            sandbox,
            client,
            plain,
            cart,
        }
    }

    fn cart_id(&self) -> &str {
        self.cart.id.as_deref().unwrap()
    }

    /// The cart with another quantity.
    fn with_quantity(&self, quantity: i64) -> Cart {
        let mut cart = self.cart.clone();
        cart.line_items_mut()[0].quantity = Some(quantity);
        cart
    }

    async fn kept(&self) -> Cart {
        let path = format!("carts/{}", self.cart_id());
        self.plain.read(CUSTOMER, &path).await.unwrap()
    }

    fn updates(&self) -> usize {
        let applied = self.sandbox.applied().into_iter();
        applied.filter(|one| one.operation == "update_cart").count()
    }

    fn play(&self, what: &str) {
        let script =
            format!("faults: [{{match: {{operation: update_cart}}, nth: 1, what: {what}}}]");
        self.sandbox.set_faults(Script::parse(&script).unwrap());
    }
}

#[tokio::test]
async fn both_successes_of_put_cart_give_the_cart_that_is_kept() {
    for is_200 in [false, true] {
        let scene = Scene::new(Sandbox::builder().put_cart_answers_200(is_200)).await;
        let cart = scene.with_quantity(5);
        let call = scene.client.update_cart(CUSTOMER, scene.cart_id(), &cart);
        let response = call.send().await.unwrap();
        assert_eq!(matches!(*response, UpdateCartResponse::Created(_)), !is_200);
        let answered = response.into_value().into_cart().unwrap();
        assert_eq!(answered.line_items()[0].quantity, Some(5));
        assert_eq!(answered, scene.kept().await);
        assert_eq!(
            scene.sandbox.violations(),
            [],
            "the request is as documented"
        );
    }
}

#[tokio::test]
async fn what_the_client_does_not_know_survives_a_full_replacement() {
    let scene = Scene::new(Sandbox::builder()).await;
    // Another client's PUT, with what this one does not know.
    let body: serde_json::Value = serde_json::from_str(&format!(
        r#"{{"lineItems":[{{"catalogItemId":"{OFFER}","quantity":1,"newWord":{{"a":[1.5,null]}}}}],"newThing":7}}"#
    ))
    .unwrap();
    let other = serde_json::from_value(body).unwrap();
    let call = scene.client.update_cart(CUSTOMER, scene.cart_id(), &other);
    let mut cart = call.send().await.unwrap().into_value().into_cart().unwrap();
    cart.line_items_mut()[0].quantity = Some(9);
    let call = scene.client.update_cart(CUSTOMER, scene.cart_id(), &cart);
    call.send().await.unwrap();
    let kept = serde_json::to_value(scene.kept().await).unwrap();
    assert_eq!(kept["newThing"], 7);
    assert_eq!(kept["lineItems"][0]["newWord"]["a"][0], 1.5);
    assert_eq!(kept["lineItems"][0]["quantity"], 9);
    assert_eq!(scene.sandbox.violations(), []);
}

#[tokio::test]
async fn refusals_are_known_by_their_codes() {
    let scene = Scene::new(Sandbox::builder()).await;
    let missing = "00000000-0000-4000-8000-000000000000";
    let call = scene.client.update_cart(CUSTOMER, missing, &scene.cart);
    let error = call.send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(
        error.fault().unwrap().code(),
        Some(&error_codes::CART_NOT_FOUND)
    );
    assert!(!error.may_have_been_applied());

    let mut cart = scene.cart.clone();
    cart.line_items_mut()[0].billing_cycle = Some("weekly".parse().unwrap());
    let call = scene.client.update_cart(CUSTOMER, scene.cart_id(), &cart);
    let error = call.send().await.unwrap_err();
    assert_eq!(
        error.fault().unwrap().code(),
        Some(&error_codes::ENUM_MEMBER_UNKNOWN)
    );

    let too_many = Cart::default().with_line_items([CartLineItem::default()
        .with_catalog_item_id(OFFER)
        .with_quantity(20_000)]);
    let call = scene
        .client
        .update_cart(CUSTOMER, scene.cart_id(), &too_many);
    let cart = call.send().await.unwrap().into_value().into_cart().unwrap();
    let error = cart.line_items()[0].error.as_ref().unwrap();
    assert_eq!(
        error.error_code,
        Some(CartErrorCode::MAX_ALLOWED_SEATS_PER_SUBSCRIPTION_EXCEEDED)
    );
}

#[tokio::test]
async fn an_order_is_cancelled_once() {
    let scene = Scene::new(Sandbox::builder()).await;
    let checkout = scene.plain.check_out(scene.cart_id()).await.unwrap();
    let order = checkout["orders"][0]["id"].as_str().unwrap();
    let cancel = Order::default().with_status(OrderStatus::Cancelled);
    let changed = scene
        .client
        .update_order(CUSTOMER, order, &cancel)
        .send()
        .await
        .unwrap();
    assert_eq!(changed.status, Some(OrderStatus::Cancelled));
    assert_eq!(changed.line_items()[0].quantity, Some(0));
    let again = scene
        .client
        .update_order(CUSTOMER, order, &cancel)
        .send()
        .await
        .unwrap_err();
    let code = again.fault().unwrap().code().cloned();
    assert_eq!(code, Some(error_codes::ORDER_NOT_CANCELLABLE_800061));
    assert_eq!(scene.sandbox.violations(), []);
}

#[tokio::test]
async fn an_answer_that_is_lost_is_asked_for_again_and_applied_once() {
    let scene = Scene::new(Sandbox::builder()).await;
    for (count, what) in (1..).zip([
        "{drop: after_apply}",
        "{reset: 40}",
        "{truncate: 10}",
        "{garbage: http}",
    ]) {
        scene.play(what);
        let cart = scene.with_quantity(1 + count);
        let call = scene.client.update_cart(CUSTOMER, scene.cart_id(), &cart);
        let response = call.send().await.unwrap();
        assert_eq!(response.attempts(), 2, "{what}");
        let count = usize::try_from(count).unwrap();
        assert_eq!(scene.updates(), count, "{what}");
    }
    // Without repeats the error says that it may have been applied, and it was.
    scene.play("{drop: after_apply}");
    let cart = scene.with_quantity(7);
    let call = scene.client.update_cart(CUSTOMER, scene.cart_id(), &cart);
    let error = call.retry(RetryPolicy::none()).send().await.unwrap_err();
    assert!(error.may_have_been_applied(), "{error}");
    assert_eq!(scene.kept().await.line_items()[0].quantity, Some(7));
}

#[tokio::test]
async fn the_gateways_limit_says_how_long_to_wait() {
    let scene = Scene::new(Sandbox::builder()).await;
    scene.sandbox.set_throttle(Some(Rate::per_minute(0)));
    let call = scene
        .client
        .update_cart(CUSTOMER, scene.cart_id(), &scene.cart);
    let error = call.retry(RetryPolicy::none()).send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 429);
    assert!((1..=60).contains(&error.retry_after().unwrap().as_secs()));
    assert!(
        error.to_string().contains("Rate limit is exceeded"),
        "{error}"
    );
    assert_eq!(scene.updates(), 0);
}

#[tokio::test]
async fn an_application_signs_in_and_renews_a_token_that_is_rejected() {
    let scene = Scene::new(Sandbox::builder()).await;
    let source = ClientCredentials::new("a-tenant", "sandbox-client", "sandbox-secret");
    let client = Client::builder()
        .base_url(scene.sandbox.url())
        .credential(source.authority(scene.sandbox.url()))
        .build()
        .unwrap();
    let call = client.update_cart(CUSTOMER, scene.cart_id(), &scene.cart);
    call.send().await.unwrap();
    // The service's clock runs ahead of the client's: only the 401 can tell it.
    scene.sandbox.clock().advance(Duration::from_secs(3600));
    let call = client.update_cart(CUSTOMER, scene.cart_id(), &scene.cart);
    call.send().await.unwrap();
    let tokens = scene
        .sandbox
        .calls()
        .into_iter()
        .filter(|call| call.operation == "token");
    assert_eq!(tokens.count(), 2);

    let source = ClientCredentials::new("a-tenant", "sandbox-client", "wrong");
    let client = Client::builder()
        .base_url(scene.sandbox.url())
        .credential(source.authority(scene.sandbox.url()))
        .build()
        .unwrap();
    let call = client.update_cart(CUSTOMER, scene.cart_id(), &scene.cart);
    let error = call.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
}

/// The client's XML and forms, read by code that is not its own.
#[cfg(all(feature = "xml", feature = "form"))]
#[tokio::test]
async fn every_media_type_says_the_same_to_the_sandbox() {
    use generated_client::client_runtime::MediaType;

    let scene = Scene::new(Sandbox::builder()).await;
    let types = [
        MediaType::Json,
        MediaType::TextJson,
        MediaType::Xml,
        MediaType::TextXml,
        MediaType::Form,
    ];
    for (quantity, content_type) in (2..).zip(types) {
        for accept in [MediaType::Json, MediaType::Xml] {
            let cart = scene.with_quantity(quantity);
            let call = scene.client.update_cart(CUSTOMER, scene.cart_id(), &cart);
            let call = call.content_type(content_type).accept(accept);
            let response = call.send().await.unwrap();
            let answered = response.into_value().into_cart().unwrap();
            let case = format!("{content_type} in, {accept} out");
            assert_eq!(answered, scene.kept().await, "{case}");
            let [line] = answered.line_items() else {
                panic!("{case}: {answered:?}")
            };
            assert_eq!(line.quantity, Some(quantity), "{case}");
            assert_eq!(line.catalog_item_id.as_deref(), Some(OFFER), "{case}");
            assert_eq!(
                line.billing_cycle,
                scene.cart.line_items()[0].billing_cycle,
                "{case}"
            );
            assert_eq!(line.pricing.is_some(), line.error.is_none(), "{case}");
        }
    }
    assert_eq!(scene.sandbox.violations(), []);
}
