//! Cancels an order, which the service lets do in the integration sandbox.
//!
//! ```text
//! export PARTNER_CENTER_TOKEN=eyJ0eXAi...
//! cargo run --example update_order -- CUSTOMER_ID ORDER_ID
//! ```
//!
//! `PARTNER_CENTER_URL` leads the calls elsewhere, for example to a server on this machine.

use std::error::Error;

use generated_client::Client;
use generated_client::types::orders::{Order, OrderStatus};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [customer_id, order_id] = arguments.as_slice() else {
        return Err("usage: update_order CUSTOMER_ID ORDER_ID".into());
    };
    let token = std::env::var("PARTNER_CENTER_TOKEN")
        .map_err(|_| "PARTNER_CENTER_TOKEN is to hold an access token")?;
    let mut builder = Client::builder().credential(token);
    if let Ok(url) = std::env::var("PARTNER_CENTER_URL") {
        builder = builder.base_url(url);
    }
    cancel(&builder.build()?, customer_id, order_id).await
}

/// Cancels an order and prints what came of it, or what the service has against it.
pub(crate) async fn cancel(
    client: &Client,
    customer_id: &str,
    order_id: &str,
) -> Result<(), Box<dyn Error>> {
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
            println!("order {order_id} is {status}");
            Ok(())
        }
        Err(error) => {
            if let Some(fault) = error.fault() {
                println!("the service refuses: {fault}");
            }
            Err(error.into())
        }
    }
}
