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

/// Fills a template such as `/v{version}/carts/{cart_id}` by asking `value_of` for each name.
///
/// Every value is one piece of one segment: what could change the path's shape is encoded, or, where
/// no encoding protects it (`.` and `..`, which URL parsers resolve even when encoded), refused.
pub(super) fn fill<'a>(
    template: &str,
    mut value_of: impl FnMut(&str) -> Option<&'a str>,
) -> Result<String, String> {
    let mut path = String::with_capacity(template.len() + 64);
    for segment in template.split('/').skip(1) {
        path.push('/');
        let start = path.len();
        let mut rest = segment;
        let mut last_name = None;
        while let Some((literal, name, after)) = next_parameter(rest) {
            path.push_str(literal);
            let value =
                value_of(name).ok_or_else(|| format!("path parameter `{name}` is not set"))?;
            check(name, value)?;
            path.extend(utf8_percent_encode(value, DATA));
            last_name = Some(name);
            rest = after;
        }
        path.push_str(rest);
        // Two values side by side can also make up a dot segment.
        if let (Some(name), "." | "..") = (last_name, &path[start..]) {
            return Err(format!(
                "path parameter `{name}` makes its segment `{}`, which would lead to another resource",
                &path[start..]
            ));
        }
    }
    Ok(path)
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

    #[test]
    fn values_take_their_places() {
        let path = fill("/v{version}/a/{id}/b", |name| match name {
            "version" => Some("1"),
            "id" => Some("x/y z?#%ü;+:@"),
            _ => None,
        });
        assert_eq!(
            path.unwrap(),
            "/v1/a/x%2Fy%20z%3F%23%25%C3%BC%3B%2B%3A%40/b"
        );
        assert_eq!(fill("/plain", |_| None).unwrap(), "/plain");
        assert_eq!(fill("/", |_| None).unwrap(), "/");
    }

    #[test]
    fn what_would_change_the_path_is_refused_by_name() {
        for value in ["", ".", "..", "a\nb", "\u{0}", "a\u{7f}", "\u{85}"] {
            let error = fill("/a/{cart_id}", |_| Some(value)).unwrap_err();
            assert!(error.contains("`cart_id`"), "{error}");
        }
        assert!(
            fill("/a/{x}{y}", |_| Some(".")).is_err(),
            "two dots side by side"
        );
        assert!(
            fill("/a/.{x}", |_| Some(".")).is_err(),
            "a dot after a literal one"
        );
        assert!(fill("/a/v{x}", |_| Some("..")).is_err());
        assert!(fill("/a/{x}", |_| None).unwrap_err().contains("not set"));
    }

    proptest! {
        /// Whatever the value: it is refused, or the server that decodes the segment gets exactly it.
        #[test]
        fn a_value_stays_in_its_segment(value in any::<String>(), other in "[ -~]{1,12}") {
            let values = |name: &str| match name { "a" => Some(value.as_str()), _ => Some(other.as_str()) };
            if let Ok(path) = fill("/v1/{a}/mid/{b}", values) {
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
