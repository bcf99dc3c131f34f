//! When the service asks to be called again.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The wait that a `Retry-After` header asks for (RFC 9110 section 10.2.3): seconds, or a date, which
/// is taken relative to the answer's own `Date`, so that a wrong clock on this side does no harm. A
/// date that has passed is no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::trim)
    };
    let wanted = text(RETRY_AFTER)?;
    if let Ok(seconds) = wanted.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    if !wanted.is_empty() && wanted.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(u64::MAX));
    }
    let wanted = httpdate::parse_http_date(wanted).ok()?;
    let now = text(DATE)
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or(now);
    Some(wanted.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(retry_after_value: &'static str, date: Option<&'static str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(retry_after_value));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        retry_after(&headers, SystemTime::UNIX_EPOCH).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(read("57", None), Some(57));
        assert_eq!(read(" 0 ", None), Some(0));
        assert_eq!(read("99999999999999999999999", None), Some(u64::MAX));
        assert_eq!(read("Thu, 01 Jan 1970 00:01:00 GMT", None), Some(60));
        let date = Some("Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(read("Wed, 21 Oct 2015 07:28:30 GMT", date), Some(30));
        assert_eq!(
            read("Wed, 21 Oct 2015 07:27:30 GMT", date),
            Some(0),
            "in the past"
        );
        assert_eq!(
            read("Thu, 01 Jan 1970 00:01:00 GMT", Some("nonsense")),
            Some(60)
        );
        for nonsense in ["", "-1", "soon", "1.5", "57 seconds"] {
            assert_eq!(read(nonsense, None), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::UNIX_EPOCH), None);
    }
}
