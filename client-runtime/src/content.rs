//! Bodies by their own `Content-Type`: which are JSON, and in which charset.

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use mime::Mime;

/// Why a body cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContentError {
    #[error("the answer's media type `{0}` is not one that this client reads")]
    MediaType(String),
    #[error("the answer's charset `{0}` is not known")]
    Charset(String),
    #[error("the answer is not the {0} text that it says it is")]
    Text(&'static str),
}

/// The body as JSON text in UTF-8, without a byte order mark.
pub(crate) fn json(headers: &HeaderMap, body: &Bytes) -> Result<Bytes, ContentError> {
    let charset = match headers.get(CONTENT_TYPE) {
        None => {
            // Nothing is said: JSON is what was asked for, unless it plainly is not.
            let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
            if first == Some(&b'<') {
                return Err(ContentError::MediaType(String::from(
                    "(none, looks like XML)",
                )));
            }
            None
        }
        Some(value) => {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let parsed: Mime = text
                .parse()
                .map_err(|_| ContentError::MediaType(text.clone()))?;
            if !is_json(&parsed) {
                return Err(ContentError::MediaType(text));
            }
            parsed
                .get_param(mime::CHARSET)
                .map(|charset| charset.to_string())
        }
    };
    utf8(charset.as_deref(), body)
}

fn is_json(media_type: &Mime) -> bool {
    let json = mime::JSON;
    match (media_type.type_(), media_type.subtype()) {
        (mime::APPLICATION | mime::TEXT, subtype) if subtype == json => true,
        _ => media_type.suffix() == Some(json),
    }
}

/// The text of a body in UTF-8; a byte order mark tells more than the header does.
fn utf8(charset: Option<&str>, body: &Bytes) -> Result<Bytes, ContentError> {
    let (encoding, skipped) = match (Encoding::for_bom(body), charset) {
        (Some(found), _) => found,
        (None, Some(charset)) => {
            let charset = charset.trim_matches('"');
            let known = Encoding::for_label(charset.as_bytes());
            (
                known.ok_or_else(|| ContentError::Charset(charset.to_owned()))?,
                0,
            )
        }
        (None, None) => (UTF_8, 0),
    };
    let body = body.slice(skipped..);
    if encoding == UTF_8 {
        // Decoding checks the text; a second check would only cost time.
        return Ok(body);
    }
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(&body)
        .ok_or(ContentError::Text(encoding.name()))?;
    Ok(Bytes::from(text.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: Option<&str>, body: &[u8]) -> Result<Bytes, ContentError> {
        let mut headers = HeaderMap::new();
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        }
        json(&headers, &Bytes::copy_from_slice(body))
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_spelling_of_json_is_json() {
        for media_type in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/json",
            "application/problem+json;charset=\"UTF-8\"",
        ] {
            assert_eq!(read(Some(media_type), b"{}").unwrap(), "{}", "{media_type}");
        }
        assert_eq!(read(None, b" {}").unwrap(), " {}");
    }

    #[test]
    fn other_media_types_are_refused_by_name() {
        for media_type in ["text/html", "application/xml", "nonsense"] {
            let error = read(Some(media_type), b"<html>").unwrap_err();
            assert!(error.to_string().contains(media_type), "{error}");
        }
        assert!(read(None, b"<html>").is_err());
    }

    #[test]
    fn charsets_and_byte_order_marks_are_undone() {
        assert_eq!(
            read(Some("application/json"), b"\xef\xbb\xbf{}").unwrap(),
            "{}"
        );
        let little = [vec![0xff, 0xfe], utf16("{\"é\":1}", u16::to_le_bytes)].concat();
        assert_eq!(
            read(Some("application/json"), &little).unwrap(),
            "{\"é\":1}"
        );
        let big = utf16("{}", u16::to_be_bytes);
        assert_eq!(
            read(Some("text/json; charset=utf-16be"), &big).unwrap(),
            "{}"
        );
        assert!(read(Some("text/json; charset=nonsense"), b"{}").is_err());
    }
}
