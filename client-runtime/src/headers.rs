//! Documented headers of answers: how emitted code reads them.
//!
//! A header that is absent, or not of its documented type, is none: a response never fails for it.
//! Its text is to be had from the response's `headers`.

use std::str::FromStr;

use http::HeaderMap;

/// A header's text; none where it is absent or holds more than visible ASCII.
///
/// ```
/// use client_runtime::headers;
/// use client_runtime::http::HeaderMap;
///
/// let mut map = HeaderMap::new();
/// map.insert("x-left", "12".parse()?);
/// assert_eq!(headers::text(&map, "X-Left"), Some("12"));
/// assert_eq!(headers::parse::<i64>(&map, "x-left"), Some(12));
/// assert_eq!(headers::parse::<bool>(&map, "x-left"), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// A header's value as a type that text can be read as.
pub fn parse<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    text(headers, name)?.trim().parse().ok()
}

/// The values of a header that is a list, of all its lines: `a, b` (RFC 9110, section 5.6.1).
/// Elements that are not of the type are left out.
pub fn list<T: FromStr>(headers: &HeaderMap, name: &str) -> Vec<T> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|element| !element.is_empty())
        .filter_map(|element| element.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_over_lines() {
        let mut map = HeaderMap::new();
        map.append("x-ids", "1, 2,,x".parse().unwrap());
        map.append("x-ids", "3".parse().unwrap());
        assert_eq!(list::<i64>(&map, "x-ids"), [1, 2, 3]);
        assert!(list::<i64>(&map, "x-none").is_empty());
    }

    #[test]
    fn what_is_no_text_is_none() {
        let mut map = HeaderMap::new();
        map.insert("x-a", http::HeaderValue::from_bytes(&[0xff]).unwrap());
        assert_eq!(text(&map, "x-a"), None);
    }
}
