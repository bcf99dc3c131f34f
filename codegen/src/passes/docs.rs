//! Documentation: from the document's Markdown to `///` lines.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{AttrStyle, Attribute};

use super::nodes;

/// Where a line of prose is broken.
const WIDTH: usize = 92;

/// Doc comments in the making, a paragraph after the other.
#[derive(Debug, Default)]
pub(super) struct Docs {
    lines: Vec<String>,
}

impl Docs {
    /// No documentation yet.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds what the document says, if it says anything.
    pub(super) fn document(self, text: Option<&String>) -> Self {
        match text {
            Some(text) => self.paragraph(escape(text)),
            None => self,
        }
    }

    /// Adds our own Markdown as a block; blank text adds nothing. Text of the document in it goes
    /// through [`escape`].
    pub(super) fn paragraph(mut self, text: impl AsRef<str>) -> Self {
        let text = text.as_ref().trim();
        if text.is_empty() {
            return self;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.push(text);
        self
    }

    /// Adds an entry to a list, which begins where the text before was none.
    pub(super) fn bullet(mut self, text: impl AsRef<str>) -> Self {
        let in_list = |line: &String| line.starts_with("- ") || line.starts_with("  ");
        if self.lines.last().is_some_and(|last| !in_list(last)) {
            self.lines.push(String::new());
        }
        let text: Vec<&str> = text.as_ref().split_whitespace().collect();
        self.push(&format!("- {}", text.join(" ")));
        self
    }

    /// The doc attributes, a `///` line each.
    pub(super) fn outer(&self) -> TokenStream {
        let lines = self.attribute_lines();
        quote!(#(#[doc = #lines])*)
    }

    /// The doc attributes, a `//!` line each.
    pub(super) fn inner(&self) -> TokenStream {
        let lines = self.attribute_lines();
        quote!(#(#![doc = #lines])*)
    }

    /// The attributes of [`outer`](Self::outer) as nodes, for what is emitted by the thousand.
    pub(super) fn attributes(&self) -> Vec<Attribute> {
        let lines = self.attribute_lines();
        let lines = lines.iter();
        lines
            .map(|line| nodes::doc(line, AttrStyle::Outer))
            .collect()
    }

    fn attribute_lines(&self) -> Vec<String> {
        let spaced = |line: &String| match line.is_empty() {
            true => String::new(),
            false => format!(" {line}"),
        };
        self.lines.iter().map(spaced).collect()
    }

    fn push(&mut self, text: &str) {
        let mut fenced = false;
        for line in text.lines() {
            let fence = line.trim_start().starts_with("```");
            if fence || fenced {
                self.lines.push(line.trim_end().to_owned());
                fenced ^= fence;
            } else {
                wrap(line, &mut self.lines);
            }
        }
    }
}

/// Breaks a line of Markdown at spaces; what continues a list entry is indented like it.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let start = line.len() - line.trim_start().len();
    let marker = ["- ", "* "]
        .iter()
        .any(|marker| line[start..].starts_with(marker));
    let indent = " ".repeat(start + if marker { 2 } else { 0 });
    let mut current = line[..start].to_owned();
    let mut empty = true;
    for word in line.split_whitespace() {
        if !empty && current.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut current, indent.clone()));
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    lines.push(current.trim_end().to_owned());
}

/// What the document says of values beyond their type, as a sentence; nothing for nothing.
pub(super) fn notes(notes: &[String]) -> String {
    match notes.is_empty() {
        true => String::new(),
        false => format!(
            "As documented, and not checked here: {}.",
            escape(&notes.join(", "))
        ),
    }
}

/// Keeps rustdoc from reading a link or a tag into the document's prose: escapes brackets and `<`
/// outside of code.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut in_code = false;
    let mut previous = ' ';
    for (index, character) in text.char_indices() {
        let rest = &text[index + character.len_utf8()..];
        match character {
            '`' => in_code = !in_code,
            '[' | '<' if !in_code && previous != '\\' && !is_link(character, rest) => {
                escaped.push('\\');
            }
            _ => {}
        }
        escaped.push(character);
        previous = character;
    }
    escaped
}

/// Whether what follows an opening bracket makes it a Markdown link.
fn is_link(opening: char, rest: &str) -> bool {
    match opening {
        '<' => rest.starts_with("http://") || rest.starts_with("https://"),
        _ => rest
            .split_once(']')
            .is_some_and(|(_, after)| after.starts_with('(')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(docs: Docs) -> Vec<String> {
        docs.lines
    }

    #[test]
    fn long_prose_is_wrapped_and_list_entries_hang() {
        let text = format!("- {}", "word ".repeat(30));
        let lines = lines(Docs::new().paragraph(text));
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("- word") && lines[0].len() <= WIDTH);
        assert!(lines[1].starts_with("  word"));
    }

    #[test]
    fn brackets_are_escaped_outside_code_only() {
        let text = String::from("a [b] `c[d]` <e> [f](https://g.example)");
        let docs = Docs::new().document(Some(&text));
        assert_eq!(lines(docs), ["a \\[b] `c[d]` \\<e> [f](https://g.example)"]);
    }

    #[test]
    fn code_blocks_stay_as_they_are() {
        let long = "x ".repeat(80);
        let text = format!("```text\n{long}\n```");
        assert_eq!(lines(Docs::new().paragraph(text)).len(), 3);
    }

    #[test]
    fn blank_text_adds_nothing() {
        let docs = Docs::new().document(None).paragraph("  ").paragraph("a");
        assert_eq!(lines(docs), ["a"]);
    }
}
