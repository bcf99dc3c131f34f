//! From an OpenAPI document to the source files of a client crate.
//!
//! The document goes through five stages, each a module, one way: `read` parses and checks it,
//! `lower` cuts it down to what progenitor takes and plans what the rest becomes, `progenitor`
//! resolves types and signatures, `passes` turn its output into the client that we want, and
//! `render` makes files of it. Nothing is read or written on disk here, and nothing of any one
//! API is known here: what is special about an API stands in its document, where need be in an
//! `x-` extension (see `EXTENSIONS.md`).
//!
//! ```
//! let document = codegen::Document { name: "api.yaml", bytes: b"openapi: 3.1.0" };
//! let diagnostics = codegen::generate(&document).unwrap_err();
//! assert!(diagnostics.to_string().contains("api.yaml:1:"));
//! ```

#![forbid(unsafe_code)]

mod alternatives;
mod api;
mod changes;
pub mod diagnostic;
pub mod document;
mod inspect;
mod lower;
pub mod naming;
mod panics;
mod passes;
mod plan;
mod progenitor;
mod read;
mod render;
pub mod stages;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use sha2::{Digest, Sha256};

pub use api::{ApiError, Fact, Item, Kind, PublicApi};
pub use changes::{Change, Changes, Effect, Event};
pub use diagnostic::{Code, Diagnostic, Diagnostics};
pub use document::Document;
pub use inspect::{
    Answer, Inspection, Lowering, Member, Operation, Parameter, ServerVariable, Type, inspect,
};

use read::SourceMap;

/// What generation gives.
#[derive(Debug)]
pub struct Output {
    /// The crate's files by their paths under `src`, each with its whole text.
    pub files: BTreeMap<PathBuf, String>,
    /// What is legal in the document but unwise.
    pub warnings: Diagnostics,
}

/// How the emitted crate is called in Rust, unless it is told otherwise.
pub const CRATE: &str = "generated_client";

/// Makes the source files of a client crate from a document.
///
/// The same content gives the same bytes, on every machine and in whatever order the document has
/// its keys.
///
/// # Errors
///
/// All faults of the document, each with its place and what to write instead. A fault of the
/// generator itself is reported in the same way, as [`Code::GeneratorFault`].
pub fn generate(document: &Document<'_>) -> Result<Output, Diagnostics> {
    generate_as(document, CRATE)
}

/// Makes the source files of a crate that is called otherwise than [`CRATE`], or of a module, such
/// as `gallery::calls`: the examples in its docs name it.
///
/// # Errors
///
/// Those of [`generate`].
pub fn generate_as(document: &Document<'_>, crate_path: &str) -> Result<Output, Diagnostics> {
    let checked = panics::catch(|| read::read(document)).map_err(|message| {
        let help = "please report this fault of the generator, with the document";
        let message = format!("reading the document panicked: {message}");
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::new(Code::GeneratorFault, message, help));
        diagnostics
    })??;
    let files =
        panics::catch(|| files(document, &checked, crate_path)).unwrap_or_else(|message| {
            let message = format!("a stage after reading panicked: {message}");
            Err(generator_fault(&checked.source, "", &message))
        })?;
    Ok(Output {
        files,
        warnings: checked.warnings,
    })
}

/// The stages after the first.
fn files(
    document: &Document<'_>,
    checked: &read::Checked,
    crate_path: &str,
) -> Result<BTreeMap<PathBuf, String>, Diagnostics> {
    let fault = |pointer: &str, message: &str| generator_fault(&checked.source, pointer, message);
    let source = checked.source.value_of("").unwrap_or_default();
    let (lowered, plan) = lower::lower(&checked.openapi, &source, crate_path)
        .map_err(|error| fault(&error.pointer, &error.message))?;
    drop(source);
    let bare = progenitor::generate(&lowered).map_err(|error| {
        let culprit = progenitor::culprit(&lowered).and_then(|id| plan.operation_of(&id));
        match culprit {
            Some(operation) => {
                let message = format!("at the operation `{}`: {error}", operation.id);
                fault(&operation.pointer(), &message)
            }
            None => fault("", &error.to_string()),
        }
    })?;
    drop(lowered);
    let header = render::Header {
        document: document.name,
        sha256: &content_hash(&checked.source),
        progenitor: progenitor::VERSION,
    };
    let (rest, parts) = passes::run(&bare, &plan, || render::Files::new(&header))
        .map_err(|error| fault("", &error.to_string()))?;
    Ok(render::Files::finish(&header, parts, rest))
}

/// What there is to say about a document, faults and warnings, without generating anything.
///
/// ```
/// let document = codegen::Document { name: "api.yaml", bytes: b"openapi: 3.1.0" };
/// assert!(codegen::check(&document).has_errors());
/// ```
pub fn check(document: &Document<'_>) -> Diagnostics {
    match read::read(document) {
        Ok(checked) => checked.warnings,
        Err(diagnostics) => diagnostics,
    }
}

fn generator_fault(source: &SourceMap, pointer: &str, message: &str) -> Diagnostics {
    let help = "this is a fault of the generator, not of the document: please report it with both";
    let mut diagnostics = source.diagnostics();
    diagnostics.push(source.diagnostic(Code::GeneratorFault, pointer, message, help));
    diagnostics
}

/// SHA-256 of what the document says, without regard to its comments and the order of its keys.
fn content_hash(source: &SourceMap) -> String {
    let mut text = String::new();
    write_canonical(&source.value_of("").unwrap_or_default(), &mut text);
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON with the keys of every object in their order as text. The read stage bounds the depth.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, &Value> = members.iter().collect();
            text.push('{');
            for (key, value) in members {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write_canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}
