//! JSON text taken apart, one level at a time, with every value as its text.

use std::borrow::Cow;

use super::json;
use super::number;
use super::raw::Raw;
use super::reader::Reader;
use super::writer::push_string;

/// A member of an object.
pub(super) struct Member<'j> {
    /// The name as it stands, in its quotes.
    pub(super) quoted: &'j str,
    /// The name; none if it holds a lone half of a surrogate pair.
    pub(super) name: Option<Cow<'j, str>>,
    /// The value.
    pub(super) json: &'j str,
}

/// The members of an object; none of anything else.
pub(super) fn members(json: &str) -> Vec<Member<'_>> {
    let mut members = Vec::new();
    let mut reader = Reader::new(json);
    if reader.peek() != b'{' {
        return members;
    }
    reader.advance();
    while reader.peek() == b'"' {
        let start = reader.position();
        if reader.raw_string().is_err() {
            break;
        }
        let quoted = reader.text_since(start);
        if reader.colon().is_err() {
            break;
        }
        let Ok(value) = Raw::read(&mut reader) else {
            break;
        };
        members.push(Member {
            quoted,
            name: Reader::new(quoted).string().ok(),
            json: value.text(),
        });
        if reader.peek() == b',' {
            reader.advance();
        }
    }
    members
}

/// The elements of an array; none of anything else.
pub(super) fn elements(json: &str) -> Vec<&str> {
    let mut elements = Vec::new();
    let mut reader = Reader::new(json);
    if reader.peek() != b'[' {
        return elements;
    }
    reader.advance();
    while !matches!(reader.peek(), b']' | 0) {
        let Ok(value) = Raw::read(&mut reader) else {
            break;
        };
        elements.push(value.text());
        if reader.peek() == b',' {
            reader.advance();
        }
    }
    elements
}

/// The text of a string; none of anything else.
pub(super) fn text(json: &str) -> Option<String> {
    json.starts_with('"')
        .then(|| json::from_str(json).ok())
        .flatten()
}

/// The text of a string that is escaped as this crate would, so that it comes back the same.
pub(super) fn plain_text(json: &str) -> Option<String> {
    let text = text(json)?;
    let mut again = String::with_capacity(json.len());
    push_string(&mut again, &text);
    (again == json).then_some(text)
}

/// The number of JSON that a text of another syntax stands for, digit for digit: `+5`, `05`, `.5`
/// and `5.` are numbers there.
pub(super) fn to_number(text: &str) -> Option<String> {
    let text = text.trim();
    if number::is_number(text) {
        return Some(text.to_owned());
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let end = rest.find(['e', 'E']).unwrap_or(rest.len());
    let (mantissa, exponent) = rest.split_at(end);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}{exponent}")).filter(|text| number::is_number(text))
}

/// Appends a member's comma, unless it is the first.
pub(super) fn push_separator(json: &mut String) {
    if !json.ends_with(['{', '[']) {
        json.push(',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_level_is_taken_apart() {
        let members = members(r#"{"a":1.10, "b\u0041" : [1,{"c":2}],"\ud800":null}"#);
        let told: Vec<_> = members
            .iter()
            .map(|member| (member.quoted, member.name.as_deref(), member.json))
            .collect();
        let expected = [
            ("\"a\"", Some("a"), "1.10"),
            ("\"b\\u0041\"", Some("bA"), "[1,{\"c\":2}]"),
            ("\"\\ud800\"", None, "null"),
        ];
        assert_eq!(told, expected);
        assert_eq!(elements("[1, \"a,b\" ,[]]"), ["1", "\"a,b\"", "[]"]);
        assert!(elements("{}").is_empty() && super::members("[]").is_empty());
    }

    #[test]
    fn numbers_of_other_syntaxes_keep_their_digits() {
        for (text, number) in [
            (" 1.10 ", Some("1.10")),
            ("+05", Some("5")),
            ("-.50", Some("-0.50")),
            ("5.", Some("5")),
            ("1E+5", Some("1E+5")),
            ("", None),
            ("INF", None),
            (".", None),
            ("1,5", None),
            ("0x1", None),
        ] {
            assert_eq!(to_number(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn a_text_that_would_come_back_otherwise_is_told() {
        assert_eq!(plain_text("\"a\\\"b\"").as_deref(), Some("a\"b"));
        assert_eq!(plain_text("\"\\u0041\""), None);
        assert_eq!(plain_text("5"), None);
    }
}
