//! PATCH of an order: one endpoint with three jobs, and the body chooses which.

use super::catalog::{Family, Item};
use super::checkout::{etag, push_line, without_prices};
use super::orders::find;
use super::{Ask, Done, Refusal};
use crate::body::value::{Object, Value};
use crate::contract::Contract;
use crate::state::{Batch, State};

/// PATCH.
pub(super) fn update(state: &State, ask: &Ask<'_>) -> Result<Done, Refusal> {
    let customer = ask.customer()?;
    let (id, order) = find(state, ask, &customer)?;
    let asked = ask.object()?;
    let mut order = order.clone();
    let said = match asked.text("status") {
        Some("cancelled") => cancel(&mut order, &asked)?,
        Some(other) if order.text("status") != Some(other) => {
            let said = format!("The status can be set to cancelled only, not to {other}.");
            return Err(Refusal::new(400, 800_002, said));
        }
        _ => {
            let bought = buy_add_ons(state, &customer, &id, &mut order, &asked)?;
            let billed = change_billing_cycle(&mut order, &asked)?;
            let said: Vec<String> = [bought, billed].into_iter().flatten().collect();
            if said.is_empty() {
                "changed nothing".to_owned()
            } else {
                said.join(", and ")
            }
        }
    };
    advance_etag(&mut order, ask);
    let body = without_prices(&order).into();
    let mut batch = Batch::default();
    batch.put_order(&customer, &id, None, order);
    Ok(Done {
        status: 200,
        body,
        shape: Contract::order(),
        change: Some((batch, said)),
        resource: id,
    })
}

/// Cancels the lines that are named, or all.
fn cancel(order: &mut Object, asked: &Object) -> Result<String, Refusal> {
    if order.text("status") == Some("cancelled") {
        return Err(Refusal::new(
            400,
            800_061,
            "The order is cancelled already.",
        ));
    }
    let wanted: Option<Vec<i64>> = asked
        .get("lineItems")
        .and_then(Value::as_list)
        .filter(|lines| !lines.is_empty())
        .map(numbers)
        .transpose()?;
    let Some(Value::List(lines)) = order.get_mut("lineItems") else {
        return Err(Refusal::new(500, 800_087, "The order has no lines."));
    };
    if let Some(wanted) = &wanted {
        let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if let Some(beyond) = wanted.iter().find(|number| !(0..count).contains(*number)) {
            let said = format!("The line item number {beyond} is out of range.");
            return Err(Refusal::new(400, 800_071, said));
        }
    }
    let mut all = true;
    for line in lines.iter_mut() {
        let Value::Object(line) = line else { continue };
        let number = line.integer("lineItemNumber").unwrap_or(-1);
        if wanted
            .as_ref()
            .is_none_or(|wanted| wanted.contains(&number))
        {
            refuse_uncancellable(line)?;
            line.set("quantity", 0.into());
            line.set("transactionType", "Cancel".into());
        }
        all &= line.integer("quantity") == Some(0);
    }
    if all {
        order.set("status", "cancelled".into());
        return Ok("cancelled the order".to_owned());
    }
    let numbers: Vec<String> = wanted.iter().flatten().map(ToString::to_string).collect();
    Ok(format!("cancelled line {}", numbers.join(", ")))
}

fn numbers(lines: &[Value]) -> Result<Vec<i64>, Refusal> {
    let numbers = lines.iter().map(|line| {
        let number = line
            .as_object()
            .and_then(|line| line.integer("lineItemNumber"));
        number.ok_or_else(|| Refusal::new(400, 800_002, "A line to cancel needs a lineItemNumber."))
    });
    numbers.collect()
}

