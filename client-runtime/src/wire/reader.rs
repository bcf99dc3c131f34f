//! The JSON text under decoding: tokens, and the place where reading stands.
//!
//! Why a reader of its own and not `serde_json`'s: numbers keep their digits, what is unknown is
//! kept as the text that it came as, an error knows its place, and the emitted types compile once
//! instead of once a deserializer. `serde_json` stays the way in for everything that is not a
//! body (see the `interop` module), and the tests hold the two against each other.

use std::borrow::Cow;

use super::error::{DecodeError, DecodeErrorKind, excerpt};
use super::number;

/// How deep arrays and objects may be nested in a body, the outermost one counted.
pub const MAX_DEPTH: usize = 128;

/// The outcome of reading.
pub type ReadResult<T> = Result<T, DecodeError>;

/// JSON text under decoding.
#[derive(Debug)]
pub struct Reader<'de> {
    text: &'de str,
    position: usize,
    depth: usize,
    /// Members that the objects being read do not know, the innermost object's last.
    pub(super) unknown: String,
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self {
            text,
            position: 0,
            depth: 0,
            unknown: String::new(),
        }
    }

    /// The first byte of the next token, or 0 at the end of the text.
    #[inline]
    pub(super) fn peek(&mut self) -> u8 {
        loop {
            match self.text.as_bytes().get(self.position) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.position += 1,
                Some(other) => return *other,
                None => return 0,
            }
        }
    }

    /// Steps over the byte that was just peeked at.
    #[inline]
    pub(super) fn advance(&mut self) {
        self.position += 1;
    }

    /// Steps over `bytes` if they come next.
    #[inline]
    pub(super) fn advance_over(&mut self, bytes: &[u8]) -> bool {
        let rest = self
            .text
            .as_bytes()
            .get(self.position..)
            .unwrap_or_default();
        let found = rest.starts_with(bytes);
        if found {
            self.position += bytes.len();
        }
        found
    }

    #[inline]
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// The text from `start` to where reading stands.
    #[inline]
    pub(super) fn text_since(&self, start: usize) -> &'de str {
        &self.text[start..self.position]
    }

    /// Goes a level deeper, over the `{` or `[` that was just peeked at.
    #[inline]
    pub(super) fn enter(&mut self) -> ReadResult<()> {
        if self.depth == MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.depth += 1;
        self.position += 1;
        Ok(())
    }

    /// Comes back from a level, over the `}` or `]` that was just peeked at.
    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
        self.position += 1;
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Goes back to where reading stood before, to read the same text in another way.
    pub(super) fn rewind(&mut self, position: usize, depth: usize) {
        self.position = position;
        self.depth = depth;
    }

    /// Steps over the `:` behind a name.
    #[inline]
    pub(super) fn colon(&mut self) -> ReadResult<()> {
        if self.peek() != b':' {
            return Err(self.syntax("a `:` behind the name"));
        }
        self.position += 1;
        Ok(())
    }

    /// Reads the string that begins here; the caller has peeked at its `"`.
    #[inline]
    pub(super) fn string(&mut self) -> ReadResult<Cow<'de, str>> {
        let start = self.position + 1;
        let end = end_of_plain(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.position = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        self.string_with_escapes(start).map(Cow::Owned)
    }

    /// Steps over the string that begins here, without decoding its escapes; the text between the
    /// quotes.
    #[inline]
    pub(super) fn raw_string(&mut self) -> ReadResult<&'de str> {
        let start = self.position + 1;
        let mut at = start;
        loop {
            at = end_of_plain(self.text.as_bytes(), at);
            match self.text.as_bytes().get(at) {
                Some(b'"') => {
                    self.position = at + 1;
                    return Ok(&self.text[start..at]);
                }
                Some(b'\\') => at = self.end_of_escape(at)?,
                _ => return Err(self.bad_string(at)),
            }
        }
    }

    #[cold]
    fn string_with_escapes(&mut self, start: usize) -> ReadResult<String> {
        let bytes = self.text.as_bytes();
        let mut text = String::new();
        let mut at = start;
        loop {
            let end = end_of_plain(bytes, at);
            text.push_str(&self.text[at..end]);
            match bytes.get(end) {
                Some(b'"') => {
                    self.position = end + 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    at = self.end_of_escape(end)?;
                    match bytes[end + 1] {
                        b'b' => text.push('\u{8}'),
                        b'f' => text.push('\u{c}'),
                        b'n' => text.push('\n'),
                        b'r' => text.push('\r'),
                        b't' => text.push('\t'),
                        b'u' => {
                            let (character, behind) = self.unicode_escape(end)?;
                            text.push(character);
                            at = behind;
                        }
                        other => text.push(char::from(other)),
                    }
                }
                _ => return Err(self.bad_string(end)),
            }
        }
    }

    /// The end of the escape whose `\` stands at `at`; a `\u` is not yet paired.
    fn end_of_escape(&mut self, at: usize) -> ReadResult<usize> {
        let bytes = self.text.as_bytes();
        match bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
            Some(b'u') if self.code_unit(at).is_some() => Ok(at + 6),
            _ => {
                self.position = at;
                Err(self.syntax("an escape of JSON (`\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t`, `\\uXXXX`)"))
            }
        }
    }

    /// The UTF-16 code unit of the `\uXXXX` at `at`.
    fn code_unit(&self, at: usize) -> Option<u32> {
        let bytes = self.text.as_bytes();
        if bytes.get(at) != Some(&b'\\') || bytes.get(at + 1) != Some(&b'u') {
            return None;
        }
        let digits = bytes.get(at + 2..at + 6)?;
        digits.iter().try_fold(0, |unit, digit| {
            Some(unit * 16 + char::from(*digit).to_digit(16)?)
        })
    }

    /// The character of the `\uXXXX` at `at`, or of the pair of them, and where it ends.
    fn unicode_escape(&mut self, at: usize) -> ReadResult<(char, usize)> {
        let unit = self.code_unit(at).unwrap_or_default();
        let low = self.code_unit(at + 6);
        let paired = match (unit, low) {
            (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
                    .map(|character| (character, at + 12))
            }
            _ => char::from_u32(unit).map(|character| (character, at + 6)),
        };
        paired.ok_or_else(|| {
            self.position = at;
            self.error(
                DecodeErrorKind::OutOfRange,
                "Unicode text",
                String::from("a lone half of a UTF-16 surrogate pair"),
            )
        })
    }

    /// Steps over the number that begins here; the text of it.
    pub(super) fn number(&mut self) -> ReadResult<&'de str> {
        let start = self.position;
        match number::end(self.text.as_bytes(), start) {
            Some(end) => {
                self.position = end;
                Ok(&self.text[start..end])
            }
            None => Err(self.syntax("a number of JSON")),
        }
    }

    /// The integer that begins here, if it is one of few digits and nothing but digits.
    #[inline]
    pub(super) fn plain_integer(&mut self) -> Option<i64> {
        let rest = self.text.as_bytes().get(self.position..)?;
        let (negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            _ => (false, rest),
        };
        let mut value = 0_i64;
        let mut count = 0;
        // 18 digits always fit; what is longer is rare and goes the long way.
        while count < 18
            && let Some(digit @ b'0'..=b'9') = digits.get(count)
        {
            value = value * 10 + i64::from(digit - b'0');
            count += 1;
        }
        let leading_zero = count > 1 && digits.first() == Some(&b'0');
        if count == 0 || leading_zero {
            return None;
        }
        if let Some(b'0'..=b'9' | b'.' | b'e' | b'E') = digits.get(count) {
            return None;
        }
        self.position += count + usize::from(negative);
        Some(if negative { -value } else { value })
    }

    /// Steps over a literal such as `null`; the caller has peeked at its first letter.
    #[inline]
    pub(super) fn literal(&mut self, literal: &'static str) -> ReadResult<()> {
        if self.advance_over(literal.as_bytes()) {
            return Ok(());
        }
        Err(self.syntax("a value of JSON"))
    }

    /// Is only white space left?
    pub(super) fn finish(&mut self) -> ReadResult<()> {
        if self.peek() == 0 && self.position == self.text.len() {
            return Ok(());
        }
        let found = self.describe();
        Err(self.error(DecodeErrorKind::TrailingData, "the end of the body", found))
    }

    /// A value of another type came than the place takes; it begins here.
    #[cold]
    pub(super) fn wrong_type(&mut self, expected: &'static str) -> DecodeError {
        let start = self.position;
        if !matches!(
            self.peek(),
            b'{' | b'[' | b'"' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9'
        ) {
            return self.syntax(expected);
        }
        let found = self.describe();
        self.position = start;
        self.error(DecodeErrorKind::WrongType, expected, found)
    }

    /// The number `lexeme`, which began at `start`, does not fit.
    #[cold]
    pub(super) fn out_of_range(
        &mut self,
        start: usize,
        expected: &'static str,
        lexeme: &str,
    ) -> DecodeError {
        self.position = start;
        self.error(DecodeErrorKind::OutOfRange, expected, excerpt(lexeme))
    }

    /// What stands here is no JSON.
    #[cold]
    pub(super) fn syntax(&mut self, expected: &'static str) -> DecodeError {
        let found = self.describe();
        let kind = match self.position < self.text.len() {
            true => DecodeErrorKind::Syntax,
            false => DecodeErrorKind::UnexpectedEnd,
        };
        self.error(kind, expected, found)
    }

    #[cold]
    pub(super) fn too_deep(&self) -> DecodeError {
        let found = format!("arrays and objects are nested deeper than {MAX_DEPTH} levels");
        self.error(DecodeErrorKind::TooDeep, "fewer levels", found)
    }

    #[cold]
    fn bad_string(&mut self, at: usize) -> DecodeError {
        self.position = at.min(self.text.len());
        match self.text.as_bytes().get(at) {
            Some(control) => {
                let found = format!("the control character U+{control:04X}");
                self.error(
                    DecodeErrorKind::Syntax,
                    "a string with its control characters escaped",
                    found,
                )
            }
            None => self.syntax("the `\"` at the end of the string"),
        }
    }

    fn error(&self, kind: DecodeErrorKind, expected: &'static str, found: String) -> DecodeError {
        DecodeError::new(kind, self.text.as_bytes(), self.position, expected, found)
    }

    /// What stands here, in words.
    fn describe(&self) -> String {
        let rest = self.text.get(self.position..).unwrap_or_default();
        match rest.as_bytes().first() {
            None => String::from("the end of the body"),
            Some(b'{') => String::from("an object"),
            Some(b'[') => String::from("an array"),
            Some(b'"') => {
                let inner = &rest[1..];
                let end = inner.find('"').unwrap_or(inner.len());
                format!("the string \"{}\"", excerpt(&inner[..end]))
            }
            Some(_) => {
                let end = rest
                    .find([',', '}', ']', ' ', '\n', '\r', '\t', '"'])
                    .unwrap_or(rest.len());
                format!("`{}`", excerpt(&rest[..end.max(1).min(rest.len())]))
            }
        }
    }
}

/// The next position from `at` on that holds a `"`, a `\` or a control character, or the end.
#[inline]
pub(super) fn end_of_plain(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);
    const fn zeroes(word: u64) -> u64 {
        word.wrapping_sub(ONES) & !word & HIGHS
    }

    // Eight bytes at a time: the lowest mark is exact, higher ones may be false by a borrow.
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quotes = zeroes(word ^ (ONES * b'"' as u64));
        let backslashes = zeroes(word ^ (ONES * b'\\' as u64));
        let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let marks = quotes | backslashes | controls;
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        if matches!(byte, b'"' | b'\\' | 0..0x20) {
            break;
        }
        at += 1;
    }
    at
}
