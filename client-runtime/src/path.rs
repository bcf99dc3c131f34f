//! Paths: a template filled with values, each of which stays the one segment that it stands in.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What RFC 3986 (section 3.3, `pchar`) does not let stand for itself in a segment.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A value that cannot stand in a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PathError {
    #[error("the path parameter `{0}` is missing")]
    Missing(String),
    #[error("the path parameter `{0}` is empty, which would name another resource")]
    Empty(&'static str),
    #[error("the path parameter `{0}` is `.` or `..`, which would name another resource")]
    Dots(&'static str),
    #[error("the path parameter `{0}` has a control character in it")]
    Control(&'static str),
}

/// Fills a path template: percent-encodes each value, and refuses what no encoding keeps in its
/// segment.
///
/// URL parsers take `%2e%2e` for `..`, so that dot segments cannot be encoded.
pub(crate) fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String, PathError> {
    let mut path = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let found = values.iter().rev().find(|(known, _)| *known == name);
        let (name, value) = found.ok_or_else(|| PathError::Missing(name.to_owned()))?;
        check(name, value)?;
        path.push_str(before);
        path.extend(utf8_percent_encode(value, ESCAPED));
        rest = behind;
    }
    path.push_str(rest);
    Ok(path)
}

fn check(name: &'static str, value: &str) -> Result<(), PathError> {
    if value.is_empty() {
        return Err(PathError::Empty(name));
    }
    if value == "." || value == ".." {
        return Err(PathError::Dots(name));
    }
    if value.chars().any(char::is_control) {
        return Err(PathError::Control(name));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(value: &str) -> Result<String, PathError> {
        fill(
            "/v{version}/a/{id}/b",
            &[("version", String::from("1")), ("id", value.to_owned())],
        )
    }

    #[test]
    fn values_stay_in_their_segment() {
        assert_eq!(
            filled("a/b?c#d e%").unwrap(),
            "/v1/a/a%2Fb%3Fc%23d%20e%25/b"
        );
        assert_eq!(filled("é").unwrap(), "/v1/a/%C3%A9/b");
        assert_eq!(filled("...").unwrap(), "/v1/a/.../b");
        assert_eq!(filled("{id}").unwrap(), "/v1/a/%7Bid%7D/b");
    }

    #[test]
    fn what_would_name_another_resource_is_refused() {
        assert_eq!(filled(""), Err(PathError::Empty("id")));
        assert_eq!(filled("."), Err(PathError::Dots("id")));
        assert_eq!(filled(".."), Err(PathError::Dots("id")));
        assert_eq!(filled("a\nb"), Err(PathError::Control("id")));
        assert_eq!(
            fill("/{id}", &[]),
            Err(PathError::Missing(String::from("id")))
        );
    }

    #[test]
    fn the_last_value_of_a_name_wins() {
        let values = [("id", String::from("a")), ("id", String::from("b"))];
        assert_eq!(fill("/{id}", &values).unwrap(), "/b");
    }
}
