//! Characters: from the charset that a body is in to UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The body in UTF-8, without a byte order mark. A body that already is UTF-8 is neither copied nor
/// checked: the reader of its syntax does that.
pub(super) fn to_utf8<'a>(body: &'a [u8], label: Option<&str>) -> Result<Cow<'a, [u8]>, String> {
    let (encoding, text) = encoding_of(body, label)?;
    if encoding == UTF_8 {
        return Ok(Cow::Borrowed(text));
    }
    match encoding.decode_without_bom_handling_and_without_replacement(text) {
        Some(Cow::Borrowed(text)) => Ok(Cow::Borrowed(text.as_bytes())),
        Some(Cow::Owned(text)) => Ok(Cow::Owned(text.into_bytes())),
        None => Err(format!("holds bytes that are not {}", encoding.name())),
    }
}

/// The body as text at any cost.
pub(super) fn to_text<'a>(body: &'a [u8], label: Option<&str>) -> Cow<'a, str> {
    let (encoding, text) = encoding_of(body, label).unwrap_or((UTF_8, body));
    encoding.decode_without_bom_handling(text).0
}

/// The first byte of an ASCII character that is no white space, in whatever Unicode encoding.
pub(super) fn first_character(body: &[u8]) -> Option<u8> {
    let (_, text) = encoding_of(body, None).unwrap_or((UTF_8, body));
    text.iter()
        .copied()
        .find(|byte| *byte != 0 && !byte.is_ascii_whitespace())
}

/// The encoding that an XML declaration names (XML 1.0, section 4.3.3).
#[cfg(feature = "xml")]
pub(super) fn declared(body: &[u8]) -> Option<String> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let start = std::str::from_utf8(
        body.get(..body.len().min(256))?
            .split(|byte| *byte == b'>')
            .next()?,
    )
    .ok()?;
    let (_, behind) = start.strip_prefix("<?xml")?.split_once("encoding")?;
    let quoted = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = quoted
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))?;
    quoted[1..].split(quote).next().map(str::to_owned)
}

/// The encoding, and the body after its byte order mark. A mark goes before the label, as the
/// Encoding Standard has it; without a mark, zero bytes tell UTF-16 from a label that is missing,
/// says UTF-8 or leaves the byte order open: the first character of JSON and XML is ASCII.
fn encoding_of<'a>(
    body: &'a [u8],
    label: Option<&str>,
) -> Result<(&'static Encoding, &'a [u8]), String> {
    if let Some((encoding, length)) = Encoding::for_bom(body) {
        return Ok((encoding, &body[length..]));
    }
    let zeros = match body {
        [0, second, ..] if *second != 0 => Some(UTF_16BE),
        [first, 0, ..] if *first != 0 => Some(UTF_16LE),
        _ => None,
    };
    let Some(label) = label else {
        return Ok((zeros.unwrap_or(UTF_8), body));
    };
    let named = Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        format!(
            "is in the charset `{}`, which is not known here",
            label.escape_debug()
        )
    })?;
    let encoding = match zeros {
        Some(found) if named == UTF_8 || named == UTF_16LE || named == UTF_16BE => found,
        _ => named,
    };
    Ok((encoding, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn every_unicode_encoding_is_read_with_and_without_mark_and_label() {
        let text = "{\"a\":\"ü€😀\"}";
        let little = utf16(text, u16::to_le_bytes);
        let big = utf16(text, u16::to_be_bytes);
        let marked = |mark: &[u8], body: &[u8]| [mark, body].concat();
        for (body, labels) in [
            (
                text.as_bytes().to_vec(),
                vec![None, Some("utf-8"), Some("UTF8")],
            ),
            (
                marked(b"\xEF\xBB\xBF", text.as_bytes()),
                vec![None, Some("utf-8"), Some("utf-16")],
            ),
            (
                little.clone(),
                vec![None, Some("utf-16"), Some("utf-16le"), Some("utf-8")],
            ),
            (
                marked(b"\xFF\xFE", &little),
                vec![None, Some("utf-16"), Some("utf-8")],
            ),
            (big.clone(), vec![None, Some("utf-16"), Some("utf-16be")]),
            (
                marked(b"\xFE\xFF", &big),
                vec![None, Some("utf-16"), Some("utf-16le")],
            ),
        ] {
            for label in labels {
                assert_eq!(
                    to_utf8(&body, label).unwrap().as_ref(),
                    text.as_bytes(),
                    "{label:?} {body:?}"
                );
                assert_eq!(to_text(&body, label), text);
                assert_eq!(first_character(&body), Some(b'{'));
            }
        }
    }

    #[cfg(feature = "xml")]
    #[test]
    fn an_xml_declaration_names_the_encoding() {
        for (body, name) in [
            (
                "<?xml version='1.0' encoding = 'iso-8859-1'?><a/>",
                Some("iso-8859-1"),
            ),
            ("<?xml version=\"1.0\" encoding=\"utf-8\"?>", Some("utf-8")),
            ("<?xml version=\"1.0\"?><a encoding=\"x\"/>", None),
            ("<a encoding=\"x\"/>", None),
            ("<?xml encoding=", None),
        ] {
            assert_eq!(declared(body.as_bytes()).as_deref(), name, "{body}");
        }
    }

    #[test]
    fn other_charsets_are_read_and_unknown_or_broken_ones_told() {
        assert_eq!(
            to_utf8(b"\"\xFC\"", Some("iso-8859-1")).unwrap().as_ref(),
            "\"ü\"".as_bytes()
        );
        assert!(
            to_utf8(b"{}", Some("klingon"))
                .unwrap_err()
                .contains("`klingon`")
        );
        assert!(
            to_utf8(b"{\0\0\xD8\"\0", Some("utf-16"))
                .unwrap_err()
                .contains("UTF-16")
        );
        assert_eq!(to_text(b"a\xFFb", None), "a\u{FFFD}b");
    }
}
