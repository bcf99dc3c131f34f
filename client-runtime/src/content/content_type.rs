//! What a `Content-Type` header says.

use std::borrow::Cow;

use http::HeaderMap;

/// A media type with the one parameter that matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContentType<'a> {
    /// `type/subtype`, in lower case.
    pub(crate) essence: Cow<'a, str>,
    /// The `charset` parameter, unquoted.
    pub(crate) charset: Option<Cow<'a, str>>,
}

impl<'a> ContentType<'a> {
    /// What the headers say; `None` where they are silent, or do not speak in UTF-8.
    pub(crate) fn of(headers: &'a HeaderMap) -> Option<Self> {
        let value = headers.get(http::header::CONTENT_TYPE)?;
        Self::parse(std::str::from_utf8(value.as_bytes()).ok()?)
    }

    fn parse(text: &'a str) -> Option<Self> {
        let (essence, mut rest) = text.split_once(';').unwrap_or((text, ""));
        let essence = essence.trim();
        if essence.is_empty() {
            return None;
        }
        let essence = match essence.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(essence.to_ascii_lowercase()),
            false => Cow::Borrowed(essence),
        };
        let mut charset = None;
        while !rest.trim().is_empty() {
            let (parameter, after) = split_parameter(rest);
            rest = after;
            if let Some((name, value)) = parameter.split_once('=')
                && name.trim().eq_ignore_ascii_case("charset")
                && charset.is_none()
            {
                charset = Some(unquote(value.trim())).filter(|value| !value.is_empty());
            }
        }
        Some(Self { essence, charset })
    }

    /// Whether it is JSON: `application/json`, `text/json`, or any type with the suffix `+json`.
    pub(crate) fn is_json(&self) -> bool {
        matches!(&*self.essence, "application/json" | "text/json")
            || self.essence.ends_with("+json")
    }

    /// Whether it is XML: `application/xml`, `text/xml`, or any type with the suffix `+xml`.
    #[cfg(feature = "xml")]
    pub(crate) fn is_xml(&self) -> bool {
        // A page for a person is no answer of the service, whatever its syntax.
        matches!(&*self.essence, "application/xml" | "text/xml")
            || (self.essence.ends_with("+xml") && self.essence != "application/xhtml+xml")
    }
}

/// Splits at the first semicolon that does not stand in quotes.
fn split_parameter(text: &str) -> (&str, &str) {
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

fn unquote(value: &str) -> Cow<'_, str> {
    let Some(inner) = value.strip_prefix('"') else {
        return Cow::Borrowed(value.trim_matches('\''));
    };
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => text.extend(characters.next()),
            other => text.push(other),
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::ContentType;

    #[test]
    fn essence_and_charset_are_read_however_they_are_written() {
        for (text, essence, charset) in [
            ("application/json", "application/json", None),
            (
                "Application/JSON ; Charset=UTF-8",
                "application/json",
                Some("UTF-8"),
            ),
            (
                "application/json;charset=\"utf-16\"",
                "application/json",
                Some("utf-16"),
            ),
            (
                "application/json; a=\";charset=x\"; charset=\"ut\\f-8\"",
                "application/json",
                Some("utf-8"),
            ),
            ("text/html;;;charset=", "text/html", None),
            (
                "application/json; charset='utf-8'",
                "application/json",
                Some("utf-8"),
            ),
            (
                "application/problem+json; charset=utf-8; charset=utf-16",
                "application/problem+json",
                Some("utf-8"),
            ),
            ("nonsense", "nonsense", None),
        ] {
            let found = ContentType::parse(text).unwrap();
            assert_eq!(
                (&*found.essence, found.charset.as_deref()),
                (essence, charset),
                "{text}"
            );
        }
        assert_eq!(ContentType::parse(" ; charset=utf-8"), None);
    }
}
