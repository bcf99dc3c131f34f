//! `cargo xtask diff`: what a change of the document means for the client's users.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use codegen::{Changes, Document, PublicApi};

use crate::flags::Diff;
use crate::{Error, regen};

/// Compares two documents by the clients that are made of them. False when users may break.
///
/// # Errors
/// When a document cannot be read, or is at fault.
pub(crate) fn run(root: &Path, flags: &Diff, out: &mut dyn Write) -> Result<bool, Error> {
    let old = interface(root, &flags.old)?;
    let new = interface(root, &flags.new)?;
    let changes = Changes::between(&old, &new);
    let text = match flags.json {
        true => serde_json::to_string_pretty(&changes).map_err(Error::Json)? + "\n",
        false => changes.to_string(),
    };
    out.write_all(text.as_bytes()).map_err(Error::Print)?;
    Ok(!changes.is_breaking())
}

fn interface(root: &Path, name: &str) -> Result<PublicApi, Error> {
    let bytes = document(root, name)?;
    let document = Document {
        name,
        bytes: &bytes,
    };
    let output = codegen::generate(&document).map_err(|faults| Error::Document {
        faults: faults.render(true).trim_end().to_owned(),
    })?;
    PublicApi::read(regen::CLIENT, &output.files).map_err(Error::Emitted)
}

/// The bytes of a file, or of a file in one of git's revisions.
fn document(root: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let path = Path::new(name);
    if path.exists() {
        return regen::read_spec(path);
    }
    let object = match name.contains(':') {
        true => name.to_owned(),
        false => format!("{name}:{}", regen::SPEC),
    };
    blob(root, &object).map_err(|reason| Error::NoDocument {
        name: name.to_owned(),
        reason,
    })
}

/// What git has under `REVISION:PATH`, or its reason.
fn blob(root: &Path, object: &str) -> Result<Vec<u8>, String> {
    if object.starts_with('-') {
        return Err(String::from("no revision starts with a dash"));
    }
    let mut git = Command::new("git")
        .args(["cat-file", "blob", object])
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    let mut bytes = Vec::new();
    if let Some(stdout) = git.stdout.take() {
        // The generator refuses what is longer. The pipe is closed behind it, which ends git.
        stdout
            .take(regen::LONGEST_SPEC + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
    }
    let ended = git.wait_with_output().map_err(|error| error.to_string())?;
    match ended.status.success() || bytes.len() as u64 > regen::LONGEST_SPEC {
        true => Ok(bytes),
        false => Err(String::from_utf8_lossy(&ended.stderr)
            .trim()
            .escape_debug()
            .to_string()),
    }
}
