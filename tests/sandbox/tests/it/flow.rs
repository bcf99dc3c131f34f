//! Carts and orders as the documents tell them.

use std::time::Duration;

use sandbox::Sandbox;
use serde_json::json;

use crate::support::{CUSTOMER, Caller, LEGACY, line, path_of};

#[tokio::test]
async fn a_cart_becomes_an_order() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let cart = caller
        .cart(json!([line("AAA0AAA0AAA0:0001:BBB0BBB0BBB0", 2)]))
        .await;
    assert_eq!(cart["status"], "Active");
    assert_eq!(cart["lineItems"][0]["id"], 0);
    assert_eq!(cart["attributes"]["objectType"], "Cart");
    let path = path_of("carts", &cart);
    assert_eq!(caller.get(&path).await.expect(200), cart);

    let checkout = format!("{path}/checkout");
    let result = caller.call("POST", &checkout, None).await.expect(201);
    let again = caller
        .call("POST", &checkout, Some(&json!("success")))
        .await
        .expect(201);
    assert_eq!(result, again, "checkout is idempotent");
    let order = &result["orders"][0];
    assert_eq!(order["status"], "completed");
    assert_eq!(
        order.get("totalPrice"),
        None,
        "prices come only when asked for"
    );
    assert_eq!(caller.get(&path).await.expect(200)["status"], "Ordered");

    let found = caller.get(&path_of("orders", order)).await.expect(200);
    assert_eq!(&found, order);
    let priced = caller
        .get(&format!("{}?include_price=True", path_of("orders", order)))
        .await;
    assert!(priced.expect(200)["totalPrice"].is_number());
    let list = caller.get("orders?billingType=Monthly").await.expect(200);
    assert_eq!((&list["totalCount"], &list["items"][0]), (&json!(1), order));
    assert_eq!(
        caller.get("orders?billingType=onetime").await.expect(200)["totalCount"],
        0
    );

    let applied: Vec<String> = sandbox
        .applied()
        .into_iter()
        .map(|one| one.operation)
        .collect();
    assert_eq!(applied, ["create_cart", "checkout_cart"]);
    assert_eq!(sandbox.violations(), []);
}

#[tokio::test]
async fn put_replaces_the_whole_cart_but_not_what_is_the_services() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let mut first = line(LEGACY, 1);
    first["friendlyName"] = json!("seats");
    let cart = caller.cart(json!([first, line(LEGACY, 2)])).await;
    sandbox.clock().advance(Duration::from_secs(60));
    let put = json!({
        "Id": "another", "Status": "Ordered", "ExpirationTimestamp": "0001-01-01T00:00:00",
        "CreationTimestamp": null, "newThing": {"price": [1.5]},
        "LineItems": [{"Id": 1, "CatalogItemId": LEGACY, "Quantity": 5, "BillingCycle": "OneTime"}],
    });
    let path = path_of("carts", &cart);
    let changed = caller.call("PUT", &path, Some(&put)).await.expect(201);
    for name in ["id", "status", "creationTimestamp", "expirationTimestamp"] {
        assert_eq!(changed[name], cart[name], "{name}");
    }
    assert_ne!(
        changed["lastModifiedTimestamp"],
        cart["lastModifiedTimestamp"]
    );
    assert_eq!(changed["newThing"], json!({"price": [1.5]}));
    let lines = changed["lineItems"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "what is not sent is gone");
    assert_eq!(lines[0].get("friendlyName"), None);
    assert_eq!(
        (
            &lines[0]["id"],
            &lines[0]["quantity"],
            &lines[0]["billingCycle"]
        ),
        (&json!(1), &json!(5), &json!("one_time"))
    );
    assert_eq!(caller.get(&path).await.expect(200), changed);
}

#[tokio::test]
async fn a_line_that_cannot_be_bought_fails_the_line_and_not_the_call() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let with = |item: &str, name: &str, value: serde_json::Value| {
        let mut line = line(item, 1);
        line[name] = value;
        line
    };
    let good = "AAA0AAA0AAA0:0001:BBB0BBB0BBB0";
    let participant = json!([{"key": "transaction_reseller", "value": "me"}]);
    let cases = [
        (with("A:B:C", "quantity", json!(1)), 10_001),
        (
            with("000000000000:0001:BBB0BBB0BBB0", "quantity", json!(1)),
            400_013,
        ),
        (
            with("AAA0AAA0AAA0:0001:000000000000", "quantity", json!(1)),
            400_019,
        ),
        (with(good, "currencyCode", json!("XXX")), 10_000),
        (with(good, "quantity", json!(0)), 10_010),
        (with(good, "quantity", json!(10_001)), 10_015),
        (with(good, "termDuration", json!("P2W")), 400_039),
        (
            with("CFQ7AAA0AAA0:0001:BBB0BBB0BBB0", "quantity", json!(1)),
            400_039,
        ),
        (with(good, "participants", participant), 10_004),
        (
            with(good, "provisioningContext", json!({"Scope": "wide"})),
            900_312,
        ),
    ];
    let lines: Vec<_> = cases.iter().map(|(line, _)| line.clone()).collect();
    let cart = caller.cart(json!(lines)).await;
    for (index, (sent, code)) in cases.iter().enumerate() {
        assert_eq!(
            cart["lineItems"][index]["error"]["errorCode"], *code,
            "{sent}"
        );
        assert_eq!(cart["lineItems"][index].get("pricing"), None);
    }
    let figures = &cart["lineItems"][5]["error"]["additionalInformation"];
    assert_eq!(
        *figures,
        json!({"availableQuantity": 10_000, "purchasedQuantity": 0})
    );
    let checkout = format!("{}/checkout", path_of("carts", &cart));
    let refused = caller.call("POST", &checkout, None).await;
    assert_eq!(
        refused.json()["data"].as_array().unwrap().len(),
        cases.len()
    );
    assert_eq!(refused.refused(400), 800_009);
}

