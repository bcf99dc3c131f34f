//! Objects: what is documented goes to its property, what is not is kept.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::json_object::JsonObject;
use super::names::Names;
use super::raw::{Raw, expected_behind};
use super::reader::{ReadResult, Reader};
use super::value::Wire;
use super::writer::{ObjectWriter, Writer};

/// An object that a document describes. [`object!`](super::object!) implements it.
///
/// Reading and writing take it as `dyn Object`, so that they are compiled once, and not again for
/// each type of each emitted crate.
pub trait Object {
    /// The documented names of its properties, in the document's order.
    fn properties(&self) -> &'static Names;

    /// Reads the value of the property that stands at `index` in [`properties`](Self::properties);
    /// false if what comes stands for no value.
    ///
    /// # Errors
    /// When what comes is not JSON, or not of the property's type.
    fn read_property(&mut self, index: usize, reader: &mut Reader<'_>) -> ReadResult<bool>;

    /// Writes the properties that are there, in the document's order.
    fn write_properties(&self, object: &mut ObjectWriter<'_>);

    /// The properties that the document does not name.
    fn unknown_properties(&self) -> &UnknownProperties;

    /// The properties that the document does not name, to be changed.
    fn unknown_properties_mut(&mut self) -> &mut UnknownProperties;
}

/// Properties that the document does not name, kept as they came and sent back behind the
/// documented ones.
///
/// It is a [`JsonObject`] and has all that one can do.
#[derive(Clone, Default)]
pub struct UnknownProperties {
    object: JsonObject,
    /// The documented names that decoding told these from, which spares encoding to look again;
    /// unset by whatever may change them.
    apart_from: Option<&'static Names>,
}

impl Deref for UnknownProperties {
    type Target = JsonObject;

    fn deref(&self) -> &JsonObject {
        &self.object
    }
}

impl DerefMut for UnknownProperties {
    fn deref_mut(&mut self) -> &mut JsonObject {
        self.apart_from = None;
        &mut self.object
    }
}

impl PartialEq for UnknownProperties {
    fn eq(&self, other: &Self) -> bool {
        self.object == other.object
    }
}

impl Eq for UnknownProperties {}

impl fmt::Debug for UnknownProperties {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object.fmt(formatter)
    }
}

impl Wire for UnknownProperties {
    const EMPTY_TEXT_IS_ABSENT: bool = true;

    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        JsonObject::read(reader).map(Self::from)
    }

    fn write(&self, writer: &mut Writer) {
        self.object.write(writer);
    }
}

impl From<JsonObject> for UnknownProperties {
    fn from(object: JsonObject) -> Self {
        Self {
            object,
            apart_from: None,
        }
    }
}

/// Gives an object its form on the wire: its properties and their documented names.
///
/// The struct has these fields, each an [`Option`], and `unknown_properties`.
///
/// ```
/// use client_runtime::wire::{self, UnknownProperties, json};
///
/// #[derive(Clone, Debug, Default, PartialEq)]
/// #[non_exhaustive]
/// pub struct RenewsTo {
///     pub term_duration: Option<String>,
///     pub unknown_properties: UnknownProperties,
/// }
///
/// wire::object! {
///     RenewsTo {
///         term_duration: "termDuration",
///     }
/// }
///
/// let text = r#"{"termDuration":"P1Y","grace":7.50}"#;
/// let renews_to: RenewsTo = json::from_str(text)?;
/// assert_eq!(renews_to.term_duration.as_deref(), Some("P1Y"));
/// assert_eq!(json::to_string(&renews_to)?, text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_object {
    ($object:ident { $($field:ident: $name:literal),* $(,)? }) => {
        // A deprecated property is read and written like the others.
        #[allow(deprecated)]
        impl $crate::wire::Object for $object {
            fn properties(&self) -> &'static $crate::wire::Names {
                const { &$crate::wire::Names::new(&[$($name),*]) }
            }

            fn read_property(
                &mut self,
                index: usize,
                reader: &mut $crate::wire::Reader<'_>,
            ) -> $crate::wire::ReadResult<bool> {
                #[allow(non_camel_case_types, clippy::enum_variant_names)]
                enum Index { $($field,)* }
                $(
                    if index == Index::$field as usize {
                        return reader.read(&mut self.$field);
                    }
                )*
                reader.skip().map(|()| false)
            }

            fn write_properties(&self, object: &mut $crate::wire::ObjectWriter<'_>) {
                // Names all fields, so that none can be forgotten.
                let Self { $($field,)* unknown_properties: _ } = self;
                $(
                    const { $crate::wire::assert_plain_name($name) };
                    object.property(::std::concat!(",\"", $name, "\":"), $field);
                )*
            }

            fn unknown_properties(&self) -> &$crate::wire::UnknownProperties {
                &self.unknown_properties
            }

            fn unknown_properties_mut(&mut self) -> &mut $crate::wire::UnknownProperties {
                &mut self.unknown_properties
            }
        }

        impl $crate::wire::Wire for $object {
            const EMPTY_TEXT_IS_ABSENT: bool = true;

            fn read(reader: &mut $crate::wire::Reader<'_>) -> $crate::wire::ReadResult<Self> {
                let mut object = Self::default();
                $crate::wire::read_object(&mut object, reader)?;
                ::std::result::Result::Ok(object)
            }

            fn write(&self, writer: &mut $crate::wire::Writer) {
                $crate::wire::write_object(self, writer);
            }

            fn read_onto(
                array: &mut ::std::vec::Vec<Self>,
                reader: &mut $crate::wire::Reader<'_>,
            ) -> $crate::wire::ReadResult<()> {
                $crate::wire::read_object_onto(array, reader)
            }
        }

        $crate::__wire_serde! { $object }
    };
}

