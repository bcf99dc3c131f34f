//! What decoding takes, what it refuses and how it says so, and what the types offer.

use client_runtime::wire::{
    DecodeErrorKind, EncodeError, JsonObject, MAX_DEPTH, Timestamp, UnknownProperties, json,
};
use rust_decimal::Decimal;

use crate::wire_sample::{
    BillingCycle, Cart, CartErrorCode, CartLineItem, PurchaseCommitment, RenewsTo, ResourceLinks,
};

fn item(text: &str) -> CartLineItem {
    json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn encoded(item: &CartLineItem) -> String {
    json::to_string(item).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn integers_come_in_many_forms() {
    for (text, expected) in [
        ("5", 5),
        ("\"5\"", 5),
        ("5.0", 5),
        ("5e0", 5),
        ("\"5.0\"", 5),
        ("-0", 0),
        ("3000000000", 3_000_000_000),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        let item = item(&format!("{{\"quantity\":{text}}}"));
        assert_eq!(item.quantity, Some(expected), "{text}");
        assert_eq!(encoded(&item), format!("{{\"quantity\":{expected}}}"));
    }
}

#[test]
fn decimals_keep_their_digits() {
    for text in [
        "1.10",
        "12345678901234567.89",
        "0.05",
        "79228162514264337593543950335",
        "-2.000",
    ] {
        let body = format!("{{\"amount\":{text}}}");
        let commitment: PurchaseCommitment = json::from_str(&body).unwrap();
        assert_eq!(commitment.amount.unwrap().to_string(), text);
        assert_eq!(json::to_string(&commitment).unwrap(), body);
        // Through serde too.
        let commitment: PurchaseCommitment = serde_json::from_str(&body).unwrap();
        assert_eq!(serde_json::to_string(&commitment).unwrap(), body);
    }
}

#[test]
fn null_is_absent_everywhere() {
    let names = [
        "addonItems",
        "attestationAccepted",
        "billingCycle",
        "catalogItemId",
        "customTermEndDate",
        "error",
        "id",
        "participants",
        "pricing",
        "provisioningContext",
        "quantity",
    ];
    for name in names {
        assert_eq!(
            item(&format!("{{\"{name}\":null}}")),
            CartLineItem::default(),
            "{name}"
        );
    }
    for name in [
        "addonItems",
        "error",
        "participants",
        "pricing",
        "provisioningContext",
    ] {
        assert_eq!(
            item(&format!("{{\"{name}\":\"\"}}")),
            CartLineItem::default(),
            "{name}"
        );
    }
    assert_eq!(
        item(r#"{"friendlyName":""}"#).friendly_name.as_deref(),
        Some("")
    );
    assert_eq!(
        item(r#"{"addonItems":[null,{"id":1},"",null]}"#)
            .addon_items
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn absent_empty_and_filled_arrays_are_three_things() {
    for text in ["{}", r#"{"participants":[]}"#, r#"{"participants":[{}]}"#] {
        assert_eq!(encoded(&item(text)), text);
    }
    let links = r#"{"self":{"headers":[],"method":"GET"}}"#;
    let read: ResourceLinks = json::from_str(links).unwrap();
    assert_eq!(json::to_string(&read).unwrap(), links);
}

#[test]
fn errors_name_the_place() {
    let cases = [
        (
            r#"{"lineItems":[{},null,{},{"quantity":"many"}]}"#,
            "$.lineItems[3].quantity: expected an integer, found the string \"many\" (line 1, column 38)",
        ),
        (
            r#"{"lineItems":[{"quantity":5.5}]}"#,
            "$.lineItems[0].quantity: expected an integer of 64 bits, found 5.5 (line 1, column 27)",
        ),
        (
            "{\n  \"lineItems\": [{\"PRICING\": {\"price\": 1e99}}]}",
            "$.lineItems[0].pricing.price: expected a number that 28 decimal digits hold without a loss, found 1e99 (line 2, column 39)",
        ),
        (
            r#"{"lineItems":{}}"#,
            "$.lineItems: expected an array, found an object (line 1, column 14)",
        ),
        (
            r#"{"id":5}"#,
            "$.id: expected a string, found `5` (line 1, column 7)",
        ),
        (
            r#"{"id":"\ud800"}"#,
            "$.id: expected Unicode text, found a lone half of a UTF-16 surrogate pair (line 1, column 8)",
        ),
        (
            r#"{"odd name":tru}"#,
            "$[\"odd name\"]: expected a value of JSON, found `tru` (line 1, column 13)",
        ),
        (
            "null",
            "$: expected an object, found `null` (line 1, column 1)",
        ),
        (
            "",
            "$: expected an object, found the end of the body (line 1, column 1)",
        ),
        (
            r#"{"id":"a"} x"#,
            "$: expected the end of the body, found `x` (line 1, column 12)",
        ),
        (
            r#"{"id":"a""#,
            "$: expected a `,` or a `}` behind the property, found the end of the body (line 1, column 10)",
        ),
        (
            r#"{"id":"a",}"#,
            "$: expected the name of a property, found `}` (line 1, column 11)",
        ),
        (
            "{\"id\":\"a\nb\"}",
            "$.id: expected a string with its control characters escaped, found the control character U+000A (line 1, column 9)",
        ),
    ];
    for (text, expected) in cases {
        let error = json::from_str::<Cart>(text).unwrap_err();
        assert_eq!(error.to_string(), expected, "{text}");
    }
    let error = json::from_slice::<Cart>(b"{\"id\":\"\xff\"}").unwrap_err();
    assert_eq!(error.kind(), DecodeErrorKind::NotUtf8);
    assert_eq!(error.column(), 8);
}

#[test]
fn long_values_are_cut_short_in_errors() {
    let body = format!("{{\"quantity\":\"{}\"}}", "é".repeat(100_000));
    let error = json::from_str::<CartLineItem>(&body).unwrap_err();
    assert!(error.to_string().len() < 300, "{error}");
}

#[test]
fn a_byte_order_mark_and_white_space_around_are_no_fault() {
    let cart: Cart = json::from_slice(b"\xef\xbb\xbf \r\n{\"id\":\"a\"}\t\n").unwrap();
    assert_eq!(cart.id.as_deref(), Some("a"));
}

#[test]
fn names_match_in_any_case_but_the_exact_one_wins() {
    for (text, quantity, output) in [
        (r#"{"Quantity":1}"#, Some(1), r#"{"quantity":1}"#),
        (
            r#"{"Quantity":1,"quantity":2}"#,
            Some(2),
            r#"{"quantity":2,"Quantity":1}"#,
        ),
        (
            r#"{"quantity":2,"Quantity":1}"#,
            Some(2),
            r#"{"quantity":2,"Quantity":1}"#,
        ),
        (
            r#"{"QUANTITY":{"a":[1]},"quantity":2}"#,
            Some(2),
            r#"{"quantity":2,"QUANTITY":{"a":[1]}}"#,
        ),
        (
            r#"{"a":0,"Quantity":1,"b":0,"QUANTITY":2,"c":0}"#,
            Some(2),
            r#"{"quantity":2,"a":0,"Quantity":1,"b":0,"c":0}"#,
        ),
        (
            r#"{"Quantity":1,"quantity":null}"#,
            Some(1),
            r#"{"quantity":1}"#,
        ),
        (
            r#"{"quantity":1,"Quantity":null}"#,
            Some(1),
            r#"{"quantity":1,"Quantity":null}"#,
        ),
        (
            r#"{"quantity":1,"quantity":null}"#,
            Some(1),
            r#"{"quantity":1}"#,
        ),
        (
            r#"{"quantity":1,"quantity":2}"#,
            Some(2),
            r#"{"quantity":2}"#,
        ),
        (r#"{"\u0071uantity":3}"#, Some(3), r#"{"quantity":3}"#),
    ] {
        let item = item(text);
        assert_eq!(item.quantity, quantity, "{text}");
        assert_eq!(encoded(&item), output, "{text}");
    }
    // What the property would not take is its error only where it is the property.
    assert!(json::from_str::<CartLineItem>(r#"{"QUANTITY":{"a":[1]}}"#).is_err());
    let nested = r#"{"AddonItems":[{"ID":1,"X":2,"RenewsTo":{"TermDuration":"P1Y","y":0}}],"z":1}"#;
    assert_eq!(
        encoded(&item(nested)),
        r#"{"addonItems":[{"id":1,"renewsTo":{"termDuration":"P1Y","y":0},"X":2}],"z":1}"#
    );
}

#[test]
fn unknown_properties_can_be_read_and_changed() {
    let mut item = item(r#"{"a": 1.10, "id": 1, "b": {"c": [1, 2]}, "a": "\u0041"}"#);
    let unknown = &mut item.unknown_properties;
    assert_eq!(unknown.len(), 3);
    assert_eq!(unknown.get_json("a"), Some(r#""\u0041""#));
    assert_eq!(unknown.get::<String>("a").unwrap().as_deref(), Some("A"));
    assert_eq!(unknown.get::<String>("missing").unwrap(), None);
    assert!(unknown.get::<i64>("b").is_err());
    let members: Vec<_> = unknown
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(members, ["a=1.10", r#"b={"c":[1,2]}"#, r#"a="\u0041""#]);

    unknown.insert("b", [true]).unwrap();
    unknown.insert("new \"name\"", Some("x")).unwrap();
    assert_eq!(unknown.remove("a").as_deref(), Some(r#""\u0041""#));
    assert_eq!(unknown.remove("a"), None);
    assert_eq!(encoded(&item), r#"{"id":1,"b":[true],"new \"name\"":"x"}"#);
    item.unknown_properties.clear();
    assert!(item.unknown_properties.is_empty());
    assert_eq!(encoded(&item), r#"{"id":1}"#);
}

#[test]
fn an_inserted_property_never_doubles_a_documented_one() {
    let mut item = item(r#"{"quantity":1}"#);
    item.unknown_properties.insert("quantity", 2).unwrap();
    item.unknown_properties.insert("other", 3).unwrap();
    assert_eq!(encoded(&item), r#"{"quantity":1,"other":3}"#);
}

#[test]
fn a_property_moved_here_from_another_type_never_doubles_a_documented_one() {
    let from: RenewsTo = json::from_str(r#"{"quantity":2,"other":3}"#).unwrap();
    let mut item = item(r#"{"quantity":1}"#);
    item.unknown_properties = from.unknown_properties;
    assert_eq!(encoded(&item), r#"{"quantity":1,"other":3}"#);
}

#[test]
fn free_form_objects_are_made_of_pairs_and_maps() {
    let object: JsonObject = [
        ("scope", "shared"),
        ("duration", "1Year"),
        ("scope", "single"),
    ]
    .into_iter()
    .collect();
    assert_eq!(
        object.to_string(),
        r#"{"scope":"single","duration":"1Year"}"#
    );
    let serde_json::Value::Object(map) = serde_json::json!({"a": [1, null]}) else {
        unreachable!()
    };
    assert_eq!(JsonObject::from(map).to_string(), r#"{"a":[1,null]}"#);
    assert!("{\"a\":}".parse::<JsonObject>().is_err());
    let keys_that_are_no_strings = std::collections::HashMap::from([(vec![1], 2)]);
    assert!(matches!(
        JsonObject::new().insert("a", keys_that_are_no_strings),
        Err(EncodeError::Value(_))
    ));
}

#[test]
fn enumerations_are_open() {
    for text in ["one_time", "OneTime", "ONETIME", "oneTime", "one_time_"] {
        assert_eq!(BillingCycle::from(text), BillingCycle::OneTime, "{text}");
    }
    let biennial = item(r#"{"billingCycle":"Bi_ennial"}"#);
    let cycle = biennial.billing_cycle.clone().unwrap();
    assert!(!cycle.is_documented() && cycle.as_str() == "Bi_ennial");
    assert_ne!(cycle, BillingCycle::Unknown);
    assert_eq!(encoded(&biennial), r#"{"billingCycle":"Bi_ennial"}"#);
    assert_eq!(
        encoded(&item(r#"{"billingCycle":"Annual"}"#)),
        r#"{"billingCycle":"annual"}"#
    );
    let Ok(parsed) = "monthly".parse::<BillingCycle>();
    assert_eq!(parsed.to_string(), "monthly");
    assert!(BillingCycle::Annual < BillingCycle::Monthly);
    assert_eq!(BillingCycle::DOCUMENTED.len(), 6);
    assert_eq!(format!("{cycle:?}"), "Undocumented(\"Bi_ennial\")");
}

#[test]
fn error_codes_are_open() {
    for text in [
        "10002",
        "\"10002\"",
        "10002.0",
        "\"QuotaNotAvailable\"",
        "\"quota_not_available\"",
    ] {
        let code: CartErrorCode = json::from_str(text).unwrap();
        assert_eq!(code, CartErrorCode::QUOTA_NOT_AVAILABLE, "{text}");
        assert_eq!(json::to_string(&code).unwrap(), "10002");
    }
    let live: CartErrorCode = json::from_str("400039").unwrap();
    assert_eq!(
        (live.value(), live.name(), live.is_documented()),
        (400_039, None, false)
    );
    let nameless = CartErrorCode::new(400_013);
    assert_eq!((nameless.name(), nameless.is_documented()), (None, true));
    assert_eq!(
        CartErrorCode::new(10_002).to_string(),
        "10002 (QuotaNotAvailable)"
    );
    assert!(json::from_str::<CartErrorCode>("\"NoSuchName\"").is_err());
}

#[test]
fn timestamps_keep_their_text() {
    for text in [
        "2018-03-15T17:15:02.3840528Z",
        "2019-01-16T00:48:44.76+00:00",
        "0001-01-01T00:00:00",
        "2023-05-18TT21:22:26.7034834Z",
        "",
    ] {
        let body = format!("{{\"customTermEndDate\":\"{text}\"}}");
        let item = item(&body);
        assert_eq!(item.custom_term_end_date.as_ref().unwrap().as_str(), text);
        assert_eq!(encoded(&item), body);
    }
    for unset in [
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00.0000000",
    ] {
        assert!(Timestamp::from(unset).is_unset(), "{unset}");
    }
    assert!(!Timestamp::from("0001-01-01T00:00:00.1").is_unset());
}

#[cfg(feature = "jiff")]
#[test]
fn timestamps_give_their_time() {
    for (text, expected) in [
        (
            "2018-03-15T17:15:02.3840528Z",
            "2018-03-15T17:15:02.3840528Z",
        ),
        ("2017-01-25T14:53:12.093-08:00", "2017-01-25T22:53:12.093Z"),
        ("2022-02-19T00:00:00Z", "2022-02-19T00:00:00Z"),
        ("2021-07-14T18:02:00", "2021-07-14T18:02:00Z"),
        (
            "2021-07-14T18:02:00.123456789",
            "2021-07-14T18:02:00.123456789Z",
        ),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00Z"),
    ] {
        let timestamp = Timestamp::from(text);
        assert_eq!(timestamp.to_jiff().unwrap().to_string(), expected, "{text}");
        let written = text.trim_end_matches('Z').trim_end_matches("-08:00");
        assert_eq!(timestamp.to_civil().unwrap().to_string(), written, "{text}");
    }
    let error = Timestamp::from("2023-05-18TT21:22:26.7034834Z")
        .to_jiff()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`2023-05-18TT21:22:26.7034834Z` is no date and time")
    );
    assert!(Timestamp::from("").to_civil().is_err());
}

/// Each takes the other side's stack if it recurses as deep as the text does.
#[test]
fn deep_nesting_is_an_error_at_any_depth() {
    for depth in [MAX_DEPTH + 1, 1_000_000] {
        let add_ons = r#"{"addonItems":["#.repeat(depth);
        let texts = [
            add_ons.clone(),
            format!("{{\"unknown\":{}", "[".repeat(depth)),
            format!("{{\"unknown\":{}{}}}", "[".repeat(depth), "]".repeat(depth)),
            format!("{{\"provisioningContext\":{}", r#"{"a":"#.repeat(depth)),
            r#"{"ADDONITEMS":["#.repeat(depth),
        ];
        for text in texts {
            let error = json::from_str::<CartLineItem>(&text).unwrap_err();
            assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{error}");
            assert!(serde_json::from_str::<CartLineItem>(&text).is_err());
        }
    }
}

#[test]
fn nesting_to_the_limit_is_no_fault() {
    // Each add-on is two levels.
    let levels = MAX_DEPTH / 2 - 1;
    let text = format!(
        "{}{{\"quantity\":1}}{}",
        r#"{"addonItems":["#.repeat(levels),
        "]}".repeat(levels)
    );
    let read = item(&text);
    assert_eq!(encoded(&read), text);
    assert_eq!(read.clone(), read);

    let arrays = format!(
        "{{\"x\":{}{}}}",
        "[".repeat(MAX_DEPTH - 1),
        "]".repeat(MAX_DEPTH - 1)
    );
    assert_eq!(encoded(&item(&arrays)), arrays);
}

#[test]
fn a_value_too_deep_is_not_encoded() {
    let mut nested = CartLineItem::default();
    for _ in 0..MAX_DEPTH {
        nested = CartLineItem::default().with_addon_items(vec![nested]);
    }
    assert_eq!(json::to_vec(&nested), Err(EncodeError::TooDeep));
}

#[test]
fn misspelt_names_cost_no_more_than_their_length() {
    // Neither many of them nor nested ones are read over and over without bound.
    let many = format!("{{{}\"id\":1}}", "\"ID\":0,".repeat(200_000));
    assert_eq!(item(&many).unknown_properties.len(), 200_000);
    let nested = format!("{}{}", r#"{"ADDONITEMS":["#.repeat(60), "]}".repeat(60));
    assert_eq!(
        encoded(&item(&nested)),
        nested.to_lowercase().replace("addonitems", "addonItems")
    );
}

#[test]
fn decoding_through_serde_takes_the_same() {
    let text =
        r#"{"LineItems":[{"quantity":"5","x":[1],"billingCycle":"new"}],"zz":true,"id":null}"#;
    let cart: Cart = json::from_str(text).unwrap();
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::from_value::<Cart>(value).unwrap(), cart);
    assert_eq!(
        serde_json::from_reader::<_, Cart>(text.as_bytes()).unwrap(),
        cart
    );
    assert_eq!(
        serde_json::from_slice::<Cart>(text.as_bytes()).unwrap(),
        cart
    );
    let back = serde_json::to_value(&cart).unwrap();
    assert_eq!(
        back,
        serde_json::json!({"lineItems": [{"quantity": 5, "x": [1], "billingCycle": "new"}], "zz": true})
    );

    let error = serde_json::from_str::<Cart>(r#"{"lineItems":5}"#).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("$.lineItems: expected an array, found `5`"),
        "{error}"
    );
}

#[test]
fn decoding_works_from_other_formats() {
    use serde::Deserialize;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, MapDeserializer};

    // A format that has nothing of serde_json's.
    let members = [
        ("friendlyName", "a \"b\""),
        ("quantity", "5"),
        ("other", "c"),
    ];
    let deserializer: MapDeserializer<'_, _, Error> = MapDeserializer::new(members.into_iter());
    let item = CartLineItem::deserialize(deserializer).unwrap();
    assert_eq!(
        encoded(&item),
        r#"{"friendlyName":"a \"b\"","quantity":5,"other":"c"}"#
    );

    let code = CartErrorCode::deserialize(IntoDeserializer::<Error>::into_deserializer(10_002_u32));
    assert_eq!(code.unwrap(), CartErrorCode::QUOTA_NOT_AVAILABLE);

    // Inside of what serde buffers, as for an untagged enum.
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Cart(Cart),
    }
    let Either::Cart(cart) = serde_json::from_str(r#"{"lineItems":[{"id":1}]}"#).unwrap();
    assert_eq!(cart.line_items.unwrap()[0].id, Some(1));
}

#[test]
fn setters_take_what_is_at_hand() {
    let item = CartLineItem::default()
        .with_catalog_item_id("AAA0AAA0AAA0:0001:BBB0BBB0BBB0")
        .with_quantity(5)
        .with_billing_cycle("annual")
        .with_custom_term_end_date("2027-02-19T00:00:00Z")
        .with_purchase_commitment(PurchaseCommitment::default().with_amount(Decimal::new(5, 2)))
        .with_provisioning_context([("scope", "shared")].into_iter().collect::<JsonObject>());
    assert_eq!(
        encoded(&item),
        concat!(
            r#"{"billingCycle":"annual","catalogItemId":"AAA0AAA0AAA0:0001:BBB0BBB0BBB0","#,
            r#""customTermEndDate":"2027-02-19T00:00:00Z","provisioningContext":{"scope":"shared"},"#,
            r#""purchaseCommitment":{"amount":0.05},"quantity":5}"#,
        )
    );
}

#[test]
fn everything_can_go_to_another_thread() {
    fn check<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
    check::<Cart>();
    check::<JsonObject>();
    check::<UnknownProperties>();
    check::<client_runtime::wire::DecodeError>();
}
