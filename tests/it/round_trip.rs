//! Decoding and encoding again changes nothing but what the comparison allows, for every type.

use client_runtime::wire::{Described, JsonObject, Wire, json};
use generated_client::types::{carts, collections, generic, orders};
use proptest::prelude::*;
use proptest::strategy::Union;
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tests::comparison::{Shape, compare};
use tests::document;

/// JSON text of the shape, in all the forms that it may come in.
fn body(shape: Shape, depth: usize) -> BoxedStrategy<String> {
    let value = match shape {
        Shape::AnyObject => object(prop::collection::vec((text(), any_json()), 0..4).boxed()),
        Shape::Text => text(),
        Shape::Boolean => {
            Union::new(["true", "false"].map(|literal| Just(literal.to_owned()))).boxed()
        }
        Shape::Integer => prop_oneof![
            any::<i64>().prop_map(|integer| integer.to_string()),
            any::<i32>().prop_map(|integer| format!("\"{integer}\"")),
            any::<i16>().prop_map(|integer| format!("{integer}.00")),
            (-999_i64..999, 0..10).prop_map(|(digits, exponent)| format!("{digits}e{exponent}")),
        ]
        .boxed(),
        Shape::Decimal => prop_oneof![
            "-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,10})?",
            "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,4})?[eE][+-]?[0-9]",
            "\"-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,10})?\"",
        ]
        .boxed(),
        Shape::Enum(members) => prop_oneof![
            prop::sample::select(members)
                .prop_flat_map(recased)
                .prop_map(|text| format!("\"{text}\"")),
            prop::sample::select(members).prop_map(|text| format!("\"{}\"", text.replace('_', ""))),
            text(),
        ]
        .boxed(),
        Shape::IntegerEnum(names) => prop_oneof![
            any::<i32>().prop_map(|integer| integer.to_string()),
            prop::sample::select(names).prop_map(|(value, _)| format!("\"{value}\"")),
            prop::sample::select(names)
                .prop_flat_map(|(_, name)| recased(name))
                .prop_map(|name| format!("\"{name}\"")),
        ]
        .boxed(),
        Shape::Array(_) if depth == 0 => Just(String::from("[]")).boxed(),
        Shape::Object(_) if depth == 0 => Just(String::from("{}")).boxed(),
        Shape::Array(element) => prop::collection::vec(body(*element, depth - 1), 0..3)
            .prop_flat_map(|elements| spaced(format!("[{}]", elements.join(","))))
            .boxed(),
        Shape::Object(properties) => {
            let documented =
                prop::sample::select(properties.get()).prop_flat_map(move |(name, shape)| {
                    let name = prop_oneof![4 => Just(name.to_owned()), 1 => recased(name)];
                    (
                        name.prop_map(|name| format!("\"{name}\"")),
                        body(shape, depth - 1),
                    )
                });
            let member = prop_oneof![4 => documented, 1 => (text(), any_json())];
            object(prop::collection::vec(member, 0..8).boxed())
        }
    };
    let absent = match shape {
        Shape::Array(_) | Shape::Object(_) | Shape::AnyObject => {
            prop::sample::select(vec!["null", "\"\""])
        }
        _ => prop::sample::select(vec!["null"]),
    };
    prop_oneof![12 => value, 1 => absent.prop_map(str::to_owned)].boxed()
}

fn object(members: BoxedStrategy<Vec<(String, String)>>) -> BoxedStrategy<String> {
    members
        .prop_flat_map(|members| {
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| format!("{name}:{value}"))
                .collect();
            spaced(format!("{{{}}}", members.join(",")))
        })
        .boxed()
}

/// The same text, or with white space inside its outermost brackets.
fn spaced(text: String) -> BoxedStrategy<String> {
    let (open, rest) = text.split_at(1);
    let (inner, close) = rest.split_at(rest.len() - 1);
    prop_oneof![
        3 => Just(text.clone()),
        1 => Just(format!("{open} \n{inner}\t\r{close}")),
    ]
    .boxed()
}

