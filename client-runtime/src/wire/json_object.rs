//! Free-form JSON: kept as it came, its order and its digits too.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::description::Described;
use super::error::{DecodeError, EncodeError};
use super::json;
use super::raw::Raw;
use super::reader::{ReadResult, Reader};
use super::value::Wire;
use super::writer::{Writer, push_string};

/// A JSON object of any shape, in which order, digits and text stay as they came; only
/// insignificant white space goes.
///
/// It holds its members as JSON text, so that what nobody looks at costs one copy. Two are equal
/// when their texts are. Where a name stands in it more than once, all stay, and the last one is
/// what [`get`](Self::get) gives.
///
/// ```
/// use client_runtime::wire::{JsonObject, json};
///
/// let mut context: JsonObject = json::from_str(r#"{"scope": "shared", "limit": 1.10}"#)?;
/// assert_eq!(context.get::<String>("scope")?.as_deref(), Some("shared"));
/// context.insert("duration", "1Year")?;
/// assert_eq!(context.to_string(), r#"{"scope":"shared","limit":1.10,"duration":"1Year"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct JsonObject {
    /// `"name":value,"name":value`; what stands here is JSON, and compact.
    members: Box<str>,
}

impl JsonObject {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// Has it no members?
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// How many members it has; counted anew each time.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// The names of the members and their values as JSON text, in their order.
    pub fn iter(&self) -> JsonMembers<'_> {
        JsonMembers {
            reader: Reader::new(&self.members),
        }
    }

    /// Is there a member of this name?
    pub fn contains(&self, name: &str) -> bool {
        self.get_json(name).is_some()
    }

    /// The value of a member as JSON text, to the digit as it came.
    pub fn get_json(&self, name: &str) -> Option<&str> {
        self.iter()
            .filter(|(other, _)| other == name)
            .last()
            .map(|(_, json)| json)
    }

    /// The value of a member, decoded; none if there is no such member, or `null` is its value.
    ///
    /// # Errors
    /// When the value is not what `T` takes.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, serde_json::Error> {
        self.get_json(name).map_or(Ok(None), serde_json::from_str)
    }

    /// Sets a member: in its place if it is there already, else behind the others.
    ///
    /// # Errors
    /// When the value does not serialize to JSON, such as a map whose keys are no strings.
    pub fn insert(&mut self, name: &str, value: impl Serialize) -> Result<(), EncodeError> {
        let value =
            serde_json::to_string(&value).map_err(|error| EncodeError::Value(error.to_string()))?;
        // Compact, and held to the same depth as what is decoded.
        let raw = Raw::read(&mut Reader::new(&value)).map_err(|_| EncodeError::TooDeep)?;
        let mut value = String::with_capacity(value.len());
        raw.append_to(&mut value);

        let mut members = Members::with_capacity(self.members.len() + name.len() + value.len() + 4);
        let last = self.iter().filter(|(other, _)| other == name).count();
        let mut seen = 0;
        for (other, json) in self.iter() {
            seen += usize::from(other == name);
            if other != name {
                members.push(&other, json);
            } else if seen == last {
                members.push(name, &value);
            }
        }
        if last == 0 {
            members.push(name, &value);
        }
        self.members = members.finish();
        Ok(())
    }

    /// Reads the whole object as a typed one. One that came as XML is read by the type's spelling.
    ///
    /// # Errors
    /// When a member is not of its property's type.
    pub fn to_typed<T: Wire + Described>(&self) -> Result<T, DecodeError> {
        #[cfg(feature = "xml")]
        if let Some(xml) = super::xml::raw_of(self) {
            return super::xml::from_str(&xml);
        }
        json::from_str(&self.to_string())
    }

    /// Takes a member out, and gives its value as JSON text.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let removed = self.get_json(name)?.to_owned();
        let mut members = Members::with_capacity(self.members.len());
        for (other, json) in self.iter().filter(|(other, _)| other != name) {
            members.push(&other, json);
        }
        self.members = members.finish();
        Some(removed)
    }

    /// Takes all members out.
    pub fn clear(&mut self) {
        self.members = Box::default();
    }

    /// The members as they stand in JSON, without the braces.
    pub(super) fn members(&self) -> &str {
        &self.members
    }

    pub(super) fn from_members(members: Box<str>) -> Self {
        Self { members }
    }
}

impl Wire for JsonObject {
    const EMPTY_TEXT_IS_ABSENT: bool = true;

    #[inline]
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        if reader.peek() != b'{' {
            return Err(reader.wrong_type("an object"));
        }
        if reader.advance_over(b"{}") {
            return Ok(Self::default());
        }
        let compact = Raw::read(reader)?.compact();
        Ok(Self {
            members: Box::from(&compact[1..compact.len() - 1]),
        })
    }

    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.object(|properties| properties.members(&self.members));
    }
}

impl fmt::Display for JsonObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{{{}}}", self.members)
    }
}

impl fmt::Debug for JsonObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::str::FromStr for JsonObject {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        json::from_str(text)
    }
}

impl From<serde_json::Map<String, serde_json::Value>> for JsonObject {
    fn from(map: serde_json::Map<String, serde_json::Value>) -> Self {
        map.into_iter().collect()
    }
}

/// Of a name that comes more than once, the last value is taken, at the place of the first.
impl<N: AsRef<str>, V: Into<serde_json::Value>> FromIterator<(N, V)> for JsonObject {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let mut values = Vec::<(N, serde_json::Value)>::new();
        let mut places = std::collections::HashMap::<String, usize>::new();
        for (name, value) in members {
            match places.get(name.as_ref()) {
                Some(place) => values[*place].1 = value.into(),
                None => {
                    places.insert(name.as_ref().to_owned(), values.len());
                    values.push((name, value.into()));
                }
            }
        }
        let mut text = Members::with_capacity(values.len() * 32);
        for (name, value) in &values {
            text.push(name.as_ref(), &value.to_string());
        }
        Self {
            members: text.finish(),
        }
    }
}

impl<'o> IntoIterator for &'o JsonObject {
    type Item = (Cow<'o, str>, &'o str);
    type IntoIter = JsonMembers<'o>;

    fn into_iter(self) -> JsonMembers<'o> {
        self.iter()
    }
}

/// The members of a [`JsonObject`]: names, and values as JSON text.
#[derive(Debug)]
pub struct JsonMembers<'o> {
    reader: Reader<'o>,
}

impl<'o> Iterator for JsonMembers<'o> {
    type Item = (Cow<'o, str>, &'o str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.peek() == b',' {
            self.reader.advance();
        }
        if self.reader.peek() != b'"' {
            return None;
        }
        // The text is JSON, except that a name may hold a lone surrogate: that stays as it stands.
        let start = self.reader.position();
        let raw = self.reader.raw_string().ok()?;
        let behind = self.reader.position();
        self.reader.rewind(start, 0);
        let name = self.reader.string().unwrap_or(Cow::Borrowed(raw));
        self.reader.rewind(behind, 0);
        self.reader.colon().ok()?;
        let value = Raw::read(&mut self.reader).ok()?;
        Some((name, value.text()))
    }
}

/// Members under construction.
struct Members(String);

impl Members {
    fn with_capacity(capacity: usize) -> Self {
        Self(String::with_capacity(capacity))
    }

    fn push(&mut self, name: &str, json: &str) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        push_string(&mut self.0, name);
        self.0.push(':');
        self.0.push_str(json);
    }

    fn finish(self) -> Box<str> {
        self.0.into_boxed_str()
    }
}
