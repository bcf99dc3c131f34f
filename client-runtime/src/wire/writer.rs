//! The JSON text under encoding.

use std::fmt::Write as _;

use super::error::EncodeError;
use super::reader::{MAX_DEPTH, end_of_plain};
use super::value::Wire;

/// JSON text under encoding, without insignificant white space.
///
/// It remembers its first error and says so at the end, so that writing needs no `?`.
#[derive(Debug)]
pub struct Writer {
    text: String,
    depth: usize,
    error: Option<EncodeError>,
}

impl Writer {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            depth: 0,
            error: None,
        }
    }

    pub(super) fn finish(self) -> Result<String, EncodeError> {
        match self.error {
            None => Ok(self.text),
            Some(error) => Err(error),
        }
    }

    /// Writes text that is JSON already.
    #[inline]
    pub(super) fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// Writes what displays itself as JSON.
    #[inline]
    pub(super) fn display(&mut self, value: impl std::fmt::Display) {
        let written = write!(self.text, "{value}");
        debug_assert!(written.is_ok(), "writing into a string does not fail");
    }

    /// Writes an integer.
    #[inline]
    pub fn integer(&mut self, value: i64) {
        self.text.push_str(itoa::Buffer::new().format(value));
    }

    /// Writes a string.
    #[inline]
    pub fn string(&mut self, text: &str) {
        self.text.push('"');
        if end_of_plain(text.as_bytes(), 0) == text.len() {
            self.text.push_str(text);
        } else {
            push_escaped(&mut self.text, text);
        }
        self.text.push('"');
    }

    /// Writes an array of what `write_elements` writes.
    #[inline]
    pub(super) fn array<T: Wire>(&mut self, elements: &[T]) {
        if !self.enter('[') {
            return;
        }
        let mut first = true;
        for element in elements {
            if !first {
                self.text.push(',');
            }
            first = false;
            element.write(self);
        }
        self.leave(']');
    }

    /// Writes an object of what `write_properties` writes.
    #[inline]
    pub(super) fn object(&mut self, write_properties: impl FnOnce(&mut ObjectWriter<'_>)) {
        if !self.enter('{') {
            return;
        }
        write_properties(&mut ObjectWriter {
            writer: self,
            first: true,
        });
        self.leave('}');
    }

    /// How much was written.
    pub(super) fn position(&self) -> usize {
        self.text.len()
    }

    /// What was written since then.
    pub(super) fn text_from(&self, start: usize) -> &str {
        &self.text[start..]
    }

    /// Puts a member of text in front of those of the object that was written from there on.
    pub(super) fn insert_member(&mut self, start: usize, name: &str, value: &str) {
        let mut member = String::with_capacity(name.len() + value.len() + 6);
        push_string(&mut member, name);
        member.push(':');
        push_string(&mut member, value);
        if self.text[start..] != *"{}" {
            member.push(',');
        }
        self.text.insert_str(start + 1, &member);
    }

    /// Goes a level deeper, unless that is too deep.
    #[inline]
    fn enter(&mut self, open: char) -> bool {
        if self.depth == MAX_DEPTH {
            self.error.get_or_insert(EncodeError::TooDeep);
            return false;
        }
        self.depth += 1;
        self.text.push(open);
        true
    }

    #[inline]
    fn leave(&mut self, close: char) {
        self.depth -= 1;
        self.text.push(close);
    }
}

/// The properties of an object under encoding.
#[derive(Debug)]
pub struct ObjectWriter<'w> {
    writer: &'w mut Writer,
    first: bool,
}

impl ObjectWriter<'_> {
    /// Writes a property that is there, and nothing for an absent one.
    ///
    /// `key` is the name as it stands between two properties, `,"name":`; see
    /// [`object!`](super::object!), which makes it.
    #[inline]
    pub fn property<T: Wire>(&mut self, key: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.writer
                .text
                .push_str(if self.first { &key[1..] } else { key });
            self.first = false;
            value.write(self.writer);
        }
    }

    /// Writes a member by its name in quotes.
    pub(super) fn member<T: Wire>(&mut self, quoted_name: &str, value: &T) {
        if !self.first {
            self.writer.text.push(',');
        }
        self.first = false;
        self.writer.text.push_str(quoted_name);
        self.writer.text.push(':');
        value.write(self.writer);
    }

    /// Writes members that are JSON already, with a `,` between them and none around them.
    #[inline]
    pub(super) fn members(&mut self, members: &str) {
        if members.is_empty() {
            return;
        }
        if !self.first {
            self.writer.text.push(',');
        }
        self.first = false;
        self.writer.text.push_str(members);
    }
}

/// Appends a text with the escapes that JSON asks for.
#[cold]
pub(super) fn push_escaped(buffer: &mut String, text: &str) {
    let mut start = 0;
    loop {
        let end = end_of_plain(text.as_bytes(), start);
        buffer.push_str(&text[start..end]);
        let Some(byte) = text.as_bytes().get(end) else {
            return;
        };
        match byte {
            b'"' => buffer.push_str("\\\""),
            b'\\' => buffer.push_str("\\\\"),
            b'\n' => buffer.push_str("\\n"),
            b'\r' => buffer.push_str("\\r"),
            b'\t' => buffer.push_str("\\t"),
            control => {
                let written = write!(buffer, "\\u{control:04x}");
                debug_assert!(written.is_ok(), "writing into a string does not fail");
            }
        }
        start = end + 1;
    }
}

/// Appends a text as a string of JSON.
pub(super) fn push_string(buffer: &mut String, text: &str) {
    buffer.push('"');
    push_escaped(buffer, text);
    buffer.push('"');
}