fn recased(text: &'static str) -> BoxedStrategy<String> {
    prop::collection::vec(any::<bool>(), text.len())
        .prop_map(move |upper| {
            let letters = text.chars().zip(upper);
            letters
                .map(|(letter, upper)| {
                    if upper {
                        letter.to_ascii_uppercase()
                    } else {
                        letter
                    }
                })
                .collect()
        })
        .boxed()
}

/// A string of JSON, with escapes that need not be.
fn text() -> BoxedStrategy<String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9 _-]{0,12}",
        1 => prop::sample::select(vec!["\\u0041", "\\ud83d\\ude00", "\\/", "\\\"", "\\\\", "\\n", "é", "日本", "\u{7f}"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..4)
        .prop_map(|pieces| format!("\"{}\"", pieces.concat()))
        .boxed()
}

fn any_json() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "[]",
            "{}",
            "1.10",
            "-0.0",
            "1E400",
            "123456789012345678901234567890"
        ])
        .prop_map(str::to_owned),
        text(),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_flat_map(|elements| spaced(format!("[{}]", elements.join(" , ")))),
            object(prop::collection::vec((text(), inner), 0..3).boxed()),
        ]
    })
    .boxed()
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Runs the round trip of a type on bodies of its documented shape.
fn round_trips<T>(documented_name: &str)
where
    T: Wire + Described + Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug,
{
    let shape = document::shape(documented_name).expect("a documented name");
    let bodies = body(shape, 4).prop_filter("null is no body", |body| body.contains('{'));
    let outcome = TestRunner::new(config()).run(&bodies, |input| {
        let fail = |error: String| TestCaseError::fail(format!("{error}\n{input}"));
        let value: T = json::from_str(&input).map_err(|error| fail(error.to_string()))?;
        let output = json::to_string(&value).map_err(|error| fail(error.to_string()))?;
        compare(shape, &input, &output).map_err(fail)?;
        // What was written is read as the same, and written the same.
        let again: T = json::from_str(&output).map_err(|error| fail(error.to_string()))?;
        prop_assert_eq!(&again, &value);
        prop_assert_eq!(json::to_string(&again), Ok(output.clone()));
        // serde's way in and out is the same, but that it normalises escapes.
        let through_serde =
            serde_json::to_string(&value).map_err(|error| fail(error.to_string()))?;
        let as_value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        prop_assert_eq!(as_value(&through_serde), as_value(&output));
        let again: T = serde_json::from_str(&input).map_err(|error| fail(error.to_string()))?;
        prop_assert_eq!(&again, &value);
        #[cfg(feature = "xml")]
        through_xml(&value).map_err(fail)?;
        #[cfg(feature = "form")]
        through_form(&value).map_err(fail)?;
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{documented_name}: {failure}");
    }
}

/// Written as XML and read again a value is the same, unknown properties included, and so is what
/// is written then.
#[cfg(feature = "xml")]
fn through_xml<T>(value: &T) -> Result<(), String>
where
    T: Wire + Described + PartialEq + std::fmt::Debug,
{
    use client_runtime::wire::xml;

    let text = xml::to_string(value).map_err(|error| error.to_string())?;
    let again: T = xml::from_str(&text).map_err(|error| format!("{error}\n{text}"))?;
    if again != *value {
        return Err(format!("{value:?}\nbecame {again:?}\nby {text}"));
    }
    let twice = xml::to_string(&again).map_err(|error| error.to_string())?;
    if twice != text {
        return Err(format!("{text}\nbecame {twice}"));
    }
    Ok(())
}

/// Written as a form and read again a value is the same, unknown properties included.
#[cfg(feature = "form")]
fn through_form<T>(value: &T) -> Result<(), String>
where
    T: Wire + Described + PartialEq + std::fmt::Debug,
{
    use client_runtime::wire::form;

    let text = form::to_string(value).map_err(|error| error.to_string())?;
    let again: T = form::from_slice(text.as_bytes()).map_err(|error| format!("{error}\n{text}"))?;
    if again != *value {
        return Err(format!("{value:?}\nbecame {again:?}\nby {text}"));
    }
    Ok(())
}

/// A test for each type, and one that no documented type is missing.
macro_rules! every_type {
    ($($test:ident: $type:ty = $name:literal;)*) => {
        $(
            #[test]
            fn $test() {
                round_trips::<$type>($name);
            }
        )*

        #[test]
        fn every_documented_type_is_tested() {
            let mut tested = vec![$($name),*];
            tested.sort_unstable();
            assert!(document::names().eq(tested));
        }
    };
}

every_type! {
    link: collections::Link = "Microsoft.Partner.Core.Collections.Link";
    resource_attributes: collections::ResourceAttributes = "Microsoft.Partner.Core.Collections.ResourceAttributes";
    resource_links: collections::ResourceLinks = "Microsoft.Partner.Core.Collections.ResourceLinks";
    cart: carts::Cart = "Microsoft.Partner.Services.Carts.V1.Models.Cart";
    cart_error: carts::CartError = "Microsoft.Partner.Services.Carts.V1.Models.CartError";
    cart_line_item: carts::CartLineItem = "Microsoft.Partner.Services.Carts.V1.Models.CartLineItem";
    cart_purchase_commitment: carts::PurchaseCommitment = "Microsoft.Partner.Services.Carts.V1.Models.PurchaseCommitment";
    cart_renews_to: carts::RenewsTo = "Microsoft.Partner.Services.Carts.V1.Models.RenewsTo";
    client_context: orders::ClientContext = "Microsoft.Partner.Services.Orders.V2.Models.ClientContext";
    order: orders::Order = "Microsoft.Partner.Services.Orders.V2.Models.Order";
    order_line_item: orders::OrderLineItem = "Microsoft.Partner.Services.Orders.V2.Models.OrderLineItem";
    order_line_item_links: orders::OrderLineItemLinks = "Microsoft.Partner.Services.Orders.V2.Models.OrderLineItemLinks";
    order_links: orders::OrderLinks = "Microsoft.Partner.Services.Orders.V2.Models.OrderLinks";
    pricing: orders::Pricing = "Microsoft.Partner.Services.Orders.V2.Models.Pricing";
    order_purchase_commitment: orders::PurchaseCommitment = "Microsoft.Partner.Services.Orders.V2.Models.PurchaseCommitment";
    order_renews_to: orders::RenewsTo = "Microsoft.Partner.Services.Orders.V2.Models.RenewsTo";
    participant: generic::KeyValuePairOfParticipantTypeAndString = "System.Collections.Generic.KeyValuePair[Microsoft.Partner.Services.Carts.V1.Models.ParticipantType,System.String]";
    pair: generic::KeyValuePairOfStringAndString = "System.Collections.Generic.KeyValuePair[System.String,System.String]";
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn free_form_objects_stay_as_they_came(input in body(Shape::AnyObject, 1).prop_filter("null is no body", |body| body.contains('{'))) {
        let object: JsonObject = json::from_str(&input).unwrap();
        let output = json::to_string(&object).unwrap();
        if let Err(difference) = compare(Shape::AnyObject, &input, &output) {
            prop_assert!(false, "{difference}");
        }
        prop_assert_eq!(object.len(), object.iter().count());
    }

    /// What is JSON, is `serde_json`'s to say.
    #[test]
    fn broken_bodies_are_refused(
        input in body(document::shape("Microsoft.Partner.Services.Carts.V1.Models.Cart").expect("a cart"), 3),
        places in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"{}[]\",:\\ 0-e.nu\x00\x1f\xff".to_vec())), 1..3),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = input.into_bytes();
        for (place, byte) in places {
            *place.get_mut(&mut bytes) = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let theirs = std::str::from_utf8(&bytes).ok().and_then(|text| serde_json::from_str::<&serde_json::value::RawValue>(text).ok());
        let object = theirs.filter(|raw| raw.get().starts_with('{'));
        let ours = json::from_slice::<JsonObject>(&bytes);
        prop_assert_eq!(ours.is_ok(), object.is_some(), "{:?} {:?}", String::from_utf8_lossy(&bytes), ours);
        if object.is_none() {
            prop_assert!(json::from_slice::<carts::Cart>(&bytes).is_err());
        }
    }
}
