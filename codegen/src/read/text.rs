//! From bytes to text.

use super::faults::Faults;
use crate::diagnostic::{Code, Extent, Source};
use std::sync::Arc;

/// The largest document that is read, in bytes.
const LARGEST: usize = 64 << 20;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The text of a document, and what is wrong with it as text.
pub(super) struct Text<'a> {
    /// As far as it could be decoded.
    text: &'a str,
    fault: Option<TextFault>,
}

struct TextFault {
    code: Code,
    at: usize,
    length: usize,
    message: String,
    help: &'static str,
}

/// Never copies: an input that is too large or not text costs nothing.
pub(super) fn decode(bytes: &[u8]) -> Text<'_> {
    if bytes.len() > LARGEST {
        return Text::unreadable(
            "",
            Code::TooLarge,
            0,
            format!(
                "the document has {} bytes; at most {LARGEST} are read",
                bytes.len()
            ),
            "check that this is the right file",
        );
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            // The bytes before are valid by the contract of `Utf8Error`.
            let valid = std::str::from_utf8(&bytes[..at]).unwrap_or_default();
            return Text::unreadable(
                valid,
                Code::NotUtf8,
                at,
                format!("byte {at} is not UTF-8"),
                "save the document as UTF-8",
            );
        }
    };
    let forbidden = text
        .char_indices()
        .find(|(_, character)| character.is_control() && !matches!(character, '\t' | '\n' | '\r'));
    if let Some((at, character)) = forbidden {
        return Text::unreadable(
            text,
            Code::ControlCharacter,
            at,
            format!(
                "the control character U+{:04X} stands here",
                u32::from(character)
            ),
            "remove it; in double quotes it can be written as an escape",
        );
    }
    let fault = text.starts_with(BYTE_ORDER_MARK).then(|| TextFault {
        code: Code::ByteOrderMark,
        at: 0,
        length: BYTE_ORDER_MARK.len(),
        message: "the document starts with a byte order mark".to_owned(),
        help: "save it as UTF-8 without it",
    });
    Text { text, fault }
}

impl<'a> Text<'a> {
    fn unreadable(
        text: &'a str,
        code: Code,
        at: usize,
        message: String,
        help: &'static str,
    ) -> Self {
        Self {
            text,
            fault: Some(TextFault {
                code,
                at,
                length: usize::from(at < text.len()),
                message,
                help,
            }),
        }
    }

    pub(super) fn source(&self, name: &str) -> Arc<Source> {
        Arc::new(Source::new(name, self.text.to_owned()))
    }

    pub(super) fn report(&self, faults: &mut Faults) {
        if let Some(fault) = &self.fault {
            let place = Extent {
                start: fault.at as u32,
                end: (fault.at + fault.length) as u32,
            };
            faults.report(fault.code, place, &fault.message, fault.help);
        }
    }

    /// Whether nothing can be done with it.
    pub(super) fn is_unreadable(&self) -> bool {
        self.fault
            .as_ref()
            .is_some_and(|fault| fault.code != Code::ByteOrderMark)
    }

    /// Where the document starts in the text.
    pub(super) fn start(&self) -> usize {
        if self.text.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len()
        } else {
            0
        }
    }
}
