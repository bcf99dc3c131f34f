//! The integration tests of client-runtime: calls over real sockets, driven through code as a
//! generator emits it (`call_sample`), and the wire primitives.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on may panic, in its helpers too"
)]

mod attempts;
mod call_sample;
mod certificates;
mod credentials;
mod errors;
mod faults;
mod limits;
mod requests;
mod responses;
mod secrets;
mod server;
mod tls;
mod transports;
mod wire_behaviour;
#[expect(
    unreachable_pub,
    reason = "a public interface, as the generator emits it"
)]
mod wire_sample;
