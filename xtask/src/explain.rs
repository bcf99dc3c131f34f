//! `cargo xtask explain`: what a code of the generator's diagnostics means.

use std::io::Write;

use codegen::diagnostic::{Code, explain};

use crate::Error;

/// Writes the explanation of a code, in whatever letter case it is written.
///
/// # Errors
/// [`Error::Usage`] when there is no such code; it names the nearest.
pub(crate) fn run(code: &str, out: &mut dyn Write) -> Result<bool, Error> {
    let Some(known) = Code::find(code.trim()) else {
        let hint = match Code::nearest(code.trim()) {
            Some(near) => format!("did you mean `{near}` ({})?", near.title()),
            None => String::from("all codes are listed in codegen/DIAGNOSTICS.md"),
        };
        let message = format!("there is no diagnostic `{}`; {hint}", code.escape_debug());
        return Err(Error::Usage(message));
    };
    writeln!(out, "{known}\n\n{}", explain(known).trim_end()).map_err(Error::Print)?;
    Ok(true)
}
