//! What only shows across crates.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
)]
#![expect(
    clippy::duplicate_mod,
    reason = "each example is a crate of its own, with the module that they share"
)]

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
mod drift;
mod end_to_end;
mod examples;
mod fixtures;
#[cfg(feature = "form")]
mod form;
mod played;
mod round_trip;
mod support;
#[cfg(feature = "xml")]
mod xml;
