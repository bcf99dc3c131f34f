//! Any bytes as an order.

use bolero::check;
use generated_client::types::orders::Order;

fn main() {
    check!().for_each(|bytes: &[u8]| fuzz::decodes::<Order>(bytes));
}
