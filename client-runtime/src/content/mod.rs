//! Bodies: from values to bytes by a chosen media type, and back by what the answer says of itself.

pub(crate) mod body;
mod charset;
pub(crate) mod content_type;
pub(crate) mod media_type;

use std::borrow::Cow;

use http::HeaderMap;

use self::content_type::ContentType;
use crate::content::body::ResponseBody;
use crate::wire::{self, DecodeError};

/// Why a body could not be read as a value.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// It has a media type, or an encoding, that is not known here.
    Type(String),
    /// Its characters are not those of the charset it names.
    Charset(String),
    /// It is not what was expected at some place.
    Value(DecodeError),
}

/// The syntax that a body is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Json,
    #[cfg(feature = "xml")]
    Xml,
}

/// Reads a body as its headers say, or, where they are silent, as it looks.
pub(crate) fn decode<T: ResponseBody>(headers: &HeaderMap, body: &[u8]) -> Result<T, Unreadable> {
    refuse_encoded(headers)?;
    let content_type = ContentType::of(headers);
    let charset = content_type
        .as_ref()
        .and_then(|found| found.charset.as_deref());
    match syntax(content_type.as_ref(), body)? {
        Syntax::Json => {
            let text = charset::to_utf8(body, charset).map_err(Unreadable::Charset)?;
            wire::json::from_slice(&text).map_err(Unreadable::Value)
        }
        #[cfg(feature = "xml")]
        Syntax::Xml => {
            let label = charset
                .map(str::to_owned)
                .or_else(|| charset::declared(body));
            let text = charset::to_utf8(body, label.as_deref()).map_err(Unreadable::Charset)?;
            wire::xml::from_slice(&text).map_err(Unreadable::Value)
        }
    }
}

/// Refuses a body whose compression the transport did not undo.
fn refuse_encoded(headers: &HeaderMap) -> Result<(), Unreadable> {
    if let Some(encoding) = headers.get(http::header::CONTENT_ENCODING) {
        // The transport undoes what it knows and then removes the header.
        if !encoding.as_bytes().eq_ignore_ascii_case(b"identity") {
            let encoding = String::from_utf8_lossy(encoding.as_bytes());
            return Err(Unreadable::Type(format!(
                "is encoded as `{}`, which is not known here",
                encoding.escape_debug()
            )));
        }
    }
    Ok(())
}

/// A body as the text that it is by its charset; UTF-8 where it names none.
pub(crate) fn decode_text(headers: &HeaderMap, body: &[u8]) -> Result<String, Unreadable> {
    refuse_encoded(headers)?;
    let content_type = ContentType::of(headers);
    let charset = content_type
        .as_ref()
        .and_then(|found| found.charset.as_deref());
    let text = charset::to_utf8(body, charset).map_err(Unreadable::Charset)?;
    String::from_utf8(text.into_owned())
        .map_err(|_| Unreadable::Charset("is not text in UTF-8".to_owned()))
}

/// A body as text, whatever it is: for error bodies and excerpts. Bytes that are no text become
/// replacement characters.
pub(crate) fn to_text<'a>(headers: &HeaderMap, body: &'a [u8]) -> Cow<'a, str> {
    let content_type = ContentType::of(headers);
    charset::to_text(
        body,
        content_type
            .as_ref()
            .and_then(|found| found.charset.as_deref()),
    )
}

fn syntax(content_type: Option<&ContentType<'_>>, body: &[u8]) -> Result<Syntax, Unreadable> {
    match content_type {
        Some(content_type) if content_type.is_json() => Ok(Syntax::Json),
        #[cfg(feature = "xml")]
        Some(content_type) if content_type.is_xml() => Ok(Syntax::Xml),
        Some(content_type) => Err(Unreadable::Type(format!(
            "is of type {}, which is not known here",
            content_type.essence.escape_debug()
        ))),
        None => match charset::first_character(body) {
            #[cfg(feature = "xml")]
            Some(b'<') if !looks_like_html(body) => Ok(Syntax::Xml),
            Some(b'<') => Err(Unreadable::Type(
                "names no type and looks like XML or HTML, which is not known here".to_owned(),
            )),
            _ => Ok(Syntax::Json),
        },
    }
}

/// Is it a page of a gateway? Only its start is looked at.
#[cfg(feature = "xml")]
fn looks_like_html(body: &[u8]) -> bool {
    let start = charset::to_text(&body[..body.len().min(1024)], None);
    let start = start.trim_start().to_ascii_lowercase();
    start.starts_with("<!doctype") || start.starts_with("<html")
}

/// What an XML body says, to be looked at: for errors. `None` where it is no XML.
#[cfg(feature = "xml")]
pub(crate) fn look_at_xml(headers: &HeaderMap, body: &[u8]) -> Option<serde_json::Value> {
    let content_type = ContentType::of(headers);
    let is_xml = matches!(syntax(content_type.as_ref(), body), Ok(Syntax::Xml));
    let label = content_type
        .and_then(|found| found.charset)
        .or_else(|| charset::declared(body).map(Cow::Owned));
    let text = is_xml.then(|| charset::to_text(body, label.as_deref()))?;
    wire::xml::to_value(&text)
}
