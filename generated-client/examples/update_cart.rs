//! Changes the quantity of a cart's first line, and loses nothing else of the cart.
//!
//! Without anything, it starts the sandbox in its own process and shows the whole way from a cart
//! to a changed order:
//!
//! ```text
//! cargo run --example update_cart
//! ```
//!
//! With a token it calls Microsoft's service. PUT replaces the whole cart, so it starts from the
//! cart as the service gave it:
//!
//! ```text
//! export PARTNER_CENTER_TOKEN=eyJ0eXAi...
//! cargo run --example update_cart -- CUSTOMER_ID CART_ID cart.json 5
//! ```
//!
//! `PARTNER_CENTER_URL` leads the calls elsewhere, for example to `cargo xtask sandbox`.

pub(crate) mod support;

use std::io::Write;

use generated_client::Client;
use generated_client::types::carts::{Cart, CartLineItem};
use generated_client::types::orders::{Order, OrderLineItem, OrderStatus};

use support::{CUSTOMER, Outcome, Service};

#[tokio::main]
async fn main() -> Outcome<()> {
    let out = &mut std::io::stdout();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match (Service::from_environment()?, arguments.as_slice()) {
        (Some(service), [customer_id, cart_id, file, quantity]) => {
            let cart: Cart = serde_json::from_str(&std::fs::read_to_string(file)?)?;
            let client = &service.client;
            update_quantity(client, customer_id, cart_id, cart, quantity.parse()?, out).await?;
            Ok(())
        }
        (None, []) => show(&Service::sandbox()?, out).await,
        (Some(_), _) => Err("usage: update_cart CUSTOMER_ID CART_ID CART.json QUANTITY".into()),
        (None, _) => Err(
            "PARTNER_CENTER_TOKEN is to hold an access token; without arguments, \
                          this runs against a sandbox of its own"
                .into(),
        ),
    }
}

/// The whole way, on a service that is there to be tried.
pub(crate) async fn show(service: &Service, out: &mut impl Write) -> Outcome<()> {
    writeln!(
        out,
        "No token is set: this is the sandbox, at {}",
        service.url
    )?;

    // The document describes updates alone so far: carts and orders are made and read by plain
    // HTTP, and decoded by the client's types.
    let offer = "0a1b2c3d-0000-4000-8000-00000000000a";
    let cart: Cart = service
        .plain
        .create_cart(&[(offer, 1), ("DG7GAAA0AAA0:0001:BBB0BBB0BBB0", 3)])
        .await?;
    let cart_id = cart.id.clone().ok_or("the cart has no id")?;
    writeln!(out, "\n1. Made the cart {cart_id}")?;
    show_lines(&cart, out)?;

    writeln!(
        out,
        "\n2. Change the first quantity to 5, and PUT everything back"
    )?;
    update_quantity(&service.client, CUSTOMER, &cart_id, cart, 5, out).await?;

    let checkout = service.plain.check_out(&cart_id).await?;
    let order: Order = serde_json::from_value(checkout["orders"][0].clone())?;
    let order_id = order.id.ok_or("the order has no id")?;
    writeln!(out, "\n3. Checked the cart out: order {order_id}")?;

    let order: Order = service
        .plain
        .read(CUSTOMER, &format!("orders/{order_id}?include_price=true"))
        .await?;
    let total = order
        .total_price
        .map(|price| price.to_string())
        .unwrap_or_default();
    writeln!(
        out,
        "\n4. Read the order: {}, {} lines, {total} {}",
        order
            .status
            .as_ref()
            .map_or("of no status", |status| status.as_str()),
        order.line_items().len(),
        order.currency_code.as_deref().unwrap_or_default(),
    )?;

    // An order's PATCH is of one of three kinds; `update_order` shows them all.
    let second = OrderLineItem::default().with_line_item_number(1);
    let change = Order::default()
        .with_status(OrderStatus::Cancelled)
        .with_line_items([second]);
    let changed = service
        .client
        .update_order(CUSTOMER, &order_id, &change)
        .send()
        .await?;
    writeln!(
        out,
        "\n5. PATCH cancels the second line: {}",
        changed.status()
    )?;
    for line in changed.line_items() {
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

/// Sets the quantity of the cart's first line, puts the cart back, and prints what came of it.
pub(crate) async fn update_quantity(
    client: &Client,
    customer_id: &str,
    cart_id: &str,
    mut cart: Cart,
    quantity: i64,
    out: &mut impl Write,
) -> Outcome<Cart> {
    let line = cart
        .line_items_mut()
        .first_mut()
        .ok_or("the cart has no lines")?;
    line.quantity = Some(quantity);

    let response = client
        .update_cart(customer_id, cart_id, &cart)
        .send()
        .await?;
    writeln!(
        out,
        "   {}, by attempt {}, ms-requestid {}",
        response.status(),
        response.attempts(),
        response.request_id().unwrap_or("none")
    )?;
    let updated = response.into_value().into_cart()?;
    show_lines(&updated, out)?;
    Ok(updated)
}

fn show_lines(cart: &Cart, out: &mut impl Write) -> Outcome<()> {
    for line in cart.line_items() {
        writeln!(out, "   {}", line_said(line))?;
        if let Some(error) = &line.error {
            let code = error.error_code.map(|code| code.to_string());
            let description = error.error_description.as_deref();
            writeln!(
                out,
                "     cannot be bought: {} {}",
                code.unwrap_or_default(),
                description.unwrap_or("no description")
            )?;
        }
    }
    Ok(())
}

fn line_said(line: &CartLineItem) -> String {
    let price = line
        .pricing
        .as_ref()
        .and_then(|pricing| pricing.extended_price);
    let price = price.map(|price| format!(" = {price}")).unwrap_or_default();
    format!(
        "line {}: {} x {}{price} {}",
        line.id.unwrap_or(0),
        line.quantity.unwrap_or(0),
        line.catalog_item_id.as_deref().unwrap_or("an item"),
        line.currency_code.as_deref().unwrap_or_default(),
    )
}
