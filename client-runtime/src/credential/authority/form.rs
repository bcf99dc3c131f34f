//! What an authority is asked, as a form.

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

/// All but what RFC 3986 calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The parameters of a request for a token, in order, with the secrets among them.
#[derive(Default)]
pub(in crate::credential) struct Form {
    fields: Vec<(&'static str, SecretString)>,
    secrets: Vec<SecretString>,
}

impl Form {
    /// A parameter that anybody may see.
    pub(in crate::credential) fn field(mut self, name: &'static str, value: &str) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// A parameter that nobody may see.
    pub(in crate::credential) fn secret(
        mut self,
        name: &'static str,
        value: &SecretString,
    ) -> Self {
        self.fields.push((name, value.clone()));
        self.secrets.push(value.clone());
        self
    }

    /// The request's body, whose memory is overwritten once it has been sent.
    pub(super) fn body(&self) -> Bytes {
        // Room for all from the start: growing would leave copies behind.
        let longest = self
            .fields
            .iter()
            .map(|(name, value)| name.len() + 3 * value.expose_secret().len() + 2)
            .sum();
        let mut body = Zeroizing::new(Vec::with_capacity(longest));
        for (name, value) in &self.fields {
            if !body.is_empty() {
                body.push(b'&');
            }
            body.extend_from_slice(name.as_bytes());
            body.push(b'=');
            for piece in utf8_percent_encode(value.expose_secret(), ESCAPED) {
                body.extend_from_slice(piece.as_bytes());
            }
        }
        Bytes::from_owner(body)
    }

    /// A text from outside without the secrets that it may repeat.
    pub(super) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            let secret = secret.expose_secret();
            if secret.is_empty() {
                continue;
            }
            let escaped = Zeroizing::new(utf8_percent_encode(secret, ESCAPED).to_string());
            for form in [secret, &escaped] {
                if text.contains(form) {
                    text = text.replace(form, "[redacted]");
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn values_cannot_make_parameters_of_their_own() {
        let form = Form::default()
            .field("client_id", "a&b=c d+ü")
            .secret("client_secret", &"x~.-_%&".into());
        assert_eq!(
            form.body(),
            "client_id=a%26b%3Dc%20d%2B%C3%BC&client_secret=x~.-_%25%26"
        );
    }

    #[test]
    fn secrets_are_taken_out_in_either_form() {
        let form = Form::default()
            .field("client_id", "app")
            .secret("client_secret", &"s&cret".into())
            .secret("refresh_token", &"".into());
        assert_eq!(
            form.redact("app sent s&cret as s%26cret"),
            "app sent [redacted] as [redacted]"
        );
    }
}
