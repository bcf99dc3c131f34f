//! What only shows across crates.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
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
mod round_trip;
mod support;
#[cfg(feature = "xml")]
mod xml;
