//! Orders there and back.

use bolero::check;
use generated_client::types::orders::Order;

fn main() {
    check!().for_each(|bytes: &[u8]| {
        fuzz::loses_nothing::<Order>("Microsoft.Partner.Services.Orders.V2.Models.Order", bytes);
    });
}
