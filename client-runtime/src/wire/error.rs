//! Why a body could not be decoded or encoded.

use std::fmt;

/// The longest excerpt of a wrong value that an error shows, in characters.
const EXCERPT: usize = 40;

/// Why a body could not be decoded: where it went wrong, what was expected there, and what came.
///
/// ```
/// use client_runtime::wire::json;
///
/// let error = json::from_str::<Vec<i64>>("[1,\n null, true]").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "$[2]: expected an integer, found `true` (line 2, column 8)"
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Details>);

/// What kind of fault a [`DecodeError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The text is not JSON.
    Syntax,
    /// The text ends in the middle of a value.
    UnexpectedEnd,
    /// Something follows the value.
    TrailingData,
    /// A value has a type that its place does not take.
    WrongType,
    /// A number that its type cannot hold without a loss.
    OutOfRange,
    /// Arrays and objects are nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
}

#[derive(Clone, PartialEq, Eq)]
struct Details {
    kind: DecodeErrorKind,
    /// From the inside out, as the error passes through the levels.
    segments: Vec<Segment>,
    line: usize,
    column: usize,
    expected: &'static str,
    found: String,
}

#[derive(Clone, PartialEq, Eq)]
enum Segment {
    Property(Box<str>),
    Element(usize),
}

impl DecodeError {
    /// What kind of fault it is.
    pub fn kind(&self) -> DecodeErrorKind {
        self.0.kind
    }

    /// The place in the body, such as `$.lineItems[3].quantity`; `$` is the body itself.
    pub fn path(&self) -> String {
        use fmt::Write as _;

        let mut path = String::from("$");
        for segment in self.0.segments.iter().rev() {
            let written = match segment {
                Segment::Property(name) if is_identifier(name) => write!(path, ".{name}"),
                Segment::Property(name) => write!(path, "[{:?}]", excerpt(name)),
                Segment::Element(index) => write!(path, "[{index}]"),
            };
            debug_assert!(written.is_ok(), "writing into a string does not fail");
        }
        path
    }

    /// The line in the body, counted from 1.
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The column in that line, in bytes, counted from 1.
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// What the place takes, such as `an integer`.
    pub fn expected(&self) -> &str {
        self.0.expected
    }

    /// What came instead, a long value cut short.
    pub fn found(&self) -> &str {
        &self.0.found
    }

    #[cold]
    pub(super) fn new(
        kind: DecodeErrorKind,
        text: &[u8],
        offset: usize,
        expected: &'static str,
        found: String,
    ) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count();
        Self(Box::new(Details {
            kind,
            segments: Vec::new(),
            line,
            column,
            expected,
            found,
        }))
    }

    /// The same error, at a place of the text that the JSON was made of.
    #[cfg(feature = "xml")]
    #[cold]
    pub(super) fn moved_to(mut self, text: &[u8], offset: usize) -> Self {
        let moved = Self::new(self.0.kind, text, offset, "", String::new());
        (self.0.line, self.0.column) = (moved.0.line, moved.0.column);
        self
    }

    /// The same error, seen from the object whose property the value is.
    #[cold]
    pub(super) fn in_property(mut self, name: &str) -> Self {
        self.0.segments.push(Segment::Property(name.into()));
        self
    }

    /// The same error, seen from the array whose element the value is.
    #[cold]
    pub(super) fn in_element(mut self, index: usize) -> Self {
        self.0.segments.push(Segment::Element(index));
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details {
            kind,
            line,
            column,
            expected,
            found,
            ..
        } = &*self.0;
        write!(formatter, "{}: ", self.path())?;
        match kind {
            DecodeErrorKind::TooDeep => write!(formatter, "{found}")?,
            _ => write!(formatter, "expected {expected}, found {found}")?,
        }
        write!(formatter, " (line {line}, column {column})")
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DecodeError({:?}, \"{self}\")", self.0.kind)
    }
}

impl std::error::Error for DecodeError {}

/// Why a value could not be encoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Arrays and objects are nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH), which no
    /// decoder takes.
    #[error(
        "the value is nested deeper than {} levels; take the innermost ones out",
        super::MAX_DEPTH
    )]
    TooDeep,
    /// A text holds the character U+0000, which XML cannot say.
    #[error("a text holds the character U+0000, which XML cannot say; take it out")]
    NulCharacter,
    /// A value given for a free-form property does not serialize to JSON.
    #[error("the value does not serialize to JSON: {0}")]
    Value(String),
}

/// At most [`EXCERPT`] characters of a text.
pub(super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn is_identifier(name: &str) -> bool {
    name.len() <= EXCERPT * 2
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || other == '_')
}
