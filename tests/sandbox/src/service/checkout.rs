//! Checkout: a cart becomes orders, one for each order group.

use jiff::Timestamp;

use super::carts::{find, is_ordered};
use super::catalog::{self, Family, Item};
use super::{Ask, Done, Refusal, base64, guid, kind, link};
use crate::body::value::{Object, Value};
use crate::contract::Shape;
use crate::state::{Batch, State};

/// POST. Checking out again gives the first result again, and buys nothing.
pub(super) fn checkout(state: &State, ask: &Ask<'_>) -> Result<Done, Refusal> {
    let customer = ask.customer()?;
    let (id, cart) = find(state, ask, &customer)?;
    if is_ordered(cart) {
        let orders = state.orders_of_cart(&customer, &id);
        let orders = orders.map(|order| without_prices(order).into()).collect();
        return Ok(done(id, orders, Vec::new(), None));
    }
    let faulty = faulty_lines(cart.list("lineItems"));
    if !faulty.is_empty() {
        let said = "The cart has lines with errors.";
        return Err(Refusal::new(400, 800_009, said).with_data(faulty));
    }

    let mut batch = Batch::default();
    let (mut orders, mut errors, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for (group, lines) in groups(cart.list("lineItems")) {
        if lines.iter().any(|line| lacks_billing_cycle(line)) {
            let description =
                "The offer(s) in the order do not support the billing cycle type: Unknown";
            let error = Object::default()
                .with("orderGroupId", group)
                .with("code", 2004)
                .with("description", description);
            errors.push(error.into());
            continue;
        }
        let (order_id, order) = order(ask, &customer, &lines);
        said.push(order_id.clone());
        orders.push(without_prices(&order).into());
        batch.put_order(&customer, &order_id, Some(&id), order);
    }
    if orders.is_empty() {
        return Ok(done(id, orders, errors, None));
    }
    let mut ordered = cart.clone();
    ordered.set("status", "Ordered".into());
    ordered.set("lastModifiedTimestamp", ask.time().into());
    batch.put_cart(&customer, &id, ordered);
    let said = format!("checked the cart out as order {}", said.join(", "));
    Ok(done(id, orders, errors, Some((batch, said))))
}

fn done(
    cart: String,
    orders: Vec<Value>,
    errors: Vec<Value>,
    change: Option<(Batch, String)>,
) -> Done {
    let body = Object::default()
        .with("orders", orders)
        .with("orderErrors", errors)
        .with("attributes", kind("CartCheckoutResult"));
    Done {
        status: 201,
        body: body.into(),
        shape: Shape::Any,
        change,
        resource: cart,
    }
}

/// Prices come only when they are asked for.
pub(super) fn without_prices(order: &Object) -> Object {
    let mut order = order.clone();
    order.remove("totalPrice");
    if let Some(Value::List(lines)) = order.get_mut("lineItems") {
        for line in lines {
            if let Value::Object(line) = line {
                line.remove("pricing");
            }
        }
    }
    order
}

/// The lines that carry an error, add-ons included, each in a few words.
fn faulty_lines(lines: &[Value]) -> Vec<String> {
    let lines = lines.iter().filter_map(Value::as_object);
    lines
        .flat_map(|line| {
            let error = line.get("error").and_then(Value::as_object);
            let number = line.integer("id").unwrap_or(0);
            let own = error.map(|error| {
                let description = error.text("errorDescription").unwrap_or_default();
                format!("line {number}: {description}")
            });
            own.into_iter().chain(faulty_lines(line.list("addonItems")))
        })
        .collect()
}

/// Lines by their order group, in the order in which the groups first come.
fn groups(lines: &[Value]) -> Vec<(String, Vec<&Object>)> {
    let mut groups: Vec<(String, Vec<&Object>)> = Vec::new();
    for line in lines.iter().filter_map(Value::as_object) {
        let group = line.text("orderGroup").unwrap_or("0");
        match groups.iter_mut().find(|(known, _)| known == group) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((group.to_owned(), vec![line])),
        }
    }
    groups
}

fn lacks_billing_cycle(line: &Object) -> bool {
    let item = line.text("catalogItemId").and_then(Item::parse);
    let needs = item.is_some_and(|item| item.family == Family::NewCommerce);
    needs && matches!(line.text("billingCycle"), None | Some("unknown"))
}

