//! What the generator says about a document: each fault with its place, its reason and its mend.

mod code;
mod examples;
mod reference;
mod render;
mod source;

pub use code::{Code, Severity};
pub use examples::{BASE as EXAMPLES_DOCUMENT, Example};
pub use reference::{explain, page};
pub(crate) use source::{Extent, Source};

use std::fmt;
use std::sync::Arc;

/// How many diagnostics of one run are kept. A document that is wrong in more places than this
/// is not mended by reading on, and a hostile one must not fill the memory with complaints.
const MOST: usize = 1_000;

/// The longest text of a diagnostic in characters; what is cut off is the document's, not ours.
const LONGEST_TEXT: usize = 1_000;

/// A place in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte, counted from 0.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
    /// The line of the first byte, counted from 1.
    pub line: usize,
    /// The column of the first byte in characters, counted from 1.
    pub column: usize,
}

/// One fault of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of fault it is; stable between versions.
    pub code: Code,
    /// What is wrong, in the terms of OpenAPI.
    pub message: String,
    /// Where, if it has a place.
    pub span: Option<Span>,
    /// The JSON pointer of the node it is about; empty for the whole document.
    pub path: String,
    /// What to write instead.
    pub help: String,
}

impl Diagnostic {
    /// A diagnostic without a place. Control characters are escaped and overlong text is cut:
    /// it may hold words of the document, and ends on a terminal.
    pub fn new(code: Code, message: impl AsRef<str>, help: impl AsRef<str>) -> Self {
        Self {
            code,
            message: printable(message.as_ref()),
            span: None,
            path: String::new(),
            help: printable(help.as_ref()),
        }
    }

    /// The same diagnostic at a place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same diagnostic about the node that this JSON pointer names.
    #[must_use]
    pub fn about(mut self, path: impl AsRef<str>) -> Self {
        self.path = printable(path.as_ref());
        self
    }

    /// Whether it stops the run.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    fn position(&self) -> (usize, Code) {
        (self.span.map_or(0, |span| span.start), self.code)
    }
}

/// All diagnostics of a run, sorted by position.
///
/// Its `Display` is what a user is to see: each fault with an excerpt of the document.
#[derive(Clone, Default)]
pub struct Diagnostics {
    source: Option<Arc<Source>>,
    sorted: Vec<Diagnostic>,
    omitted: usize,
    /// Among all, also those that are omitted.
    errors: usize,
    /// Among those that are kept.
    warnings: usize,
}

impl Diagnostics {
    pub(crate) fn new(source: Arc<Source>) -> Self {
        Self {
            source: Some(source),
            ..Self::default()
        }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Whether one of them stops the run.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// From the document's start to its end.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.sorted.iter()
    }

    /// How many were found beyond those that are kept.
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Adds one in its place. The same thing said twice is kept once; past a thousand, further
    /// ones are only counted, and an error takes the place of a warning.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.makes_room_for(diagnostic.severity()) {
            return;
        }
        let position = diagnostic.position();
        let place = self
            .sorted
            .partition_point(|other| other.position() <= position);
        let twice = self.sorted[..place]
            .iter()
            .rev()
            .take_while(|other| other.position() == position)
            .any(|other| *other == diagnostic);
        if !twice {
            match diagnostic.severity() {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
            }
            self.sorted.insert(place, diagnostic);
        }
    }

    /// Whether one more of this severity is kept. If not, it is counted, and need not be made.
    pub(crate) fn makes_room_for(&mut self, severity: Severity) -> bool {
        if self.sorted.len() < MOST {
            return true;
        }
        self.omitted += 1;
        if severity == Severity::Warning {
            return false;
        }
        if self.warnings == 0 {
            self.errors += 1;
            return false;
        }
        if let Some(position) = self
            .sorted
            .iter()
            .rposition(|other| other.severity() == Severity::Warning)
        {
            self.sorted.remove(position);
            self.warnings -= 1;
        }
        true
    }

    /// The text for a user, with ANSI colours or without.
    pub fn render(&self, colour: bool) -> String {
        render::render(self, colour)
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.sorted.iter_mut()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl fmt::Debug for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the source: a failed `unwrap` in a test is to show the faults.
        formatter.debug_list().entries(&self.sorted).finish()
    }
}

impl std::error::Error for Diagnostics {}

fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len().min(LONGEST_TEXT));
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST_TEXT {
            printable.push('…');
            break;
        }
        if is_invisible(character) {
            printable.extend(character.escape_unicode());
        } else {
            printable.push(character);
        }
    }
    printable
}

/// Control characters, and those that change the direction of the text after them.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, message: &str) -> Diagnostic {
        Diagnostic::new(Code::UnknownKey, message, "").at(Span {
            start,
            end: start + 1,
            line: 1,
            column: start + 1,
        })
    }

    #[test]
    fn they_are_sorted_and_nothing_is_said_twice() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend([at(5, "c"), at(1, "a"), at(5, "c"), at(3, "b")]);
        let messages: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, ["a", "b", "c"]);
    }

    #[test]
    fn past_a_thousand_they_are_only_counted() {
        let mut diagnostics = Diagnostics::default();
        diagnostics.extend((0..1_500).map(|start| at(start, "x")));
        assert_eq!(diagnostics.iter().count(), 1_000);
        assert_eq!(diagnostics.omitted(), 500);
        assert!(diagnostics.to_string().contains("500 more"));
    }

    #[test]
    fn warnings_do_not_crowd_out_an_error() {
        let mut diagnostics = Diagnostics::default();
        for start in 0..1_200 {
            diagnostics.push(Diagnostic {
                code: Code::UnusedComponent,
                ..at(start, "warning")
            });
        }
        assert!(!diagnostics.has_errors());
        diagnostics.push(at(2_000, "error"));
        assert!(diagnostics.has_errors());
        assert!(
            diagnostics
                .iter()
                .any(|diagnostic| diagnostic.message == "error")
        );
        assert_eq!(diagnostics.omitted(), 201);
    }

    #[test]
    fn words_of_the_document_cannot_steer_a_terminal() {
        let diagnostic = Diagnostic::new(Code::UnknownKey, "a\u{1b}[31mb\u{202e}c", "");
        assert_eq!(diagnostic.message, "a\\u{1b}[31mb\\u{202e}c");
    }
}
