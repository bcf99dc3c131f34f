//! Changes the quantity of a cart's first line, and loses nothing else of the cart.
//!
//! PUT replaces the whole cart, so it starts from the cart as the service gave it:
//!
//! ```text
//! export PARTNER_CENTER_TOKEN=eyJ0eXAi...
//! cargo run --example update_cart -- CUSTOMER_ID CART_ID cart.json 5
//! ```
//!
//! `PARTNER_CENTER_URL` leads the calls elsewhere, for example to a server on this machine.

use std::error::Error;

use generated_client::Client;
use generated_client::types::carts::Cart;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [customer_id, cart_id, file, quantity] = arguments.as_slice() else {
        return Err("usage: update_cart CUSTOMER_ID CART_ID CART.json QUANTITY".into());
    };
    let token = std::env::var("PARTNER_CENTER_TOKEN")
        .map_err(|_| "PARTNER_CENTER_TOKEN is to hold an access token")?;
    let mut builder = Client::builder().credential(token);
    if let Ok(url) = std::env::var("PARTNER_CENTER_URL") {
        builder = builder.base_url(url);
    }
    let cart: Cart = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    update_quantity(
        &builder.build()?,
        customer_id,
        cart_id,
        cart,
        quantity.parse()?,
    )
    .await
}

/// Sets the quantity of the cart's first line, puts the cart back, and prints what came of it.
pub(crate) async fn update_quantity(
    client: &Client,
    customer_id: &str,
    cart_id: &str,
    mut cart: Cart,
    quantity: i64,
) -> Result<(), Box<dyn Error>> {
    let line = cart
        .line_items_mut()
        .first_mut()
        .ok_or("the cart has no lines")?;
    line.quantity = Some(quantity);

    let response = client
        .update_cart(customer_id, cart_id, &cart)
        .send()
        .await?;
    println!(
        "{} (ms-requestid {})",
        response.status(),
        response.request_id().unwrap_or("none")
    );

    let updated = response.into_value().into_cart()?;
    for line in updated.line_items() {
        let item = line.catalog_item_id.as_deref().unwrap_or("an item");
        println!(
            "line {}: {} x {item}",
            line.id.unwrap_or(0),
            line.quantity.unwrap_or(0)
        );
        if let Some(error) = &line.error {
            let code = error
                .error_code
                .map(|code| code.to_string())
                .unwrap_or_default();
            let description = error
                .error_description
                .as_deref()
                .unwrap_or("no description");
            println!("  cannot be bought: {code} {description}");
        }
    }
    Ok(())
}
