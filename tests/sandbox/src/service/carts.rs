//! Carts: made, read, replaced.

use jiff::{SignedDuration, Timestamp};

use super::{Ask, Done, Refusal, cart_shape, guid, kind, line, link};
use crate::body::value::{Object, Value};
use crate::clock;
use crate::state::{Batch, State};

/// How long a cart lives.
const LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most carts that are kept at a time, so that a loop that makes them ends with an answer.
const MOST_CARTS: usize = 100_000;

/// POST: makes a cart.
pub(super) fn create(state: &State, ask: &Ask<'_>) -> Result<Done, Refusal> {
    let customer = ask.customer()?;
    let expired = state.expired_carts(ask.now);
    if state.cart_count() - expired.len() >= MOST_CARTS {
        let limit = format!("the sandbox holds {MOST_CARTS} carts, and no more");
        return Err(Refusal::new(400, 800_018, limit));
    }
    let id = guid();
    let expires = clock::wire(expiry(ask.now));
    let mut cart = written(ask, &customer, &id)?;
    cart.set("creationTimestamp", ask.time().into());
    cart.set("expirationTimestamp", expires.into());
    let mut batch = Batch::default();
    for (customer, cart) in expired {
        batch.remove_cart(customer, cart);
    }
    let said = format!("made a cart of {}", lines_said(&cart));
    Ok(done(batch, 201, &customer, &id, cart, said))
}

/// GET.
pub(super) fn get(state: &State, ask: &Ask<'_>) -> Result<Done, Refusal> {
    let customer = ask.customer()?;
    let (id, cart) = find(state, ask, &customer)?;
    Ok(Done {
        status: 200,
        body: cart.clone().into(),
        shape: cart_shape(),
        change: None,
        resource: id,
    })
}

/// PUT: what is not sent is gone, except for what is the service's to say.
pub(super) fn replace(state: &State, ask: &Ask<'_>) -> Result<Done, Refusal> {
    let customer = ask.customer()?;
    let (id, old) = find(state, ask, &customer)?;
    refuse_ordered(old)?;
    let mut cart = written(ask, &customer, &id)?;
    for name in ["creationTimestamp", "expirationTimestamp"] {
        if let Some(value) = old.get(name) {
            cart.set(name, value.clone());
        }
    }
    let said = format!("replaced the cart by {}", lines_said(&cart));
    Ok(done(Batch::default(), 201, &customer, &id, cart, said))
}

/// The cart that a path names, if it is there and has not expired. An ordered one does not expire.
pub(super) fn find<'a>(
    state: &'a State,
    ask: &Ask<'_>,
    customer: &str,
) -> Result<(String, &'a Object), Refusal> {
    let given = ask.value("cart_id");
    let id = given.to_ascii_lowercase();
    let found = state.cart(customer, &id);
    let found = found.filter(|cart| !is_expired(cart, ask.now));
    let missing = || {
        Refusal::new(
            404,
            800_008,
            format!("Unable to retrieve the cart {given}."),
        )
    };
    found.map(|cart| (id, cart)).ok_or_else(missing)
}

/// Whether a cart's time is over at `now`.
pub(crate) fn is_expired(cart: &Object, now: Timestamp) -> bool {
    let expires = cart
        .text("expirationTimestamp")
        .and_then(|text| text.parse().ok());
    !is_ordered(cart) && expires.is_some_and(|expires: Timestamp| expires <= now)
}

pub(super) fn is_ordered(cart: &Object) -> bool {
    cart.text("status") == Some("Ordered")
}

fn refuse_ordered(cart: &Object) -> Result<(), Refusal> {
    if is_ordered(cart) {
        let said = "The cart was submitted already.";
        return Err(Refusal::new(400, 800_065, said));
    }
    Ok(())
}

/// The body as a cart, with everything that the service sets.
fn written(ask: &Ask<'_>, customer: &str, id: &str) -> Result<Object, Refusal> {
    let mut cart = ask.object()?;
    if cart.get("partnerOnRecordAttestationAccepted") == Some(&Value::Bool(false)) {
        let said = "The attestation of the partner on record was not accepted.";
        return Err(Refusal::new(400, 900_206, said));
    }
    if cart.list("lineItems").is_empty() {
        return Err(Refusal::new(400, 800_002, "A cart needs lineItems."));
    }
    let lines = line::accept(cart.list("lineItems"));
    cart.set("lineItems", lines.into());
    cart.set("id", id.into());
    cart.set("status", "Active".into());
    cart.set("lastModifiedTimestamp", ask.time().into());
    cart.set("lastModifiedUser", USER.into());
    let uri = format!("/customers/{customer}/carts/{id}");
    cart.set(
        "links",
        Object::default().with("self", link(uri, "GET")).into(),
    );
    cart.set("attributes", kind("Cart").into());
    Ok(cart)
}

/// Who every call is made by.
const USER: &str = "5a17dba0-0000-4000-8000-000000000001";

fn expiry(now: Timestamp) -> Timestamp {
    now.checked_add(LIFE).unwrap_or(Timestamp::MAX)
}

fn done(
    mut batch: Batch,
    status: u16,
    customer: &str,
    id: &str,
    cart: Object,
    said: String,
) -> Done {
    batch.put_cart(customer, id, cart.clone());
    Done {
        status,
        body: cart.into(),
        shape: cart_shape(),
        change: Some((batch, said)),
        resource: id.to_owned(),
    }
}

/// The lines in a few words: number and quantity.
fn lines_said(cart: &Object) -> String {
    const SHOWN: usize = 5;
    let lines = cart.list("lineItems");
    let mut said: Vec<String> = lines
        .iter()
        .take(SHOWN)
        .filter_map(|line| {
            let line = line.as_object()?;
            let number = line.integer("id")?;
            let quantity = line.integer("quantity").unwrap_or(0);
            Some(format!("line {number} × {quantity}"))
        })
        .collect();
    if lines.len() > SHOWN {
        said.push(format!("{} more", lines.len() - SHOWN));
    }
    said.join(", ")
}
