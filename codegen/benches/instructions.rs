//! How many instructions each stage takes, as callgrind counts them: the same on a busy machine.
//!
//! `cargo bench -p codegen --bench instructions` needs valgrind, and gungraun's runner of the same
//! version in the PATH or in `GUNGRAUN_RUNNER`; `cargo xtask ci` sees to both. Each run shows the
//! change since the last one in the same target folder.

// What the macros write is public and undocumented.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use codegen::{Document, stages};

use gungraun::{
    Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use support::documents::document;

/// Few enough that all is done on one thread, the only one that is counted.
const OPERATIONS: usize = 2;
const SEED: u64 = 7;

fn text() -> String {
    document(OPERATIONS, SEED)
}

fn checked() -> stages::Checked {
    let text = text();
    stages::read(&named(&text)).unwrap()
}

fn lowered() -> stages::Lowered {
    stages::lower(&checked()).unwrap()
}

fn resolved() -> (stages::Lowered, stages::Resolved) {
    let lowered = lowered();
    let resolved = stages::resolve(&lowered).unwrap();
    (lowered, resolved)
}

fn named(text: &str) -> Document<'_> {
    Document {
        name: "scale.yaml",
        bytes: text.as_bytes(),
    }
}

// What went in comes out, so that dropping it is not counted.

#[library_benchmark]
#[bench::scale(text())]
fn read(text: String) -> (String, stages::Checked) {
    let checked = stages::read(&named(&text)).unwrap();
    (text, checked)
}

#[library_benchmark]
#[bench::scale(checked())]
fn lower(checked: stages::Checked) -> (stages::Checked, stages::Lowered) {
    let lowered = stages::lower(&checked).unwrap();
    (checked, lowered)
}

#[library_benchmark]
#[bench::scale(lowered())]
fn resolve(lowered: stages::Lowered) -> (stages::Lowered, stages::Resolved) {
    let resolved = stages::resolve(&lowered).unwrap();
    (lowered, resolved)
}

#[library_benchmark]
#[bench::scale(resolved())]
fn transform(made: (stages::Lowered, stages::Resolved)) -> (stages::Lowered, stages::Resolved) {
    stages::transform(&made.1, &made.0).unwrap();
    made
}

type Files = BTreeMap<PathBuf, String>;

#[library_benchmark]
#[bench::scale(resolved())]
fn transform_and_render(
    made: (stages::Lowered, stages::Resolved),
) -> (stages::Lowered, stages::Resolved, Files) {
    let files = stages::emit(&made.1, &made.0).unwrap();
    (made.0, made.1, files)
}

library_benchmark_group!(
    name = stages_of_a_document;
    benchmarks = read, lower, resolve, transform, transform_and_render
);

main!(
    config = LibraryBenchmarkConfig::default().tool(
        Callgrind::with_args(["--cache-sim=no"]).format([EventKind::Ir])
    );
    library_benchmark_groups = stages_of_a_document
);
