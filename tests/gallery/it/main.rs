//! Every operation of the gallery's clients, called against a stub server over real sockets.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod answers;
mod calls;
mod names;
mod practice;
mod schemas;
mod security;
mod server;
