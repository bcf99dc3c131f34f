//! The text of a document and the lines in it.

use super::Span;

/// A stretch of bytes. Documents are at most 64 MiB, so that half a word a side is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Extent {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// How many characters lie between two marks of the index.
const STRIDE: usize = 64;

/// A document as text, with what is needed to turn bytes into lines and columns.
pub(crate) struct Source {
    name: String,
    text: String,
    line_starts: Vec<u32>,
    /// The byte of every 64th character, empty for ASCII: a document may be one line of megabytes,
    /// and counting from its start for each place would cost the square of it.
    character_marks: Vec<u32>,
}

impl Source {
    /// `text` is at most `u32::MAX` bytes long.
    pub(crate) fn new(name: &str, text: String) -> Self {
        Self {
            name: name.to_owned(),
            line_starts: line_starts(text.as_bytes()),
            character_marks: character_marks(&text),
            text,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Bytes as a place for people. What lies past the end, or inside a character, is moved to
    /// the next place before it.
    pub(crate) fn span(&self, extent: Extent) -> Span {
        let start = self.floor(extent.start as usize);
        let end = self.floor(extent.end as usize).max(start);
        let line = self
            .line_starts
            .partition_point(|&line_start| line_start as usize <= start);
        let line_start = self.line_starts[line - 1] as usize;
        Span {
            start,
            end,
            line,
            column: self.characters_before(start) - self.characters_before(line_start) + 1,
        }
    }

    /// The bytes of a line, counted from 1, without its line break.
    pub(crate) fn line(&self, line: usize) -> std::ops::Range<usize> {
        let start = self
            .line_starts
            .get(line.saturating_sub(1))
            .map_or(self.text.len(), |&start| start as usize);
        let end = self
            .line_starts
            .get(line)
            .map_or(self.text.len(), |&start| start as usize);
        let content = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + content.len()
    }

    /// The byte at which a character, counted from 0, starts.
    pub(crate) fn byte_of(&self, character: usize) -> usize {
        if self.character_marks.is_empty() {
            return character.min(self.text.len());
        }
        let Some(&mark) = self.character_marks.get(character / STRIDE) else {
            return self.text.len();
        };
        self.text[mark as usize..]
            .char_indices()
            .nth(character % STRIDE)
            .map_or(self.text.len(), |(position, _)| mark as usize + position)
    }

    /// How many characters stand before a byte that is a character's first.
    fn characters_before(&self, byte: usize) -> usize {
        if self.character_marks.is_empty() {
            return byte;
        }
        let marks = self
            .character_marks
            .partition_point(|&mark| mark as usize <= byte);
        let mark = self.character_marks[marks - 1] as usize;
        (marks - 1) * STRIDE + self.text[mark..byte].chars().count()
    }

    // `str::floor_char_boundary` is younger than the workspace's rust-version.
    fn floor(&self, position: usize) -> usize {
        let mut position = position.min(self.text.len());
        while !self.text.is_char_boundary(position) {
            position -= 1;
        }
        position
    }
}

fn line_starts(bytes: &[u8]) -> Vec<u32> {
    let mut starts = vec![0];
    for (position, &byte) in bytes.iter().enumerate() {
        let breaks = match byte {
            b'\n' => true,
            b'\r' => bytes.get(position + 1) != Some(&b'\n'),
            _ => false,
        };
        if breaks {
            starts.push(position as u32 + 1);
        }
    }
    starts
}

fn character_marks(text: &str) -> Vec<u32> {
    if text.is_ascii() {
        return Vec::new();
    }
    text.char_indices()
        .step_by(STRIDE)
        .map(|(position, _)| position as u32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_in_any_of_the_three_ways() {
        let source = Source::new("x", "aé\r\nb\rcd\n".to_owned());
        let place = |start| {
            let span = source.span(Extent { start, end: start });
            (span.line, span.column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(3), (1, 3));
        assert_eq!(place(5), (2, 1));
        assert_eq!(place(8), (3, 2));
        assert_eq!(place(99), (4, 1));
        assert_eq!(&source.text()[source.line(1)], "aé");
        assert_eq!(&source.text()[source.line(9)], "");
    }

    #[test]
    fn the_index_of_characters_agrees_with_counting() {
        let text: String = "aé🦀".repeat(2_000);
        let source = Source::new("x", text.clone());
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(source.byte_of(count), byte);
            assert_eq!(source.characters_before(byte), count);
        }
        assert_eq!(source.byte_of(6_000), text.len());
    }
}
