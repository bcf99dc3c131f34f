//! Reading what an authority answers (RFC 6749 section 5), tolerantly where nothing is at stake.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{DATE, LOCATION};
use reqwest::Url;
use secrecy::SecretString;
use secrecy::zeroize::Zeroize;
use serde_json::{Map, Value};

use super::fault::AuthorityFault;
use super::form::Form;
use crate::call::exchange::Head;
use crate::credential::{AccessToken, CredentialError, CredentialErrorKind};
use crate::error::excerpt::excerpt;
use crate::error::retry_after::retry_after;
use crate::transport::Reply;

/// How long a token is taken to be valid if its authority does not say: the shortest life that
/// Microsoft Entra can be set to.
const LIFETIME_IF_UNTOLD: Duration = Duration::from_secs(10 * 60);
/// The longest life that is believed: the longest that Microsoft Entra can be set to.
const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// What an authority grants.
pub(in crate::credential) struct Grant {
    pub(in crate::credential) access: AccessToken,
    /// A refresh token to use from now on, if there is a new one.
    pub(in crate::credential) refresh: Option<SecretString>,
}

/// Reads an answer that came `elapsed` after its request was begun: a token's life is counted
/// from when it was asked for, as it cannot have begun earlier.
pub(super) fn read(reply: Reply, form: &Form, elapsed: Duration) -> Result<Grant, CredentialError> {
    let Reply { head, body } = reply;
    if !head.status.is_success() {
        return Err(refusal(&head, &body, form));
    }
    let members = serde_json::from_slice::<Map<String, Value>>(&body);
    let grant = match members {
        Ok(members) if members.contains_key("access_token") => grant(members, &head, elapsed),
        Ok(members) if members.contains_key("error") => Err(refusal(&head, &body, form)),
        Ok(_) => Err(invalid("is JSON without an `access_token`")),
        Err(_) if body.is_empty() => Err(invalid("has no body")),
        Err(_) => {
            let fault = AuthorityFault::read(&head, &body, |text| form.redact(text));
            let text = fault.description().map(excerpt).unwrap_or_default();
            Err(invalid(&format!("is no JSON object; it says `{text}`")).with_fault(fault))
        }
    };
    erase(body);
    grant
}

fn grant(
    mut members: Map<String, Value>,
    head: &Head,
    elapsed: Duration,
) -> Result<Grant, CredentialError> {
    if let Some(kind) = members.get("token_type")
        && !kind
            .as_str()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))
    {
        return Err(invalid(&format!(
            "gives a token of the type `{}`, where only `Bearer` can be used",
            excerpt(&kind.to_string())
        )));
    }
    let Some(Value::String(access)) = members.remove("access_token") else {
        return Err(invalid("has an `access_token` that is no text"));
    };
    let lifetime = lifetime(&members, head, SystemTime::now()).saturating_sub(elapsed);
    let access = AccessToken::new(access).expires_in(lifetime);
    if let Err(error) = access.header_value() {
        return Err(invalid(&format!("has an unusable `access_token`: {error}")));
    }
    let refresh = match members.remove("refresh_token") {
        Some(Value::String(refresh)) if !refresh.is_empty() => Some(SecretString::from(refresh)),
        _ => None,
    };
    Ok(Grant { access, refresh })
}

/// How long the token is valid: `expires_in`, else `expires_on` counted from the answer's own
/// `Date`, so that a wrong clock on this side does no harm. What is no time at all is as if it were
/// not there; what is no future is no life; what is absurdly long is cut.
fn lifetime(members: &Map<String, Value>, head: &Head, now: SystemTime) -> Duration {
    let told = members.get("expires_in").and_then(seconds);
    let told = told.or_else(|| {
        let expires = members.get("expires_on").and_then(seconds)?;
        let now = head
            .headers
            .get(DATE)
            .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok())
            .unwrap_or(now);
        let now = now
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        Some(expires.saturating_sub(now))
    });
    told.unwrap_or(LIFETIME_IF_UNTOLD).min(LONGEST_LIFETIME)
}

/// Seconds as a number or as text; whatever the type, no more than can be counted, and no less
/// than none.
fn seconds(value: &Value) -> Option<Duration> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    if number.is_nan() {
        return None;
    }
    let most = u64::from(u32::MAX) * 1000;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held between 0 and a number far below 2^53"
    )]
    Some(Duration::from_secs(number.clamp(0.0, most as f64) as u64))
}

