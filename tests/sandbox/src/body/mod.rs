//! Bodies in the media types that the document lists, read and written by code of this crate alone.

pub(crate) mod form;
pub(crate) mod json;
pub(crate) mod value;
pub(crate) mod xml;

use value::Value;

use crate::contract::{Contract, Shape};

/// The encodings behind the documented media types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Json,
    Xml,
    Form,
}

/// The most levels that a body may nest: far more than a cart of add-ons of add-ons has.
pub(crate) const DEPTH: usize = 64;

impl Encoding {
    /// The encoding of a media type, without its parameters.
    pub(crate) fn of(media_type: &str) -> Option<Self> {
        match media_type {
            "application/json" | "text/json" => Some(Self::Json),
            "application/xml" | "text/xml" => Some(Self::Xml),
            "application/x-www-form-urlencoded" => Some(Self::Form),
            _ => None,
        }
    }

    /// Reads a body of the given shape. What the body does not say in types of its own (XML and
    /// form know text alone) takes the shape's.
    pub(crate) fn read(
        self,
        contract: &Contract,
        shape: &Shape,
        bytes: &[u8],
    ) -> Result<Value, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match self {
            Self::Json => json::read(bytes),
            Self::Xml => xml::read(contract, shape, bytes),
            Self::Form => form::read(contract, shape, bytes),
        }
    }
}

/// Text as the type that a shape asks for, where it is one; else as it is, for validation to name.
pub(crate) fn scalar(shape: &Shape, text: &str) -> Value {
    let trimmed = text.trim();
    match shape {
        Shape::Integer | Shape::Number if json::is_number(trimmed) => {
            Value::Number(trimmed.to_owned())
        }
        Shape::Boolean if trimmed.eq_ignore_ascii_case("true") || trimmed == "1" => {
            Value::Bool(true)
        }
        Shape::Boolean if trimmed.eq_ignore_ascii_case("false") || trimmed == "0" => {
            Value::Bool(false)
        }
        _ => Value::Text(text.to_owned()),
    }
}
