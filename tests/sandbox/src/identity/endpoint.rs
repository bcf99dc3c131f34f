//! The token endpoint, `/{tenant}/oauth2/token` and `/{tenant}/oauth2/v2.0/token`.

use jiff::Timestamp;

use super::tokens::{AUDIENCE, Tokens};
use crate::body::value::{Object, Value};
use crate::clock;
use crate::state::Journal;

/// What the endpoint knows its caller by.
pub(crate) struct Caller<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) client_secret: &'a str,
}

/// The endpoint's answer: a status and a body.
type Answer = (u16, Value);

/// An audience that was retired, and whose tokens the service now refuses.
const RETIRED: &str = "https://graph.windows.net";

/// Answers a request for a token, whose form was read already.
pub(crate) fn token_endpoint(
    tokens: &mut Tokens,
    journal: &Journal,
    caller: &Caller<'_>,
    is_v2: bool,
    form: &[(String, String)],
    now: Timestamp,
) -> Answer {
    let field = |name: &str| {
        let found = form.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    if field("client_id") != caller.client_id {
        let said = "The application was not found in the directory.";
        return refusal(400, "unauthorized_client", 700_016, said, now);
    }
    if field("client_secret") != caller.client_secret {
        let said = "The client secret that was provided is not valid.";
        return refusal(401, "invalid_client", 7_000_215, said, now);
    }
    let audience = match audience(is_v2, field("resource"), field("scope")) {
        Ok(audience) => audience,
        Err(said) if is_v2 => return refusal(400, "invalid_scope", 70_011, &said, now),
        Err(said) => return refusal(400, "invalid_resource", 500_011, &said, now),
    };
    let mut answer = Object::default().with("token_type", "Bearer");
    let seconds = tokens.life.as_secs();
    // The first version of the endpoint writes its numbers as text.
    let number = |number: i64| match is_v2 {
        true => Value::number(number),
        false => Value::text(number.to_string()),
    };
    answer.set("expires_in", number(seconds));
    answer.set("ext_expires_in", number(seconds));
    if !is_v2 {
        answer.set(
            "expires_on",
            number(now.as_second().saturating_add(seconds)),
        );
        answer.set("not_before", number(now.as_second()));
        answer.set("resource", audience.into());
    }
    match field("grant_type") {
        "client_credentials" => {}
        "refresh_token" => {
            let old = field("refresh_token");
            if !tokens.is_good_refresh(old, now) {
                let said = "The refresh token has expired, was revoked, or was never given.";
                return refusal(400, "invalid_grant", 700_082, said, now);
            }
            let (new, expires) = tokens.issue_refresh(now, None);
            let mut kept = journal.keep_refresh_token(&new, Some(expires));
            if tokens.single_use {
                tokens.spend_refresh(old);
                kept = kept.and_then(|()| journal.keep_refresh_token(old, None));
            }
            if kept.is_err() {
                let said = "The token could not be kept.";
                return refusal(500, "server_error", 90_033, said, now);
            }
            answer.set("scope", "user_impersonation".into());
            answer.set("refresh_token", new.into());
        }
        other => {
            let said = format!("The grant type '{other}' is not supported.");
            return refusal(400, "unsupported_grant_type", 70_003, &said, now);
        }
    }
    answer.set("access_token", tokens.issue(now, audience, true).into());
    (200, answer.into())
}

/// The audience that is asked for.
fn audience(is_v2: bool, resource: &str, scope: &str) -> Result<&'static str, String> {
    let asked = if is_v2 {
        let scopes = scope.split_whitespace();
        let mut scopes = scopes.filter_map(|scope| {
            scope
                .strip_suffix("/.default")
                .or_else(|| scope.strip_suffix("/user_impersonation"))
        });
        scopes.next().unwrap_or_default()
    } else {
        resource
    };
    match asked.trim_end_matches('/') {
        AUDIENCE => Ok(AUDIENCE),
        RETIRED => Ok(RETIRED),
        other => Err(format!(
            "The resource '{other}' was not found in the tenant; ask for {AUDIENCE}."
        )),
    }
}

fn refusal(status: u16, error: &str, code: i64, said: &str, now: Timestamp) -> Answer {
    let body = Object::default()
        .with("error", error)
        .with("error_description", format!("AADSTS{code}: {said}"))
        .with("error_codes", vec![Value::number(code)])
        .with("timestamp", clock::wire(now))
        .with("trace_id", uuid::Uuid::new_v4().to_string())
        .with("correlation_id", uuid::Uuid::new_v4().to_string());
    (status, body.into())
}
