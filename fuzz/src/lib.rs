//! What the fuzz targets hold against the client: for any bytes, no panic, and nothing lost.
//!
//! `cargo xtask fuzz` runs each target a fixed number of times; `cargo xtask fuzz --seconds 600`
//! lets libFuzzer look for new paths. Each target's `corpus` folder has what it starts from.

use client_runtime::wire::{Described, Wire, json, xml};
use serde_json::value::RawValue;
use tests::comparison::compare;
use tests::document;

/// Decodes a type from bytes: what is no JSON object is refused, what is decoded is one.
///
/// # Panics
///
/// When the decoder takes something that is not JSON: that is a finding.
pub fn decodes<T: Wire>(bytes: &[u8]) {
    let Ok(_) = json::from_slice::<T>(bytes) else {
        return;
    };
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let raw = serde_json::from_slice::<&RawValue>(text);
    assert!(
        raw.is_ok_and(|raw| raw.get().starts_with('{')),
        "decoded what is no JSON object"
    );
}

/// Decodes a type and encodes it again: nothing may change but what the comparison allows, and a
/// second round trip changes nothing at all.
///
/// # Panics
///
/// When something is lost or changed: that is a finding.
pub fn loses_nothing<T: Wire + PartialEq + std::fmt::Debug>(documented_name: &str, bytes: &[u8]) {
    let Ok(value) = json::from_slice::<T>(bytes) else {
        return;
    };
    let Some(shape) = document::shape(documented_name) else {
        panic!("{documented_name} is not in the document")
    };
    let Ok(output) = json::to_string(&value) else {
        panic!("what was decoded does not encode")
    };
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    if let Err(difference) = compare(shape, &text, &output) {
        panic!("{difference}");
    }
    match json::from_str::<T>(&output) {
        Ok(again) => {
            assert_eq!(again, value);
            assert_eq!(json::to_string(&again).as_ref(), Ok(&output));
        }
        Err(error) => panic!("what was encoded does not decode: {error}"),
    }
}

/// Decodes a type from bytes as XML and encodes it again: what was read is the same, written and
/// read again.
///
/// # Panics
///
/// When something is lost or changed: that is a finding.
pub fn loses_nothing_in_xml<T>(bytes: &[u8])
where
    T: Wire + Described + PartialEq + std::fmt::Debug,
{
    let Ok(value) = xml::from_slice::<T>(bytes) else {
        return;
    };
    let Ok(text) = xml::to_string(&value) else {
        panic!("what was decoded does not encode")
    };
    match xml::from_str::<T>(&text) {
        Ok(again) => assert_eq!(again, value, "{text}"),
        Err(error) => panic!("what was encoded does not decode: {error}\n{text}"),
    }
}
