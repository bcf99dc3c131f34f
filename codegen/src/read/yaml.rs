//! From bytes to the tree.
//!
//! The parser under it (`saphyr-parser`) hands out events and keeps its own stack on the heap; the
//! limits here bound what is built from them, so that no input can exhaust stack or memory.

use super::faults::{Faults, quoted};
use super::node::{Entries, Entry, Node, Value};
use super::scalar;
use crate::diagnostic::{Code, Extent, Source};
use indexmap::map::Entry as Slot;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};

/// How deep objects and lists may stand in each other. Real documents use about 25; everything
/// after this stage may recurse over the tree because of it.
pub(super) const DEEPEST: usize = 64;

/// How many keys, values and items a document may have: those of one as large as may be read, where
/// a node takes eight bytes. Made of less, it would take forty times its size in memory.
const MOST_NODES: usize = 8_000_000;

/// The tree of a document. Faults that leave a tree are reported and it goes on; if there is none,
/// at least one was reported.
pub(super) fn parse(source: &Source, start: usize, faults: &mut Faults) -> Option<Node> {
    let mut parser = Parser::new_from_str(&source.text()[start..]);
    let mut builder = Builder {
        positions: Positions { source, start },
        open: Vec::new(),
        nodes: 0,
        root: None,
        faults,
    };
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        match event {
            Err(error) => {
                builder.syntax(*error.marker(), error.info());
                return None;
            }
            Ok((Event::DocumentStart(_), span)) => {
                documents += 1;
                if documents > 1 {
                    let place = builder.positions.extent(span);
                    builder.faults.report(
                        Code::SeveralDocuments,
                        place,
                        "a second YAML document starts here",
                        "remove the line `---` or put the second document into a file of its own",
                    );
                    return None;
                }
            }
            Ok((event, span)) => builder.take(event, span).ok()?,
        }
    }
    let empty = match &builder.root {
        None => true,
        Some(root) => root.is_null(),
    };
    if empty {
        builder.faults.report(
            Code::EmptyDocument,
            Extent { start: 0, end: 0 },
            "the document is empty",
            "start it with `openapi: 3.0.3`",
        );
        return None;
    }
    builder.root
}

/// Reading cannot go on; the reason has been reported.
struct Stop;

struct Builder<'s, 'f> {
    positions: Positions<'s>,
    open: Vec<Open>,
    nodes: usize,
    root: Option<Node>,
    faults: &'f mut Faults,
}

/// A list or object whose end was not reached yet.
enum Open {
    List {
        start: u32,
        items: Vec<Node>,
    },
    Object {
        start: u32,
        entries: Entries,
        key: Pending,
    },
}

/// The key whose value comes next.
enum Pending {
    None,
    Key(Box<str>, Extent),
    /// The key was at fault, its value is read and dropped.
    Refused,
}

