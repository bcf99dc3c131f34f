//! Any bytes as a cart.

use bolero::check;
use generated_client::types::carts::Cart;

fn main() {
    check!().for_each(|bytes: &[u8]| fuzz::decodes::<Cart>(bytes));
}
