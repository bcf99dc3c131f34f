//! The whole generator, on any bytes.
#![cfg_attr(fuzzing_libfuzzer, no_main)]

#[cfg(fuzzing_libfuzzer)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_generator::generate(bytes));

#[cfg(not(fuzzing_libfuzzer))]
fn main() {
    fuzz_generator::run_shortly("generate", fuzz_generator::generate);
}
