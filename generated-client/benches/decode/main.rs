//! Decoding and encoding a cart of 10,000 items, beside other decoders with plain derive.
//!
//! `cargo bench -p generated-client --bench decode` first prints ratios, measured in turns so that a
//! machine that slows down slows all of them, then what divan says of times and allocations.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should say where"
)]

mod body;
mod derived;

use std::hint::black_box;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::BytesCount;
use generated_client::client_runtime::wire::json;
use generated_client::types::carts::Cart;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

/// How many undocumented properties each item has.
const UNKNOWN: [usize; 2] = [0, 2];

const ITEMS: usize = 10_000;

fn main() {
    if std::env::args().any(|argument| argument == "--bench") {
        for unknown in UNKNOWN {
            print_ratios(unknown);
        }
    }
    divan::main();
}

fn print_ratios(unknown: usize) {
    let body = body::cart(ITEMS, unknown);
    let slice = body.as_bytes();
    let ours = json::from_str::<Cart>(&body).unwrap();
    let derived = serde_json::from_str::<derived::Cart>(&body).unwrap();
    println!(
        "{} bytes, {unknown} undocumented properties in each item:",
        body.len()
    );
    ratios(&mut [
        ("decode, serde_json::from_slice, derive", &mut || {
            drop(black_box(
                serde_json::from_slice::<derived::Cart>(black_box(slice)).unwrap(),
            ));
        }),
        ("decode, serde_json::from_str, derive", &mut || {
            let text = std::str::from_utf8(black_box(slice)).unwrap();
            drop(black_box(
                serde_json::from_str::<derived::Cart>(text).unwrap(),
            ));
        }),
        ("decode, sonic_rs::from_slice, derive", &mut || {
            drop(black_box(
                sonic_rs::from_slice::<derived::Cart>(black_box(slice)).unwrap(),
            ));
        }),
        (
            "decode, simd_json::from_slice of a copy, derive",
            &mut || {
                // It writes into what it reads, so a body that is to be kept has to be copied.
                let mut copy = black_box(slice).to_vec();
                drop(black_box(
                    simd_json::from_slice::<derived::Cart>(&mut copy).unwrap(),
                ));
            },
        ),
        ("decode, wire::json::from_slice", &mut || {
            drop(black_box(
                json::from_slice::<Cart>(black_box(slice)).unwrap(),
            ));
        }),
    ]);
    ratios(&mut [
        ("encode, serde_json::to_vec, derive", &mut || {
            drop(black_box(serde_json::to_vec(black_box(&derived)).unwrap()));
        }),
        ("encode, wire::json::to_vec", &mut || {
            drop(black_box(json::to_vec(black_box(&ours)).unwrap()));
        }),
    ]);
}

type Contender<'a> = (&'static str, &'a mut dyn FnMut());

/// Prints the median time of each, and its ratio to that of the first.
///
/// Each runs once more, unmeasured, before it is measured: what the one before it left in the
/// allocator and in the caches would else be counted as its own.
fn ratios(contenders: &mut [Contender<'_>]) {
    let mut times = vec![Vec::new(); contenders.len()];
    for _ in 0..51 {
        for (index, (_, run)) in contenders.iter_mut().enumerate() {
            run();
            let start = Instant::now();
            run();
            times[index].push(start.elapsed());
        }
    }
    let medians: Vec<Duration> = times
        .iter_mut()
        .map(|times| {
            times.sort();
            times[times.len() / 2]
        })
        .collect();
    for ((name, _), median) in contenders.iter().zip(&medians) {
        let ratio = median.as_secs_f64() / medians[0].as_secs_f64();
        println!(
            "  {ratio:.2}  {:>7.3} ms  {name}",
            median.as_secs_f64() * 1e3
        );
    }
}

#[divan::bench(args = UNKNOWN)]
fn decode_derive(bencher: Bencher<'_, '_>, unknown: usize) {
    let body = body::cart(ITEMS, unknown);
    bencher.counter(BytesCount::of_str(&body)).bench_local(|| {
        serde_json::from_slice::<derived::Cart>(black_box(body.as_bytes())).unwrap()
    });
}

#[divan::bench(args = UNKNOWN)]
fn decode_wire(bencher: Bencher<'_, '_>, unknown: usize) {
    let body = body::cart(ITEMS, unknown);
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| json::from_slice::<Cart>(black_box(body.as_bytes())).unwrap());
}

#[divan::bench(args = UNKNOWN)]
fn encode_derive(bencher: Bencher<'_, '_>, unknown: usize) {
    let body = body::cart(ITEMS, unknown);
    let cart = serde_json::from_str::<derived::Cart>(&body).unwrap();
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| serde_json::to_vec(black_box(&cart)).unwrap());
}

#[divan::bench(args = UNKNOWN)]
fn encode_wire(bencher: Bencher<'_, '_>, unknown: usize) {
    let body = body::cart(ITEMS, unknown);
    let cart = json::from_str::<Cart>(&body).unwrap();
    bencher
        .counter(BytesCount::of_str(&body))
        .bench_local(|| json::to_vec(black_box(&cart)).unwrap());
}
