//! Calls of several attempts, over real sockets: which failures are repeated, after how long, and
//! what is told of them.

mod cancelled;
mod limits;
mod no_duplicate;
mod renewal;
mod repeats;
mod script;
pub(crate) mod spans;
