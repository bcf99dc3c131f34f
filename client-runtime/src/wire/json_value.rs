//! Any JSON value: kept as it came, its order and its digits too.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{DecodeError, EncodeError};
use super::json;
use super::raw::Raw;
use super::reader::{ReadResult, Reader};
use super::value::Wire;
use super::writer::Writer;

/// A JSON value of any kind but `null`, as its text; only insignificant white space goes.
///
/// ```
/// use client_runtime::wire::{JsonValue, json};
///
/// let value: JsonValue = json::from_str("[1.10, {}]")?;
/// assert_eq!(value.as_json(), "[1.10,{}]");
/// assert_eq!(JsonValue::new("a")?.get::<String>()?, "a");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct JsonValue(Box<str>);

impl JsonValue {
    /// What a value serializes to.
    ///
    /// # Errors
    /// When it does not serialize to JSON, such as a map whose keys are no strings.
    pub fn new(value: impl Serialize) -> Result<Self, EncodeError> {
        let text =
            serde_json::to_string(&value).map_err(|error| EncodeError::Value(error.to_string()))?;
        // Held to the same depth as what is decoded.
        json::from_str(&text).map_err(|_| EncodeError::TooDeep)
    }

    /// The value as JSON text.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// The value, decoded by serde.
    ///
    /// # Errors
    /// When it is not what `T` takes.
    pub fn get<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }

    /// The value as a typed one.
    ///
    /// # Errors
    /// When it is not of the type.
    pub fn to_typed<T: Wire>(&self) -> Result<T, DecodeError> {
        json::from_str(&self.0)
    }
}

impl Wire for JsonValue {
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        Raw::read(reader).map(|value| Self(Box::from(&*value.compact())))
    }

    fn write(&self, writer: &mut Writer) {
        writer.raw(&self.0);
    }
}

impl fmt::Display for JsonValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for JsonValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::str::FromStr for JsonValue {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        json::from_str(text)
    }
}

impl From<serde_json::Value> for JsonValue {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}
