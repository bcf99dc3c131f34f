//! The calls: each worker has a cart and an order of its own, and changes them in turns.

use std::time::Duration;

use generated_client::Client;
use generated_client::client_runtime::{Error, RetryBudget, RetryPolicy};
use generated_client::types::carts::{Cart, CartLineItem};
use generated_client::types::orders::{Order, OrderBillingCycle};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::Failure;
use crate::comparison::{End, Report, Said};
use crate::server::{Server, TOKEN, correlation_id};

const CUSTOMER: &str = "3b1a2f60-7d1c-4c2b-9a41-0f5f6a7b8c9d";
const OFFER: &str = "0a1b2c3d-0000-4000-8000-00000000000a";

pub(crate) struct Worker {
    client: Client,
    cart: String,
    order: String,
}

/// Makes the workers, with all that they need.
pub(crate) async fn make(server: &Server, count: u64) -> Result<Vec<Worker>, Failure> {
    // Quick, so that a soak is long on calls and not on waiting.
    let policy = RetryPolicy::new()
        .max_attempts(5)
        .base_delay(Duration::from_millis(1))
        .max_delay(Duration::from_millis(20));
    let client = Client::builder()
        .base_url(&server.url)
        .credential(TOKEN)
        .retry(policy)
        .retry_budget(RetryBudget::unlimited())
        .build()
        .map_err(|error| Failure::Client(Box::new(error)))?;
    let carts = format!("/v1/customers/{CUSTOMER}/carts");
    let line = json!({"catalogItemId": OFFER, "quantity": 1, "billingCycle": "monthly"});
    let body = json!({ "lineItems": [line] });
    let mut workers = Vec::new();
    for _ in 0..count {
        let cart = server.post(&carts, Some(&body)).await?;
        let bought = server.post(&carts, Some(&body)).await?;
        let checkout = format!("{carts}/{}/checkout", text(&bought["id"])?);
        let order = server.post(&checkout, None).await?;
        workers.push(Worker {
            client: client.clone(),
            cart: text(&cart["id"])?,
            order: text(&order["orders"][0]["id"])?,
        });
    }
    server.drain_ledger().await?;
    Ok(workers)
}

/// Makes `count` calls from number `first` on, by all workers at a time.
pub(crate) async fn round(
    workers: &mut Vec<Worker>,
    first: u64,
    count: u64,
) -> Result<Vec<Report>, Failure> {
    let mut tasks = JoinSet::new();
    let step = workers.len();
    for (index, worker) in workers.drain(..).enumerate() {
        tasks.spawn(async move {
            let mut reports = Vec::new();
            for call in (first..first + count).skip(index).step_by(step) {
                reports.push(worker.call(call).await);
            }
            (worker, reports)
        });
    }
    let mut reports = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        let (worker, own) = ended.map_err(|error| Failure::Answer(error.to_string()))?;
        workers.push(worker);
        reports.extend(own);
    }
    Ok(reports)
}

/// What the carts show.
pub(crate) async fn ends(server: &Server, workers: &[Worker]) -> Result<Vec<End>, Failure> {
    let mut ends = Vec::new();
    for worker in workers {
        let path = format!("/v1/customers/{CUSTOMER}/carts/{}", worker.cart);
        let cart = server.get(&path).await?;
        let mark = cart["lineItems"][0]["friendlyName"].as_str();
        ends.push(End {
            resource: worker.cart.clone(),
            shows: mark.and_then(|mark| mark.strip_prefix("call ")?.parse().ok()),
        });
    }
    Ok(ends)
}

impl Worker {
    /// Three of four calls change the cart, one the order.
    async fn call(&self, call: u64) -> Report {
        if call % 4 == 3 {
            self.change_order(call).await
        } else {
            self.change_cart(call).await
        }
    }

    async fn change_cart(&self, call: u64) -> Report {
        let mark = format!("call {call}");
        let line = CartLineItem::default()
            .with_catalog_item_id(OFFER)
            .with_quantity(i64::try_from(call % 9_000).unwrap_or(0) + 1)
            .with_friendly_name(mark.clone());
        let cart = Cart::default().with_line_items([line]);
        let id = correlation_id(call);
        let request = self.client.update_cart(CUSTOMER, &self.cart, &cart);
        match request.correlation_id(&id).send().await {
            Ok(response) => {
                let attempts = response.attempts();
                let shown = response.into_value().into_cart().ok();
                let lines = shown.as_ref().map(Cart::line_items).unwrap_or_default();
                let is_own =
                    matches!(lines, [line] if line.friendly_name.as_deref() == Some(&mark));
                Report {
                    call,
                    said: if is_own { Said::Done } else { Said::Mistaken },
                    attempts,
                }
            }
            Err(error) => failed(call, &error),
        }
    }

    async fn change_order(&self, call: u64) -> Report {
        let cycle = if call % 8 == 3 {
            OrderBillingCycle::Annual
        } else {
            OrderBillingCycle::Monthly
        };
        let change = Order::default().with_billing_cycle(cycle.clone());
        let id = correlation_id(call);
        let request = self.client.update_order(CUSTOMER, &self.order, &change);
        match request.correlation_id(&id).send().await {
            Ok(response) => {
                let is_own = response.billing_cycle == Some(cycle)
                    && response.id.as_deref() == Some(&self.order);
                Report {
                    call,
                    said: if is_own { Said::Done } else { Said::Mistaken },
                    attempts: response.attempts(),
                }
            }
            Err(error) => failed(call, &error),
        }
    }
}

fn failed(call: u64, error: &Error) -> Report {
    let said = if error.may_have_been_applied() {
        Said::InDoubt
    } else {
        Said::NotApplied
    };
    Report {
        call,
        said,
        attempts: error.attempts(),
    }
}

fn text(value: &Value) -> Result<String, Failure> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| Failure::Answer(format!("`{value}` where an id was to be")))
}
