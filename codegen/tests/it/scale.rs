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
    let growth = size(100) / size(50);
    assert!((1.8..2.2).contains(&growth), "{growth}");
}
