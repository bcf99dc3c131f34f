//! XML bodies: bytes in, typed values out, and back, by the tables of
//! [`description`](super::description).
//!
//! ## Reading
//! - Names of elements are compared without namespace and without the case of ASCII letters, with
//!   the documented element's name and the property's name in JSON.
//! - Lists are read wrapped or bare, whatever the document says. `xsi:nil` is `null`.
//! - What the document does not name is kept: an element of text as text, a nil one as `null`, any
//!   other as its XML under the name `$xml`, and so is an attribute, under `@` and its name.
//! - Entities are the five predefined ones and character references. A DOCTYPE is refused.
//!
//! ## Writing
//! - Documented elements stand in the order of their names, and unknown ones among them where they
//!   belong by theirs; .NET's `DataContractSerializer` steps over what comes too late.
//! - Unknown properties that came in XML are written as they came. Others become elements as well
//!   as it can be done; since XML has no numbers, no `null` in lists and no names with blanks, an
//!   element `json` in the namespace [`EXACT`] says exactly what they are. A service steps over it;
//!   reading takes it in place of the elements.
//!
//! ## What a round trip keeps
//! XML, read and written again, says the same, up to what a round trip of JSON may change, and:
//! comments, processing instructions and the declaration, prefixes, white space between elements,
//! CDATA sections (their text stays), the attributes of documented elements that are lists or no
//! objects, those of documented objects that have a prefix, the size of the number types that the
//! entries of a free-form object name, and the namespace of elements that the document knows or
//! that stand in that of those around them.

mod dom;
mod read;
mod text;
mod write;

use super::description::Described;
use super::error::{DecodeError, DecodeErrorKind, EncodeError};
use super::value::Wire;
use super::{JsonObject, json};

/// The namespace of the element that says exactly, in JSON, which unknown properties stand around
/// it.
pub const EXACT: &str = "urn:client-runtime:json";

/// The name of the member that holds what JSON cannot say of an element: its XML.
pub(super) const RAW: &str = "$xml";

/// XML Schema's instance namespace, of `nil` and `type`.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Decodes a body of UTF-8, with or without a byte order mark.
///
/// # Errors
/// When the body is not UTF-8, no well-formed XML, has a DOCTYPE, is nested too deep, or has a value
/// that its place does not take. The error names the place.
pub fn from_slice<T: Wire + Described>(body: &[u8]) -> Result<T, DecodeError> {
    match std::str::from_utf8(body) {
        Ok(text) => from_str(text),
        Err(error) => Err(DecodeError::new(
            DecodeErrorKind::NotUtf8,
            body,
            error.valid_up_to(),
            "UTF-8",
            format!(
                "the byte 0x{:02X}",
                body.get(error.valid_up_to()).unwrap_or(&0)
            ),
        )),
    }
}

/// Decodes a body that is text already; see [`from_slice`].
///
/// # Errors
/// Those of [`from_slice`].
pub fn from_str<T: Wire + Described>(text: &str) -> Result<T, DecodeError> {
    let document = dom::parse(text)?;
    let json = read::to_json(&document, text, T::SHAPE)?;
    json.decode()
}

/// Encodes a value, without a declaration and without white space between elements.
///
/// # Errors
/// When it is nested too deep, or holds the character U+0000, which XML cannot say.
pub fn to_string<T: Wire + Described>(value: &T) -> Result<String, EncodeError> {
    write::to_xml(&json::to_string(value)?, T::SHAPE)
}

/// Encodes a value as bytes; see [`to_string`].
///
/// # Errors
/// Those of [`to_string`].
pub fn to_vec<T: Wire + Described>(value: &T) -> Result<Vec<u8>, EncodeError> {
    to_string(value).map(String::into_bytes)
}

/// Any document as JSON for a look at it: an element of text is text, one of several elements of
/// one name a list, any other an object, of whose members of one name the last stays.
pub(crate) fn to_value(text: &str) -> Option<serde_json::Value> {
    dom::parse(text)
        .ok()
        .map(|document| read::to_value(&document.root))
}