impl Builder<'_, '_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        let place = self.positions.extent(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(place, anchor, tag.as_deref());
                self.count(place)?;
                self.scalar(&text, style, place);
            }
            Event::SequenceStart(anchor, tag) => {
                self.properties(place, anchor, tag.as_deref());
                self.open(
                    place,
                    Open::List {
                        start: place.start,
                        items: Vec::new(),
                    },
                )?;
            }
            Event::MappingStart(anchor, tag) => {
                self.properties(place, anchor, tag.as_deref());
                self.open(
                    place,
                    Open::Object {
                        start: place.start,
                        entries: Entries::new(),
                        key: Pending::None,
                    },
                )?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(place),
            Event::Alias(_) => {
                self.faults.report(
                    Code::AnchorOrAlias,
                    place,
                    "a YAML alias is used",
                    "write the part out, or put it under `components` and refer to it with `$ref`",
                );
                self.complete(Node {
                    value: Value::Null,
                    extent: place,
                });
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn count(&mut self, place: Extent) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            self.faults.report(
                Code::TooManyNodes,
                place,
                format!("the document has more than {MOST_NODES} nodes"),
                "divide the document",
            );
            return Err(Stop);
        }
        Ok(())
    }

    fn open(&mut self, place: Extent, open: Open) -> Result<(), Stop> {
        self.count(place)?;
        if self.open.len() == DEEPEST {
            self.too_deep(place);
            return Err(Stop);
        }
        self.open.push(open);
        Ok(())
    }

    fn too_deep(&mut self, place: Extent) {
        self.faults.report(
            Code::TooDeep,
            place,
            format!("objects and lists are nested more than {DEEPEST} deep"),
            "move inner schemas to `components.schemas` and refer to them with `$ref`",
        );
    }

    fn close(&mut self, place: Extent) {
        let (start, value) = match self.open.pop() {
            Some(Open::List { start, items }) => (start, Value::List(items)),
            Some(Open::Object { start, entries, .. }) => (start, Value::Object(Box::new(entries))),
            None => return,
        };
        self.complete(Node {
            value,
            extent: Extent {
                start,
                end: place.end.max(start),
            },
        });
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, place: Extent) {
        let plain = style == ScalarStyle::Plain;
        if let Some(Open::Object { key, .. }) = self.open.last_mut()
            && matches!(key, Pending::None)
        {
            match key_text(text, plain) {
                Ok(()) => *key = Pending::Key(text.into(), place),
                Err((code, message, help)) => {
                    *key = Pending::Refused;
                    self.faults.report(code, place, message, help);
                }
            }
            return;
        }
        let value = if plain {
            scalar::plain(text).unwrap_or_else(|scalar::OutOfRange| {
                self.faults.report(
                    Code::NumberOutOfRange,
                    place,
                    format!("the number {} cannot be represented", quoted(text)),
                    "put it in quotes if it is text",
                );
                Value::Null
            })
        } else {
            Value::Text(text.into())
        };
        self.complete(Node {
            value,
            extent: place,
        });
    }

    /// Puts a node where it belongs: it is an item, a value, or the whole document.
    fn complete(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Object { entries, key, .. }) => {
                match std::mem::replace(key, Pending::None) {
                    Pending::Refused => {}
                    Pending::None => {
                        *key = Pending::Refused;
                        self.faults.report(
                            Code::KeyNotText,
                            node.extent,
                            format!("a key is {}", node.kind()),
                            "keys are text: look for a `?` or a bracket too many",
                        );
                    }
                    Pending::Key(name, place) => match entries.entry(name) {
                        Slot::Vacant(slot) => {
                            slot.insert(Entry { key: place, node });
                        }
                        Slot::Occupied(slot) => {
                            let first = self.positions.source.span(slot.get().key).line;
                            let message = format!(
                                "the key {} stands twice in this object",
                                quoted(slot.key())
                            );
                            let help = format!("keep one of the two; the first is in line {first}");
                            self.faults.report(Code::DuplicateKey, place, message, help);
                        }
                    },
                }
            }
        }
    }

    /// Anchors and tags stand before the node that they belong to.
    fn properties(&mut self, place: Extent, anchor: usize, tag: Option<&Tag>) {
        if anchor > 0 {
            self.faults.report(
                Code::AnchorOrAlias,
                place,
                "a YAML anchor is set on this node",
                "remove it; what is used twice goes under `components` and is referred to with `$ref`",
            );
        }
        if let Some(tag) = tag {
            self.faults.report(
                Code::ExplicitTag,
                place,
                format!(
                    "the YAML tag {} is set on this node",
                    quoted(&tag.to_string())
                ),
                "remove it; text that looks like a number goes in quotes",
            );
        }
    }

    fn syntax(&mut self, marker: Marker, reason: &str) {
        let start = self.positions.byte(marker);
        // The parser looks ahead, and has a limit of its own on brackets.
        if reason == "recursion limit exceeded" {
            self.too_deep(Extent { start, end: start });
            return;
        }
        let source = self.positions.source;
        let line = source.span(Extent { start, end: start }).line;
        let text = &source.text()[source.line(line)];
        let indentation = &text[..text.len() - text.trim_start().len()];
        match indentation.find('\t') {
            Some(tab) => {
                let start = (source.line(line).start + tab) as u32;
                self.faults.report(
                    Code::TabIndentation,
                    Extent {
                        start,
                        end: start + 1,
                    },
                    "this line is indented with a tab",
                    "indent with spaces",
                );
            }
            None => self.faults.report(
                Code::YamlSyntax,
                Extent { start, end: start },
                format!("the document is not well-formed YAML: {reason}"),
                "look for a missing quote, bracket or colon at this place or shortly before it, and at the indentation",
            ),
        }
    }
}

/// From the parser's characters to the document's bytes.
struct Positions<'s> {
    source: &'s Source,
    start: usize,
}

impl Positions<'_> {
    fn byte(&self, marker: Marker) -> u32 {
        // What comes before the start is at most one character, the byte order mark.
        let skipped = usize::from(self.start > 0);
        self.source.byte_of(marker.index() + skipped) as u32
    }

    fn extent(&self, span: Span) -> Extent {
        Extent {
            start: self.byte(span.start),
            end: self.byte(span.end),
        }
    }
}

type KeyFault = (Code, String, &'static str);

/// Whether a scalar can be a key. Integers in their usual spelling can: status codes are written so.
fn key_text(text: &str, plain: bool) -> Result<(), KeyFault> {
    if !plain {
        return Ok(());
    }
    if text == "<<" {
        return Err((
            Code::MergeKey,
            "a YAML merge key is used".to_owned(),
            "write the keys out, or use `$ref`",
        ));
    }
    let kind = match scalar::plain(text) {
        Ok(Value::Text(_)) => return Ok(()),
        Ok(Value::Number(number)) if number.to_string() == text && !number.is_f64() => {
            return Ok(());
        }
        Ok(Value::Boolean(_)) => "a boolean",
        Ok(Value::Null) => "null",
        Ok(_) | Err(scalar::OutOfRange) => "a number",
    };
    Err((
        Code::KeyNotText,
        format!("the key {} is {kind} to YAML", quoted(text)),
        "put it in quotes if it is a name",
    ))
}
