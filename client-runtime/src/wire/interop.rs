//! serde's way in and out: the same values in the formats that serde knows.
//!
//! A value is decoded from its JSON text, whichever way that came: `serde_json` hands it over as
//! it stands, digits and all; from other formats it is rebuilt.

use std::fmt::{self, Write as _};

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{self, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;

use super::json;
use super::raw::Raw;
use super::reader::{MAX_DEPTH, Reader};
use super::value::Wire;
use super::writer::push_string;

/// Gives a type with a form on the wire serde's traits.
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_serde {
    ($type:ident) => {
        impl<'de> $crate::wire::__serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::wire::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }

        impl $crate::wire::__serde::Serialize for $type {
            fn serialize<S: $crate::wire::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, serializer)
            }
        }
    };
}

crate::__wire_serde! { JsonObject }
crate::__wire_serde! { JsonValue }
crate::__wire_serde! { Timestamp }
crate::__wire_serde! { UnknownProperties }
use super::{JsonObject, JsonValue, Timestamp, UnknownProperties};

/// Decodes a value out of any format that describes itself.
///
/// # Errors
/// Those of the format, and [`DecodeError`](super::DecodeError) as text.
#[doc(hidden)]
pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = deserializer.deserialize_newtype_struct(raw_value_name(), TextVisitor)?;
    json::from_str(&text).map_err(de::Error::custom)
}

/// Encodes a value into any format.
///
/// Numbers that no binary fraction spells in the same way go to text formats as `serde_json`'s
/// [`RawValue`], so that `serde_json` keeps their digits.
///
/// # Errors
/// Those of the format, and [`EncodeError`](super::EncodeError) as text.
#[doc(hidden)]
pub fn serialize<T: Wire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = json::to_string(value).map_err(ser::Error::custom)?;
    Json(&text).serialize(serializer)
}

/// The name under which `serde_json` takes and gives JSON text as it stands.
fn raw_value_name() -> &'static str {
    /// Takes down the name of the first newtype that is asked for.
    struct Probe;

    #[derive(Debug)]
    struct Name(&'static str);

    impl fmt::Display for Name {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }
    }

    impl std::error::Error for Name {}

    impl de::Error for Name {
        fn custom<T: fmt::Display>(_: T) -> Self {
            Self("")
        }
    }

    impl<'de> Deserializer<'de> for Probe {
        type Error = Name;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Name> {
            Err(Name(""))
        }

        fn deserialize_newtype_struct<V: Visitor<'de>>(
            self,
            name: &'static str,
            _: V,
        ) -> Result<V::Value, Name> {
            Err(Name(name))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
            option unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }

    <&RawValue>::deserialize(Probe)
        .err()
        .map_or("", |Name(name)| name)
}

/// Gives the JSON text of whatever comes.
struct TextVisitor;

