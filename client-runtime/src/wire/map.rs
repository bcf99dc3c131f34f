//! Maps: objects whose members all have one type.

use std::fmt;

use super::raw::expected_behind;
use super::reader::{ReadResult, Reader};
use super::value::Wire;
use super::writer::{Writer, push_string};

/// An object whose members all are of one type, in the order in which they came.
///
/// Members that are `null` are absent. Where a name came more than once, all stay, and the last one
/// is what [`get`](Self::get) gives.
///
/// ```
/// use client_runtime::wire::{Map, json};
///
/// let mut prices: Map<i64> = json::from_str(r#"{"b":2,"a":1}"#)?;
/// prices.insert("c", 3);
/// assert_eq!(prices.get("a"), Some(&1));
/// assert_eq!(json::to_string(&prices)?, r#"{"b":2,"a":1,"c":3}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Map<T> {
    members: Vec<(String, T)>,
}

impl<T> Map<T> {
    /// A map without members.
    pub const fn new() -> Self {
        Self {
            members: Vec::new(),
        }
    }

    /// Has it no members?
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// How many members it has.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// The member of a name. The members are searched one by one.
    pub fn get(&self, name: &str) -> Option<&T> {
        let mut members = self.members.iter().rev();
        members
            .find(|(held, _)| held == name)
            .map(|(_, value)| value)
    }

    /// The member of a name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let mut members = self.members.iter_mut().rev();
        members
            .find(|(held, _)| held == name)
            .map(|(_, value)| value)
    }

    /// Sets a member: in its place if it is there already, else behind the others. Gives the value
    /// that it had.
    pub fn insert(&mut self, name: impl Into<String>, value: T) -> Option<T> {
        let name = name.into();
        match self.get_mut(&name) {
            Some(held) => Some(std::mem::replace(held, value)),
            None => {
                self.members.push((name, value));
                None
            }
        }
    }

    /// Takes out all members of a name, and gives the last one.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let mut removed = None;
        let members = std::mem::take(&mut self.members);
        for (held, value) in members {
            if held == name {
                removed = Some(value);
            } else {
                self.members.push((held, value));
            }
        }
        removed
    }

    /// The names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.members
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

/// Of a name that comes more than once, all values are taken.
impl<N: Into<String>, T> FromIterator<(N, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(members: I) -> Self {
        Self {
            members: members
                .into_iter()
                .map(|(name, value)| (name.into(), value))
                .collect(),
        }
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<T: Wire> Wire for Map<T> {
    const EMPTY_TEXT_IS_ABSENT: bool = true;

    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        if reader.peek() != b'{' {
            return Err(reader.wrong_type("an object"));
        }
        reader.enter()?;
        let mut map = Self::new();
        if reader.peek() == b'}' {
            reader.leave();
            return Ok(map);
        }
        loop {
            if reader.peek() != b'"' {
                return Err(reader.syntax("the name of a property"));
            }
            let name = reader.string()?.into_owned();
            reader.colon()?;
            let mut value = None;
            if let Err(error) = reader.read(&mut value) {
                return Err(error.in_property(&name));
            }
            map.members.extend(value.map(|value| (name, value)));
            match reader.peek() {
                b',' => reader.advance(),
                b'}' => break,
                _ => return Err(reader.syntax(expected_behind(true))),
            }
        }
        reader.leave();
        Ok(map)
    }

    fn write(&self, writer: &mut Writer) {
        writer.object(|object| {
            for (name, value) in &self.members {
                let mut quoted = String::with_capacity(name.len() + 2);
                push_string(&mut quoted, name);
                object.member(&quoted, value);
            }
        });
    }
}

impl<'de, T: Wire> serde::Deserialize<'de> for Map<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

impl<T: Wire> serde::Serialize for Map<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::serialize(self, serializer)
    }
}
