//! Types may get properties, so they are not written as literals but from `default` on.

use generated_client::types::carts::Cart;

fn main() {
    let _cart = Cart {
        id: Some("cart".to_owned()),
        ..Cart::default()
    };
}
