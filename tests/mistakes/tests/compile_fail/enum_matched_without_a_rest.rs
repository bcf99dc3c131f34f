//! An enum of the service may get further members, so a match on it has a rest.

use generated_client::types::orders::OrderStatus;

fn main() {}

fn is_over(status: &OrderStatus) -> bool {
    match status {
        OrderStatus::Completed | OrderStatus::Cancelled => true,
        OrderStatus::Pending => false,
    }
}
