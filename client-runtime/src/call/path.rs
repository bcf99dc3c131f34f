//! A path template filled with values that stay within their segments.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 3986's unreserved characters. The sub-delimiters, `:` and `@` may stand in a segment
/// as they are, but some servers give them a meaning there (`;` starts parameters, `+` is read as
/// a space); encoded, they are data to all.
pub(super) const DATA: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Appends a template such as `/v{version}/carts/{cart_id}` to a URL, filled by asking `value_of` for
/// each name.
///
/// Every value is one piece of one segment: what could change the path's shape is encoded, or, where
/// no encoding protects it (`.` and `..`, which URL parsers resolve even when encoded), refused.
pub(super) fn fill<'a>(
    url: &mut String,
    template: &str,
    mut value_of: impl FnMut(&str) -> Option<&'a str>,
) -> Result<(), String> {
    let mut rest = template;
    while let Some((literal, name, after)) = next_parameter(rest) {
        url.push_str(literal);
        let start = url.rfind('/').map_or(0, |slash| slash + 1);
        let value = value_of(name).ok_or_else(|| format!("path parameter `{name}` is not set"))?;
        check(name, value)?;
        url.extend(utf8_percent_encode(value, DATA));
        let segment = &url[start..];
        let end = after.split('/').next().unwrap_or_default();
        if !end.contains('{') && is_dots(segment, end) {
            return Err(format!(
                "path parameter `{name}` makes its segment `{segment}{end}`, which would lead to another resource"
            ));
        }
        rest = after;
    }
    url.push_str(rest);
    Ok(())
}

/// Whether two texts side by side, as two values can be, make up a dot segment.
fn is_dots(start: &str, end: &str) -> bool {
    let dots = start.len() + end.len();
    (1..=2).contains(&dots) && start.bytes().chain(end.bytes()).all(|byte| byte == b'.')
}

/// The text before the next parameter, its name, and what follows it.
fn next_parameter(text: &str) -> Option<(&str, &str, &str)> {
    let (literal, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((literal, name, after))
}

fn check(name: &str, value: &str) -> Result<(), String> {
    if value.is_empty() {
        return Err(format!(
            "path parameter `{name}` is empty, so that the path would lead to another resource"
        ));
    }
    if value == "." || value == ".." {
        return Err(format!(
            "path parameter `{name}` is `{value}`, which would lead to another resource"
        ));
    }
    match value
        .char_indices()
        .find(|(_, character)| character.is_control())
    {
        Some((at, character)) => Err(format!(
            "path parameter `{name}` holds the control character U+{:04X} at byte {at}",
            u32::from(character)
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filled<'a>(
        template: &str,
        value_of: impl FnMut(&str) -> Option<&'a str>,
    ) -> Result<String, String> {
        let mut path = String::new();
        fill(&mut path, template, value_of).map(|()| path)
    }

    #[test]
    fn values_take_their_places() {
        let path = filled("/v{version}/a/{id}/b", |name| match name {
            "version" => Some("1"),
            "id" => Some("x/y z?#%ü;+:@"),
            _ => None,
        });
        assert_eq!(
            path.unwrap(),
            "/v1/a/x%2Fy%20z%3F%23%25%C3%BC%3B%2B%3A%40/b"
        );
        assert_eq!(filled("/plain", |_| None).unwrap(), "/plain");
        assert_eq!(filled("/", |_| None).unwrap(), "/");
    }

    #[test]
    fn what_would_change_the_path_is_refused_by_name() {
        for value in ["", ".", "..", "a\nb", "\u{0}", "a\u{7f}", "\u{85}"] {
            let error = filled("/a/{cart_id}", |_| Some(value)).unwrap_err();
            assert!(error.contains("`cart_id`"), "{error}");
        }
        assert!(
            filled("/a/{x}{y}", |_| Some(".")).is_err(),
            "two dots side by side"
        );
        assert!(
            filled("/a/.{x}", |_| Some(".")).is_err(),
            "a dot after a literal one"
        );
        assert!(
            filled("/a/{x}.", |_| Some(".")).is_err(),
            "a dot before a literal one"
        );
        assert!(filled("/a/v{x}", |_| Some("..")).is_err());
        assert!(filled("/a/{x}", |_| None).unwrap_err().contains("not set"));
    }

    proptest! {
        /// Whatever the value: it is refused, or the server that decodes the segment gets exactly it.
        #[test]
        fn a_value_stays_in_its_segment(value in any::<String>(), other in "[ -~]{1,12}") {
            let values = |name: &str| match name { "a" => Some(value.as_str()), _ => Some(other.as_str()) };
            if let Ok(path) = filled("/v1/{a}/mid/{b}", values) {
                let url = reqwest::Url::parse(&format!("https://host/base{path}?query#fragment")).unwrap();
                let segments: Vec<_> = url.path_segments().unwrap().collect();
                prop_assert_eq!(segments.len(), 5);
                let decode = |text| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
                prop_assert_eq!(decode(segments[2]), value);
                prop_assert_eq!(decode(segments[4]), other);
                prop_assert!(path.is_ascii());
            } else {
                let refused = |text: &str| text.is_empty() || text == "." || text == ".." || text.chars().any(char::is_control);
                prop_assert!(refused(&value) || refused(&other));
            }
        }
    }
}
