//! What is shown of a text that came from outside.

/// How many characters are shown of a text that came from outside.
const SHOWN: usize = 200;

/// The start of a text from outside, fit for one line of a log: control characters are escaped, white
/// space is folded, and what looks like a token is masked, as gateways' error pages may repeat the
/// request's headers.
pub(crate) fn excerpt(text: &str) -> String {
    let mut shown = String::new();
    let mut characters = 0;
    let mut after_bearer = false;
    for word in text.split_whitespace() {
        if characters >= SHOWN {
            shown.push('…');
            return shown;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        if (after_bearer && !is_parameter(word)) || looks_like_token(word) {
            shown.push_str("[redacted]");
            characters += 11;
        } else {
            for character in word.chars() {
                if characters >= SHOWN {
                    shown.push('…');
                    return shown;
                }
                if character.is_control() {
                    shown.extend(character.escape_unicode());
                } else {
                    shown.push(character);
                }
                characters += 1;
            }
        }
        after_bearer = word
            .len()
            .checked_sub(6)
            .and_then(|at| word.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case("bearer"));
    }
    shown
}

/// Whether a word is a parameter of a challenge, such as `realm="x"`: a token has `=` only at its end
/// (RFC 9110 section 11.2).
fn is_parameter(word: &str) -> bool {
    word.trim_end_matches('=').contains('=')
}

/// Whether a word has a JSON web token in it: base64url of `{"`, and long.
fn looks_like_token(word: &str) -> bool {
    word.find("eyJ").is_some_and(|at| {
        word[at..]
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
            .count()
            > 20
    })
}

#[cfg(test)]
mod tests {
    use super::{SHOWN, excerpt};

    #[test]
    fn text_from_outside_is_one_short_line_without_tokens() {
        assert_eq!(excerpt("  a\r\n\tb  "), "a b");
        assert_eq!(excerpt("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(
            excerpt("Authorization: Bearer hunter2hunter2 end"),
            "Authorization: Bearer [redacted] end"
        );
        assert_eq!(
            excerpt("token=eyJhbGciOiJSUzI1NiIsInR5cCI6.e30.x end"),
            "[redacted] end"
        );
        assert_eq!(
            excerpt("Bearer abcd== realm=x"),
            "Bearer [redacted] realm=x"
        );
        assert_eq!(excerpt("Bearer realm=\"x\""), "Bearer realm=\"x\"");
        assert_eq!(excerpt("ü"), "ü");
        let long = excerpt(&"ü".repeat(10_000));
        assert_eq!(long.chars().count(), SHOWN + 1);
        assert!(excerpt(&"a b ".repeat(10_000)).chars().count() < 2 * SHOWN + 2);
    }
}
