//! A call that is made and not sent does nothing, which is hardly what was meant.

#![deny(unused_must_use)]

use generated_client::Client;
use generated_client::types::carts::Cart;

fn main() {
    let client = Client::new("token").unwrap();
    let cart = Cart::default();
    client.update_cart("customer", "cart", &cart).request_id("id");
}
