//! Carts there and back.

use bolero::check;
use generated_client::types::carts::Cart;

fn main() {
    check!().for_each(|bytes: &[u8]| {
        fuzz::loses_nothing::<Cart>("Microsoft.Partner.Services.Carts.V1.Models.Cart", bytes);
    });
}
