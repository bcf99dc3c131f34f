//! There is no client without a credential; who wants none says so.

use generated_client::Client;

fn main() {
    let _client = Client::new();
}
