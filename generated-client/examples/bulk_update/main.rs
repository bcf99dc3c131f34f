//! Changes quantities in many carts, from a CSV of customer, cart, line and quantity.
//!
//! ```text
//! customer,cart,line,quantity
//! 3b1a2f60-7d1c-4c2b-9a41-0f5f6a7b8c9d,6a9f0c1e-2b3d-4e5f-8a7b-9c0d1e2f3a4b,0,5
//! ```
//!
//! ```text
//! export PARTNER_CENTER_TOKEN=eyJ0eXAi...
//! cargo run --example bulk_update -- changes.csv [--journal FILE] [--concurrency N]
//! ```
//!
//! `PARTNER_CENTER_URL` leads the calls elsewhere, for example to `cargo xtask sandbox`. Without a
//! token and arguments it makes thirty carts in a sandbox of its own, and changes those.
//!
//! It can be stopped at any moment, by a power cut too, and be started again: a journal beside the
//! CSV has what was applied, and what was begun. What was applied is not sent again; what was begun
//! is sent as it was, under its first `ms-requestid`, so that the service does not apply it twice.

mod journal;
mod rows;
pub(crate) mod run;
#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::io::Write;
use std::path::PathBuf;

use generated_client::types::carts::Cart;

use run::Settings;
use support::{CUSTOMER, Outcome, Service};

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let out = &mut std::io::stdout();
    match (Service::from_environment()?, arguments.is_empty()) {
        (Some(service), false) => {
            let report = run::run(&service, &settings(&arguments)?).await?;
            report.print(out)?;
            if report.is_complete() {
                return Ok(());
            }
            Err("not every change was made; start it again to go on where it stopped".into())
        }
        (None, true) => show(out).await,
        (Some(_), true) => Err(USAGE.into()),
        (None, false) => Err("PARTNER_CENTER_TOKEN is to hold an access token".into()),
    }
}

const USAGE: &str = "usage: bulk_update CHANGES.csv [--journal FILE] [--concurrency N]";

fn settings(arguments: &[String]) -> Outcome<Settings> {
    let mut arguments = arguments.iter();
    let csv = PathBuf::from(arguments.next().ok_or(USAGE)?);
    let mut settings = Settings::of(csv);
    while let Some(flag) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match flag.as_str() {
            "--journal" => settings.journal = value.into(),
            "--concurrency" => {
                let concurrency = value.parse().ok().filter(|count| (1..=64).contains(count));
                settings.concurrency = concurrency.ok_or("--concurrency is between 1 and 64")?;
            }
            _ => return Err(USAGE.into()),
        }
    }
    Ok(settings)
}

/// Thirty carts of a sandbox, one of which is not there and one of which asks for too much.
pub(crate) async fn show(out: &mut impl Write) -> Outcome<()> {
    let service = Service::sandbox()?;
    writeln!(
        out,
        "No token is set: this is the sandbox, at {}",
        service.url
    )?;
    let folder = tempfile::tempdir()?;
    let csv = folder.path().join("changes.csv");
    let mut text = String::from("customer,cart,line,quantity\n");
    for index in 0..30 {
        let cart: Cart = service
            .plain
            .create_cart(&[("0a1b2c3d-0000-4000-8000-00000000000a", 1)])
            .await?;
        let quantity = if index == 7 { 20_000 } else { index + 2 };
        let id = cart.id.ok_or("the cart has no id")?;
        text.push_str(&format!("{CUSTOMER},{id},0,{quantity}\n"));
    }
    text.push_str(&format!(
        "{CUSTOMER},00000000-0000-4000-8000-000000000000,0,5\n"
    ));
    std::fs::write(&csv, text)?;
    run::run(&service, &Settings::of(csv.clone()))
        .await?
        .print(out)?;
    writeln!(out, "\nOnce more, as if it had been stopped:")?;
    run::run(&service, &Settings::of(csv)).await?.print(out)
}
