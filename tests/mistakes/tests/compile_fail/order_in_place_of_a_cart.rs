//! A call takes the body that its operation documents.

use generated_client::Client;
use generated_client::types::orders::Order;

fn main() {
    let client = Client::new("token").unwrap();
    let order = Order::default();
    let _call = client.update_cart("customer", "cart", &order);
}
