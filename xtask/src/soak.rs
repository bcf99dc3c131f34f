//! `cargo xtask soak`: many calls through the client against a sandbox full of faults.

use std::path::Path;

use crate::flags::Soak;
use crate::{Error, cargo};

/// What `cargo xtask soak` does without flags, and `cargo xtask ci` by [`SHORT`].
pub(crate) const DEFAULT: Soak = Soak {
    calls: 20_000,
    concurrency: 8,
    faults: 20,
    release: false,
};

/// Cargo's arguments for a soak as long as a check may take.
pub(crate) const SHORT: &[&str] = &[
    "run",
    "--quiet",
    "--package",
    "soak",
    "--",
    "--calls",
    "20000",
];

/// Runs the soak. False when the ledger and the client's reports disagree, or memory grew.
pub(crate) fn run(root: &Path, flags: &Soak) -> Result<bool, Error> {
    let mut command = cargo::command(root);
    command.args(["run", "--quiet", "--package", "soak"]);
    if flags.release {
        command.arg("--release");
    }
    command.arg("--");
    for (flag, value) in [
        ("--calls", flags.calls),
        ("--concurrency", u64::from(flags.concurrency)),
        ("--faults", u64::from(flags.faults)),
    ] {
        command.arg(flag).arg(value.to_string());
    }
    let status = command.status().map_err(|source| Error::Start {
        program: "cargo run --package soak".to_owned(),
        source,
    })?;
    Ok(status.success())
}
