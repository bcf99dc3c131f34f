//! Requests against the document, in every media type.

use sandbox::Sandbox;
use serde_json::json;

use crate::support::{Caller, LEGACY, line, path_of};

#[tokio::test]
async fn a_request_outside_of_the_document_is_told_all_that_is_wrong_and_recorded() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let body =
        json!({"lineItems": [{"quantity": "many", "id": 1.5, "addonItems": {}}], "links": 1});
    let refused = caller.call("PUT", "carts/c?fields=all", Some(&body)).await;
    let faults: Vec<String> = serde_json::from_value(refused.json()["data"].clone()).unwrap();
    assert_eq!(refused.refused(400), 800_002);
    for named in [
        "query: there is no parameter `fields`",
        "/lineItems/0/quantity",
        "/lineItems/0/id",
        "/lineItems/0/addonItems",
        "/links",
    ] {
        assert!(
            faults.iter().any(|fault| fault.contains(named)),
            "{named}: {faults:?}"
        );
    }
    let [recorded] = <[_; 1]>::try_from(sandbox.violations()).unwrap();
    assert_eq!((recorded.status, recorded.violations), (Some(400), faults));

    for (content_type, body, named) in [
        ("text/plain", "{}", "content-type"),
        ("application/json; charset=utf-16", "{}", "charset"),
        ("application/json", "", "body: it is required"),
        ("application/json", "{", "body: "),
        ("application/json", "[]", "body : "),
        ("text/xml", "<a>", "body: "),
        (
            "application/x-www-form-urlencoded",
            "lineItems[0].quantity=many",
            "/lineItems/0/quantity",
        ),
    ] {
        let request = caller
            .request("PUT", "carts/c")
            .header("content-type", content_type);
        let refused = caller.send(request.body(body)).await;
        assert!(
            refused.text.contains(named),
            "{content_type}: {}",
            refused.text
        );
        assert_eq!(refused.refused(400), 800_002);
    }
    let refused = caller.send(caller.request("PUT", "carts/c")).await;
    assert_eq!(refused.refused(400), 800_002, "no body at all");
}

#[tokio::test]
async fn an_unknown_member_of_an_enum_is_refused_as_the_service_does() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let mut weekly = line(LEGACY, 1);
    weekly["billingCycle"] = json!("weekly");
    let cart = json!({ "lineItems": [weekly] });
    let refused = caller.call("POST", "carts", Some(&cart)).await;
    assert_eq!(
        refused.json()["description"],
        "Unable to parse enum: weekly"
    );
    assert_eq!(refused.refused(400), 900_126);
    assert_eq!(sandbox.violations(), [], "the document's enums are open");
    let mut known = line(LEGACY, 1);
    known["billingCycle"] = json!("Biennial");
    known["participants"] = json!([{"Key": "AdditionalTransactionReseller", "Value": "1234567"}]);
    let cart = caller.cart(json!([known])).await;
    assert_eq!(cart["lineItems"][0]["billingCycle"], "biennial");
    assert_eq!(
        cart["lineItems"][0]["participants"][0]["key"],
        "additional_transaction_reseller"
    );
}

#[tokio::test]
async fn every_documented_media_type_goes_in_and_out() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let cart = caller.cart(json!([line(LEGACY, 1)])).await;
    let path = path_of("carts", &cart);
    let xml = format!(
        "<Cart><LineItems><CartLineItem><CatalogItemId>{LEGACY}</CatalogItemId>\
         <Quantity>QUANTITY</Quantity></CartLineItem></LineItems></Cart>"
    );
    let json = json!({"lineItems": [{"catalogItemId": LEGACY, "quantity": "QUANTITY"}]});
    let json = json.to_string().replace("\"QUANTITY\"", "QUANTITY");
    let form = format!("lineItems[0].catalogItemId={LEGACY}&lineItems[0].quantity=QUANTITY");
    let cases = [
        ("application/json", &json, "application/json"),
        ("text/json; charset=UTF-8", &json, "text/json"),
        ("application/xml", &xml, "application/xml"),
        ("text/xml", &xml, "text/xml"),
        (
            "application/x-www-form-urlencoded",
            &form,
            "application/json",
        ),
    ];
    for (quantity, (content_type, body, accept)) in (2_i64..).zip(cases) {
        let request = caller
            .request("PUT", &path)
            .header("content-type", content_type);
        let request = request.header("accept", accept);
        let body = body.replace("QUANTITY", &quantity.to_string());
        let answer = caller.send(request.body(body)).await;
        assert_eq!(answer.status, 201, "{content_type}: {}", answer.text);
        assert_eq!(
            answer.header("content-type"),
            format!("{accept}; charset=utf-8")
        );
        let shown = if accept.ends_with("xml") {
            format!("uantity>{quantity}</")
        } else {
            format!("\"quantity\":{quantity}")
        };
        assert!(answer.text.contains(&shown), "{}", answer.text);
        let kept = caller.get(&path).await.expect(200);
        assert_eq!(kept["lineItems"][0]["quantity"], quantity, "{content_type}");
    }
    let request = caller.request("GET", &path).header("accept", "text/html");
    assert_eq!(caller.send(request).await.refused(406), 800_002);
}

#[tokio::test]
async fn digits_and_unknown_properties_are_kept_as_they_came() {
    let sandbox = Sandbox::start().unwrap();
    let caller = Caller::new(&sandbox);
    let cart = caller.cart(json!([line(LEGACY, 1)])).await;
    let path = path_of("carts", &cart);
    let extra = r#""purchaseCommitment":{"amount":0.050,"new":12345678901234567890.10}"#;
    let body = format!(r#"{{"lineItems":[{{"catalogItemId":"{LEGACY}","quantity":1,{extra}}}]}}"#);
    let request = caller
        .request("PUT", &path)
        .header("content-type", "application/json");
    let answer = caller.send(request.body(body)).await;
    assert!(answer.text.contains(extra), "{}", answer.text);
    assert!(caller.get(&path).await.text.contains(extra));
}
