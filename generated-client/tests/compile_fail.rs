//! What must not compile does not, and the compiler says what to do.
//!
//! The messages are those of the toolchain that CI uses; after a change of it,
//! `TRYBUILD=overwrite cargo test -p generated-client --test compile_fail` writes them anew, to be
//! looked at.

// Once is enough: the steps that test with all features leave it to those without.
#[cfg(not(any(feature = "blocking", feature = "form", feature = "xml")))]
#[test]
fn mistakes_do_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
}
