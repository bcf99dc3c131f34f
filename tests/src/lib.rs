//! What tests across crates share: what a round trip may change, and what the document says of
//! each type. Neither stands on the generator or the client, so that they can disagree with them.

pub mod comparison;
pub mod document;
