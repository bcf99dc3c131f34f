//! The stages one by one, for measuring them. What goes from one to the next stays closed: to
//! generate, call [`generate`](crate::generate).

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::plan::Plan;
use crate::{lower, passes, progenitor, read, render};

/// A document after the first stage.
#[derive(Debug)]
pub struct Checked(read::Checked);

/// What is handed to progenitor, and what is put back afterwards.
#[derive(Debug)]
pub struct Lowered {
    openapi: openapiv3::OpenAPI,
    plan: Plan,
}

/// What progenitor makes of a lowered document.
#[derive(Debug)]
pub struct Resolved(progenitor::Bare);

/// A stage failed on a document that the stages before had taken.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StageError(String);

/// The first stage: from bytes to a checked document.
///
/// # Errors
///
/// The faults of the document.
pub fn read(document: &Document<'_>) -> Result<Checked, Diagnostics> {
    read::read(document).map(Checked)
}

/// The second stage: down to what progenitor takes.
///
/// # Errors
///
/// A fault of the generator.
pub fn lower(checked: &Checked) -> Result<Lowered, StageError> {
    let source = checked.0.source.value_of("").unwrap_or_default();
    let lowered = lower::lower(&checked.0.openapi, &source, crate::CRATE);
    let (openapi, plan) = lowered.map_err(|error| StageError(error.to_string()))?;
    Ok(Lowered { openapi, plan })
}

impl Lowered {
    /// The document that progenitor is given.
    pub fn openapi(&self) -> &openapiv3::OpenAPI {
        &self.openapi
    }
}

/// The third stage: progenitor.
///
/// # Errors
///
/// A fault of the generator.
pub fn resolve(lowered: &Lowered) -> Result<Resolved, StageError> {
    progenitor::generate(&lowered.openapi)
        .map(Resolved)
        .map_err(|error| StageError(error.to_string()))
}

/// The fourth stage and the last: each type goes through the passes and becomes text before the
/// next does.
///
/// # Errors
///
/// A fault of the generator.
pub fn emit(
    resolved: &Resolved,
    lowered: &Lowered,
) -> Result<BTreeMap<PathBuf, String>, StageError> {
    let header = render::Header {
        document: "bench.yaml",
        sha256: "",
        progenitor: progenitor::VERSION,
    };
    let (rest, parts) = passes::run(&resolved.0, &lowered.plan, || render::Files::new(&header))
        .map_err(|error| StageError(error.to_string()))?;
    Ok(render::Files::finish(&header, parts, rest))
}

/// The fourth stage without the last: the passes, with all trees dropped as soon as they are made.
///
/// # Errors
///
/// A fault of the generator.
pub fn transform(resolved: &Resolved, lowered: &Lowered) -> Result<(), StageError> {
    let outcome = passes::run(&resolved.0, &lowered.plan, || Nowhere);
    outcome.map_err(|error| StageError(error.to_string()))?;
    Ok(())
}

struct Nowhere;

impl passes::Sink for Nowhere {
    fn item(&mut self, _: syn::Item) {}

    fn end(&mut self, _: &'static str, _: syn::ItemMod) {}
}
