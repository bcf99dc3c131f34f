//! JSON. `serde_json` finds where each value begins and ends; the digits of numbers are kept.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::DEPTH;
use super::value::{Object, Value};

/// Reads a whole text.
pub(crate) fn read(bytes: &[u8]) -> Result<Value, String> {
    let raw: &RawValue = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    read_raw(raw.get(), DEPTH)
}

/// Writes a value without white space.
pub(crate) fn write(value: &Value) -> String {
    let mut text = String::new();
    write_to(value, &mut text);
    text
}

/// Whether a text is one number of JSON.
pub(crate) fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && serde_json::from_str::<&RawValue>(text).is_ok_and(|raw| raw.get() == text)
}

fn read_raw(text: &str, depth: usize) -> Result<Value, String> {
    if depth == 0 {
        return Err(format!("nests deeper than {DEPTH} levels"));
    }
    let said = |error: serde_json::Error| error.to_string();
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text).map_err(said)?;
            let mut object = Object::default();
            for (name, raw) in members {
                object.push(name, read_raw(raw.get(), depth - 1)?);
            }
            Value::Object(object)
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(said)?;
            let items = items.iter().map(|raw| read_raw(raw.get(), depth - 1));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        Some(b'"') => Value::Text(serde_json::from_str(text).map_err(said)?),
        Some(b't') => Value::Bool(true),
        Some(b'f') => Value::Bool(false),
        Some(b'n') => Value::Null,
        _ => Value::Number(text.to_owned()),
    })
}

/// The members of an object, repeated names included.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

fn write_to(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(digits) => text.push_str(digits),
        Value::Text(content) => write_text(content, text),
        Value::List(list) => {
            text.push('[');
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_to(item, text);
            }
            text.push(']');
        }
        Value::Object(object) => {
            text.push('{');
            for (index, (name, member)) in object.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_text(name, text);
                text.push(':');
                write_to(member, text);
            }
            text.push('}');
        }
    }
}

fn write_text(content: &str, text: &mut String) {
    text.push('"');
    for character in content.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            control if u32::from(control) < 0x20 => {
                text.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_order_and_repeated_names_stay() {
        let text = r#"{"b":1.10,"a":[-0.0,1e5,12345678901234567890123],"b":"\u00e9\n\"","c":{}}"#;
        let value = read(text.as_bytes()).unwrap();
        assert_eq!(write(&value), text.replace("\\u00e9", "é"));
    }

    #[test]
    fn what_is_no_json_or_too_deep_is_refused() {
        for text in ["", "{", "{\"a\":}", "[1,]", "01", "1 2", "\"\u{1}\"", "nul"] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        assert!(read(&b"[".repeat(1_000_000)).is_err());
        let deep = [b"[".repeat(65), b"]".repeat(65)].concat();
        assert!(read(&deep).unwrap_err().contains("deeper"));
    }
}
