//! The service's own code for a failure.

use std::borrow::Cow;
use std::fmt;

/// The service's own code for a failure, whether it came as a number or as text.
///
/// A code that is a number compares alike in either form. Constants can be matched on:
///
/// ```
/// use client_runtime::FaultCode;
///
/// const CART_NOT_FOUND: FaultCode = FaultCode::new(800008);
///
/// assert_eq!(FaultCode::parse("800008"), CART_NOT_FOUND);
/// match FaultCode::parse("800008") {
///     CART_NOT_FOUND => {}
///     other => panic!("{other}"),
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FaultCode(Form);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Form {
    Number(i64),
    Text(Cow<'static, str>),
}

impl FaultCode {
    /// A code that is a number.
    pub const fn new(number: i64) -> Self {
        Self(Form::Number(number))
    }

    /// A code that is a word, such as `invalid_grant`. A number in digits is not one: use
    /// [`new`](Self::new).
    pub const fn from_static(word: &'static str) -> Self {
        Self(Form::Text(Cow::Borrowed(word)))
    }

    /// A code from its text, a number where it is one.
    pub fn parse(text: &str) -> Self {
        match text.trim().parse::<i64>() {
            // Only where the text can be had back: `007` is a word.
            Ok(number) if number.to_string() == text.trim() => Self(Form::Number(number)),
            _ => Self(Form::Text(Cow::Owned(text.to_owned()))),
        }
    }

    /// The number, if it is one.
    pub const fn as_number(&self) -> Option<i64> {
        match &self.0 {
            Form::Number(number) => Some(*number),
            Form::Text(_) => None,
        }
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Number(number) => number.fmt(formatter),
            Form::Text(text) => text.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FaultCode;

    #[test]
    fn numbers_compare_in_either_form_and_all_text_is_kept() {
        assert_eq!(FaultCode::parse(" 600061 "), FaultCode::new(600_061));
        assert_eq!(FaultCode::parse("-1").as_number(), Some(-1));
        assert_eq!(
            FaultCode::parse("invalid_grant"),
            FaultCode::from_static("invalid_grant")
        );
        for text in ["007", "+1", "1.5", "9223372036854775808", "", "E1"] {
            assert_eq!(FaultCode::parse(text).to_string(), text);
            assert_eq!(FaultCode::parse(text).as_number(), None);
        }
    }
}
