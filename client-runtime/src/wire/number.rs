//! Numbers as JSON writes them, taken by their digits.

use rust_decimal::Decimal;

/// The end of the number of JSON that begins at `start`, if one does.
pub(super) fn end(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |mut at: usize| {
        let from = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        (at > from).then_some(at)
    };
    let integer = start + usize::from(bytes.get(start) == Some(&b'-'));
    let mut at = digits(integer)?;
    if bytes[integer] == b'0' && at > integer + 1 {
        return None;
    }
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        at = digits(at + 1 + sign)?;
    }
    Some(at)
}

/// Is the whole text a number of JSON?
pub(super) fn is_number(text: &str) -> bool {
    end(text.as_bytes(), 0) == Some(text.len())
}

/// The integer that a number stands for, `5.0` and `5e0` too; none if it has a fraction or is out
/// of range.
pub(super) fn to_integer(lexeme: &str) -> Option<i64> {
    if let Ok(integer) = lexeme.parse() {
        return Some(integer);
    }
    let parts = Parts::of(lexeme);
    let (digits, exponent) = parts.normalised();
    if digits.is_empty() {
        return Some(0);
    }
    let zeroes = usize::try_from(exponent)
        .ok()
        .filter(|zeroes| *zeroes < 19)?;
    let sign = if parts.negative { "-" } else { "" };
    format!("{sign}{digits}{}", "0".repeat(zeroes)).parse().ok()
}

/// The decimal number that a number stands for, digit for digit; none if it has more digits than
/// [`Decimal`] holds.
pub(super) fn to_decimal(lexeme: &str) -> Option<Decimal> {
    if !lexeme.contains(['e', 'E']) {
        return Decimal::from_str_exact(lexeme).ok();
    }
    let parts = Parts::of(lexeme);
    let (digits, exponent) = parts.normalised();
    if digits.is_empty() {
        return Some(Decimal::ZERO);
    }
    if !(-60..=60).contains(&exponent) || digits.len() > 60 {
        return None;
    }
    let sign = if parts.negative { "-" } else { "" };
    let plain = match usize::try_from(exponent) {
        Ok(zeroes) => format!("{sign}{digits}{}", "0".repeat(zeroes)),
        Err(_) => {
            let places = usize::try_from(-exponent).ok()?;
            let padded = format!("{digits:0>width$}", width = places + 1);
            let (whole, fraction) = padded.split_at(padded.len() - places);
            format!("{sign}{whole}.{fraction}")
        }
    };
    Decimal::from_str_exact(&plain).ok()
}

/// A number taken apart: its digits without the point, and the power of ten behind them.
struct Parts {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Parts {
    fn of(lexeme: &str) -> Self {
        let (mantissa, exponent) = lexeme.split_once(['e', 'E']).unwrap_or((lexeme, "0"));
        let negative = mantissa.starts_with('-');
        let mantissa = mantissa.trim_start_matches('-');
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        // An exponent past i64 is as good as infinite.
        let infinite = if exponent.starts_with('-') {
            i64::MIN / 2
        } else {
            i64::MAX / 2
        };
        let exponent = exponent.parse::<i64>().map_or(infinite, |exponent| {
            exponent.clamp(i64::MIN / 2, i64::MAX / 2)
        });
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX / 2);
        Self {
            negative,
            digits: format!("{whole}{fraction}"),
            exponent: exponent - places,
        }
    }

    /// The digits without zeroes at either end, and the exponent that goes with them.
    fn normalised(&self) -> (&str, i64) {
        let digits = self.digits.trim_end_matches('0');
        let dropped = i64::try_from(self.digits.len() - digits.len()).unwrap_or(i64::MAX / 2);
        (
            digits.trim_start_matches('0'),
            self.exponent.saturating_add(dropped),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_the_grammar_says() {
        for good in ["0", "-0", "10", "1.5", "1e5", "1E+5", "-1.25e-10", "0.0"] {
            assert!(is_number(good), "{good}");
        }
        for bad in [
            "", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "1 ", "NaN", "1.e1",
        ] {
            assert!(!is_number(bad), "{bad}");
        }
        assert_eq!(end(b"12,", 0), Some(2));
    }

    #[test]
    fn integers_are_exact_or_none() {
        assert_eq!(to_integer("5.0"), Some(5));
        assert_eq!(to_integer("5e0"), Some(5));
        assert_eq!(to_integer("50e-1"), Some(5));
        assert_eq!(to_integer("-1.2e3"), Some(-1200));
        assert_eq!(to_integer("-0.0"), Some(0));
        assert_eq!(to_integer("0e999999999999999999999"), Some(0));
        assert_eq!(to_integer("9223372036854775807"), Some(i64::MAX));
        assert_eq!(to_integer("-9223372036854775808.0"), Some(i64::MIN));
        assert_eq!(to_integer("9223372036854775808"), None);
        assert_eq!(to_integer("1e19"), None);
        assert_eq!(to_integer("5.5"), None);
        assert_eq!(to_integer("1e-1"), None);
        assert_eq!(to_integer("1e999999999999999999999"), None);
        assert_eq!(to_integer("1e-999999999999999999999"), None);
    }

    #[test]
    fn decimals_keep_their_digits() {
        for same in [
            "1.10",
            "0.05",
            "12345678901234567.89",
            "-3.000",
            "0.00",
            "79228162514264337593543950335",
        ] {
            assert_eq!(to_decimal(same).unwrap().to_string(), same);
        }
        assert_eq!(to_decimal("1e2").unwrap().to_string(), "100");
        assert_eq!(to_decimal("1.5E-3").unwrap().to_string(), "0.0015");
        assert_eq!(to_decimal("-25e-1").unwrap().to_string(), "-2.5");
        assert_eq!(
            to_decimal("0e-99999999999999999999").unwrap().to_string(),
            "0"
        );
        for not in [
            "79228162514264337593543950336",
            "0.12345678901234567890123456789",
            "1e29",
            "1e-29",
            "1e99999999999999999999",
        ] {
            assert_eq!(to_decimal(not), None, "{not}");
        }
    }
}
