//! The integration tests of client-runtime.

mod wire_behaviour;
#[expect(
    dead_code,
    unreachable_pub,
    reason = "a public interface, of which the tests use a part"
)]
mod wire_sample;
