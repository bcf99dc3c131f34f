//! Uses of the client that must not compile: see `tests/compile_fail`.
