//! The xtask program as a process: what it prints, and the codes it exits with.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod ci;
mod diff;
mod explain;
mod inspect;
mod regen;
mod support;
