//! Any bytes as XML: carts, orders and documents without a shape, there and back.

use bolero::check;
use client_runtime::wire::JsonObject;
use generated_client::types::carts::Cart;
use generated_client::types::orders::Order;

fn main() {
    check!().for_each(|bytes: &[u8]| {
        fuzz::loses_nothing_in_xml::<Cart>(bytes);
        fuzz::loses_nothing_in_xml::<Order>(bytes);
        fuzz::loses_nothing_in_xml::<JsonObject>(bytes);
    });
}
