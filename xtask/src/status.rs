//! Lines that look like cargo's own: a verb, right-aligned and bold, and what it is about.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

/// Cargo's width for the verb.
const WIDTH: usize = 12;

/// Something was done.
pub(crate) const DONE: Style = AnsiColor::Green.on_default().bold();
/// Something needs a look.
pub(crate) const ATTENTION: Style = AnsiColor::Yellow.on_default().bold();
/// Something is wrong.
pub(crate) const WRONG: Style = AnsiColor::Red.on_default().bold();

/// One line: the verb in `style`, then what it is about.
pub(crate) fn line(
    writer: &mut dyn Write,
    style: Style,
    verb: &str,
    about: impl Display,
) -> io::Result<()> {
    writeln!(writer, "{style}{verb:>WIDTH$}{style:#} {about}")
}

/// An error, in cargo's form.
pub(crate) fn error(writer: &mut dyn Write, error: impl Display) -> io::Result<()> {
    writeln!(writer, "{WRONG}error{WRONG:#}: {error}")
}

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