macro_rules! visit_as_text {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method<E: de::Error>(self, value: $type) -> Result<String, E> {
            let mut text = String::new();
            let builder = Builder { text: &mut text, depth: 0 };
            builder.$method(value)?;
            Ok(text)
        })*
    };
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value that JSON can hold")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<String, D::Error> {
        let mut text = String::new();
        Builder {
            text: &mut text,
            depth: 0,
        }
        .deserialize(inner)?;
        Ok(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let mut text = String::new();
        let builder = Builder {
            text: &mut text,
            depth: 0,
        };
        match map.next_key::<String>()? {
            Some(key) if key == raw_value_name() => map.next_value(),
            first => {
                builder.map(first, map)?;
                Ok(text)
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<String, A::Error> {
        let mut text = String::new();
        Builder {
            text: &mut text,
            depth: 0,
        }
        .visit_seq(seq)?;
        Ok(text)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<String, D::Error> {
        self.visit_newtype_struct(inner)
    }

    fn visit_none<E: de::Error>(self) -> Result<String, E> {
        Ok(String::from("null"))
    }

    fn visit_unit<E: de::Error>(self) -> Result<String, E> {
        Ok(String::from("null"))
    }

    visit_as_text! {
        visit_bool: bool,
        visit_i64: i64,
        visit_i128: i128,
        visit_u64: u64,
        visit_u128: u128,
        visit_f64: f64,
        visit_str: &str,
        visit_bytes: &[u8],
    }
}

/// Appends the JSON text of a value of another format.
struct Builder<'t> {
    text: &'t mut String,
    depth: usize,
}

impl Builder<'_> {
    fn inner<E: de::Error>(&mut self) -> Result<Builder<'_>, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(format_args!(
                "arrays and objects are nested deeper than {MAX_DEPTH} levels"
            )));
        }
        Ok(Builder {
            text: &mut *self.text,
            depth: self.depth + 1,
        })
    }

    /// Appends a map whose first key was taken already.
    fn map<'de, A: MapAccess<'de>>(
        mut self,
        first: Option<String>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let inner = self.inner()?;
        inner.text.push('{');
        let mut key = first;
        while let Some(name) = key {
            push_string(inner.text, &name);
            inner.text.push(':');
            map.next_value_seed(Builder {
                text: &mut *inner.text,
                depth: inner.depth,
            })?;
            key = map.next_key()?;
            if key.is_some() {
                inner.text.push(',');
            }
        }
        inner.text.push('}');
        Ok(())
    }

    fn display<E>(self, value: impl fmt::Display) -> Result<(), E> {
        let written = write!(self.text, "{value}");
        debug_assert!(written.is_ok(), "writing into a string does not fail");
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Builder<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Builder<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value that JSON can hold")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.display(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.display(value)
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<(), E> {
        self.display(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.display(value)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<(), E> {
        self.display(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        match serde_json::Number::from_f64(value) {
            Some(number) => self.display(number),
            None => Err(E::custom(format_args!("{value} is no number of JSON"))),
        }
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        push_string(self.text, value);
        Ok(())
    }

    fn visit_bytes<E: de::Error>(self, value: &[u8]) -> Result<(), E> {
        match std::str::from_utf8(value) {
            Ok(text) => self.visit_str(text),
            Err(_) => Err(E::invalid_value(de::Unexpected::Bytes(value), &self)),
        }
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.text.push_str("null");
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<(), D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<(), D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        inner.text.push('[');
        let mut end = inner.text.len();
        while seq
            .next_element_seed(Builder {
                text: &mut *inner.text,
                depth: inner.depth,
            })?
            .is_some()
        {
            end = inner.text.len();
            inner.text.push(',');
        }
        inner.text.truncate(end);
        inner.text.push(']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let first = map.next_key()?;
        self.map(first, map)
    }
}

/// JSON text, which is JSON, as a value to serialize.
struct Json<'t>(&'t str);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reader = Reader::new(self.0);
        match reader.peek() {
            b'{' => {
                let mut map = serializer.serialize_map(None)?;
                reader.advance();
                while reader.peek() == b'"' {
                    map.serialize_key(&reader.string().map_err(ser::Error::custom)?)?;
                    reader.colon().map_err(ser::Error::custom)?;
                    map.serialize_value(&Self::next(&mut reader)?)?;
                    if reader.peek() == b',' {
                        reader.advance();
                    }
                }
                map.end()
            }
            b'[' => {
                let mut seq = serializer.serialize_seq(None)?;
                reader.advance();
                while reader.peek() != b']' {
                    seq.serialize_element(&Self::next(&mut reader)?)?;
                    if reader.peek() == b',' {
                        reader.advance();
                    }
                }
                seq.end()
            }
            b'"' => serializer.serialize_str(&reader.string().map_err(ser::Error::custom)?),
            b't' => serializer.serialize_bool(true),
            b'f' => serializer.serialize_bool(false),
            b'n' => serializer.serialize_unit(),
            _ => self.serialize_number(serializer),
        }
    }
}

impl<'t> Json<'t> {
    /// The value that comes next.
    fn next<E: ser::Error>(reader: &mut Reader<'t>) -> Result<Self, E> {
        Raw::read(reader)
            .map(|raw| Self(raw.text()))
            .map_err(ser::Error::custom)
    }

    fn serialize_number<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lexeme = self.0;
        if lexeme != "-0" {
            if let Ok(integer) = lexeme.parse::<i64>() {
                return serializer.serialize_i64(integer);
            }
            if let Ok(integer) = lexeme.parse::<u64>() {
                return serializer.serialize_u64(integer);
            }
        }
        let float = lexeme.parse::<f64>().map_err(ser::Error::custom)?;
        let exact =
            serde_json::Number::from_f64(float).is_some_and(|number| number.to_string() == lexeme);
        if exact || !serializer.is_human_readable() {
            return serializer.serialize_f64(float);
        }
        let raw: &RawValue = serde_json::from_str(lexeme).map_err(ser::Error::custom)?;
        raw.serialize(serializer)
    }
}
