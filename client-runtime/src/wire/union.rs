//! Values of one of several types: which one, the value itself tells.

use super::raw::Raw;
use super::reader::{ReadResult, Reader};
use super::value::Wire;
use super::writer::Writer;

/// What a value is, as far as it tells alternatives apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    Text,
    /// `1.5`
    Number,
    /// `true` or `false`
    Boolean,
}

/// A value that was looked at before it is read.
#[doc(hidden)]
#[derive(Debug)]
pub struct Seen {
    kind: Option<JsonKind>,
    /// The names and values of an object's members.
    members: Vec<(String, String)>,
}

impl Seen {
    /// Looks at the value that comes next, which stays the next one.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn of(reader: &mut Reader<'_>) -> ReadResult<Self> {
        let first = reader.peek();
        let (start, depth) = (reader.position(), reader.depth());
        let value = Raw::read(reader)?;
        reader.rewind(start, depth);
        let kind = match first {
            b'{' => Some(JsonKind::Object),
            b'[' => Some(JsonKind::Array),
            b'"' => Some(JsonKind::Text),
            b't' | b'f' => Some(JsonKind::Boolean),
            b'-' | b'0'..=b'9' => Some(JsonKind::Number),
            _ => None,
        };
        let members = match kind {
            Some(JsonKind::Object) => {
                let object: super::JsonObject = super::json::from_str(value.text())?;
                let members = object.iter();
                members
                    .map(|(name, json)| (name.into_owned(), json.to_owned()))
                    .collect()
            }
            _ => Vec::new(),
        };
        Ok(Self { kind, members })
    }

    /// Whether it is of a kind, and has a member of a name where one is asked for. The exact name
    /// is not asked for: services are not consistent in letter case.
    pub fn fits(&self, kind: JsonKind, marker: Option<&str>) -> bool {
        self.kind == Some(kind) && marker.is_none_or(|marker| self.member(marker).is_some())
    }

    /// The text of a member, if it is a string.
    pub fn tag(&self, name: &str) -> Option<String> {
        super::json::from_str(self.member(name)?).ok()
    }

    /// The JSON of a member that is not `null`.
    fn member(&self, name: &str) -> Option<&str> {
        let exact = self.members.iter().find(|(held, _)| held == name);
        let loosely = || {
            let mut members = self.members.iter();
            members.find(|(held, _)| held.eq_ignore_ascii_case(name))
        };
        let (_, json) = exact.or_else(loosely)?;
        (json != "null").then_some(json.as_str())
    }
}

/// Writes an object with its tag: the one that it has, or, where it has none, the given one.
#[doc(hidden)]
pub fn write_tagged<T: Wire>(value: &T, name: &str, tag: &str, writer: &mut Writer) {
    let start = writer.position();
    value.write(writer);
    let has_tag = match Seen::of(&mut Reader::new(writer.text_from(start))) {
        Ok(seen) => seen.kind != Some(JsonKind::Object) || seen.member(name).is_some(),
        // The writer has an error of its own to tell.
        Err(_) => true,
    };
    if !has_tag {
        writer.insert_member(start, name, tag);
    }
}

/// Gives an enum its form on the wire: the value of one of its variants, whose types tell which.
///
/// With `by`, a property of the objects names the variant; one that has not set it is written with
/// the first documented name. Without, the kind of value tells, and among objects a property that
/// only one of them has. What no variant is meant by is kept in `Undocumented(JsonValue)`.
///
/// ```
/// use client_runtime::wire::{self, JsonObject, JsonValue, json};
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Pet {
///     Cat(JsonObject),
///     Dog(JsonObject),
///     Undocumented(JsonValue),
/// }
///
/// wire::union! {
///     Pet by "kind" {
///         Cat: "cat" | "kitten",
///         Dog: "dog",
///     }
/// }
///
/// let text = r#"{"kind":"kitten"}"#;
/// let pet: Pet = json::from_str(text)?;
/// assert!(matches!(pet, Pet::Cat(_)));
/// assert_eq!(json::to_string(&pet)?, text);
/// assert_eq!(json::to_string(&Pet::Dog(JsonObject::new()))?, r#"{"kind":"dog"}"#);
/// assert!(matches!(json::from_str(r#"{"kind":"emu"}"#)?, Pet::Undocumented(_)));
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Size {
///     Number(i64),
///     Box(JsonObject),
///     Other(JsonObject),
///     Undocumented(JsonValue),
/// }
///
/// wire::union! {
///     Size {
///         Number: Number,
///         Box: Object "width",
///         Other: Object,
///     }
/// }
///
/// assert_eq!(json::from_str::<Size>("5")?, Size::Number(5));
/// assert!(matches!(json::from_str(r#"{"width":5}"#)?, Size::Box(_)));
/// assert!(matches!(json::from_str("{}")?, Size::Other(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_union {
    (@marker) => {
        ::std::option::Option::None
    };
    (@marker $marker:literal) => {
        ::std::option::Option::Some($marker)
    };
    ($union:ident by $tag:literal { $($variant:ident: $first:literal $(| $other:literal)*),* $(,)? }) => {
        impl $crate::wire::Wire for $union {
            fn read(reader: &mut $crate::wire::Reader<'_>) -> $crate::wire::ReadResult<Self> {
                let tag = $crate::wire::Seen::of(reader)?.tag($tag);
                match tag.as_deref() {
                    $(
                        ::std::option::Option::Some($first $(| $other)*) => {
                            $crate::wire::Wire::read(reader).map(Self::$variant)
                        }
                    )*
                    _ => $crate::wire::Wire::read(reader).map(Self::Undocumented),
                }
            }

            fn write(&self, writer: &mut $crate::wire::Writer) {
                match self {
                    $(
                        Self::$variant(value) => {
                            $crate::wire::write_tagged(value, $tag, $first, writer)
                        }
                    )*
                    Self::Undocumented(value) => $crate::wire::Wire::write(value, writer),
                }
            }
        }

        $crate::__wire_serde! { $union }
        $crate::__wire_describe_as! { Free: $union }
    };
    ($union:ident { $($variant:ident: $kind:ident $($marker:literal)?),* $(,)? }) => {
        impl $crate::wire::Wire for $union {
            fn read(reader: &mut $crate::wire::Reader<'_>) -> $crate::wire::ReadResult<Self> {
                let seen = $crate::wire::Seen::of(reader)?;
                $(
                    let marker = $crate::wire::union!(@marker $($marker)?);
                    if seen.fits($crate::wire::JsonKind::$kind, marker) {
                        return $crate::wire::Wire::read(reader).map(Self::$variant);
                    }
                )*
                $crate::wire::Wire::read(reader).map(Self::Undocumented)
            }

            fn write(&self, writer: &mut $crate::wire::Writer) {
                match self {
                    $(Self::$variant(value) => $crate::wire::Wire::write(value, writer),)*
                    Self::Undocumented(value) => $crate::wire::Wire::write(value, writer),
                }
            }
        }

        $crate::__wire_serde! { $union }
        $crate::__wire_describe_as! { Free: $union }
    };
}
