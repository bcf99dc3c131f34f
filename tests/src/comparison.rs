//! What decoding and encoding again may change in a JSON text, and nothing else.
//!
//! It works on text and stands on nothing of the crate, so that it can disagree with it.

use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What a document says of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A free-form object.
    AnyObject,
    /// Text, timestamps among it.
    Text,
    /// A boolean.
    Boolean,
    /// An integer of 64 bits.
    Integer,
    /// A decimal number.
    Decimal,
    /// An enumeration of text, with its documented members.
    Enum(&'static [&'static str]),
    /// An enumeration of integers, with the names of its values.
    IntegerEnum(&'static [(i64, &'static str)]),
    /// A list of one kind of elements.
    Array(&'static Shape),
    /// An object with documented properties.
    Object(&'static Properties),
}

/// The documented properties of an object, in the order in which they are written.
///
/// They are filled in after they were made, because objects may hold each other.
#[derive(Debug, Default)]
pub struct Properties(OnceLock<Vec<(&'static str, Shape)>>);

impl Properties {
    /// Properties that are known from the start.
    pub fn new(properties: Vec<(&'static str, Shape)>) -> Self {
        Self(OnceLock::from(properties))
    }

    /// Says what they are, once.
    pub fn fill(&self, properties: Vec<(&'static str, Shape)>) {
        self.0.get_or_init(|| properties);
    }

    /// The names and shapes; none before they were filled in.
    pub fn get(&self) -> &[(&'static str, Shape)] {
        self.0.get().map(Vec::as_slice).unwrap_or_default()
    }
}

/// Says where `output` differs from `input` by more than a round trip may change.
///
/// Allowed are:
/// - white space between tokens;
/// - of a documented property: the escapes in its text, the case of ASCII letters in its name
///   unless the exact name is there too, and its place: documented properties come first, in the
///   document's order;
/// - a documented property goes when it is `null`, or `""` where an object or an array is due;
///   such an element of an array goes too;
/// - of documented properties of one name, all but the last that is there go; of those that differ
///   from the name in case, the others stay as undocumented ones;
/// - members of enumerations that differ from a documented one in the case of ASCII letters and in
///   underscores take its spelling;
/// - numbers of documented properties that come as strings become numbers; integers lose a
///   fraction of zeroes, an exponent and the sign of a zero; decimals with an exponent lose that,
///   and zeroes the sign; values never change, and digits of decimals without exponent do not.
///
/// # Errors
///
/// The first difference, with its place.
pub fn compare(shape: Shape, input: &str, output: &str) -> Result<(), String> {
    let input: &RawValue = serde_json::from_str(input).map_err(|error| error.to_string())?;
    let output: &RawValue = serde_json::from_str(output).map_err(|error| error.to_string())?;
    same("$", shape, input.get(), output.get())
}

fn same(path: &str, shape: Shape, input: &str, output: &str) -> Result<(), String> {
    let different = || Err(format!("{path}: {input} became {output}"));
    let equal = match shape {
        Shape::AnyObject => compact(input) == output,
        Shape::Text => text(input) == text(output) && text(input).is_some(),
        Shape::Boolean => input == output,
        Shape::Integer => integer(unquoted(input)).is_some_and(|value| output == value),
        Shape::Decimal => decimal(unquoted(input)).is_some_and(|value| output == value),
        Shape::Enum(members) => match text(input) {
            Some(text) => {
                let member = members.iter().find(|member| **member == text);
                let loosely = members
                    .iter()
                    .find(|member| letters(member) == letters(&text));
                let expected = member.or(loosely).map_or(text.clone(), ToString::to_string);
                self::text(output) == Some(expected)
            }
            None => false,
        },
        Shape::IntegerEnum(names) => {
            let named = text(input).and_then(|text| {
                names
                    .iter()
                    .find(|(_, name)| letters(name) == letters(&text))
            });
            let expected = match named {
                Some((value, _)) => Some(value.to_string()),
                None => integer(unquoted(input)),
            };
            expected.is_some_and(|value| output == value)
        }
        Shape::Array(element) => return same_elements(path, *element, input, output),
        Shape::Object(properties) => return same_members(path, properties.get(), input, output),
    };
    if equal { Ok(()) } else { different() }
}

fn same_elements(path: &str, shape: Shape, input: &str, output: &str) -> Result<(), String> {
    let inputs: Vec<&str> = elements(input)?
        .into_iter()
        .filter(|raw| !absent(shape, raw))
        .collect();
    let outputs = elements(output)?;
    if inputs.len() != outputs.len() {
        return Err(format!(
            "{path}: {} elements became {}",
            inputs.len(),
            outputs.len()
        ));
    }
    let mut pairs = inputs.iter().zip(&outputs).enumerate();
    pairs.try_for_each(|(index, (input, output))| {
        same(&format!("{path}[{index}]"), shape, input, output)
    })
}

fn same_members(
    path: &str,
    properties: &[(&'static str, Shape)],
    input: &str,
    output: &str,
) -> Result<(), String> {
    let inputs = members(input)?;
    let outputs = members(output)?;
    let mut outputs = outputs.iter();
    // Which of the input's members are accounted for.
    let mut used = vec![false; inputs.len()];

    for (name, shape) in properties {
        let exact = positions(&inputs, |other| other == *name);
        let loose = positions(&inputs, |other| {
            other != *name && other.eq_ignore_ascii_case(name)
        });
        let there = |index: &&usize| !absent(*shape, inputs[**index].value);
        let exact_winner = exact.iter().rfind(there);
        let loose_winner = loose.iter().rfind(there);
        for index in &exact {
            used[*index] = true;
        }
        if exact_winner.is_none() {
            for index in loose.iter().filter(|index| Some(*index) >= loose_winner) {
                used[*index] = true;
            }
        }
        let Some(index) = exact_winner.or(loose_winner) else {
            continue;
        };
        let value = inputs[*index].value;
        match outputs.next() {
            Some(member) if member.raw_name == format!("\"{name}\"") => {
                same(&format!("{path}.{name}"), *shape, value, member.value)?;
            }
            other => return Err(format!("{path}: expected {name}, found {other:?}")),
        }
    }
    for (member, _) in inputs.iter().zip(&used).filter(|(_, used)| !**used) {
        match outputs.next() {
            Some(other)
                if other.raw_name == member.raw_name && other.value == compact(member.value) => {}
            other => return Err(format!("{path}: expected {member:?}, found {other:?}")),
        }
    }
    match outputs.next() {
        None => Ok(()),
        Some(member) => Err(format!("{path}: {member:?} came from nowhere")),
    }
}

fn positions(members: &[Member<'_>], matches: impl Fn(&str) -> bool) -> Vec<usize> {
    (0..members.len())
        .filter(|index| matches(&members[*index].name))
        .collect()
}

fn absent(shape: Shape, raw: &str) -> bool {
    let container = matches!(shape, Shape::AnyObject | Shape::Array(_) | Shape::Object(_));
    raw == "null" || container && raw == "\"\""
}

/// The decimal notation of an integer, if the number is one.
fn integer(number: &str) -> Option<String> {
    let plain = plain(number)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if fraction.bytes().any(|digit| digit != b'0') {
        return None;
    }
    Some(if whole == "-0" {
        String::from("0")
    } else {
        whole.to_owned()
    })
}

/// The decimal notation of a number; a zero without sign.
fn decimal(number: &str) -> Option<String> {
    let plain = plain(number)?;
    let zero = !plain.contains(|other| matches!(other, '1'..='9'));
    Some(if zero {
        plain.trim_start_matches('-').to_owned()
    } else {
        plain
    })
}

/// A number without exponent; its digits stay if it had none.
fn plain(number: &str) -> Option<String> {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else {
        return Some(number.to_owned());
    };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    // Zero is zero, however many places its point is moved.
    if !mantissa.contains(|other| matches!(other, '1'..='9')) {
        return Some(format!("{sign}0"));
    }
    // What is larger or smaller than this, no type of the client holds.
    let exponent: i32 = exponent.parse().ok()?;
    if !(-1000..=1000).contains(&exponent) {
        return None;
    }
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let zeroes = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let length = i32::try_from(digits.len()).ok()?;
    let padded = format!("{}{digits}{}", zeroes(1 - point), zeroes(point - length));
    let (whole, fraction) = padded.split_at(usize::try_from(point.max(1)).ok()?);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}

fn unquoted(raw: &str) -> &str {
    raw.strip_prefix('"')
        .and_then(|raw| raw.strip_suffix('"'))
        .unwrap_or(raw)
}

fn letters(text: &str) -> String {
    text.replace('_', "").to_ascii_lowercase()
}

fn text(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}

/// JSON text without the white space between its tokens.
fn compact(raw: &str) -> String {
    let mut text = String::new();
    let mut characters = raw.chars();
    let mut in_string = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                text.push('\\');
                text.extend(characters.next());
                continue;
            }
            '"' => in_string = !in_string,
            ' ' | '\n' | '\r' | '\t' if !in_string => continue,
            _ => {}
        }
        text.push(character);
    }
    text
}

fn elements(raw: &str) -> Result<Vec<&str>, String> {
    let elements: Vec<&RawValue> =
        serde_json::from_str(raw).map_err(|error| format!("{raw}: {error}"))?;
    Ok(elements.into_iter().map(RawValue::get).collect())
}

#[derive(Debug)]
struct Member<'a> {
    name: String,
    raw_name: &'a str,
    value: &'a str,
}

fn members(raw: &str) -> Result<Vec<Member<'_>>, String> {
    struct Members<'a>(Vec<Member<'a>>);

    impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Collect;

            impl<'de> Visitor<'de> for Collect {
                type Value = Members<'de>;

                fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Members<'de>, A::Error> {
                    let mut members = Vec::new();
                    while let Some(raw_name) = map.next_key::<&RawValue>()? {
                        let value = map.next_value::<&RawValue>()?.get();
                        let raw_name = raw_name.get();
                        let name = text(raw_name).unwrap_or_else(|| raw_name.to_owned());
                        members.push(Member {
                            name,
                            raw_name,
                            value,
                        });
                    }
                    Ok(Members(members))
                }
            }

            deserializer.deserialize_map(Collect)
        }
    }

    let members: Members<'_> =
        serde_json::from_str(raw).map_err(|error| format!("{raw}: {error}"))?;
    Ok(members.0)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static ITEM_PROPERTIES: LazyLock<Properties> = LazyLock::new(|| {
        Properties::new(vec![
            ("amount", Shape::Decimal),
            ("cycle", Shape::Enum(&["annual", "one_time"])),
            ("code", Shape::IntegerEnum(&[(10002, "QuotaNotAvailable")])),
            ("id", Shape::Integer),
            ("list", Shape::Array(&Shape::Text)),
            ("free", Shape::AnyObject),
        ])
    });

    fn item() -> Shape {
        Shape::Object(&ITEM_PROPERTIES)
    }

    #[test]
    fn what_is_allowed() {
        for (input, output) in [
            (r#"{ "id" : 5 }"#, r#"{"id":5}"#),
            (r#"{"ID":5}"#, r#"{"id":5}"#),
            (r#"{"ID":5,"id":6}"#, r#"{"id":6,"ID":5}"#),
            (r#"{"id":6,"ID":5}"#, r#"{"id":6,"ID":5}"#),
            (r#"{"ID":5,"Id":6}"#, r#"{"id":6,"ID":5}"#),
            (r#"{"id":5,"id":6}"#, r#"{"id":6}"#),
            (
                r#"{"id":5,"ID":6,"id":null,"Id":null}"#,
                r#"{"id":5,"ID":6,"Id":null}"#,
            ),
            (
                r#"{"Id":4,"ID":5,"id":null,"iD":null}"#,
                r#"{"id":5,"Id":4}"#,
            ),
            (r#"{"id":null,"list":""}"#, "{}"),
            (r#"{"list":[null,"a\u0062"]}"#, r#"{"list":["ab"]}"#),
            (
                r#"{"x":1.0,"id":5.0,"a":[ 1e5 ]}"#,
                r#"{"id":5,"x":1.0,"a":[1e5]}"#,
            ),
            (r#"{"cycle":"OneTime"}"#, r#"{"cycle":"one_time"}"#),
            (r#"{"cycle":"weekly"}"#, r#"{"cycle":"weekly"}"#),
            (r#"{"code":"10002"}"#, r#"{"code":10002}"#),
            (r#"{"code":"quotanotavailable"}"#, r#"{"code":10002}"#),
            (r#"{"amount":"1.10"}"#, r#"{"amount":1.10}"#),
            (r#"{"amount":1.5e-3}"#, r#"{"amount":0.0015}"#),
            (r#"{"amount":12e2}"#, r#"{"amount":1200}"#),
            (r#"{"amount":-0.0e21111111111111}"#, r#"{"amount":0}"#),
            (
                r#"{"free":{"b":1, "a":null}}"#,
                r#"{"free":{"b":1,"a":null}}"#,
            ),
        ] {
            assert_eq!(
                compare(item(), input, output),
                Ok(()),
                "{input} -> {output}"
            );
        }
    }

    #[test]
    fn what_is_not_allowed() {
        for (input, output) in [
            (r#"{"id":5}"#, r#"{"id":6}"#),
            (r#"{"id":5}"#, "{}"),
            (r#"{"id":5}"#, r#"{"id":"5"}"#),
            ("{}", r#"{"id":5}"#),
            (r#"{"ID":5,"id":6}"#, r#"{"id":5}"#),
            (r#"{"ID":5,"id":6}"#, r#"{"id":6}"#),
            (r#"{"list":[]}"#, "{}"),
            (r#"{"list":["a","b"]}"#, r#"{"list":["b","a"]}"#),
            (r#"{"x":1.0}"#, r#"{"x":1}"#),
            (r#"{"x":null}"#, "{}"),
            (r#"{"x":1,"y":2}"#, r#"{"y":2,"x":1}"#),
            (r#"{"x":1,"x":2}"#, r#"{"x":2}"#),
            (r#"{"x":"a b"}"#, r#"{"x":"ab"}"#),
            (r#"{"x":"\u0061"}"#, r#"{"x":"a"}"#),
            (r#"{"X":1}"#, r#"{"x":1}"#),
            (r#"{"cycle":"weekly"}"#, r#"{"cycle":"unknown"}"#),
            (r#"{"cycle":"ANNUAL"}"#, r#"{"cycle":"ANNUAL"}"#),
            (r#"{"amount":1.10}"#, r#"{"amount":1.1}"#),
            (r#"{"amount":1.1e3}"#, r#"{"amount":1101}"#),
            (r#"{"code":10003}"#, r#"{"code":0}"#),
            (r#"{"free":{"b":1,"a":2}}"#, r#"{"free":{"a":2,"b":1}}"#),
            (r#"{"free":{}}"#, "{}"),
        ] {
            assert!(
                compare(item(), input, output).is_err(),
                "{input} -> {output}"
            );
        }
    }
}
