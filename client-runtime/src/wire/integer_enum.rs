//! Enumerations of integers that may grow: a value that a document does not list is kept.

use super::number;
use super::open_enum::matches_loosely;
use super::reader::{ReadResult, Reader};
use super::value::Wire;

/// Gives an enumeration of integers its form on the wire: its documented values, and the names of
/// those that have one.
///
/// The type is a struct around an `i64`. It gets `new`, `value`, `name`, `DOCUMENTED`,
/// `is_documented`, conversions from and to `i64`, `Display`, and serde's traits. A number, a
/// numeric string and a name are read; a number is written.
///
/// ```
/// use client_runtime::wire::{self, json};
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
/// pub struct CartErrorCode(i64);
///
/// impl CartErrorCode {
///     pub const QUOTA_NOT_AVAILABLE: Self = Self(10002);
/// }
///
/// wire::integer_enum! {
///     CartErrorCode {
///         10002: "QuotaNotAvailable",
///         400013,
///     }
/// }
///
/// let code: CartErrorCode = json::from_str("\"10002\"")?;
/// assert_eq!(code, CartErrorCode::QUOTA_NOT_AVAILABLE);
/// assert_eq!(code.name(), Some("QuotaNotAvailable"));
/// assert!(!CartErrorCode::new(400039).is_documented());
/// # Ok::<(), wire::DecodeError>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_integer_enum {
    ($type:ident { $($value:literal $(: $name:literal)?),* $(,)? }) => {
        impl $type {
            /// The documented values, in the document's order.
            pub const DOCUMENTED: &'static [Self] = &[$(Self($value)),*];

            /// The names that the document gives to values.
            const NAMES: &'static [(i64, &'static str)] = &[$($(($value, $name),)?)*];

            /// The code of this value, whether documented or not.
            pub const fn new(value: i64) -> Self {
                Self(value)
            }

            /// The value, as it stands on the wire.
            pub const fn value(self) -> i64 {
                self.0
            }

            /// The names that the document gives to values.
            #[doc(hidden)]
            pub fn names() -> &'static [(i64, &'static str)] {
                Self::NAMES
            }

            /// The name that the document gives to this value, if it gives one.
            pub fn name(self) -> ::std::option::Option<&'static str> {
                Self::NAMES.iter().find(|(value, _)| *value == self.0).map(|(_, name)| *name)
            }

            /// Does the document list this value?
            pub fn is_documented(self) -> bool {
                Self::DOCUMENTED.contains(&self)
            }
        }

        impl ::std::convert::From<i64> for $type {
            fn from(value: i64) -> Self {
                Self(value)
            }
        }

        impl ::std::convert::From<$type> for i64 {
            fn from(code: $type) -> Self {
                code.0
            }
        }

        /// The value, and its name if it has one: `10002 (QuotaNotAvailable)`.
        impl ::std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.name() {
                    ::std::option::Option::Some(name) => ::std::write!(formatter, "{} ({name})", self.0),
                    ::std::option::Option::None => ::std::write!(formatter, "{}", self.0),
                }
            }
        }

        impl $crate::wire::Wire for $type {
            fn read(reader: &mut $crate::wire::Reader<'_>) -> $crate::wire::ReadResult<Self> {
                $crate::wire::read_integer_enum(Self::NAMES, reader).map(Self)
            }

            fn write(&self, writer: &mut $crate::wire::Writer) {
                writer.integer(self.0);
            }
        }

        $crate::__wire_describe_as! { Number: $type }
        $crate::__wire_serde! { $type }
    };
}

/// Reads a value: a number, a numeric string, or a name.
#[doc(hidden)]
pub fn read_integer_enum(
    names: &'static [(i64, &'static str)],
    reader: &mut Reader<'_>,
) -> ReadResult<i64> {
    if reader.peek() != b'"' {
        return i64::read(reader);
    }
    let (start, depth) = (reader.position(), reader.depth());
    let text = reader.string()?;
    if number::is_number(&text) {
        reader.rewind(start, depth);
        return i64::read(reader);
    }
    let named = names.iter().find(|(_, name)| matches_loosely(&text, name));
    named.map(|(value, _)| *value).ok_or_else(|| {
        reader.rewind(start, depth);
        reader.wrong_type("an integer or its name")
    })
}
