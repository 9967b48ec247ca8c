//! Numbers as text.

/// A whole number. Leading zeros make it a name, not a number; beyond 64 bits it is not one either, so that no
/// digit is lost.
pub(super) fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if has_leading_zero(digits) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A number with or without decimals; `comma` is the sign before them when that is a comma.
pub(super) fn decimal(text: &str, decimal_sign: u8) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at)?, Some(unsigned.get(at + 1..)?)),
        None => (unsigned, None),
    };
    let (integer, fraction) = match mantissa.find(char::from(decimal_sign)) {
        Some(at) => (mantissa.get(..at)?, Some(mantissa.get(at + 1..)?)),
        None => (mantissa, None),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_digits = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    let shape = all_digits(integer)
        && !has_leading_zero(integer)
        && (!integer.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty()))
        && fraction.is_none_or(all_digits)
        && exponent_digits.is_none_or(|digits| !digits.is_empty() && all_digits(digits));
    if !shape {
        return None;
    }
    if fraction.is_none() && exponent.is_none() {
        return text.parse().ok().and_then(exact);
    }
    let number = if decimal_sign == b'.' { text.parse() } else { text.replace(char::from(decimal_sign), ".").parse() };
    number.ok().filter(|number: &f64| number.is_finite())
}

/// The float that is exactly this number, if there is one.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "compared with the original")]
pub(crate) fn exact(number: i64) -> Option<f64> {
    let float = number as f64;
    (float as i128 == i128::from(number)).then_some(float)
}

fn has_leading_zero(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        assert_eq!(whole("0"), Some(0));
        assert_eq!(whole("+3"), Some(3));
        assert_eq!(whole("-12"), Some(-12));
        for text in ["007", "", "-", "1.0", "1 000", "1,000", "9223372036854775808", "0x1", "１"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn decimals() {
        for (text, number) in
            [("1e5", 1e5), ("-0.5", -0.5), (".5", 0.5), ("3", 3.0), ("1.", 1.0), ("0.10", 0.1), ("1E-2", 0.01)]
        {
            assert_eq!(decimal(text, b'.'), Some(number), "{text}");
        }
        for text in [
            "007",
            "00.5",
            "",
            ".",
            "e5",
            "1e",
            "inf",
            "nan",
            "1,5",
            "1.2.3",
            "9007199254740993",
            "1e999",
            "0x10",
            "1_000",
        ] {
            assert_eq!(decimal(text, b'.'), None, "{text}");
        }
        assert_eq!(decimal("1,5", b','), Some(1.5));
        assert_eq!(decimal("1.5", b','), None);
        assert_eq!(decimal("1.234,5", b','), None);
    }
}
