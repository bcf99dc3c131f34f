//! What a call costs beside the same call by hand: `reqwest`, derived types and `from_slice`, without
//! retries, ids, deadlines and spans.
//!
//! `cargo bench -p generated-client --bench overhead --features hyper` prints ratios to the call by
//! hand. The clients take turns in blocks, so that a machine that slows down slows all of them; all of
//! them run in one thread, and the server in another.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should say where"
)]

#[path = "../decode/body.rs"]
mod body;
#[path = "../decode/derived.rs"]
mod derived;
mod server;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use generated_client::Client;
use generated_client::client_runtime::reqwest;
use generated_client::operations::UpdateCartResponse;
use generated_client::types::carts::Cart;
use tokio::runtime::Runtime;

const CUSTOMER: &str = "3b2a1c0d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const TOKEN: &str = "a-token-that-is-as-long-as-half-of-a-real-one-0123456789-0123456789";

const CONCURRENT: usize = 64;

/// How the calls are made.
#[expect(
    clippy::large_enum_variant,
    reason = "there are three, and none moves while it is measured"
)]
enum Contender {
    Raw {
        http: reqwest::Client,
        base: String,
        cart: derived::Cart,
    },
    Ours {
        client: Client,
        cart: Cart,
    },
}

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let (small, large) = (body::cart(10, 0), body::cart(10_000, 0));
    let base = format!("http://{}", server::start(&small, &large));
    let ours = |hyper: bool| {
        let builder = Client::builder().base_url(&*base).credential(TOKEN);
        let builder = match hyper {
            true => builder.use_hyper(),
            false => builder,
        };
        Arc::new(Contender::Ours {
            client: builder.build().unwrap(),
            cart: serde_json::from_str(&small).unwrap(),
        })
    };
    let raw = Contender::Raw {
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
        base: base.clone(),
        cart: serde_json::from_str(&small).unwrap(),
    };
    let contenders = [
        ("reqwest, derive and from_slice by hand", Arc::new(raw)),
        ("this client", ours(false)),
        ("this client on hyper", ours(true)),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let run = |title: &str, unit: &str, inverse: bool, measure: &dyn Fn(&Arc<Contender>) -> f64| {
        print_ratios(&contenders, title, unit, inverse, measure);
    };

    let sequential = |calls: usize, cart: &'static str| {
        let runtime = &runtime;
        move |contender: &Arc<Contender>| {
            let start = Instant::now();
            runtime.block_on(async {
                for _ in 0..calls {
                    contender.call(cart).await;
                }
            });
            start.elapsed().as_secs_f64() / calls as f64
        }
    };
    let title = format!(
        "PUT of a cart of {} bytes, one after another, time",
        small.len()
    );
    run(&title, "us", false, &sequential(50, "small"));

    let title = format!(
        "PUT of a cart of {} bytes, {CONCURRENT} at a time, calls a second",
        small.len()
    );
    run(&title, "us", true, &|contender| {
        concurrent(&runtime, contender)
    });

    let title = format!("answer of {} bytes, time", large.len());
    run(&title, "us", false, &sequential(2, "large"));

    println!(
        "PUT of a cart of {} bytes, allocations a call:",
        small.len()
    );
    let counts = contenders
        .each_ref()
        .map(|(_, contender)| allocations(&runtime, contender));
    for ((name, _), count) in contenders.iter().zip(counts) {
        println!("  {:.2}  {count:>9.1}     {name}", count / counts[0]);
    }
}

impl Contender {
    async fn call(&self, cart_id: &str) {
        match self {
            Self::Raw { http, base, cart } => {
                let response = http
                    .put(format!("{base}/v1/customers/{CUSTOMER}/carts/{cart_id}"))
                    .bearer_auth(TOKEN)
                    .header("accept", "application/json")
                    .header("content-type", "application/json")
                    .body(serde_json::to_vec(cart).unwrap())
                    .send()
                    .await
                    .unwrap()
                    .error_for_status()
                    .unwrap();
                let bytes = response.bytes().await.unwrap();
                black_box(serde_json::from_slice::<derived::Cart>(&bytes).unwrap());
            }
            Self::Ours { client, cart } => {
                let response = client.update_cart(CUSTOMER, cart_id, cart).send().await;
                let UpdateCartResponse::Created(cart) = response.unwrap().into_value() else {
                    unreachable!("the server answers 201");
                };
                black_box(cart);
            }
        }
    }
}

/// The seconds that each of many calls takes when as many as `CONCURRENT` are under way.
fn concurrent(runtime: &Runtime, contender: &Arc<Contender>) -> f64 {
    const EACH: usize = 20;
    let start = Instant::now();
    runtime.block_on(async {
        let tasks: Vec<_> = (0..CONCURRENT)
            .map(|_| {
                let contender = Arc::clone(contender);
                tokio::spawn(async move {
                    for _ in 0..EACH {
                        contender.call("small").await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    start.elapsed().as_secs_f64() / (CONCURRENT * EACH) as f64
}

/// How often a call asks for memory, in this thread.
fn allocations(runtime: &Runtime, contender: &Contender) -> f64 {
    const CALLS: u64 = 200;
    runtime.block_on(contender.call("small"));
    let counted = allocation_counter::measure(|| {
        runtime.block_on(async {
            for _ in 0..CALLS {
                contender.call("small").await;
            }
        });
    });
    counted.count_total as f64 / CALLS as f64
}

/// Prints the median of each one's blocks, and its ratio to the first one's: of time, or of calls a
/// second if `inverse`.
fn print_ratios<const N: usize>(
    contenders: &[(&str, Arc<Contender>); N],
    title: &str,
    unit: &str,
    inverse: bool,
    measure: &dyn Fn(&Arc<Contender>) -> f64,
) {
    const BLOCKS: usize = 40;
    let mut blocks = [const { Vec::new() }; N];
    for (_, contender) in contenders {
        measure(contender);
    }
    for round in 0..BLOCKS {
        for turn in 0..N {
            let index = (round + turn) % N;
            blocks[index].push(measure(&contenders[index].1));
        }
    }
    let medians = blocks.map(|mut blocks: Vec<f64>| {
        blocks.sort_by(f64::total_cmp);
        blocks[BLOCKS / 2]
    });
    println!("{title}:");
    for ((name, _), median) in contenders.iter().zip(medians) {
        let ratio = match inverse {
            true => medians[0] / median,
            false => median / medians[0],
        };
        println!("  {ratio:.2}  {:>9.1} {unit}  {name}", median * 1e6);
    }
}