/// Why there is no token, from an answer that says so.
fn refusal(head: &Head, body: &Bytes, form: &Form) -> CredentialError {
    let status = head.status;
    if status.is_redirection() {
        let place = head
            .headers
            .get(LOCATION)
            .and_then(|place| Url::parse(place.to_str().ok()?).ok())
            .map_or_else(String::new, |place| {
                format!(" to {}", excerpt(&place.origin().ascii_serialization()))
            });
        return invalid(&format!(
            "is a redirect{place} (status {status}), which is not followed: check the authority's URL"
        ));
    }
    let fault = AuthorityFault::read(head, body, |text| form.redact(text));
    let busy = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
    let (kind, mut message) = if busy || fault.is_temporary() {
        (
            CredentialErrorKind::Unavailable,
            format!("the authority cannot answer now: {status}: {fault}"),
        )
    } else {
        (
            CredentialErrorKind::Refused,
            format!("the authority refused: {fault}"),
        )
    };
    if let Some(advice) = fault.advice() {
        message = format!("{message}; {advice}");
    } else if fault.code().is_none() && !busy {
        message = format!("{message}; check the authority's URL and the tenant");
    }
    CredentialError::of(kind, message)
        .with_fault(fault)
        .with_retry_after(retry_after(&head.headers, SystemTime::now()))
}

fn invalid(what: &str) -> CredentialError {
    CredentialError::of(
        CredentialErrorKind::InvalidAnswer,
        format!("what the authority answered {what}"),
    )
}

/// Overwrites an answer with tokens, if nobody else holds it.
fn erase(body: Bytes) {
    if let Ok(mut body) = body.try_into_mut() {
        body.as_mut().zeroize();
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, StatusCode};
    use proptest::prelude::*;

    use super::*;

    fn lifetime_of(members: &str, date: Option<&'static str>) -> u64 {
        let mut headers = HeaderMap::new();
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        let head = Head {
            status: StatusCode::OK,
            headers,
            reason: None,
        };
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        lifetime(&serde_json::from_str(members).unwrap(), &head, now).as_secs()
    }

    #[test]
    fn a_life_is_read_in_every_form() {
        let untold = LIFETIME_IF_UNTOLD.as_secs();
        let longest = LONGEST_LIFETIME.as_secs();
        for (members, expected) in [
            (r#"{"expires_in":3599}"#, 3599),
            (r#"{"expires_in":"3599"}"#, 3599),
            (r#"{"expires_in":" 3599 "}"#, 3599),
            (r#"{"expires_in":3599.9}"#, 3599),
            (r#"{"expires_in":3.599e3}"#, 3599),
            (r#"{"expires_in":0}"#, 0),
            (r#"{"expires_in":-1}"#, 0),
            (r#"{"expires_in":"-99999999999999999999"}"#, 0),
            (r#"{"expires_in":99999999999999999999}"#, longest),
            (r#"{"expires_in":1e308}"#, longest),
            (r#"{"expires_in":"1e999"}"#, longest),
            (r#"{"expires_in":"inf"}"#, longest),
            (r#"{"expires_in":"NaN"}"#, untold),
            (r#"{"expires_in":"soon"}"#, untold),
            (r#"{"expires_in":null}"#, untold),
            (r#"{"expires_in":{}}"#, untold),
            (r#"{"expires_in":true}"#, untold),
            ("{}", untold),
            (r#"{"expires_on":"1060"}"#, 60),
            (r#"{"expires_on":1060}"#, 60),
            (r#"{"expires_on":999}"#, 0),
            (r#"{"expires_on":"01/01/2030 00:00:00"}"#, untold),
            (r#"{"expires_in":5,"expires_on":1060}"#, 5),
            (r#"{"expires_in":"soon","expires_on":1060}"#, 60),
        ] {
            assert_eq!(lifetime_of(members, None), expected, "{members}");
        }
        // The authority's clock says 1970-01-01 00:17:00, this machine's 00:16:40.
        let date = Some("Thu, 01 Jan 1970 00:17:00 GMT");
        assert_eq!(lifetime_of(r#"{"expires_on":1060}"#, date), 40);
    }

    proptest! {
        #[test]
        fn no_answer_makes_a_panic(status in 200_u16..600, body in "(\\PC|[{}\":,0-9])*") {
            let head = Head {
                status: StatusCode::from_u16(status).unwrap(),
                headers: HeaderMap::new(),
                reason: None,
            };
            let reply = Reply { head, body: Bytes::from(body) };
            let form = Form::default();
            if let Err(error) = read(reply, &form, Duration::ZERO) {
                let line = error.to_string();
                prop_assert!(line.chars().count() < 800 && !line.contains('\n'), "{line}");
            }
        }
    }
}
