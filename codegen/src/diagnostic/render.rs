//! Diagnostics as text for people.

use super::{Diagnostic, Diagnostics, Severity, Source, Span, is_invisible};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::fmt::Write;
use std::ops::Range;

/// A line that is longer than this in bytes is shown in part: a document in JSON may be one
/// line of megabytes.
const LONGEST_LINE: usize = 400;
/// How many characters of such a line stand before the fault, and how many from it on.
const BEFORE: usize = 40;
const FROM: usize = 80;

pub(super) fn render(diagnostics: &Diagnostics, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let source = diagnostics.source.as_deref();
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&one(diagnostic, source, &renderer));
        text.push_str("\n\n");
    }
    summarise(diagnostics, source, &mut text);
    text
}

fn one(diagnostic: &Diagnostic, source: Option<&Source>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.code.to_string())
        .elements(Vec::<Origin<'_>>::new());
    if let Some(source) = source {
        match diagnostic.span {
            Some(span) => {
                let excerpt = excerpt(source, span);
                let snippet = Snippet::source(excerpt.text)
                    .line_start(span.line)
                    .annotation(AnnotationKind::Primary.span(excerpt.marked));
                group = if excerpt.is_cut {
                    // The column in the excerpt is not the column in the document.
                    let origin = Origin::path(source.name())
                        .line(span.line)
                        .char_column(span.column);
                    group.element(origin).element(snippet)
                } else {
                    group.element(snippet.path(source.name()))
                };
            }
            None => group = group.element(Origin::path(source.name())),
        }
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(&diagnostic.help));
    }
    if !diagnostic.path.is_empty() {
        group = group.element(Level::NOTE.message(format!("at {}", diagnostic.path)));
    }
    renderer.render(&[group])
}

struct Excerpt {
    text: String,
    marked: Range<usize>,
    is_cut: bool,
}

/// The first line of a span, cut where it is too long.
fn excerpt(source: &Source, span: Span) -> Excerpt {
    let line = source.line(span.line);
    let text = source.text();
    let start = span.start.clamp(line.start, line.end);
    let mut shown = line.clone();
    let is_cut = line.len() > LONGEST_LINE;
    if is_cut {
        if let Some((position, _)) = text[line.start..start].char_indices().rev().nth(BEFORE) {
            shown.start = line.start + position;
        }
        if let Some((position, _)) = text[start..line.end].char_indices().nth(FROM) {
            shown.end = start + position;
        }
    }
    let end = span.end.clamp(start, shown.end);
    let mut excerpt = String::new();
    if shown.start > line.start {
        excerpt.push('…');
    }
    push_visible(&mut excerpt, &text[shown.start..start]);
    let marked_start = excerpt.len();
    push_visible(&mut excerpt, &text[start..end]);
    let marked = marked_start..excerpt.len();
    push_visible(&mut excerpt, &text[end..shown.end]);
    if shown.end < line.end {
        excerpt.push('…');
    }
    Excerpt {
        text: excerpt,
        marked,
        is_cut,
    }
}

/// The document must not steer the terminal.
fn push_visible(excerpt: &mut String, text: &str) {
    excerpt.extend(text.chars().map(|character| match character {
        '\t' => '\t',
        _ if is_invisible(character) => char::REPLACEMENT_CHARACTER,
        _ => character,
    }));
}

fn summarise(diagnostics: &Diagnostics, source: Option<&Source>, text: &mut String) {
    if diagnostics.is_empty() {
        return;
    }
    let errors = diagnostics.iter().count() - diagnostics.warnings;
    let warnings = diagnostics.warnings;
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let found = match (errors, warnings) {
        (_, 0) => counted(errors, "error"),
        (0, _) => counted(warnings, "warning"),
        _ => format!(
            "{}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    };
    text.push_str(&found);
    // Writing to a String cannot fail.
    if let Some(source) = source {
        let _ = write!(text, " in {}", source.name());
    }
    if diagnostics.omitted > 0 {
        let _ = write!(text, "; {} more are not shown", diagnostics.omitted);
    }
    text.push('\n');
}
