//! The first stage, on any bytes.
#![cfg_attr(fuzzing_libfuzzer, no_main)]

#[cfg(fuzzing_libfuzzer)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_generator::read(bytes));

#[cfg(not(fuzzing_libfuzzer))]
fn main() {
    fuzz_generator::run_shortly("read", fuzz_generator::read);
}