/// Refuses, when it is compiled, a name that JSON could not write as it stands.
#[doc(hidden)]
pub const fn assert_plain_name(name: &str) {
    let bytes = name.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        assert!(
            bytes[index] >= 0x20 && bytes[index] != b'"' && bytes[index] != b'\\',
            "the name of a property has a character that JSON escapes"
        );
        index += 1;
    }
}

/// Reads an object into its place at the end of an array, where it need not be moved to.
#[doc(hidden)]
#[inline]
pub fn read_object_onto<T: Object + Default>(
    array: &mut Vec<T>,
    reader: &mut Reader<'_>,
) -> ReadResult<()> {
    array.push(T::default());
    match array.last_mut() {
        Some(object) => read_object(object, reader),
        None => Ok(()),
    }
}

/// Reads an object.
#[doc(hidden)]
pub fn read_object(object: &mut dyn Object, reader: &mut Reader<'_>) -> ReadResult<()> {
    if reader.peek() != b'{' {
        return Err(reader.wrong_type("an object"));
    }
    reader.enter()?;
    if reader.peek() == b'}' {
        reader.leave();
        return Ok(());
    }
    let documented = object.properties();
    let unknown_start = reader.unknown.len();
    let mut seen = Seen::default();
    let mut misspelt = Vec::new();
    loop {
        if reader.peek() != b'"' {
            return Err(reader.syntax("the name of a property"));
        }
        let start = reader.position();
        let name = reader.string()?;
        let quoted_name = reader.text_since(start);
        reader.colon()?;
        match documented.find(&name) {
            Some(index) => match object.read_property(index, reader) {
                Ok(true) => seen.insert(index),
                Ok(false) => {}
                Err(error) => return Err(error.in_property(documented.as_slice()[index])),
            },
            None => match documented.find_loosely(&name) {
                Some(index) if !seen.contains(index) => {
                    let member = Misspelt::read(object, index, quoted_name, reader)
                        .map_err(|error| error.in_property(documented.as_slice()[index]))?;
                    misspelt.push(member);
                }
                _ => keep(quoted_name, reader).map_err(|error| error.in_property(&name))?,
            },
        }
        match reader.peek() {
            b',' => {
                reader.advance();
            }
            b'}' => break,
            _ => return Err(reader.syntax(expected_behind(true))),
        }
    }
    reader.leave();
    if !misspelt.is_empty() {
        settle(documented, misspelt, &seen, unknown_start, reader)?;
    }
    if let Some(members) = reader.unknown[unknown_start..].strip_suffix(',') {
        let unknown = JsonObject::from_members(Box::from(members));
        *object.unknown_properties_mut() = UnknownProperties {
            object: unknown,
            apart_from: Some(documented),
        };
        reader.unknown.truncate(unknown_start);
    }
    Ok(())
}