fn refuse_uncancellable(line: &Object) -> Result<(), Refusal> {
    match line
        .text("offerId")
        .and_then(Item::parse)
        .map(|item| item.family)
    {
        Some(Family::NewCommerce) => {
            let said = "The order cannot be cancelled: it holds licences of new commerce.";
            Err(Refusal::new(400, 800_063, said))
        }
        Some(Family::SoftwareAsAService) => {
            let said = "Software as a service cannot be cancelled by a patch of its order.";
            Err(Refusal::new(403, 800_077, said))
        }
        _ => Ok(()),
    }
}

/// Buys the lines that have a parent and no subscription of their own. Lines that the order has
/// come along where a client sends the order back.
fn buy_add_ons(
    state: &State,
    customer: &str,
    id: &str,
    order: &mut Object,
    asked: &Object,
) -> Result<Option<String>, Refusal> {
    let mut lines = order.list("lineItems").to_vec();
    let before = lines.len();
    for line in asked.list("lineItems").iter().filter_map(Value::as_object) {
        let is_known = line
            .text("subscriptionId")
            .is_some_and(|asked| has_subscription(order, asked));
        if is_known {
            continue;
        }
        let Some(parent) = line.text("parentSubscriptionId") else {
            let said = "A line of an update is one of the order, or an add-on with a parentSubscriptionId.";
            return Err(Refusal::new(400, 3_000, said));
        };
        if !state
            .orders(customer)
            .any(|order| has_subscription(order, parent))
        {
            let said = format!("The subscription {parent} was not found.");
            return Err(Refusal::new(404, 20_003, said));
        }
        if !has_subscription(order, parent) {
            let said = format!("The add-on does not belong to the subscription {parent}.");
            return Err(Refusal::new(400, 800_029, said));
        }
        if line.integer("quantity").is_none_or(|quantity| quantity < 1) {
            return Err(Refusal::new(400, 2_001, "The quantity is not valid."));
        }
        let offer = line.text("offerId").unwrap_or_default();
        if Item::parse(offer).is_none() {
            let said = format!("The offer {offer} cannot be bought any more.");
            return Err(Refusal::new(403, 2_091, said));
        }
        push_line(&mut lines, customer, id, line, Some(parent));
    }
    let bought = lines.len() - before;
    order.set("lineItems", lines.into());
    Ok((bought > 0).then(|| format!("bought {bought} add-on(s)")))
}

fn has_subscription(order: &Object, subscription: &str) -> bool {
    let mut lines = order.list("lineItems").iter().filter_map(Value::as_object);
    lines.any(|line| {
        let known = line.text("subscriptionId").unwrap_or_default();
        known.eq_ignore_ascii_case(subscription)
    })
}

/// Changes the billing cycle, which works for legacy products only.
fn change_billing_cycle(order: &mut Object, asked: &Object) -> Result<Option<String>, Refusal> {
    let wanted = asked.text("billingCycle");
    let Some(wanted) = wanted.filter(|wanted| order.text("billingCycle") != Some(*wanted)) else {
        return Ok(None);
    };
    if !matches!(wanted, "monthly" | "annual") {
        let said =
            format!("The offer(s) in the order do not support the billing cycle type: {wanted}");
        return Err(Refusal::new(400, 2_004, said));
    }
    let is_legacy = order.list("lineItems").iter().all(|line| {
        let offer = line.as_object().and_then(|line| line.text("offerId"));
        offer
            .and_then(Item::parse)
            .is_some_and(|item| item.family == Family::Legacy)
    });
    if !is_legacy {
        return Err(Refusal::new(
            400,
            6_000,
            "The billing cycle of this order cannot change.",
        ));
    }
    order.set("billingCycle", wanted.into());
    Ok(Some(format!("changed the billing cycle to {wanted}")))
}

/// Legacy orders carry a version of theirs, which each change makes another.
fn advance_etag(order: &mut Object, ask: &Ask<'_>) {
    if let Some(Value::Object(attributes)) = order.get_mut("attributes")
        && attributes.get("etag").is_some()
    {
        attributes.set("etag", etag(ask.now).into());
    }
}
