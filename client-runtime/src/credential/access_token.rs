//! A token that a source of tokens gives.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::CredentialError;

/// An access token, as it is sent after `Bearer `, and how long it is valid. Not shown by `Debug`,
/// and overwritten in memory when it goes (what the network's buffers held is out of reach).
///
/// ```
/// use std::time::Duration;
/// use client_runtime::AccessToken;
///
/// let token = AccessToken::new("eyJ0eXAi").expires_in(Duration::from_secs(3599));
/// ```
#[derive(Clone)]
pub struct AccessToken {
    token: SecretString,
    expiry: Expiry,
}

#[derive(Clone, Copy, Debug)]
enum Expiry {
    Unknown,
    In(Duration),
    At(SystemTime),
}

impl AccessToken {
    /// A token, without the word `Bearer`. Unless its expiry is told, it is used until the service
    /// rejects it.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self {
            token: token.into(),
            expiry: Expiry::Unknown,
        }
    }

    /// How long it is valid from now. With [`Duration::ZERO`] it is given to the calls that wait
    /// for it, and the next call asks for another.
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.expiry = Expiry::In(lifetime);
        self
    }

    /// Until when it is valid, by this machine's clock. Where there is a choice, use
    /// [`expires_in`](Self::expires_in), which does not depend on the clock being right.
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.expiry = Expiry::At(time);
        self
    }

    /// How long it is valid, if that is known.
    pub(super) fn lifetime(&self, now: SystemTime) -> Option<Duration> {
        match self.expiry {
            Expiry::Unknown => None,
            Expiry::In(lifetime) => Some(lifetime),
            Expiry::At(time) => Some(time.duration_since(now).unwrap_or_default()),
        }
    }

    /// The value of the `Authorization` header, marked sensitive.
    pub(super) fn header_value(&self) -> Result<HeaderValue, CredentialError> {
        let token = self.token.expose_secret();
        let fault = if token.is_empty() {
            Some("the token is empty")
        } else if token.len() > 7 && token.as_bytes()[..7].eq_ignore_ascii_case(b"bearer ") {
            Some("the token starts with the word `Bearer`; give only what follows it")
        } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            Some(
                "the token holds a space, a line break or another character that cannot stand in it; was it read with its line's end?",
            )
        } else {
            None
        };
        if let Some(fault) = fault {
            return Err(CredentialError::new(fault));
        }
        // The header's bytes are overwritten when the last copy of it goes.
        let mut text = Zeroizing::new(Vec::with_capacity(b"Bearer ".len() + token.len()));
        text.extend_from_slice(b"Bearer ");
        text.extend_from_slice(token.as_bytes());
        let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text))
            .map_err(|_| CredentialError::new("the token cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AccessToken([redacted], {:?})", self.expiry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_sensitive_and_nothing_is_shown() {
        let token = AccessToken::new("hunter2").expires_in(Duration::from_secs(1));
        let header = token.header_value().unwrap();
        assert_eq!(header, "Bearer hunter2");
        assert!(header.is_sensitive());
        let shown = format!("{token:?} {header:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn a_life_is_counted_from_now() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(100);
        let at = |seconds| {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            AccessToken::new("a").expires_at(time).lifetime(now)
        };
        assert_eq!(at(160), Some(Duration::from_secs(60)));
        assert_eq!(at(40), Some(Duration::ZERO));
        assert_eq!(AccessToken::new("a").lifetime(now), None);
    }
}
