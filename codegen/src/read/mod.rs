//! The first stage: from bytes to an `openapiv3::OpenAPI` that holds no surprise for the others.
//!
//! The bytes are parsed as YAML into a tree that knows its places ([`yaml`]), which is held
//! against the grammar of OpenAPI ([`grammar`]) and then checked for what it means ([`meaning`]).
//! Each keyword is either honoured or refused, so that nothing of a document is lost without a
//! word. All faults of a run are collected; the first does not end it, unless there is no tree to
//! go on with.

mod convert;
mod faults;
mod grammar;
mod meaning;
mod node;
mod scalar;
mod source_map;
mod text;
mod yaml;

#[cfg(test)]
mod tests;

pub(crate) use source_map::SourceMap;

use crate::diagnostic::{Code, Diagnostics, Extent};
use crate::document::Document;
use faults::Faults;

/// A document without errors.
#[derive(Debug)]
pub(crate) struct Checked {
    /// What it says.
    pub(crate) openapi: openapiv3::OpenAPI,
    /// Where it says so.
    pub(crate) source: SourceMap,
    /// What is legal in it, but unwise.
    pub(crate) warnings: Diagnostics,
}

/// Reads and checks a document. Time and memory are bounded, whatever the bytes.
///
/// # Errors
///
/// All faults of the document with their places, and its warnings among them.
pub(crate) fn read(document: &Document<'_>) -> Result<Checked, Diagnostics> {
    let text = text::decode(document.bytes);
    let source = text.source(document.name);
    let mut faults = Faults::new(source.clone());
    text.report(&mut faults);
    if text.is_unreadable() {
        return Err(faults.finish(None));
    }
    let Some(root) = yaml::parse(&source, text.start(), &mut faults) else {
        return Err(faults.finish(None));
    };
    let references = grammar::check(&root, &mut faults);
    meaning::check(&root, &references, &mut faults);
    drop(references);
    if faults.has_errors() {
        return Err(faults.finish(Some(&root)));
    }
    match convert::to_openapi(&root) {
        Ok(openapi) => Ok(Checked {
            openapi,
            warnings: faults.finish(Some(&root)),
            source: SourceMap::new(source, root),
        }),
        Err(reason) => {
            faults.report(
                Code::GeneratorFault,
                Extent { start: 0, end: 0 },
                format!(
                    "the document passed all checks and could still not be taken over: {reason}"
                ),
                "please report this fault of the generator, with the document",
            );
            Err(faults.finish(Some(&root)))
        }
    }
}
