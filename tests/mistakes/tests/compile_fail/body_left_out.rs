//! What a call requires is an argument: leaving one out is found before anything runs.

use generated_client::Client;

fn main() {
    let client = Client::new("token").unwrap();
    let _call = client.update_cart("customer", "cart");
}