#[tokio::test]
async fn checkout_makes_an_order_for_each_group_and_names_those_it_cannot_make() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let group = |item: &str, group: &str, cycle: Option<&str>| {
        let cycle = cycle.map_or(json!(null), |cycle| json!(cycle));
        json!({"catalogItemId": item, "quantity": 1, "orderGroup": group,
               "billingCycle": cycle, "termDuration": "P1Y"})
    };
    let licence = "CFQ7AAA0AAA0:0001:BBB0BBB0BBB0";
    let cart = caller
        .cart(json!([
            group(licence, "a", Some("annual")),
            group(LEGACY, "b", Some("monthly")),
            group(licence, "c", None)
        ]))
        .await;
    let path = path_of("carts", &cart);
    let result = caller
        .call("POST", &format!("{path}/checkout"), None)
        .await
        .expect(201);
    assert_eq!(result["orders"].as_array().unwrap().len(), 2);
    assert_eq!(result["orders"][0]["id"].as_str().unwrap().len(), 12);
    assert_eq!(
        result["orders"][1]["id"].as_str().unwrap().len(),
        36,
        "a legacy order has a GUID"
    );
    assert!(result["orders"][1]["attributes"]["etag"].is_string());
    assert_eq!(result["orderErrors"][0]["orderGroupId"], "c");
    assert_eq!(result["orderErrors"][0]["code"], 2004);

    let put = caller
        .call("PUT", &path, Some(&json!({"lineItems": [line(LEGACY, 1)]})))
        .await;
    assert_eq!(put.refused(400), 800_065);
}

#[tokio::test]
async fn a_cart_expires_after_seven_days_unless_it_was_ordered() {
    let sandbox = Sandbox::start().unwrap();
    let mut caller = Caller::new(&sandbox);
    let kept = caller.cart(json!([line(LEGACY, 1)])).await;
    let ordered = caller.cart(json!([line(LEGACY, 1)])).await;
    let checkout = format!("{}/checkout", path_of("carts", &ordered));
    caller.call("POST", &checkout, None).await.expect(201);
    sandbox
        .clock()
        .advance(Duration::from_secs(7 * 24 * 3600 - 60));
    caller.token = sandbox.token();
    caller.get(&path_of("carts", &kept)).await.expect(200);
    sandbox.clock().advance(Duration::from_secs(60));
    let put = json!({"lineItems": [line(LEGACY, 2)]});
    for (method, body) in [("GET", None), ("PUT", Some(&put))] {
        let gone = caller.call(method, &path_of("carts", &kept), body).await;
        assert_eq!(gone.refused(404), 800_008, "{method}");
    }
    caller.get(&path_of("carts", &ordered)).await.expect(200);
    caller.call("POST", &checkout, None).await.expect(201);
}

#[tokio::test]
async fn patch_cancels_lines_and_then_the_order() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let order = caller
        .order(json!([line(LEGACY, 3), line(LEGACY, 4)]))
        .await;
    let path = path_of("orders", &order);
    // As the .NET client sends it: what is not set is null.
    let one = json!({"Id": null, "Status": "Cancelled", "LineItems": [{"LineItemNumber": 1, "OfferId": null}]});
    let changed = caller.call("PATCH", &path, Some(&one)).await.expect(200);
    assert_eq!(
        (&changed["status"], &changed["lineItems"][1]["quantity"]),
        (&json!("completed"), &json!(0))
    );
    assert_eq!(changed["lineItems"][0]["quantity"], 3);
    assert_ne!(changed["attributes"]["etag"], order["attributes"]["etag"]);
    let beyond = json!({"status": "cancelled", "lineItems": [{"lineItemNumber": 2}]});
    assert_eq!(
        caller
            .call("PATCH", &path, Some(&beyond))
            .await
            .refused(400),
        800_071
    );

    let all = json!({"status": "cancelled"});
    let upper = path.to_uppercase().replace("ORDERS", "orders");
    let cancelled = caller.call("PATCH", &upper, Some(&all)).await.expect(200);
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(
        caller.call("PATCH", &path, Some(&all)).await.refused(400),
        800_061
    );
    assert_eq!(caller.get(&path).await.expect(200), cancelled);
}

