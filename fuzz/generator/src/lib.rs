//! What the fuzz targets hold against the generator: for any bytes an answer, and never a panic.
//!
//! `cargo xtask fuzz` runs each target on its corpus and on a number of changed copies of it;
//! `cargo xtask fuzz --seconds 600` lets libFuzzer look for new paths.

mod mutation;

use std::path::Path;

use codegen::{Code, Diagnostics, Document};
use mutation::Random;

/// The first stage: whatever it says can be shown, in the order of the document.
///
/// # Panics
///
/// When that does not hold: that is a finding.
pub fn read(bytes: &[u8]) {
    let diagnostics = codegen::check(&Document {
        name: "fuzz.yaml",
        bytes,
    });
    assert_well_formed(&diagnostics);
}

/// The whole generator: files that are Rust, or faults of the document; none of its own.
///
/// # Panics
///
/// When that does not hold: that is a finding.
pub fn generate(bytes: &[u8]) {
    match codegen::generate(&Document {
        name: "fuzz.yaml",
        bytes,
    }) {
        Ok(output) => {
            for (path, text) in &output.files {
                if let Err(error) = syn::parse_file(text) {
                    panic!("{} is not Rust: {error}\n{text}", path.display());
                }
            }
        }
        Err(diagnostics) => {
            assert!(diagnostics.has_errors());
            assert_well_formed(&diagnostics);
        }
    }
}

fn assert_well_formed(diagnostics: &Diagnostics) {
    let own = |code: Code| code == Code::GeneratorFault;
    assert!(
        !diagnostics.iter().any(|one| own(one.code)),
        "{diagnostics}"
    );
    let starts = diagnostics
        .iter()
        .map(|one| one.span.map_or(0, |span| span.start));
    assert!(starts.is_sorted(), "{diagnostics}");
    assert!(diagnostics.is_empty() || !diagnostics.render(true).is_empty());
}

/// A short run of a target: its corpus, and changed copies of it. The same ones in every run, so
/// that what it finds can be found again; `FUZZ_RUNS` says how many.
///
/// # Panics
///
/// When the target does, or when there is no corpus.
pub fn run_shortly(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(target)
        .join("corpus");
    let corpus = mutation::read_corpus(&folder);
    assert!(!corpus.is_empty(), "no corpus in {}", folder.display());
    corpus.iter().for_each(|bytes| check(bytes));
    let runs = std::env::var("FUZZ_RUNS")
        .ok()
        .and_then(|runs| runs.parse().ok())
        .unwrap_or(300);
    for seed in 0..runs {
        let bytes = mutation::mutated(&corpus, &mut Random::new(seed));
        if std::panic::catch_unwind(|| check(&bytes)).is_err() {
            let text = String::from_utf8_lossy(&bytes);
            panic!("run {seed} of the target {target} found something; its input:\n{text}");
        }
    }
}
