//! Documents of the size of a grown API, as the benchmarks use them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use codegen::Document;

#[path = "../../benches/support/documents.rs"]
mod documents;

fn generate(text: &str) -> BTreeMap<PathBuf, String> {
    let document = Document {
        name: "scale.yaml",
        bytes: text.as_bytes(),
    };
    let output = codegen::generate(&document).unwrap();
    assert!(output.warnings.is_empty(), "{}", output.warnings);
    output.files
}

#[test]
fn the_same_seed_gives_the_same_document_and_another_another() {
    assert_eq!(documents::document(21, 7), documents::document(21, 7));
    assert_ne!(documents::document(21, 7), documents::document(21, 8));
}

// The sizes that an API may grow to. They are run with
// `cargo test --release -p codegen --test it -- --ignored`.

#[test]
#[ignore = "takes a minute unoptimised"]
fn a_thousand_operations_are_emitted() {
    emits(1_000);
}

#[test]
#[ignore = "takes minutes unoptimised"]
fn five_thousand_operations_are_emitted() {
    emits(5_000);
}

fn emits(operations: usize) {
    let files = generate(&documents::document(operations, 7));
    let resources = operations / 2;
    let in_folder = |folder: &str| files.keys().filter(|path| path.starts_with(folder)).count();
    // One of each is the module that holds the others.
    assert_eq!(in_folder("operations"), operations + 1);
    assert_eq!(in_folder("types"), resources + 1);
    // Each file is whole, whichever thread it came from.
    assert!(files.values().all(|text| text.starts_with("// @generated")));
    let some = files
        .iter()
        .filter(|(path, _)| path.starts_with("types"))
        .step_by(50);
    for (path, text) in some {
        assert!(syn::parse_file(text).is_ok(), "{}", path.display());
    }
}

#[test]
fn a_hundred_operations_are_emitted() {
    emits(100);
}

#[test]
fn threads_leave_no_trace_in_the_output() {
    // Enough types for several.
    let text = documents::document(30, 7);
    assert_eq!(generate(&text), generate(&text));
}

#[test]
fn twice_the_operations_give_twice_the_code() {
    let size = |operations: usize| {
        let files = generate(&documents::document(operations, 7));
        assert!(files.values().all(|text| syn::parse_file(text).is_ok()));
        let calls = files
            .keys()
            .filter(|path| path.starts_with("operations"))
            .count();
        // One of them is the module that holds the others.
        assert_eq!(calls, operations + 1);
        files.values().map(String::len).sum::<usize>() as f64
    };
    let growth = size(50) / size(25);
    assert!((1.8..2.2).contains(&growth), "{growth}");
}