fn order(ask: &Ask<'_>, customer: &str, lines: &[&Object]) -> (String, Object) {
    let is_legacy = lines.iter().all(|line| {
        let item = line.text("catalogItemId").and_then(Item::parse);
        item.is_some_and(|item| item.family == Family::Legacy)
    });
    let fresh = guid();
    // Legacy orders have GUIDs; since 2021 an id is twelve hexadecimal digits.
    let id = if is_legacy {
        fresh
    } else {
        fresh.replace('-', "")[..12].to_owned()
    };
    let first = lines.first();
    let currency = first
        .and_then(|line| line.text("currencyCode"))
        .unwrap_or("USD");
    let cycle = first
        .and_then(|line| line.text("billingCycle"))
        .unwrap_or("none");
    let mut numbered = Vec::new();
    for line in lines {
        let parent = push_line(&mut numbered, customer, &id, line, None);
        for addon in line.list("addonItems").iter().filter_map(Value::as_object) {
            push_line(&mut numbered, customer, &id, addon, Some(&parent));
        }
    }
    let totals = numbered.iter().filter_map(|line| {
        let line = line.as_object()?;
        Some((line.text("offerId")?, line.integer("quantity")?))
    });
    let total = catalog::total(totals);
    let uri = |rest: &str| format!("/customers/{customer}/orders/{id}{rest}");
    let links = Object::default()
        .with("self", link(uri(""), "GET"))
        .with(
            "provisioningStatus",
            link(uri("/provisioningstatus"), "GET"),
        )
        .with("patchOperation", link(uri(""), "PATCH"));
    let mut attributes = kind("Order");
    if is_legacy {
        attributes.set("etag", etag(ask.now).into());
    }
    let symbol = catalog::currency_symbol(currency).unwrap_or("$");
    let order = Object::default()
        .with("id", id.clone())
        .with("alternateId", id.clone())
        .with("referenceCustomerId", customer)
        .with("billingCycle", cycle)
        .with("currencyCode", currency)
        .with("currencySymbol", symbol)
        .with("lineItems", numbered)
        .with("creationDate", ask.time())
        .with("status", "completed")
        .with("transactionType", "UserPurchase")
        .with("client", Object::default())
        .with("totalPrice", total)
        .with("links", links)
        .with("attributes", attributes);
    (id, order)
}

/// Base64 of `{"version":1}` and the like, as legacy orders have it; here the time is the version.
pub(super) fn etag(now: Timestamp) -> String {
    base64(format!("{{\"version\":{}}}", now.as_microsecond()).as_bytes())
}

/// Adds a line of an order, made of a line of a cart; gives its subscription.
pub(super) fn push_line(
    lines: &mut Vec<Value>,
    customer: &str,
    order: &str,
    from: &Object,
    parent: Option<&str>,
) -> String {
    let number = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let subscription = guid();
    let offer = from
        .text("catalogItemId")
        .or_else(|| from.text("offerId"))
        .unwrap_or_default();
    let quantity = from.integer("quantity").unwrap_or(0);
    let mut line = Object::default()
        .with("lineItemNumber", number)
        .with("offerId", offer)
        .with("subscriptionId", subscription.clone());
    if let Some(parent) = parent {
        line.set("parentSubscriptionId", parent.into());
    }
    line.set("quantity", quantity.into());
    line.set("transactionType", "New".into());
    for name in [
        "friendlyName",
        "termDuration",
        "promotionId",
        "customTermEndDate",
        "attestationAccepted",
        "provisioningContext",
        "purchaseCommitment",
        "renewsTo",
        "partnerIdOnRecord",
        "additionalPartnerIdsOnRecord",
    ] {
        if let Some(value) = from.get(name) {
            line.set(name, value.clone());
        }
    }
    let reseller = from.list("participants").iter().find_map(|pair| {
        let pair = pair.as_object()?;
        (pair.text("key")? == "transaction_reseller").then(|| pair.text("value"))?
    });
    if let Some(reseller) = reseller {
        line.set("partnerIdOnRecord", reseller.into());
    }
    if let Some(item) = Item::parse(offer) {
        line.set("pricing", catalog::pricing(&item, quantity).into());
    }
    let own = format!("/customers/{customer}/orders/{order}/lineitems/{number}");
    let links = Object::default()
        .with(
            "subscription",
            link(
                format!("/customers/{customer}/subscriptions/{subscription}"),
                "GET",
            ),
        )
        .with(
            "activationLinks",
            link(format!("{own}/activationlinks"), "GET"),
        );
    lines.push(line.with("links", links).into());
    subscription
}
