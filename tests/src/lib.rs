//! What only shows across crates is tested in `tests/it`; this library has nothing in it.
