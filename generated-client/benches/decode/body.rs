//! The cart to decode.

use std::fmt::Write as _;

/// A cart as the service writes it: about 240 bytes an item, and `unknown` more properties in each.
pub(crate) fn cart(items: usize, unknown: usize) -> String {
    let mut body = String::from(concat!(
        r#"{"id":"6a9f0c1e-2b3d-4e5f-8a7b-9c0d1e2f3a4b","#,
        r#""creationTimestamp":"2026-03-15T17:15:02.3840528Z","#,
        r#""lastModifiedTimestamp":"2026-03-15T17:15:02.3840528Z","#,
        r#""expirationTimestamp":"2026-03-22T17:15:02.3840528Z","#,
        r#""lastModifiedUser":"0c1d2e3f-4a5b-4c6d-8e7f-9a0b1c2d3e4f","#,
        r#""status":"Active","lineItems":["#,
    ));
    for item in 0..items {
        if item > 0 {
            body.push(',');
        }
        write!(
            body,
            concat!(
                r#"{{"id":{},"catalogItemId":"AAA0AAA0AAA0:0001:BBB0BBB0B{:03}","#,
                r#""quantity":{},"currencyCode":"USD","billingCycle":"{}","#,
                r#""termDuration":"P1Y","orderGroup":"{}","provisioningContext":{{}},"#,
                r#""participants":[{{"key":"transaction_reseller","value":"{}"}}"#,
            ),
            item,
            item % 1000,
            1 + item % 300,
            ["monthly", "annual", "one_time"][item % 3],
            item % 7,
            5_357_564 + item,
        )
        .unwrap();
        if item % 8 == 0 {
            body.push_str(r#",{"key":"consumption_reseller","value":"4847383"}"#);
        }
        body.push(']');
        if item % 2 == 0 {
            body.push_str(r#","friendlyName":"Contoso seats""#);
        }
        for index in 0..unknown {
            write!(
                body,
                r#","undocumented{index}":{{"since":{item},"rate":1.50}}"#
            )
            .unwrap();
        }
        body.push('}');
    }
    body.push_str(concat!(
        r#"],"links":{"self":{"uri":"/customers/c/carts/b","method":"GET","headers":[]}},"#,
        r#""attributes":{"objectType":"Cart"}}"#,
    ));
    body
}
