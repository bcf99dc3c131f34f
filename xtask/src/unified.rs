//! A difference as a unified diff, from what is on disk to what the generator makes.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::Error;
use crate::folder::{Difference, Is, Kind};

const HEADER: Style = Style::new().bold();
const HUNK: Style = AnsiColor::Cyan.on_default();
const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

/// A file on disk longer than this is not ours, and nobody reads such a diff.
const LONGEST_SHOWN: u64 = 4 << 20;
/// After this the diff gets coarser instead of smaller.
const PATIENCE: Duration = Duration::from_secs(5);

/// Writes the difference at `full`, which the diff calls `name`; `text` is what should be there,
/// if anything.
pub(crate) fn print(
    writer: &mut dyn Write,
    difference: &Difference,
    name: &str,
    full: &Path,
    text: Option<&str>,
) -> Result<(), Error> {
    let old = match difference.is {
        Is::Missing => Ok(String::new()),
        Is::Changed(kind) | Is::Surplus(kind) => on_disk(kind, full)?,
    };
    let print = || -> io::Result<()> {
        header(writer, difference, name)?;
        match old {
            Ok(old) => hunks(writer, &old, text.unwrap_or_default()),
            Err(reason) => writeln!(writer, "({reason})"),
        }
    };
    print().map_err(Error::Print)
}

/// The text on disk, or why there is none to show.
fn on_disk(kind: Kind, path: &Path) -> Result<Result<String, &'static str>, Error> {
    match kind {
        Kind::Folder => return Ok(Err("a folder is on disk")),
        Kind::Link => return Ok(Err("a symbolic link is on disk")),
        Kind::Other => return Ok(Err("neither a file nor a folder is on disk")),
        Kind::File => {}
    }
    let length = fs::metadata(path)
        .map_err(Error::files("look at", path))?
        .len();
    if length > LONGEST_SHOWN {
        return Ok(Err("the file on disk is too long to show"));
    }
    let bytes = fs::read(path).map_err(Error::files("read", path))?;
    Ok(String::from_utf8(bytes).map_err(|_| "the file on disk is not text"))
}

fn header(writer: &mut dyn Write, difference: &Difference, name: &str) -> io::Result<()> {
    let name = visible(name);
    let (old, new) = match difference.is {
        Is::Missing => ("/dev/null".to_owned(), format!("b/{name}")),
        Is::Changed(_) => (format!("a/{name}"), format!("b/{name}")),
        Is::Surplus(_) => (format!("a/{name}"), "/dev/null".to_owned()),
    };
    writeln!(writer, "{HEADER}--- {old}{HEADER:#}")?;
    writeln!(writer, "{HEADER}+++ {new}{HEADER:#}")
}

fn hunks(writer: &mut dyn Write, old: &str, new: &str) -> io::Result<()> {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        writeln!(writer, "{HUNK}{}{HUNK:#}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', OLD),
                ChangeTag::Insert => ('+', NEW),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = change.value();
            let line = visible(line.strip_suffix('\n').unwrap_or(line));
            writeln!(writer, "{style}{sign}{line}{style:#}")?;
            if change.missing_newline() {
                writeln!(writer, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// The text with its control characters shown as their pictures: a carriage return is a
/// difference to be seen, and a file must not be able to command the terminal.
fn visible(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' => '\t',
            '\0'..='\x1f' => {
                char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            '\x7f' => '\u{2421}',
            other if other.is_control() => char::REPLACEMENT_CHARACTER,
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(is: Is, old: Option<&[u8]>, new: Option<&str>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let full = folder.path().join("lib.rs");
        if let Some(old) = old {
            fs::write(&full, old).unwrap();
        }
        let difference = Difference {
            path: "lib.rs".into(),
            is,
        };
        let mut written = anstream::StripStream::new(Vec::new());
        print(&mut written, &difference, "src/lib.rs", &full, new).unwrap();
        String::from_utf8(written.into_inner()).unwrap()
    }

    #[test]
    fn a_changed_file_is_shown_with_context() {
        let old = b"1\n2\n3\n4\n5\nold\n6\n7\n8\n9\n";
        let new = "1\n2\n3\n4\n5\nnew\n6\n7\n8\n9\n";
        assert_eq!(
            printed(Is::Changed(Kind::File), Some(old), Some(new)),
            "--- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-old\n+new\n 6\n 7\n 8\n"
        );
    }

    #[test]
    fn a_missing_and_a_surplus_file_are_shown_whole() {
        assert_eq!(
            printed(Is::Missing, None, Some("new\n")),
            "--- /dev/null\n+++ b/src/lib.rs\n@@ -0,0 +1 @@\n+new\n"
        );
        assert_eq!(
            printed(Is::Surplus(Kind::File), Some(b"old"), None),
            "--- a/src/lib.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn line_ends_and_escapes_are_visible() {
        let shown = printed(
            Is::Changed(Kind::File),
            Some(b"a\r\n\x1b[2Jb\n"),
            Some("a\nb\n"),
        );
        assert!(shown.contains("-a\u{240d}\n"), "{shown}");
        assert!(shown.contains("-\u{241b}[2Jb\n"), "{shown}");
    }

    #[test]
    fn what_is_no_text_is_said_not_shown() {
        let shown = printed(Is::Changed(Kind::File), Some(&[0xff, 0xfe]), Some("a\n"));
        assert!(
            shown.ends_with("(the file on disk is not text)\n"),
            "{shown}"
        );
        let shown = printed(Is::Surplus(Kind::Folder), None, None);
        assert!(shown.ends_with("(a folder is on disk)\n"), "{shown}");
    }
}
