//! JSON bodies: bytes in, typed values out, and back.

use super::error::{DecodeError, DecodeErrorKind, EncodeError};
use super::reader::Reader;
use super::value::Wire;
use super::writer::Writer;

/// U+FEFF in UTF-8, which some services put in front.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Decodes a body of UTF-8, with or without a byte order mark.
///
/// `null` is an absent property, and no element of an array. Of properties of exactly the same
/// name, the last one that is there wins.
///
/// # Errors
/// When the body is not UTF-8, not JSON, has something behind the value, or has a value that its
/// place does not take. The error names the place.
pub fn from_slice<T: Wire>(body: &[u8]) -> Result<T, DecodeError> {
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
pub fn from_str<T: Wire>(text: &str) -> Result<T, DecodeError> {
    let mut reader = Reader::new(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text));
    let value = T::read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// Encodes a value as JSON without insignificant white space.
///
/// # Errors
/// When it is nested too deep.
pub fn to_vec<T: Wire>(value: &T) -> Result<Vec<u8>, EncodeError> {
    to_string(value).map(String::into_bytes)
}

/// Encodes a value as JSON text without insignificant white space.
///
/// # Errors
/// When it is nested too deep.
pub fn to_string<T: Wire>(value: &T) -> Result<String, EncodeError> {
    let mut writer = Writer::with_capacity(1024);
    value.write(&mut writer);
    writer.finish()
}
