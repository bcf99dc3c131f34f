//! What the service makes of a cart's line: its number, its price, or what is wrong with it.

use super::catalog::{self, Family, Item};
use crate::body::value::{Object, Value};

/// The most seats that one line may have. The real number depends on the product.
const MAX_SEATS: i64 = 10_000;

/// The lines as the service keeps them. What it sets itself is set, whatever was sent.
pub(super) fn accept(lines: &[Value]) -> Vec<Value> {
    let mut taken: Vec<i64> = lines.iter().filter_map(number_of).collect();
    taken.sort_unstable();
    let repeats = taken.windows(2).any(|pair| pair[0] == pair[1]);
    let mut next = 0;
    let accepted = lines.iter().map(|line| {
        let mut object = line.as_object().cloned().unwrap_or_default();
        // Ids that name one line each are kept, so that a line keeps its own through a PUT.
        if repeats || number_of(line).is_none() {
            while !repeats && taken.binary_search(&next).is_ok() {
                next += 1;
            }
            object.set("id", next.into());
            next += 1;
        }
        accept_line(object).into()
    });
    accepted.collect()
}

fn number_of(line: &Value) -> Option<i64> {
    let number = line.as_object()?.integer("id")?;
    (number >= 0).then_some(number)
}

fn accept_line(mut line: Object) -> Object {
    line.remove("error");
    line.remove("pricing");
    if line.get("currencyCode").is_none() {
        line.set("currencyCode", "USD".into());
    }
    if line.get("orderGroup").is_none() {
        line.set("orderGroup", "0".into());
    }
    let addons = accept(line.list("addonItems"));
    if line.get("addonItems").is_some() {
        line.set("addonItems", addons.into());
    }
    match error(&line) {
        Some(error) => line.set("error", error.into()),
        None => {
            let item = line.text("catalogItemId").and_then(Item::parse);
            let quantity = line.integer("quantity").unwrap_or(0);
            if let Some(item) = item {
                line.set("pricing", catalog::pricing(&item, quantity).into());
            }
        }
    }
    line
}

/// The error that a line carries, if the service cannot accept it.
fn error(line: &Object) -> Option<Object> {
    let said = |code: i64, description: String| {
        Some(
            Object::default()
                .with("errorCode", code)
                .with("errorDescription", description),
        )
    };
    let id = line.text("catalogItemId").unwrap_or_default();
    let Some(item) = Item::parse(id) else {
        return said(10_001, format!("The catalog item id '{id}' is not valid."));
    };
    if item.is_unknown_product() {
        return said(400_013, format!("The product of '{id}' was not found."));
    }
    if item.is_unknown_availability() {
        return said(
            400_019,
            format!("The availability of '{id}' was not found."),
        );
    }
    let currency = line.text("currencyCode").unwrap_or_default();
    if catalog::currency_symbol(currency).is_none() {
        return said(
            10_000,
            format!("The currency '{currency}' is not supported."),
        );
    }
    let quantity = line.integer("quantity").unwrap_or(0);
    if quantity < 1 {
        return said(10_010, format!("The quantity {quantity} is not valid."));
    }
    if quantity > MAX_SEATS {
        let figures = Object::default()
            .with("availableQuantity", MAX_SEATS)
            .with("purchasedQuantity", 0);
        let error = said(
            10_015,
            format!("More than {MAX_SEATS} seats of one subscription were asked for."),
        );
        return error.map(|error| error.with("additionalInformation", figures));
    }
    let term = line.text("termDuration").unwrap_or_default();
    let needs_term = item.family == Family::NewCommerce;
    if (needs_term || !term.is_empty()) && !catalog::TERMS.contains(&term) {
        return said(
            400_039,
            format!("The availability of line item {id} does not support the term '{term}'."),
        );
    }
    for participant in line.list("participants") {
        let value = participant.as_object().and_then(|pair| pair.text("value"));
        let value = value.unwrap_or_default();
        if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return said(
                10_004,
                format!("The participant '{value}' is no PartnerID."),
            );
        }
    }
    let context = line.get("provisioningContext").and_then(Value::as_object);
    let scope = context.and_then(|context| {
        let mut members = context.iter();
        let found = members.find(|(name, _)| name.eq_ignore_ascii_case("scope"));
        found.and_then(|(_, value)| value.as_text())
    });
    if let Some(scope) = scope.filter(|scope| !matches!(*scope, "shared" | "single")) {
        return said(900_312, format!("The scope '{scope}' is not supported."));
    }
    None
}
