//! Changes orders by PATCH: another billing cycle, an add-on, a cancellation, and a refusal.
//!
//! Without anything, it starts the sandbox in its own process and shows all of them:
//!
//! ```text
//! cargo run --example update_order
//! ```
//!
//! With a token it calls Microsoft's service and cancels an order, which that lets do in the
//! integration sandbox:
//!
//! ```text
//! export PARTNER_CENTER_TOKEN=eyJ0eXAi...
//! cargo run --example update_order -- CUSTOMER_ID ORDER_ID
//! ```
//!
//! `PARTNER_CENTER_URL` leads the calls elsewhere, for example to `cargo xtask sandbox`.

pub(crate) mod support;

use std::io::Write;

use generated_client::client_runtime::Error;
use generated_client::types::carts::Cart;
use generated_client::types::orders::{Order, OrderBillingCycle, OrderLineItem, OrderStatus};
use generated_client::{Client, error_codes};

use support::{CUSTOMER, Outcome, Service};

#[tokio::main]
async fn main() -> Outcome<()> {
    let out = &mut std::io::stdout();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match (Service::from_environment()?, arguments.as_slice()) {
        (Some(service), [customer_id, order_id]) => {
            cancel(&service.client, customer_id, order_id, out).await
        }
        (None, []) => show(&Service::sandbox()?, out).await,
        (Some(_), _) => Err("usage: update_order CUSTOMER_ID ORDER_ID".into()),
        (None, _) => Err(
            "PARTNER_CENTER_TOKEN is to hold an access token; without arguments, \
                          this runs against a sandbox of its own"
                .into(),
        ),
    }
}

/// An offer from before new commerce: its orders can change their billing cycle.
const LEGACY: &str = "0a1b2c3d-0000-4000-8000-00000000000a";
/// A licence of new commerce: its orders cannot be cancelled by PATCH.
const LICENCE: &str = "CFQ7AAA0AAA0:0001:BBB0BBB0BBB0";

/// All three jobs of the PATCH, on a service that is there to be tried.
pub(crate) async fn show(service: &Service, out: &mut impl Write) -> Outcome<()> {
    writeln!(
        out,
        "No token is set: this is the sandbox, at {}",
        service.url
    )?;
    let client = &service.client;

    let order = buy(service, LEGACY).await?;
    let order_id = order.id.clone().ok_or("the order has no id")?;
    writeln!(out, "\n1. Bought the order {order_id}")?;
    show_order(&order, out)?;

    let change = Order::default().with_billing_cycle(OrderBillingCycle::Annual);
    let changed = client
        .update_order(CUSTOMER, &order_id, &change)
        .send()
        .await?;
    writeln!(
        out,
        "\n2. Billed by the year from now on: {}",
        changed.status()
    )?;
    show_order(&changed, out)?;

    let parent = changed
        .line_items()
        .first()
        .and_then(|line| line.subscription_id.clone());
    let add_on = OrderLineItem::default()
        .with_offer_id(LEGACY)
        .with_quantity(2)
        .with_parent_subscription_id(parent.ok_or("the line has no subscription")?);
    let change = Order::default().with_line_items([add_on]);
    let changed = client
        .update_order(CUSTOMER, &order_id, &change)
        .send()
        .await?;
    writeln!(out, "\n3. Bought an add-on: {}", changed.status())?;
    show_order(&changed, out)?;

    writeln!(out, "\n4. Cancel it")?;
    cancel(client, CUSTOMER, &order_id, out).await?;
    let order: Order = service
        .plain
        .read(CUSTOMER, &format!("orders/{order_id}"))
        .await?;
    show_order(&order, out)?;

    let licence = buy(service, LICENCE).await?;
    let licence_id = licence.id.ok_or("the order has no id")?;
    writeln!(
        out,
        "\n5. Licences of new commerce cannot be cancelled like this"
    )?;
    match cancel(client, CUSTOMER, &licence_id, out).await {
        Err(error) if is_refused(error.downcast_ref()) => Ok(()),
        Err(error) => Err(error),
        Ok(()) => Err("the order was cancelled".into()),
    }
}

/// Cancels an order and prints what came of it, or what the service has against it.
pub(crate) async fn cancel(
    client: &Client,
    customer_id: &str,
    order_id: &str,
    out: &mut impl Write,
) -> Outcome<()> {
    let change = Order::default()
        .with_id(order_id)
        .with_status(OrderStatus::Cancelled);
    match client
        .update_order(customer_id, order_id, &change)
        .send()
        .await
    {
        Ok(order) => {
            let status = order
                .status
                .as_ref()
                .map_or("of no status", OrderStatus::as_str);
            writeln!(out, "   order {order_id} is {status}")?;
            Ok(())
        }
        Err(error) => {
            if let Some(fault) = error.fault() {
                writeln!(out, "   the service refuses: {fault}")?;
            }
            Err(error.into())
        }
    }
}

/// A fault's code compares with the document's constants.
fn is_refused(error: Option<&Error>) -> bool {
    let code = error.and_then(Error::fault).and_then(|fault| fault.code());
    code.is_some_and(|code| *code == error_codes::ORDER_NOT_CANCELLABLE_800063)
}

/// Carts and checkouts go by plain HTTP: the document describes updates alone so far.
async fn buy(service: &Service, item: &str) -> Outcome<Order> {
    let cart: Cart = service.plain.create_cart(&[(item, 3)]).await?;
    let cart_id = cart.id.ok_or("the cart has no id")?;
    let checkout = service.plain.check_out(&cart_id).await?;
    Ok(serde_json::from_value(checkout["orders"][0].clone())?)
}

fn show_order(order: &Order, out: &mut impl Write) -> Outcome<()> {
    writeln!(
        out,
        "   {}, billed {}",
        order
            .status
            .as_ref()
            .map_or("of no status", OrderStatus::as_str),
        order
            .billing_cycle
            .as_ref()
            .map_or("somehow", OrderBillingCycle::as_str),
    )?;
    for line in order.line_items() {
        writeln!(
            out,
            "   line {}: {} x {}",
            line.line_item_number.unwrap_or(0),
            line.quantity.unwrap_or(0),
            line.offer_id.as_deref().unwrap_or("an item"),
        )?;
    }
    Ok(())
}
