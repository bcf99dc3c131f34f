//! `cargo xtask inspect`: what the generator understood of a document.

use std::io::Write;
use std::path::Path;

use codegen::Document;

use crate::flags::Inspect;
use crate::{Error, regen};

/// Writes what was understood, as text or as JSON.
///
/// # Errors
/// When the document cannot be read, or is at fault.
pub(crate) fn run(root: &Path, flags: &Inspect, out: &mut dyn Write) -> Result<bool, Error> {
    let path = flags.spec.clone().unwrap_or_else(|| root.join(regen::SPEC));
    let bytes = regen::read_spec(&path)?;
    let name = match &flags.spec {
        Some(path) => path.to_string_lossy().into_owned(),
        None => regen::SPEC.to_owned(),
    };
    let document = Document {
        name: &name,
        bytes: &bytes,
    };
    let inspection = codegen::inspect(&document).map_err(|faults| Error::Document {
        faults: faults.render(true).trim_end().to_owned(),
    })?;
    let text = match flags.json {
        true => serde_json::to_string_pretty(&inspection).map_err(Error::Json)? + "\n",
        false => inspection.to_string(),
    };
    out.write_all(text.as_bytes()).map_err(Error::Print)?;
    Ok(true)
}
