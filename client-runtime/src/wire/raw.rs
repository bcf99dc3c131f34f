//! Values that are kept as the text that they came as.

use std::borrow::Cow;

use super::error::DecodeError;
use super::reader::{MAX_DEPTH, ReadResult, Reader};

/// A value that was stepped over.
pub(super) struct Raw<'de> {
    /// The value's text, from its first byte to its last.
    text: &'de str,
    /// Has it white space between its tokens?
    spaced: bool,
}

impl<'de> Raw<'de> {
    /// Steps over the value that comes next, whatever it is, checking that it is JSON.
    ///
    /// Without recursion: a million brackets are an error, not the end of the stack.
    pub(super) fn read(reader: &mut Reader<'de>) -> ReadResult<Self> {
        // White space in front is not the value's.
        let mut next = reader.peek();
        let start = reader.position();
        let room = MAX_DEPTH - reader.depth();
        // One bit a level, the innermost the lowest: is it an object?
        let mut levels = 0_u128;
        let mut depth = 0;
        let mut spaced = false;
        loop {
            // A value, or a container's first one.
            let mut complete = true;
            match next {
                b'"' => {
                    reader.raw_string()?;
                }
                b'-' | b'0'..=b'9' => {
                    reader.number()?;
                }
                b't' => reader.literal("true")?,
                b'f' => reader.literal("false")?,
                b'n' => reader.literal("null")?,
                open @ (b'{' | b'[') => {
                    if depth == room {
                        return Err(reader.too_deep());
                    }
                    reader.advance();
                    depth += 1;
                    levels = levels << 1 | u128::from(open == b'{');
                    complete = false;
                }
                _ => return Err(reader.syntax("a value of JSON")),
            }
            // What closes after it.
            loop {
                if depth == 0 {
                    return Ok(Self {
                        text: reader.text_since(start),
                        spaced,
                    });
                }
                next = peek_noting(reader, &mut spaced);
                let in_object = levels & 1 == 1;
                let close = if in_object { b'}' } else { b']' };
                if next == close {
                    reader.advance();
                    depth -= 1;
                    levels >>= 1;
                    complete = true;
                    continue;
                }
                if complete {
                    if next != b',' {
                        return Err(reader.syntax(expected_behind(in_object)));
                    }
                    reader.advance();
                    next = peek_noting(reader, &mut spaced);
                }
                if in_object {
                    next = name(reader, next, &mut spaced)?;
                }
                break;
            }
        }
    }

    /// Appends the value without insignificant white space.
    #[inline]
    pub(super) fn append_to(&self, buffer: &mut String) {
        if self.spaced {
            append_compact(self.text, buffer);
        } else {
            buffer.push_str(self.text);
        }
    }

    /// The value without insignificant white space.
    pub(super) fn compact(&self) -> Cow<'de, str> {
        if !self.spaced {
            return Cow::Borrowed(self.text);
        }
        let mut buffer = String::new();
        append_compact(self.text, &mut buffer);
        Cow::Owned(buffer)
    }

    /// The value as it stands.
    pub(super) fn text(&self) -> &'de str {
        self.text
    }
}

pub(super) fn expected_behind(in_object: bool) -> &'static str {
    if in_object {
        "a `,` or a `}` behind the property"
    } else {
        "a `,` or a `]` behind the element"
    }
}

#[inline]
fn peek_noting(reader: &mut Reader<'_>, spaced: &mut bool) -> u8 {
    let before = reader.position();
    let next = reader.peek();
    *spaced |= reader.position() != before;
    next
}

/// Steps over a name and its colon, to the value.
#[inline]
fn name(reader: &mut Reader<'_>, next: u8, spaced: &mut bool) -> Result<u8, DecodeError> {
    if next != b'"' {
        return Err(reader.syntax("the name of a property"));
    }
    reader.raw_string()?;
    peek_noting(reader, spaced);
    reader.colon()?;
    Ok(peek_noting(reader, spaced))
}

/// Appends JSON text without the white space that stands between its tokens.
#[cold]
fn append_compact(text: &str, buffer: &mut String) {
    let mut start = 0;
    let mut in_string = false;
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' if !in_string => {
                buffer.push_str(&text[start..index]);
                start = index + 1;
            }
            b'"' if !escaped => in_string = !in_string,
            _ => {}
        }
        escaped = in_string && byte == b'\\' && !escaped;
    }
    buffer.push_str(&text[start..]);
}
