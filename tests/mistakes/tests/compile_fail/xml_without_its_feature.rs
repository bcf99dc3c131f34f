//! A media type whose feature is off has no name.

use generated_client::Client;
use generated_client::client_runtime::MediaType;
use generated_client::types::carts::Cart;

fn main() {
    let client = Client::new("token").unwrap();
    let cart = Cart::default();
    let call = client.update_cart("customer", "cart", &cart);
    let _call = call.content_type(MediaType::Xml).accept(MediaType::TextXml);
}
