//! An operation may get further answers, so a match on them has a rest.

use generated_client::operations::UpdateCartResponse;

fn main() {}

fn status(answer: &UpdateCartResponse) -> u16 {
    match answer {
        UpdateCartResponse::Ok(_) => 200,
        UpdateCartResponse::Created(_) => 201,
    }
}