/// The XML that a free-form object holds, if it came as such.
pub(super) fn raw_of(object: &JsonObject) -> Option<String> {
    let (name, json) = object.iter().next()?;
    let alone = name == RAW && object.iter().nth(1).is_none();
    alone.then(|| json::from_str(json).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::reader::MAX_DEPTH;
    use super::*;

    fn refused(text: &str) -> DecodeError {
        from_str::<JsonObject>(text).unwrap_err()
    }

    #[test]
    fn a_document_without_a_shape_stays_xml() {
        let text = "<a:Cart xmlns:a=\"urn:a\"><b/></a:Cart>";
        let object: JsonObject = from_str(text).unwrap();
        assert_eq!(raw_of(&object).as_deref(), Some(text));
        assert_eq!(to_string(&object).as_deref(), Ok(text));
        let object: JsonObject = json::from_str(r#"{"a":1.10,"b c":null}"#).unwrap();
        assert_eq!(from_str(&to_string(&object).unwrap()), Ok(object));
    }

    #[test]
    fn entities_are_not_expanded() {
        let bomb = "<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><l>&b;</l>";
        assert!(
            refused(bomb).found().contains("DOCTYPE"),
            "{}",
            refused(bomb)
        );
        let error = refused("<a>\n<b>&b;</b></a>");
        assert_eq!((error.kind(), error.line()), (DecodeErrorKind::Syntax, 2));
        assert_eq!(error.path(), "$.b");
    }

    #[test]
    fn depth_is_bounded() {
        for levels in [1000, 100_000] {
            let error = refused(&"<a>".repeat(levels));
            assert_eq!(error.kind(), DecodeErrorKind::TooDeep);
        }
        let deep = "<a>".repeat(2 * MAX_DEPTH) + &"</a>".repeat(2 * MAX_DEPTH);
        assert!(from_str::<JsonObject>(&deep).is_ok());
    }

    #[test]
    fn attributes_and_namespaces_are_bounded() {
        let attributes: String = (0..100_000).map(|index| format!(" a{index}=''")).collect();
        let error = refused(&format!("<a{attributes}/>"));
        assert_eq!(error.kind(), DecodeErrorKind::OutOfRange);
        let elements: String = (0..5000)
            .map(|index| format!("<a xmlns='urn:{index}'/>"))
            .collect();
        let error = refused(&format!("<a>{elements}</a>"));
        assert_eq!(error.kind(), DecodeErrorKind::OutOfRange);
        // One long declaration, taken along by many pieces.
        let namespace = "n".repeat(4096);
        let pieces = "<p:b c=''/>".repeat(2000);
        let text =
            format!("<a xmlns:p='{namespace}'><json xmlns='{EXACT}'>{{}}</json>{pieces}</a>");
        let error = refused(&text);
        assert_eq!(error.kind(), DecodeErrorKind::OutOfRange, "{error}");
        assert!(from_str::<JsonObject>(&format!("<a b='{}'/>", "x".repeat(1 << 20))).is_ok());
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in [
            "",
            " ",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>text",
            "<a b/>",
            "<a b=1/>",
            "<a b='1' b='2'/>",
            "<>",
            "<1a/>",
            "<a:/>",
            "<p:a/>",
            "<a p:b=''/>",
            "<a",
            "<a><b></a></b>",
            "<a>&lt</a>",
            "<a b='&x;'/>",
            "<!-- <a/>",
            "<a><![CDATA[</a>",
        ] {
            assert!(from_str::<JsonObject>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn control_characters_go_as_references_and_nul_not_at_all() {
        for (json, well) in [("\"a\\u0001\\r\\n\\tb\"", true), ("\"\\u0000\"", false)] {
            let text: String = json::from_str(json).unwrap();
            match to_string(&text) {
                Ok(xml) => assert_eq!(from_str(&xml), Ok(text)),
                Err(error) => assert!(!well && error == EncodeError::NulCharacter),
            }
        }
    }
}
