//! The tokens that were given, and whether one is good.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

/// How long a refresh token is good for: 90 days.
const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The most tokens of each kind that are kept; the ones that expire first go first.
const MOST: usize = 10_000;

/// The audience of the service's tokens.
pub(crate) const AUDIENCE: &str = "https://api.partnercenter.microsoft.com";

/// What the token endpoint gave.
pub(crate) struct Tokens {
    access: HashMap<String, Access>,
    refresh: HashMap<String, Timestamp>,
    /// How long an access token is good for.
    pub(crate) life: SignedDuration,
    /// Whether a refresh token is spent by its use. The service renews it at each use, and leaves
    /// the old one good until its end.
    pub(crate) single_use: bool,
}

struct Access {
    expires: Option<Timestamp>,
    audience: String,
    has_mfa: bool,
}

/// Why a call is answered 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// There is no token.
    Missing,
    /// It is no token of ours, expired or revoked.
    Invalid,
    /// It is for another service.
    Audience,
    /// Its user did not pass multi-factor authentication.
    NoMfa,
}

impl Tokens {
    pub(crate) fn new(refresh: Vec<(String, i64)>) -> Self {
        let refresh = refresh
            .into_iter()
            .filter_map(|(token, expires)| Some((token, Timestamp::from_second(expires).ok()?)));
        Self {
            access: HashMap::new(),
            refresh: refresh.collect(),
            life: SignedDuration::from_secs(3599),
            single_use: false,
        }
    }

    /// Makes an access token.
    pub(crate) fn issue(&mut self, now: Timestamp, audience: &str, has_mfa: bool) -> String {
        let token = format!("sandbox-access-{}", uuid::Uuid::new_v4().simple());
        let access = Access {
            expires: now.checked_add(self.life).ok(),
            audience: audience.to_owned(),
            has_mfa,
        };
        if self.access.len() >= MOST {
            self.access
                .retain(|_, access| access.expires.is_none_or(|expires| expires > now));
        }
        if self.access.len() >= MOST {
            let tokens = self
                .access
                .iter()
                .filter(|(_, access)| access.expires.is_some());
            let first = tokens.min_by_key(|(_, access)| access.expires);
            if let Some(first) = first.map(|(token, _)| token.clone()) {
                self.access.remove(&first);
            }
        }
        self.access.insert(token.clone(), access);
        token
    }

    /// Takes a token of the caller's own, good for ever.
    pub(crate) fn accept(&mut self, token: String) {
        let access = Access {
            expires: None,
            audience: AUDIENCE.to_owned(),
            has_mfa: true,
        };
        self.access.insert(token, access);
    }

    pub(crate) fn revoke(&mut self, token: &str) -> bool {
        self.access.remove(token).is_some() | self.refresh.remove(token).is_some()
    }

    /// Takes a refresh token of the caller's own, or makes one. Gives it with its expiry.
    pub(crate) fn issue_refresh(&mut self, now: Timestamp, token: Option<&str>) -> (String, i64) {
        let token = token.map_or_else(
            || format!("sandbox-refresh-{}", uuid::Uuid::new_v4().simple()),
            str::to_owned,
        );
        if self.refresh.len() >= MOST {
            self.refresh.retain(|_, expires| *expires > now);
        }
        if self.refresh.len() >= MOST {
            let first = self.refresh.iter().min_by_key(|(_, expires)| **expires);
            if let Some(first) = first.map(|(token, _)| token.clone()) {
                self.refresh.remove(&first);
            }
        }
        let expires = now.checked_add(REFRESH_LIFE).unwrap_or(Timestamp::MAX);
        self.refresh.insert(token.clone(), expires);
        (token, expires.as_second())
    }

    pub(crate) fn is_good_refresh(&self, token: &str, now: Timestamp) -> bool {
        self.refresh
            .get(token)
            .is_some_and(|expires| *expires > now)
    }

    pub(crate) fn spend_refresh(&mut self, token: &str) {
        self.refresh.remove(token);
    }

    /// Whether the value of an `Authorization` header lets a call in.
    pub(crate) fn check(&self, header: Option<&[u8]>, now: Timestamp) -> Result<(), Challenge> {
        let header = header.map(|value| String::from_utf8_lossy(value).trim().to_owned());
        let Some(header) = header.filter(|header| !header.is_empty()) else {
            return Err(Challenge::Missing);
        };
        let (scheme, token) = header.split_once(' ').unwrap_or((&header, ""));
        if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
            return Err(Challenge::Invalid);
        }
        let access = self.access.get(token).ok_or(Challenge::Invalid)?;
        if access.expires.is_some_and(|expires| expires <= now) {
            return Err(Challenge::Invalid);
        }
        if access.audience != AUDIENCE {
            return Err(Challenge::Audience);
        }
        if !access.has_mfa {
            return Err(Challenge::NoMfa);
        }
        Ok(())
    }
}
