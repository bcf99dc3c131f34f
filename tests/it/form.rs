//! Forms as ASP.NET reads them, and as others may write them.

use client_runtime::wire::{form, json};
use generated_client::client_runtime::MediaType;
use generated_client::types::carts::{Cart, CartLineItem};
use generated_client::types::orders::{Order, OrderStatus};

use crate::support::{Answer, Server};

fn read(text: &str) -> Cart {
    form::from_slice(text.as_bytes()).unwrap()
}

#[test]
fn names_of_inner_properties_stand_in_brackets() {
    let cart: Cart = json::from_str(
        r#"{"id":"a b&c","lineItems":[{"quantity":2,"participants":[{"key":"transaction_reseller"}]},{"provisioningContext":{"subscriptionId":"x"}}],"new":"é"}"#,
    )
    .unwrap();
    let pairs: Vec<(String, String)> = [
        ("id", "a b&c"),
        ("lineItems[0][participants][0][key]", "transaction_reseller"),
        ("lineItems[0][quantity]", "2"),
        ("lineItems[1][provisioningContext][subscriptionId]", "x"),
        ("new", "é"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let text = form::to_string(&cart).unwrap();
    let decoded: Vec<(String, String)> = serde_json::from_value(
        text.split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                serde_json::json!([percent(name), percent(value)])
            })
            .collect(),
    )
    .unwrap();
    assert_eq!(decoded, pairs);
    assert_eq!(read(&text), cart);
}

/// A part of a form in plain text, by the rules of forms.
fn percent(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                let digits = std::str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn reading_is_tolerant() {
    let lines = [1, 2].map(|quantity| CartLineItem::default().with_quantity(quantity));
    let cart = Cart::default().with_id("1").with_line_items(lines);
    for text in [
        "id=1&lineItems[0][quantity]=1&lineItems[1][quantity]=2",
        "LineItems[1].Quantity=2&LineItems[0].Quantity=+1&ID=1",
        "lineItems.0.quantity=1&lineItems.1.quantity=2&id=1",
    ] {
        assert_eq!(read(text), cart, "{text}");
    }
    let order: Order = form::from_slice(
        b"lineItems[0][additionalPartnerIdsOnRecord]=1&lineItems[0][additionalPartnerIdsOnRecord]=2&lineItems[1][additionalPartnerIdsOnRecord][]=3&lineItems[1][additionalPartnerIdsOnRecord][]=4",
    )
    .unwrap();
    assert_eq!(
        order.line_items()[0].additional_partner_ids_on_record(),
        ["1", "2"]
    );
    assert_eq!(
        order.line_items()[1].additional_partner_ids_on_record(),
        ["3", "4"]
    );
}

#[test]
fn what_text_cannot_say_is_said_once_more() {
    let text = r#"{"id":"1","lineItems":[],"new":5,"odd.[name]":[null,{"a":1.10}]}"#;
    let cart: Cart = json::from_str(text).unwrap();
    let form = form::to_string(&cart).unwrap();
    assert!(form.contains("new=5"), "{form}");
    assert_eq!(json::to_string(&read(&form)).unwrap(), text);
}

#[test]
fn errors_name_the_place_and_depth_is_bounded() {
    let error =
        form::from_slice::<Cart>(b"lineItems[0][id]=1&lineItems[1][quantity]=ten").unwrap_err();
    assert_eq!(error.path(), "$.lineItems[1].quantity");
    assert!(form::from_slice::<Cart>(b"%24=nonsense").is_err());
    let deep = format!("a{}=1", "[b]".repeat(100_000));
    assert!(form::from_slice::<Cart>(deep.as_bytes()).is_err());
}

#[tokio::test]
async fn a_form_goes_out() {
    let server = Server::start(Answer::json(200, "{}")).await;
    let order = Order::default().with_status(OrderStatus::Cancelled);
    let client = server.client();
    let call = client.update_order("c", "1", &order);
    call.content_type(MediaType::Form).send().await.unwrap();
    let request = server.only_request();
    assert_eq!(
        request.header("content-type"),
        "application/x-www-form-urlencoded"
    );
    assert_eq!(request.body, b"status=cancelled");
}
