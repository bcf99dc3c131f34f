//! The core schema of YAML 1.2: which plain scalars are not text.
//!
//! Source: YAML 1.2.2, section 10.3.2. Unlike YAML 1.1, `yes`, `on` and `0777` are not special.

use super::node::Value;
use serde_json::Number;

/// Why a plain scalar is no value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OutOfRange;

/// The value of a scalar without quotes.
pub(super) fn plain(text: &str) -> Result<Value, OutOfRange> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ if is_not_finite(text) => return Err(OutOfRange),
        _ => match number(text)? {
            Some(number) => Value::Number(number),
            None => Value::Text(text.into()),
        },
    })
}

fn number(text: &str) -> Result<Option<Number>, OutOfRange> {
    let (radix, digits) = match text.as_bytes() {
        [b'0', b'o', ..] => (8, &text[2..]),
        [b'0', b'x', ..] => (16, &text[2..]),
        _ => (10, text),
    };
    if radix != 10 {
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return Ok(None);
        }
        let value = u64::from_str_radix(digits, radix).map_err(|_| OutOfRange)?;
        return Ok(Some(value.into()));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return match (text.parse::<i64>(), text.parse::<u64>()) {
            (Ok(value), _) => Ok(Some(value.into())),
            (_, Ok(value)) => Ok(Some(value.into())),
            _ => Err(OutOfRange),
        };
    }
    if !is_decimal(unsigned) {
        return Ok(None);
    }
    let value: f64 = text.parse().map_err(|_| OutOfRange)?;
    Number::from_f64(value).map(Some).ok_or(OutOfRange)
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_decimal(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_fits && exponent_fits
}

fn is_not_finite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match plain(text) {
            Ok(Value::Text(text)) => format!("text {text}"),
            Ok(Value::Number(number)) => format!("number {number}"),
            Ok(Value::Boolean(boolean)) => format!("boolean {boolean}"),
            Ok(Value::Null) => "null".to_owned(),
            Ok(_) => "other".to_owned(),
            Err(OutOfRange) => "out of range".to_owned(),
        }
    }

    #[test]
    fn the_core_schema() {
        let cases = [
            ("", "null"),
            ("~", "null"),
            ("null", "null"),
            ("nUll", "text nUll"),
            ("true", "boolean true"),
            ("FALSE", "boolean false"),
            ("yes", "text yes"),
            ("on", "text on"),
            ("1", "number 1"),
            ("-17", "number -17"),
            ("+17", "number 17"),
            ("007", "number 7"),
            ("0o17", "number 15"),
            ("0xfF", "number 255"),
            ("0x", "text 0x"),
            ("0o8", "text 0o8"),
            ("18446744073709551615", "number 18446744073709551615"),
            ("18446744073709551616", "out of range"),
            ("-9223372036854775809", "out of range"),
            ("1.5", "number 1.5"),
            (".5", "number 0.5"),
            ("1.", "number 1.0"),
            ("1e3", "number 1000.0"),
            ("1e", "text 1e"),
            (".", "text ."),
            ("1e999", "out of range"),
            ("3.0.3", "text 3.0.3"),
            ("1_000", "text 1_000"),
            ("-.inf", "out of range"),
            (".NaN", "out of range"),
            ("-", "text -"),
            ("20O", "text 20O"),
            ("2021-01-01", "text 2021-01-01"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }
}
