//! The generator through its public interface: whole documents in, whole files out.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

mod determinism;
mod hostile;
mod output;
mod scale;
mod support;
