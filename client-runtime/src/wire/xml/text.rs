//! Characters: references in, escapes out.

use std::fmt::Write as _;

/// The text of a reference without its `&` and `;`.
pub(super) fn resolve(reference: &str) -> Option<char> {
    if let Some(number) = reference.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
                u32::from_str_radix(digits, 16).ok()?
            }
            None if number.bytes().all(|digit| digit.is_ascii_digit()) => number.parse().ok()?,
            _ => return None,
        };
        return char::from_u32(code).filter(|character| *character != '\0');
    }
    Some(match reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// The value of an attribute, with its references resolved; the offset of a wrong one.
pub(super) fn unescape(value: &str) -> Result<String, usize> {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        push_spaced(&mut text, &rest[..at]);
        let offset = value.len() - rest.len() + at;
        let (reference, behind) = rest[at + 1..].split_once(';').ok_or(offset)?;
        text.push(resolve(reference).ok_or(offset)?);
        rest = behind;
    }
    push_spaced(&mut text, rest);
    Ok(text)
}

/// White space in attributes is blanks (XML 1.0, section 3.3.3).
fn push_spaced(text: &mut String, value: &str) {
    text.extend(value.chars().map(|character| match character {
        '\n' | '\r' | '\t' => ' ',
        other => other,
    }));
}

/// Appends the text of an element.
pub(super) fn push_text(buffer: &mut String, text: &str) {
    push(buffer, text, false);
}

/// Appends the value of an attribute, without quotes around it.
pub(super) fn push_attribute(buffer: &mut String, text: &str) {
    push(buffer, text, true);
}

fn push(buffer: &mut String, text: &str, attribute: bool) {
    for character in text.chars() {
        match character {
            '&' => buffer.push_str("&amp;"),
            '<' => buffer.push_str("&lt;"),
            '>' => buffer.push_str("&gt;"),
            '"' if attribute => buffer.push_str("&quot;"),
            // Else readers make them something else, or may not take them (XML 1.0, sections 2.2,
            // 2.11 and 3.3.3). .NET writes the same references.
            '\n' | '\t' if !attribute => buffer.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let written = write!(buffer, "&#x{:X};", u32::from(character));
                debug_assert!(written.is_ok(), "writing into a string does not fail");
            }
            other => buffer.push(other),
        }
    }
}

/// Can an element have this name? Of the name characters of XML the unusual ones are left out.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && !name
            .get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case("xml"))
        && name
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || matches!(other, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_predefined_and_numeric_references_are_resolved() {
        assert_eq!(unescape("a&amp;&lt;&#65;&#x42;\n").as_deref(), Ok("a&<AB "));
        for (value, offset) in [
            ("&nbsp;", 0),
            ("ab&#0;", 2),
            ("&#xD800;", 0),
            ("a&b", 1),
            ("&#+6;", 0),
        ] {
            assert_eq!(unescape(value), Err(offset), "{value}");
        }
    }

    #[test]
    fn what_readers_would_change_is_referred_to() {
        let mut text = String::new();
        push_text(&mut text, "a<b>&\"\r\n\t\u{1}");
        assert_eq!(text, "a&lt;b&gt;&amp;\"&#xD;\n\t&#x1;");
        let mut text = String::new();
        push_attribute(&mut text, "\"\n");
        assert_eq!(text, "&quot;&#xA;");
    }

    #[test]
    fn names_are_those_that_every_parser_takes() {
        assert!(is_name("LineItems") && is_name("_a-b.c1"));
        for not in ["", "1a", "a b", "a:b", "xmlns", "Xmlish", "$xml", "-a"] {
            assert!(!is_name(not), "{not}");
        }
    }
}
