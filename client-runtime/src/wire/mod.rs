//! What emitted types stand on, so that decoding and encoding lose nothing.
//!
//! - [`json`] decodes bodies and encodes them; with the features of their names, so do `xml` and
//!   `form`.
//! - [`object!`], [`open_enum!`] and [`integer_enum!`] give emitted types their form on the wire;
//!   [`Wire`] is the trait for it. [`describe!`] gives them their spelling in XML and forms.
//! - [`UnknownProperties`], [`JsonObject`], [`Timestamp`] and [`Undocumented`] keep what came as
//!   it came.
//!
//! ## What a round trip keeps
//! Decoding and encoding again gives the same JSON, up to:
//! - white space between tokens, and how a string of a documented property is escaped;
//! - `null`, and `""` where an object or an array is due: both are absent properties, and no
//!   elements of an array;
//! - the case of ASCII letters in the names of documented properties, which is put right unless
//!   the exact name is there too;
//! - the case of ASCII letters and the underscores in documented members of enumerations;
//! - of properties of exactly the same documented name, all but the last that is not `null`;
//! - the order of properties: the documented ones in the document's order, then the others as
//!   they came;
//! - the form of a number that a documented property has as a string, with an exponent, or as an
//!   integer with a fraction of zeroes: its value stays.

pub mod description;
mod error;
#[cfg(feature = "form")]
pub mod form;
mod integer_enum;
mod interop;
pub mod json;
mod json_object;
mod json_value;
mod map;
mod names;
mod nullable;
mod number;
mod object;
mod open_enum;
mod raw;
mod reader;
mod timestamp;
#[cfg(any(feature = "xml", feature = "form"))]
mod tree;
mod union;
mod value;
mod writer;
#[cfg(feature = "xml")]
pub mod xml;

pub use self::description::Described;
pub use self::error::{DecodeError, DecodeErrorKind, EncodeError};
pub use self::json_object::{JsonMembers, JsonObject};
pub use self::json_value::JsonValue;
pub use self::map::Map;
pub use self::names::Names;
pub use self::nullable::Nullable;
pub use self::object::{Object, UnknownProperties};
pub use self::open_enum::{OpenEnum, Undocumented};
pub use self::reader::{MAX_DEPTH, ReadResult, Reader};
pub use self::timestamp::Timestamp;
#[cfg(feature = "jiff")]
pub use self::timestamp::TimestampError;
pub use self::union::JsonKind;
pub use self::value::Wire;
pub use self::writer::{ObjectWriter, Writer};

#[doc(inline)]
pub use crate::__wire_describe as describe;
#[doc(inline)]
pub use crate::__wire_integer_enum as integer_enum;
#[doc(inline)]
pub use crate::__wire_object as object;
#[doc(inline)]
pub use crate::__wire_open_enum as open_enum;
#[doc(inline)]
pub use crate::__wire_union as union;

pub use rust_decimal::Decimal;

// What the macros expand to.
#[doc(hidden)]
pub use self::integer_enum::read_integer_enum;
#[doc(hidden)]
pub use self::interop::{deserialize, serialize};
#[doc(hidden)]
pub use self::object::{assert_plain_name, read_object, read_object_onto, write_object};
#[doc(hidden)]
pub use self::open_enum::{matches_loosely, open_enum_from_text, read_open_enum};
#[doc(hidden)]
pub use self::union::{Seen, write_tagged};
#[doc(hidden)]
pub use serde as __serde;

/// The elements of a list that may be absent; then none.
pub fn elements<T>(list: &Option<Vec<T>>) -> &[T] {
    list.as_deref().unwrap_or_default()
}

/// The elements of a list that may be absent, to be changed; then none.
pub fn elements_mut<T>(list: &mut Option<Vec<T>>) -> &mut [T] {
    list.as_deref_mut().unwrap_or_default()
}
