//! What must not compile does not, and the compiler says what to do.
//!
//! The messages are those of the toolchain that CI uses; after a change of it,
//! `TRYBUILD=overwrite cargo test -p mistakes` writes them anew, to be looked at.

#[test]
fn mistakes_do_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
}
