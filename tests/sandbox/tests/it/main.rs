//! The sandbox, over real sockets.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod contract;
mod faults;
mod flow;
mod identity;
mod page;
mod program;
mod support;
