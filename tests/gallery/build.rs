//! Emits a client for each document of the gallery, as a module of this crate.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=documents");
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
        let folder = out.join(name);
        emit(&path, name, &folder)?;
        let root = folder.join("lib.rs");
        writeln!(modules, "#[path = {root:?}]\npub mod {name};")?;
    }
    fs::write(out.join("gallery.rs"), modules)?;
    Ok(())
}

fn emit(path: &Path, name: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(path)?;
    let shown = path.display().to_string();
    let document = codegen::Document {
        name: &shown,
        bytes: &bytes,
    };
    let output = codegen::generate_as(&document, &format!("gallery::{name}"))
        .map_err(|diagnostics| diagnostics.to_string())?;
    for (file, text) in output.files {
        let file = folder.join(file);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, in_module(&text, name))?;
    }
    Ok(())
}

/// A crate's text as that of a module: emitted code names its own crate by `crate::` alone.
fn in_module(text: &str, module: &str) -> String {
    text.replace("crate::", &format!("crate::{module}::"))
}
