//! The document as a tree in which every node knows its place.

use crate::diagnostic::Extent;
use indexmap::IndexMap;
use serde_json::Number;

/// A value of the document and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) extent: Extent,
}

/// What JSON can say; keys in the order of the document.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    Number(Number),
    Text(Box<str>),
    List(Vec<Node>),
    // Boxed because most nodes are scalars.
    Object(Box<Entries>),
}

pub(super) type Entries = IndexMap<Box<str>, Entry>;

/// What stands behind a key.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where the key stands.
    pub(super) key: Extent,
    pub(super) node: Node,
}

impl Node {
    /// The value behind a key, if this is an object that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Object(entries) => entries.get(key),
            _ => None,
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Where a key stands, else the start of this object.
    pub(super) fn place_of(&self, key: &str) -> Extent {
        self.entry(key).map_or(self.extent, |entry| entry.key)
    }

    /// Keys and values of an object; nothing for all else.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let entries = match &self.value {
            Value::Object(entries) => Some(entries),
            _ => None,
        };
        entries
            .into_iter()
            .flat_map(|entries| entries.iter().map(|(key, entry)| (&**key, entry)))
    }

    /// The items of a list; nothing for all else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn integer(&self) -> Option<i64> {
        match &self.value {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self.value, Value::Boolean(true))
    }

    pub(super) fn is_false(&self) -> bool {
        matches!(self.value, Value::Boolean(false))
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The target of a Reference Object.
    pub(super) fn reference(&self) -> Option<&str> {
        self.get("$ref").and_then(Node::text)
    }

    /// The type in words, with its article.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(number) if number.is_f64() => "a number",
            Value::Number(_) => "an integer",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// Whether both say the same, wherever they stand and in whatever order their keys are.
    pub(super) fn says_the_same_as(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Boolean(one), Value::Boolean(two)) => one == two,
            (Value::Number(one), Value::Number(two)) => one == two,
            (Value::Text(one), Value::Text(two)) => one == two,
            (Value::List(one), Value::List(two)) => {
                one.len() == two.len()
                    && one
                        .iter()
                        .zip(two)
                        .all(|(one, two)| one.says_the_same_as(two))
            }
            (Value::Object(one), Value::Object(two)) => {
                one.len() == two.len()
                    && one.iter().all(|(key, entry)| {
                        two.get(key)
                            .is_some_and(|other| entry.node.says_the_same_as(&other.node))
                    })
            }
            _ => false,
        }
    }

    /// The node that a JSON pointer names (RFC 6901), and the nearest that exists above it.
    pub(super) fn nearest(&self, pointer: &str) -> (Extent, Option<&Node>) {
        let (mut node, mut place) = (self, self.extent);
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let next = match &node.value {
                Value::Object(entries) => entries
                    .get(token.as_str())
                    .map(|entry| (&entry.node, entry.key)),
                Value::List(items) => token
                    .parse::<usize>()
                    .ok()
                    .and_then(|position| items.get(position))
                    .map(|item| (item, item.extent)),
                _ => None,
            };
            let Some(next) = next else {
                return (place, None);
            };
            (node, place) = next;
        }
        (place, Some(node))
    }

    /// The JSON pointer of the innermost node around a place.
    ///
    /// Keys and items stand in the order of the text (there are no aliases), so that each level is
    /// a binary search.
    pub(super) fn pointer_at(&self, place: u32) -> String {
        let mut pointer = String::new();
        let mut node = self;
        loop {
            match &node.value {
                Value::Object(entries) => {
                    let after = entries
                        .as_slice()
                        .partition_point(|_, entry| entry.key.start <= place);
                    let Some((key, entry)) = after
                        .checked_sub(1)
                        .and_then(|last| entries.get_index(last))
                    else {
                        return pointer;
                    };
                    if place >= entry.node.extent.end.max(entry.key.end) {
                        return pointer;
                    }
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    if place < entry.node.extent.start {
                        return pointer;
                    }
                    node = &entry.node;
                }
                Value::List(items) => {
                    let after = items.partition_point(|item| item.extent.start <= place);
                    let Some(last) = after.checked_sub(1) else {
                        return pointer;
                    };
                    if place >= items[last].extent.end {
                        return pointer;
                    }
                    pointer.push_str(&format!("/{last}"));
                    node = &items[last];
                }
                _ => return pointer,
            }
        }
    }

    /// As `serde_json` has it.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Boolean(boolean) => (*boolean).into(),
            Value::Number(number) => number.clone().into(),
            Value::Text(text) => (&**text).into(),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(entries) => entries
                .iter()
                .map(|(key, entry)| (key.to_string(), entry.node.to_json()))
                .collect(),
        }
    }
}
