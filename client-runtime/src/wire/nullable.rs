//! `null` as a value of its own, where a document tells it from what is absent.

use super::reader::{ReadResult, Reader};
use super::value::Wire;
use super::writer::Writer;

/// A value, or `null`: for properties of which a document says (`x-keep-null`) that `null` is not
/// the same as absent, such as those that a PATCH clears. In an `Option` it has three states.
///
/// ```
/// use client_runtime::wire::{Nullable, json};
///
/// let cleared: Nullable<String> = json::from_str("null")?;
/// assert_eq!(cleared, Nullable::Null);
/// assert_eq!(json::to_string(&Nullable::from(5))?, "5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, if it is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value, if it is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Is it `null`?
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Wire> Wire for Nullable<T> {
    const NULL_IS_ABSENT: bool = false;
    const EMPTY_TEXT_IS_ABSENT: bool = T::EMPTY_TEXT_IS_ABSENT;

    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        match reader.peek() {
            b'n' => reader.literal("null").map(|()| Self::Null),
            _ => T::read(reader).map(Self::Value),
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Null => writer.raw("null"),
            Self::Value(value) => value.write(writer),
        }
    }
}
