//! Emits a client for each document of the gallery, as a module of this crate, and one for a document
//! of the scale benchmarks, so that what is measured there is known to compile.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "../../codegen/benches/support/documents.rs"]
mod documents;

/// Enough for every kind of type and operation that larger ones repeat.
const SCALE_OPERATIONS: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=documents");
    println!("cargo::rerun-if-changed=../../codegen/benches/support/documents.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut paths: Vec<PathBuf> = fs::read_dir("documents")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    let mut modules = String::new();
    for path in paths {
        let name = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let shown = path.display().to_string();
        modules += &emit(&shown, &fs::read(&path)?, name, &out)?;
    }
    let scale = documents::document(SCALE_OPERATIONS, 7);
    modules += &emit("scale.yaml", scale.as_bytes(), "scale", &out)?;
    fs::write(out.join("gallery.rs"), modules)?;
    Ok(())
}

/// Emits a client into a folder of its own, and gives the declaration of its module.
fn emit(shown: &str, bytes: &[u8], name: &str, out: &Path) -> Result<String, Box<dyn Error>> {
    let folder = out.join(name);
    let document = codegen::Document { name: shown, bytes };
    let output = codegen::generate_as(&document, &format!("gallery::{name}"))
        .map_err(|diagnostics| diagnostics.to_string())?;
    for (file, text) in output.files {
        let file = folder.join(file);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, in_module(&text, name))?;
    }
    let root = folder.join("lib.rs");
    let mut declaration = String::new();
    writeln!(declaration, "#[path = {root:?}]\npub mod {name};")?;
    Ok(declaration)
}

/// A crate's text as that of a module: emitted code names its own crate by `crate::` alone.
fn in_module(text: &str, module: &str) -> String {
    text.replace("crate::", &format!("crate::{module}::"))
}