/// Writes an object: what is documented, then what is not.
#[doc(hidden)]
pub fn write_object(object: &dyn Object, writer: &mut Writer) {
    writer.object(|properties| {
        object.write_properties(properties);
        let unknown = object.unknown_properties();
        if !unknown.is_empty() {
            write_unknown(object.properties(), unknown, properties);
        }
    });
}

/// Writes the members that no documented property is named like, so that none goes out twice.
///
/// Decoding lets none of those in, but a user may, or may move them here from another type.
fn write_unknown(
    documented: &'static Names,
    unknown: &UnknownProperties,
    properties: &mut ObjectWriter<'_>,
) {
    let known_to_be_apart = unknown
        .apart_from
        .is_some_and(|names| std::ptr::eq(names, documented));
    if known_to_be_apart
        || unknown
            .iter()
            .all(|(name, _)| documented.find(&name).is_none())
    {
        properties.members(unknown.members());
        return;
    }
    let mut kept = unknown.object.clone();
    for name in documented.as_slice() {
        kept.remove(name);
    }
    properties.members(kept.members());
}

/// Keeps a member that no property takes; its value comes next.
#[inline]
fn keep(quoted_name: &str, reader: &mut Reader<'_>) -> ReadResult<()> {
    let value = Raw::read(reader)?;
    push_member(&mut reader.unknown, quoted_name, &value);
    Ok(())
}

/// Appends a member and the `,` behind it.
#[inline]
fn push_member(members: &mut String, quoted_name: &str, value: &Raw<'_>) {
    members.push_str(quoted_name);
    members.push(':');
    value.append_to(members);
    members.push(',');
}

/// The properties of which the exact name was there, with a value.
#[derive(Default)]
struct Seen {
    first: u64,
    others: Vec<usize>,
}

impl Seen {
    #[inline]
    fn insert(&mut self, index: usize) {
        if index < 64 {
            self.first |= 1 << index;
        } else {
            self.others.push(index);
        }
    }

    fn contains(&self, index: usize) -> bool {
        if index < 64 {
            self.first >> index & 1 == 1
        } else {
            self.others.contains(&index)
        }
    }
}

/// A member whose name differs from a property's in the case of ASCII letters only.
///
/// It is the property's value, unless a value comes behind it under the exact name or under another
/// one of this kind: then it turns out to be unknown.
struct Misspelt<'de> {
    index: usize,
    quoted_name: &'de str,
    value: Raw<'de>,
    /// Where it stands among the unknown ones.
    place: usize,
    /// Whether it is a value of the property, or stands for none, or why it is none.
    outcome: ReadResult<bool>,
}

impl<'de> Misspelt<'de> {
    #[cold]
    fn read(
        object: &mut dyn Object,
        index: usize,
        quoted_name: &'de str,
        reader: &mut Reader<'de>,
    ) -> ReadResult<Self> {
        reader.peek();
        let (start, depth, place) = (reader.position(), reader.depth(), reader.unknown.len());
        let outcome = object.read_property(index, reader);
        reader.rewind(start, depth);
        reader.unknown.truncate(place);
        match Raw::read(reader) {
            Ok(value) => Ok(Self {
                index,
                quoted_name,
                value,
                place,
                outcome,
            }),
            Err(syntax) => Err(outcome.err().unwrap_or(syntax)),
        }
    }
}

/// Keeps the misspelt members that are no property's value, in their places among the unknown
/// ones.
#[cold]
fn settle(
    documented: &Names,
    misspelt: Vec<Misspelt<'_>>,
    seen: &Seen,
    start: usize,
    reader: &mut Reader<'_>,
) -> ReadResult<()> {
    let mut taken = Seen::default();
    let mut unknown = Vec::new();
    for member in misspelt.into_iter().rev() {
        if seen.contains(member.index) || taken.contains(member.index) {
            unknown.push(member);
            continue;
        }
        match member.outcome {
            Ok(true) => taken.insert(member.index),
            Ok(false) => {}
            Err(error) => return Err(error.in_property(documented.as_slice()[member.index])),
        }
    }
    let others = reader.unknown.split_off(start);
    let mut copied = 0;
    for member in unknown.into_iter().rev() {
        let place = member.place - start;
        reader.unknown.push_str(&others[copied..place]);
        copied = place;
        push_member(&mut reader.unknown, member.quoted_name, &member.value);
    }
    reader.unknown.push_str(&others[copied..]);
    Ok(())
}
