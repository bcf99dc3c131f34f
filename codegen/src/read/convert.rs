//! From the tree to the types of `openapiv3`.
//!
//! The tree is its own deserializer: a detour over `serde_json::Value` would double the memory,
//! and would lose the order of keys where a feature of `serde_json` is off.

use super::node::{Node, Value};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The document in the types of `openapiv3`. The error is in its words.
pub(super) fn to_openapi(document: &Node) -> Result<openapiv3::OpenAPI, String> {
    serde::Deserialize::deserialize(document).map_err(|error: Error| error.to_string())
}

type Error = serde::de::value::Error;

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.value {
            Value::Null => visitor.visit_unit(),
            Value::Boolean(boolean) => visitor.visit_bool(*boolean),
            Value::Number(number) => {
                if let Some(integer) = number.as_u64() {
                    visitor.visit_u64(integer)
                } else if let Some(integer) = number.as_i64() {
                    visitor.visit_i64(integer)
                } else {
                    visitor.visit_f64(number.as_f64().unwrap_or_default())
                }
            }
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Value::Object(entries) => visitor.visit_map(MapDeserializer::new(
                entries.iter().map(|(key, entry)| (&**key, &entry.node)),
            )),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.value {
            // A unit variant.
            Value::Text(text) => {
                let text: &'de str = text;
                text.into_deserializer()
                    .deserialize_enum(name, variants, visitor)
            }
            Value::Object(entries) => {
                let entries = entries.iter().map(|(key, entry)| (&**key, &entry.node));
                serde::de::value::MapAccessDeserializer::new(MapDeserializer::new(entries))
                    .deserialize_enum(name, variants, visitor)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for &'de Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
