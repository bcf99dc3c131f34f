//! The document as a tree, bounded in depth and in what a declaration can multiply.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesStart, Event};

use super::super::error::{DecodeError, DecodeErrorKind, excerpt};
use super::super::reader::MAX_DEPTH;
use super::INSTANCE;
use super::text;

/// How deep elements may be nested: a list's element and its items' are one level of JSON each.
const DEPTH: usize = 2 * MAX_DEPTH;

/// How many attributes an element may have, and how many namespaces may be in scope; an answer has
/// a handful.
const ATTRIBUTES: usize = 128;

/// How many namespaces a document may name.
const NAMESPACES: usize = 1024;

/// A document.
#[derive(Debug)]
pub(super) struct Document<'t> {
    pub(super) root: Element<'t>,
    /// Namespaces by their number.
    pub(super) namespaces: Vec<String>,
}

/// An element and what is in it.
#[derive(Debug)]
pub(super) struct Element<'t> {
    /// As it stands, with its prefix.
    pub(super) name: &'t str,
    /// The number of its namespace.
    pub(super) namespace: usize,
    pub(super) attributes: Vec<Attribute<'t>>,
    /// The prefixes that it declares, and the numbers of their namespaces.
    pub(super) declarations: Vec<(&'t str, usize)>,
    pub(super) elements: Vec<Element<'t>>,
    /// The text in it, that between its elements taken together.
    pub(super) text: Cow<'t, str>,
    /// Where it begins, and where it ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// An attribute that declares no namespace.
#[derive(Debug)]
pub(super) struct Attribute<'t> {
    pub(super) name: &'t str,
    /// Is it in XML Schema's instance namespace?
    pub(super) instance: bool,
    pub(super) value: String,
}

