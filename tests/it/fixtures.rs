//! Bodies in the shapes that the service is known to send and take, with made-up ids.

use client_runtime::wire::{Timestamp, json};
use generated_client::types::carts::{
    Cart, CartErrorCode, CartLineItemBillingCycle, ParticipantType,
};
use generated_client::types::orders::{Order, OrderStatus};
use tests::comparison::compare;
use tests::document;

const CART: &str = include_str!("../../fuzz/tests/round_trip_cart/corpus/as_documented.json");
const OTHER_CART: &str =
    include_str!("../../fuzz/tests/round_trip_cart/corpus/as_it_may_come.json");
const ORDER: &str = include_str!("../../fuzz/tests/round_trip_order/corpus/as_documented.json");
const OTHER_ORDER: &str =
    include_str!("../../fuzz/tests/round_trip_order/corpus/as_it_may_come.json");

/// Encodes what was decoded, and holds it against the text that it came from.
#[track_caller]
fn assert_kept(documented_name: &str, input: &str, output: &str) {
    let shape = document::shape(documented_name).unwrap();
    assert_eq!(compare(shape, input, output), Ok(()));
}

fn cart(text: &str) -> Cart {
    let cart: Cart = json::from_str(text).unwrap();
    let output = json::to_string(&cart).unwrap();
    assert_kept(
        "Microsoft.Partner.Services.Carts.V1.Models.Cart",
        text,
        &output,
    );
    cart
}

fn order(text: &str) -> Order {
    let order: Order = json::from_str(text).unwrap();
    let output = json::to_string(&order).unwrap();
    assert_kept(
        "Microsoft.Partner.Services.Orders.V2.Models.Order",
        text,
        &output,
    );
    order
}

#[test]
fn a_cart_as_documented_keeps_repeated_keys_digits_and_what_is_new() {
    let cart = cart(CART);
    assert_eq!(
        cart.expiration_timestamp,
        Some(Timestamp::from("0001-01-01T00:00:00"))
    );
    let line = &cart.line_items()[0];
    let participants = line.participants();
    let additional = Some(ParticipantType::AdditionalTransactionReseller);
    assert!(participants.len() == 2 && participants.iter().all(|pair| pair.key == additional));
    let pricing = line.pricing.as_ref().unwrap();
    assert_eq!(pricing.list_price.unwrap().to_string(), "1.10");
    assert_eq!(
        pricing.discounted_price.unwrap().to_string(),
        "12345678901234567.89"
    );
    let error = line.error.as_ref().unwrap();
    assert_eq!(error.error_code, Some(CartErrorCode::new(400_039)));
    assert_eq!(line.addon_items()[0].addon_items, Some(Vec::new()));
    let headers = &cart.links.unwrap().self_.unwrap().headers;
    assert!(
        headers.as_ref().is_some_and(Vec::is_empty),
        "an empty list is not an absent one"
    );
}

#[test]
fn a_cart_as_it_may_come_is_read_whatever_its_casing() {
    let cart = cart(OTHER_CART);
    // The exact name wins; the other spelling is kept beside it.
    assert_eq!(cart.id.as_deref(), Some("b"));
    assert_eq!(cart.unknown_properties.get_json("Id"), Some("\"A\""));
    assert_eq!(cart.status, None);
    let [line] = cart.line_items() else {
        panic!("a null element is no line")
    };
    assert_eq!(line.quantity, Some(5));
    assert_eq!(line.billing_cycle, Some(CartLineItemBillingCycle::OneTime));
    assert_eq!(
        (&line.provisioning_context, &line.participants),
        (&None, &None)
    );
    let error = line.error.as_ref().unwrap();
    assert_eq!(error.error_code, Some(CartErrorCode::QUOTA_NOT_AVAILABLE));
}

#[test]
fn a_cart_lists_its_failures_with_their_lines() {
    let cart = cart(
        r#"{"lineItems":[{"id":0},{"id":1,"error":{"errorCode":10002},"addonItems":[
            {"id":2,"addonItems":[{"id":3,"error":{"errorDescription":"none left"}}]}]}]}"#,
    );
    let failures: Vec<_> = cart
        .failures()
        .into_iter()
        .map(|(line, error)| {
            (
                line.id,
                error.error_code,
                error.error_description.as_deref(),
            )
        })
        .collect();
    let code = CartErrorCode::QUOTA_NOT_AVAILABLE;
    assert_eq!(
        failures,
        [
            (Some(1), Some(code), None),
            (Some(3), None, Some("none left"))
        ]
    );
}

#[test]
fn orders_keep_their_ids_offsets_and_tags() {
    let order = order(ORDER);
    assert_eq!(order.id, order.alternate_id);
    assert_eq!(order.status, Some(OrderStatus::PendingPoUpload));
    assert_eq!(
        order.creation_date,
        Some(Timestamp::from("2017-01-25T14:53:12.093-08:00"))
    );
    assert_eq!(
        order.attributes.unwrap().etag.as_deref(),
        Some("eyJpZCI6MX0=")
    );
    let line = &order.line_items.unwrap()[0];
    assert_eq!(line.additional_partner_ids_on_record(), ["1111111"]);
    assert_eq!(
        line.purchase_commitment
            .as_ref()
            .unwrap()
            .amount
            .unwrap()
            .to_string(),
        "0.05"
    );
}

#[test]
fn an_order_with_a_long_id_and_other_casing_is_read() {
    let order = order(OTHER_ORDER);
    assert_eq!(order.id.as_deref().map(str::len), Some(33));
    assert_eq!(order.status, Some(OrderStatus::PartialSuccess));
    // The exact name is there and empty; the other spelling keeps its lines.
    assert_eq!(order.line_items, Some(Vec::new()));
    assert!(order.unknown_properties.get_json("LINEITEMS").is_some());
}
