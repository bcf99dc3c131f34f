//! Headers that a call sets, checked before anything is sent.

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TE, TRAILER, TRANSFER_ENCODING,
    UPGRADE,
};
use http::{HeaderName, HeaderValue};

/// A header as it was given; its value is never shown.
#[derive(Clone)]
pub(super) struct GivenHeader {
    pub(super) name: String,
    pub(super) value: String,
    /// Given by the caller beside the documented ones: it may hold a secret of theirs.
    pub(super) extra: bool,
}

impl GivenHeader {
    /// The header as it is sent.
    pub(super) fn check(&self) -> Result<(HeaderName, HeaderValue), String> {
        let shown = self.name.escape_debug();
        let name = HeaderName::from_bytes(self.name.as_bytes())
            .map_err(|_| format!("`{shown}` is not a header name"))?;
        if self.extra {
            refuse_reserved(&name)?;
        }
        // Checked by hand to say where, as the value itself must not be shown. Bytes beyond ASCII
        // have no agreed meaning in a header (RFC 9110 section 5.5).
        if let Some(at) = self
            .value
            .bytes()
            .position(|byte| !(byte == b'\t' || (0x20..0x7f).contains(&byte)))
        {
            return Err(format!(
                "the value of header `{name}` holds, at byte {at}, a control or non-ASCII character that cannot stand in a header"
            ));
        }
        let mut value = HeaderValue::from_str(&self.value)
            .map_err(|_| format!("the value of header `{name}` cannot stand in a header"))?;
        value.set_sensitive(self.extra);
        Ok((name, value))
    }
}

/// Refuses the headers that would contradict what the runtime itself says of the request.
fn refuse_reserved(name: &HeaderName) -> Result<(), String> {
    let instead = if name == AUTHORIZATION {
        "set the credential on the client"
    } else if name == CONTENT_TYPE {
        "choose it by `content_type`"
    } else if [
        CONTENT_LENGTH,
        HOST,
        CONNECTION,
        TE,
        TRAILER,
        TRANSFER_ENCODING,
        UPGRADE,
    ]
    .contains(name)
    {
        "the transport sets it"
    } else {
        return Ok(());
    };
    Err(format!(
        "header `{name}` cannot be set on a call: {instead}"
    ))
}

#[cfg(test)]
mod tests {
    use super::GivenHeader;

    fn check(name: &str, value: &str) -> Result<(), String> {
        GivenHeader {
            name: name.to_owned(),
            value: value.to_owned(),
            extra: true,
        }
        .check()
        .map(drop)
    }

    #[test]
    fn wrong_headers_are_named_and_their_values_kept_secret() {
        for (name, value) in [
            ("x-a", "hunter2\r\nx: y"),
            ("x-a", "hunter2\u{e9}"),
            ("x-a", "\0hunter2"),
            ("authorization", "hunter2"),
            ("Content-Length", "hunter2"),
        ] {
            let error = check(name, value).unwrap_err();
            assert!(error.contains(&name.to_lowercase()), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        assert!(check("a b", "x").unwrap_err().contains("`a b`"));
        assert!(check("", "x").is_err());
        assert!(check("x-a", "").is_ok());
    }
}