impl<'t> Element<'t> {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &'t str {
        local(self.name)
    }

    /// Does `xsi:nil` say that there is no value?
    pub(super) fn is_nil(&self) -> bool {
        self.instance("nil")
            .is_some_and(|nil| matches!(nil.trim(), "true" | "1"))
    }

    /// An attribute of XML Schema's instance namespace.
    pub(super) fn instance(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|attribute| attribute.instance && local(attribute.name) == name)
            .map(|attribute| attribute.value.as_str())
    }
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// Parses a document.
pub(super) fn parse(source: &str) -> Result<Document<'_>, DecodeError> {
    let (text, skipped) = match source.strip_prefix('\u{feff}') {
        Some(text) => (text, '\u{feff}'.len_utf8()),
        None => (source, 0),
    };
    let mut reader = Reader::from_str(text);
    let mut parser = Parser {
        source,
        // Number 0 is no namespace.
        namespaces: vec![String::new()],
        scope: Vec::new(),
        open: Vec::new(),
        root: None,
    };
    loop {
        let start = position(reader.buffer_position()) + skipped;
        let event = reader.read_event().map_err(|error| {
            let at = position(reader.error_position()) + skipped;
            parser.ill_formed(at, &error)
        })?;
        let end = position(reader.buffer_position()) + skipped;
        match event {
            Event::Start(tag) => parser.open(&tag, start, end)?,
            Event::Empty(tag) => {
                parser.open(&tag, start, end)?;
                parser.close(end);
            }
            Event::End(_) => parser.close(end),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if parser.open.is_empty() => {
                parser.between(start, end)?;
            }
            Event::Text(_) => parser.push(Cow::Borrowed(&source[start..end])),
            Event::CData(data) => parser.push(Cow::Owned(data.to_string())),
            Event::GeneralRef(reference) => match text::resolve(&reference) {
                Some(character) => parser.push_character(character),
                None => {
                    let found = format!("`&{};`", excerpt(&reference));
                    return Err(parser.error(start, "a predefined or numeric entity", found));
                }
            },
            Event::DocType(_) => {
                let found = String::from("a DOCTYPE, which is not read");
                return Err(parser.error(start, "an element", found));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match parser.root {
        Some(root) if parser.open.is_empty() => Ok(Document {
            root,
            namespaces: parser.namespaces,
        }),
        _ => Err(DecodeError::new(
            DecodeErrorKind::UnexpectedEnd,
            source.as_bytes(),
            source.len(),
            "an element and its end",
            String::from("the end of the body"),
        )),
    }
}

fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

struct Parser<'t> {
    source: &'t str,
    namespaces: Vec<String>,
    /// Prefixes and the numbers of their namespaces, the innermost last.
    scope: Vec<(&'t str, usize)>,
    open: Vec<Element<'t>>,
    root: Option<Element<'t>>,
}

impl<'t> Parser<'t> {
    fn open(&mut self, tag: &BytesStart<'_>, start: usize, end: usize) -> Result<(), DecodeError> {
        if self.root.is_some() {
            let found = format!("the element `{}`", excerpt(tag.name().as_ref()));
            return Err(self.fault(
                DecodeErrorKind::TrailingData,
                start,
                "the end of the body",
                found,
            ));
        }
        if self.open.len() == DEPTH {
            let found = format!("elements are nested deeper than {DEPTH} levels");
            return Err(self.fault(DecodeErrorKind::TooDeep, start, "fewer levels", found));
        }
        let name = self.slice(start, end, tag.name().as_ref());
        self.check_name(name, start)?;
        let mut attributes = Vec::new();
        let mut declarations = Vec::new();
        for attribute in tag.attributes() {
            let Ok(attribute) = attribute else {
                let found = String::from("a broken or repeated one");
                return Err(self.error(start, "attributes with values in quotes", found));
            };
            if attributes.len() == ATTRIBUTES || self.scope.len() == ATTRIBUTES {
                let found = format!("more than {ATTRIBUTES}");
                return Err(self.fault(
                    DecodeErrorKind::OutOfRange,
                    start,
                    "few attributes",
                    found,
                ));
            }
            let name = self.slice(start, end, attribute.key.as_ref());
            self.check_name(name, start)?;
            let Ok(value) = text::unescape(&attribute.value) else {
                let found = format!("the attribute `{}`", excerpt(name));
                return Err(self.error(start, "predefined and numeric entities", found));
            };
            let prefix = match name {
                "xmlns" => Some(""),
                name => name.strip_prefix("xmlns:"),
            };
            let Some(prefix) = prefix else {
                attributes.push(Attribute {
                    name,
                    instance: false,
                    value,
                });
                continue;
            };
            let Some(namespace) = self.number_of(value) else {
                let found = format!("more than {NAMESPACES}");
                return Err(self.fault(
                    DecodeErrorKind::OutOfRange,
                    start,
                    "few namespaces",
                    found,
                ));
            };
            declarations.push((prefix, namespace));
            self.scope.push((prefix, namespace));
        }
        for attribute in &mut attributes {
            // Attributes without a prefix are in no namespace.
            if attribute.name.contains(':') {
                let namespace = self.namespace_of(attribute.name, start)?;
                attribute.instance = self.namespaces[namespace] == INSTANCE;
            }
        }
        let namespace = self.namespace_of(name, start)?;
        self.open.push(Element {
            name,
            namespace,
            attributes,
            declarations,
            elements: Vec::new(),
            text: Cow::Borrowed(""),
            start,
            end,
        });
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let Some(mut element) = self.open.pop() else {
            return;
        };
        element.end = end;
        self.scope
            .truncate(self.scope.len() - element.declarations.len());
        match self.open.last_mut() {
            Some(parent) => parent.elements.push(element),
            None => self.root = Some(element),
        }
    }

    fn number_of(&mut self, namespace: String) -> Option<usize> {
        let known = self.namespaces.iter().position(|known| *known == namespace);
        if known.is_none() && self.namespaces.len() < NAMESPACES {
            self.namespaces.push(namespace);
            return Some(self.namespaces.len() - 1);
        }
        known
    }

    fn resolve(&self, prefix: &str) -> Option<usize> {
        let mut scope = self.scope.iter().rev();
        scope
            .find(|(known, _)| *known == prefix)
            .map(|(_, namespace)| *namespace)
    }

    /// The number of the namespace of a name.
    fn namespace_of(&self, name: &str, start: usize) -> Result<usize, DecodeError> {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        match self.resolve(prefix) {
            Some(namespace) => Ok(namespace),
            // No namespace without a declaration; `xml` needs none.
            None if matches!(prefix, "" | "xml") => Ok(0),
            None => {
                let found = format!("`{}`", excerpt(name));
                Err(self.error(start, "a prefix that is declared", found))
            }
        }
    }

    fn check_name(&self, name: &str, start: usize) -> Result<(), DecodeError> {
        let is_part = |part: &str| {
            part.starts_with(|first: char| first.is_alphabetic() || first == '_')
                && part.chars().all(|other| {
                    !other.is_ascii() || other.is_ascii_alphanumeric() || "_-.".contains(other)
                })
        };
        let (prefix, local) = name.split_once(':').unwrap_or(("_", name));
        match is_part(prefix) && is_part(local) {
            true => Ok(()),
            false => {
                let found = format!("`{}`", excerpt(name));
                Err(self.error(start, "a name of XML", found))
            }
        }
    }

    /// A name of a tag as it stands in the body, which lives longer than the tag.
    fn slice(&self, start: usize, end: usize, name: &str) -> &'t str {
        let tag = &self.source[start..end];
        tag.find(name).map_or("", |at| &tag[at..at + name.len()])
    }

    fn push(&mut self, text: Cow<'t, str>) {
        let Some(element) = self.open.last_mut() else {
            return;
        };
        let text = match text.contains('\r') {
            // Line ends are line feeds (XML 1.0, section 2.11).
            true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
            false => text,
        };
        match element.text.is_empty() {
            true => element.text = text,
            false => element.text.to_mut().push_str(&text),
        }
    }

    fn push_character(&mut self, character: char) {
        if let Some(element) = self.open.last_mut() {
            element.text.to_mut().push(character);
        }
    }

    /// Text outside of the root.
    fn between(&self, start: usize, end: usize) -> Result<(), DecodeError> {
        let text = &self.source[start..end];
        match text.trim().is_empty() {
            true => Ok(()),
            false => Err(self.error(start, "an element", format!("`{}`", excerpt(text.trim())))),
        }
    }

    fn error(&self, at: usize, expected: &'static str, found: String) -> DecodeError {
        self.fault(DecodeErrorKind::Syntax, at, expected, found)
    }

    fn fault(
        &self,
        kind: DecodeErrorKind,
        at: usize,
        expected: &'static str,
        found: String,
    ) -> DecodeError {
        let error = DecodeError::new(kind, self.source.as_bytes(), at, expected, found);
        let path = self.open.iter().rev().map(Element::local);
        path.take(self.open.len().saturating_sub(1))
            .fold(error, DecodeError::in_property)
    }

    fn ill_formed(&self, at: usize, error: &Error) -> DecodeError {
        let at = at.min(self.source.len());
        let kind = match error {
            Error::Syntax(
                SyntaxError::UnclosedTag
                | SyntaxError::UnclosedComment
                | SyntaxError::UnclosedCData
                | SyntaxError::UnclosedPI
                | SyntaxError::UnclosedXmlDecl,
            )
            | Error::IllFormed(IllFormedError::MissingEndTag(_)) => DecodeErrorKind::UnexpectedEnd,
            _ => DecodeErrorKind::Syntax,
        };
        self.fault(
            kind,
            at,
            "well-formed XML",
            excerpt_words(&error.to_string()),
        )
    }
}

/// The words of an error, which may repeat a name of any length.
fn excerpt_words(words: &str) -> String {
    match words.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}
