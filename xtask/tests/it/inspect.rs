//! `cargo xtask inspect`.

use std::fs;

use crate::support::Checkout;

#[test]
fn what_was_understood_is_written_as_text_and_as_json() {
    let checkout = Checkout::new();
    let text = checkout.run(&["inspect"]);
    assert_eq!(text.code, Some(0), "{text:?}");
    for word in [
        "update_cart",
        "PUT /v{version}",
        "carts::Cart: object",
        "puts it back",
    ] {
        assert!(text.out.contains(word), "no {word} in {}", text.out);
    }
    let json = checkout.run(&["inspect", "--json", "spec/partner-center.yaml"]);
    assert_eq!(json.code, Some(0), "{json:?}");
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["version"], 1);
    assert_eq!(value["operations"][0]["rust"], "update_cart");
    assert_eq!(
        value["operations"][0]["request_types"][0],
        "application/json"
    );
    assert!(value["types"][0]["lowering"][0]["restored_by"].is_string());
}

#[test]
fn a_document_at_fault_is_shown_its_faults() {
    let checkout = Checkout::new();
    fs::write(checkout.path("broken.yaml"), "openapi: 3.1.0\n").unwrap();
    let ended = checkout.run(&["inspect", "broken.yaml"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""));
    assert!(ended.err.contains("broken.yaml:1:10"), "{}", ended.err);
}