#[tokio::test]
async fn patch_buys_add_ons_and_changes_the_billing_cycle_of_legacy_orders() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let order = caller.order(json!([line(LEGACY, 3)])).await;
    let path = path_of("orders", &order);
    let subscription = order["lineItems"][0]["subscriptionId"].clone();
    let add_on = |parent: &serde_json::Value, quantity: i64| {
        json!({"billingCycle": "Annual", "lineItems": [
            {"offerId": LEGACY, "quantity": quantity, "parentSubscriptionId": parent, "subscriptionId": null}
        ]})
    };
    let changed = caller
        .call("PATCH", &path, Some(&add_on(&subscription, 2)))
        .await
        .expect(200);
    assert_eq!(changed["billingCycle"], "annual");
    assert_eq!(
        changed["lineItems"][1]["parentSubscriptionId"],
        subscription
    );
    assert_eq!(changed["lineItems"][1]["lineItemNumber"], 1);
    assert!(changed["lineItems"][1]["subscriptionId"].is_string());
    let last = sandbox.applied().pop().unwrap();
    assert_eq!(
        last.change,
        "bought 1 add-on(s), and changed the billing cycle to annual"
    );

    let other = caller
        .order(json!([line("AAA0AAA0AAA0:0001:BBB0BBB0BBB0", 1)]))
        .await;
    for (parent, quantity, status, code) in [
        (
            json!("00000000-0000-4000-8000-000000000000"),
            1,
            404,
            20_003,
        ),
        (
            other["lineItems"][0]["subscriptionId"].clone(),
            1,
            400,
            800_029,
        ),
        (subscription, 0, 400, 2_001),
    ] {
        let refused = caller
            .call("PATCH", &path, Some(&add_on(&parent, quantity)))
            .await;
        assert_eq!(refused.refused(status), code);
    }
    let cycle = json!({"billingCycle": "annual"});
    let refused = caller
        .call("PATCH", &path_of("orders", &other), Some(&cycle))
        .await;
    assert_eq!(refused.refused(400), 6_000);
}

#[tokio::test]
async fn new_commerce_and_software_as_a_service_cannot_be_cancelled_by_a_patch() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    for (item, status, code) in [
        ("CFQ7AAA0AAA0:0001:BBB0BBB0BBB0", 400, 800_063),
        ("SAAS00000000:0001:BBB0BBB0BBB0", 403, 800_077),
    ] {
        let mut line = line(item, 1);
        line["termDuration"] = json!("P1Y");
        let order = caller.order(json!([line])).await;
        let cancel = json!({"status": "cancelled"});
        let refused = caller
            .call("PATCH", &path_of("orders", &order), Some(&cancel))
            .await;
        assert_eq!(refused.refused(status), code);
        let still = caller.get(&path_of("orders", &order)).await.expect(200);
        assert_eq!(still["status"], "completed");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_by_its_code() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let put = json!({"lineItems": [line(LEGACY, 1)]});
    let cancel = json!({"status": "cancelled"});
    for (method, path, body, status, code) in [
        (
            "PUT",
            "carts/6a9f0c1e-2b3d-4e5f-8a7b-9c0d1e2f3a4b",
            Some(&put),
            404,
            800_008,
        ),
        (
            "POST",
            "carts/6a9f0c1e-2b3d-4e5f-8a7b-9c0d1e2f3a4b/checkout",
            None,
            404,
            800_008,
        ),
        ("PATCH", "orders/0f1e2d3c4b5a", Some(&cancel), 404, 20_000),
        ("GET", "/v1/customers/me/orders", None, 403, 20_002),
        ("GET", "/v1/unknown", None, 404, 800_002),
        (
            "GET",
            &format!("/v2/customers/{CUSTOMER}/orders"),
            None,
            404,
            800_002,
        ),
        ("DELETE", "orders/0f1e2d3c4b5a", None, 405, 800_002),
    ] {
        let refused = caller.call(method, path, body).await;
        assert_eq!(refused.refused(status), code, "{method} {path}");
    }
    assert_eq!(sandbox.applied(), []);
}

#[tokio::test]
async fn put_can_play_the_200_that_is_documented_too() {
    let sandbox = Sandbox::builder()
        .put_cart_answers_200(true)
        .start()
        .unwrap();
    let caller = Caller::new(&sandbox);
    let cart = caller.cart(json!([line(LEGACY, 1)])).await;
    let put = json!({"lineItems": [line(LEGACY, 2)]});
    let changed = caller
        .call("PUT", &path_of("carts", &cart), Some(&put))
        .await
        .expect(200);
    assert_eq!(changed["lineItems"][0]["quantity"], 2);
}
