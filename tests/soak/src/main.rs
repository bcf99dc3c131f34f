//! Makes many calls through the client against a sandbox full of faults, and compares what the
//! client reported of each with the ledger of what was applied.
//!
//! The calls go in rounds, so that what is compared stays small: after each round the sandbox's
//! ledger is read, held against the reports, and trimmed. The sandbox is a process of its own, so
//! that the memory of either is its own too.

mod comparison;
mod memory;
mod server;
mod workers;

use std::process::ExitCode;
use std::time::Instant;

use lexopt::prelude::{Long, Value};

use comparison::Tally;
use memory::Memory;
use server::Server;

/// Why a soak could not be carried out.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}\nusage: soak [--calls N] [--concurrency C] [--faults PERCENT]")]
    Usage(String),
    #[error("cannot run the sandbox in a process of its own: {0}")]
    Process(#[source] std::io::Error),
    #[error("cannot start the sandbox: {0}")]
    Sandbox(String),
    #[error("the sandbox does not answer as it should: {0}")]
    Answer(String),
    #[error("the client cannot be made: {0}")]
    Client(Box<generated_client::client_runtime::Error>),
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Answer(error.to_string())
    }
}

struct Options {
    calls: u64,
    concurrency: u64,
    faults: u32,
    /// Be the sandbox.
    serve: bool,
}

/// The most calls of a round.
const ROUND: u64 = 10_000;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match options() {
        Ok(options) if options.serve => server::serve(options.faults).map(|()| true),
        Ok(options) => soak(&options).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(2)
        }
    }
}

fn options() -> Result<Options, Failure> {
    let mut options = Options {
        calls: 20_000,
        concurrency: 8,
        faults: 20,
        serve: false,
    };
    let usage = |error: lexopt::Error| Failure::Usage(error.to_string());
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next().map_err(usage)? {
        let Long(flag) = argument else {
            return Err(match argument {
                Value(_) => usage(argument.unexpected()),
                other => usage(other.unexpected()),
            });
        };
        let flag = flag.to_owned();
        if flag == "serve" {
            options.serve = true;
            continue;
        }
        let value = parser.value().map_err(usage)?;
        let number: Option<u64> = value.to_str().and_then(|text| text.parse().ok());
        match (flag.as_str(), number) {
            ("calls", Some(calls)) if calls > 0 => options.calls = calls,
            ("concurrency", Some(count @ 1..=1_000)) => options.concurrency = count,
            ("faults", Some(percent @ 0..=100)) => {
                options.faults = u32::try_from(percent).unwrap_or(100);
            }
            _ => {
                return Err(Failure::Usage(format!(
                    "--{flag} {} makes no sense",
                    value.display()
                )));
            }
        }
    }
    Ok(options)
}

async fn soak(options: &Options) -> Result<bool, Failure> {
    let server = Server::start(options.faults)?;
    let mut workers = workers::make(&server, options.concurrency).await?;
    println!(
        "{} calls, {} at a time, {} % of requests go wrong, against {}",
        options.calls, options.concurrency, options.faults, server.url
    );

    let start = Instant::now();
    // A hundredth of the run at most, so that a tenth of it is the end of a round.
    let round = (options.calls / 100).clamp(1, ROUND);
    let (mut tally, mut early, mut done, mut shown) = (Tally::default(), None, 0, 0);
    while done < options.calls {
        let count = round.min(options.calls - done);
        let reports = workers::round(&mut workers, done, count).await?;
        let applied = server.drain_ledger().await?;
        tally.compare(&reports, &applied);
        tally.compare_ends(&workers::ends(&server, &workers).await?);
        done += count;
        let tenth = done * 10 / options.calls;
        if tenth > shown {
            shown = tenth;
            let memory = Memory::read(server.pid());
            println!("{:>3} %  {tally}  {memory}", tenth * 10);
            early = early.or(Some(memory));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = options.calls as f64 / seconds;
    println!("{seconds:.1} s, {rate:.0} calls a second");
    for fault in tally.faults() {
        println!("WRONG: {fault}");
    }
    let late = Memory::read(server.pid());
    let is_flat = match &early {
        Some(early) => early.is_flat(&late, options.calls),
        None => true,
    };
    if tally.is_right() {
        println!(
            "The ledger and the client agree on every call: nothing lost, nothing applied twice."
        );
    }
    Ok(tally.is_right() && is_flat)
}
