//! Orders: read and listed.

use super::checkout::without_prices;
use super::{Ask, Done, Refusal, kind, link};
use crate::body::value::{Object, Value};
use crate::contract::{Contract, Shape};
use crate::state::State;

/// GET one.
pub(super) fn get(state: &State, ask: &Ask<'_>) -> Result<Done, Refusal> {
    let customer = ask.customer()?;
    let (id, order) = find(state, ask, &customer)?;
    let body = if wants_prices(ask)? {
        order.clone()
    } else {
        without_prices(order)
    };
    Ok(Done {
        status: 200,
        body: body.into(),
        shape: Contract::order(),
        change: None,
        resource: id,
    })
}

/// GET all of a customer, the oldest first.
pub(super) fn list(state: &State, ask: &Ask<'_>) -> Result<Done, Refusal> {
    let customer = ask.customer()?;
    let priced = wants_prices(ask)?;
    // Every order of the sandbox is one that a user placed.
    flag(ask, "include_system_purchases")?;
    let cycle = ask.query("billingType").map(plain);
    let reseller = ask.query("indirect_reseller_id");
    let orders = state.orders(&customer).filter(|order| {
        let of_cycle = cycle
            .as_ref()
            .is_none_or(|cycle| order.text("billingCycle").map(plain).as_ref() == Some(cycle));
        let of_reseller = reseller.is_none_or(|reseller| {
            let mut lines = order.list("lineItems").iter().filter_map(Value::as_object);
            lines.any(|line| line.text("partnerIdOnRecord") == Some(reseller))
        });
        of_cycle && of_reseller
    });
    let items: Vec<Value> = orders
        .map(|order| {
            if priced {
                order.clone()
            } else {
                without_prices(order)
            }
            .into()
        })
        .collect();
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let links =
        Object::default().with("self", link(format!("/customers/{customer}/orders"), "GET"));
    let body = Object::default()
        .with("totalCount", count)
        .with("items", items)
        .with("links", links)
        .with("attributes", kind("Collection"));
    Ok(Done {
        status: 200,
        body: body.into(),
        shape: Shape::Any,
        change: None,
        resource: String::new(),
    })
}

/// The order that a path names. GUIDs come in any case; the other forms are exact.
pub(super) fn find<'a>(
    state: &'a State,
    ask: &Ask<'_>,
    customer: &str,
) -> Result<(String, &'a Object), Refusal> {
    let given = ask.value("order_id");
    let id = match uuid::Uuid::try_parse(given) {
        Ok(id) => id.hyphenated().to_string(),
        Err(_) => given.to_owned(),
    };
    let missing = || Refusal::new(404, 20_000, format!("The order {given} was not found."));
    let found = state.order(customer, &id);
    found.map(|order| (id, order)).ok_or_else(missing)
}

fn wants_prices(ask: &Ask<'_>) -> Result<bool, Refusal> {
    flag(ask, "include_price")
}

/// A switch of the query. .NET clients write `True`.
fn flag(ask: &Ask<'_>, name: &str) -> Result<bool, Refusal> {
    match ask.query(name).map(str::to_ascii_lowercase).as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => {
            let said = format!("{name} is true or false, not {other}");
            Err(Refusal::new(400, 800_002, said))
        }
    }
}

/// `onetime`, `OneTime` and `one_time` are one word.
fn plain(word: &str) -> String {
    word.replace('_', "").to_ascii_lowercase()
}
