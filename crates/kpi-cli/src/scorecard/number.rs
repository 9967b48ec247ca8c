//! Numbers for people: three or four digits that matter, thousands apart, durations in the unit one would say.
//!
//! Machine output never comes here. Rounding never moves a number onto or over its target: `4.996` against `< 5` is
//! shown as `4.996`.

/// Seconds of each unit of time, from the longest, with the least number of seconds it is used from.
const UNITS_OF_TIME: [(f64, f64, &str); 5] = [
    (63_115_200.0, 31_557_600.0, "years"),
    (172_800.0, 86_400.0, "d"),
    (5_400.0, 3_600.0, "h"),
    (120.0, 60.0, "min"),
    (1.0, 1.0, "s"),
];

/// A value with its unit, and with enough digits to tell it from `limit`.
pub(crate) fn amount(value: f64, unit: &str, limit: Option<f64>) -> String {
    if unit == "s" {
        let (seconds, word) = unit_of_time(value);
        return format!("{} {word}", digits(value / seconds, limit.map(|limit| limit / seconds)));
    }
    match unit {
        "" => digits(value, limit),
        _ => format!("{} {unit}", digits(value, limit)),
    }
}

/// A whole number with its thousands apart.
pub(crate) fn count(number: u64) -> String {
    thousands(&number.to_string())
}

fn unit_of_time(seconds: f64) -> (f64, &'static str) {
    let size = seconds.abs();
    if size == 0.0 {
        return (1.0, "s");
    }
    let found = UNITS_OF_TIME.iter().find(|(from, ..)| size >= *from);
    found.map_or((0.001, "ms"), |(_, seconds, word)| (*seconds, *word))
}

/// The digits alone.
pub(crate) fn digits(value: f64, limit: Option<f64>) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.abs() >= 1e15 || value.abs() < 1e-6 {
        return format!("{value:.3e}");
    }
    let mut decimals = decimals(value);
    let touches = |text: &str| limit.is_some_and(|limit| (value - limit).abs() > 0.0 && text.parse() == Ok(limit));
    let mut text = format!("{value:.decimals$}");
    while touches(&text) && decimals < 12 {
        decimals += 1;
        text = format!("{value:.decimals$}");
    }
    thousands(without_trailing_zeros(&text))
}

/// A difference with no more decimals than the number it is a difference to; with more where it would look like none.
pub(crate) fn like(difference: f64, other: f64) -> String {
    let places = if other.fract() == 0.0 { decimals(difference) } else { decimals(other) };
    let text = format!("{difference:.places$}");
    if text.parse() == Ok(0.0) { digits(difference, None) } else { thousands(without_trailing_zeros(&text)) }
}

fn without_trailing_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn decimals(value: f64) -> usize {
    match value.abs() {
        _ if value.fract() == 0.0 => 0,
        1_000.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        0.1.. => 3,
        0.01.. => 4,
        0.001.. => 5,
        _ => 8,
    }
}

fn thousands(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("−", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{amount, count};

    #[test]
    fn digits_that_matter() {
        let shown = |value| amount(value, "", None);
        assert_eq!(shown(0.0), "0");
        assert_eq!(shown(-0.0), "0");
        assert_eq!(shown(12.0), "12");
        assert_eq!(shown(1_234_567.891), "1,234,568");
        assert_eq!(shown(999.96), "1,000");
        assert_eq!(shown(-1234.5), "−1,234");
        assert_eq!(shown(45.678), "45.7");
        assert_eq!(shown(4.5678), "4.57");
        assert_eq!(shown(0.012_345), "0.0123");
        assert_eq!(shown(1e-9), "1.000e-9");
        assert_eq!(count(1_000), "1,000");
    }

    #[test]
    fn units_and_time() {
        assert_eq!(amount(3.25, "%", None), "3.25 %");
        assert_eq!(amount(12_345.0, "EUR", None), "12,345 EUR");
        assert_eq!(amount(12_240.0, "s", None), "3.4 h");
        assert_eq!(amount(90.0, "s", None), "90 s");
        assert_eq!(amount(1_800.0, "s", None), "30 min");
        assert_eq!(amount(0.25, "s", None), "250 ms");
        assert_eq!(amount(864_000.0, "s", None), "10 d");
        assert_eq!(amount(-7_200.0, "s", None), "−2 h");
    }

    #[test]
    fn rounding_never_reaches_the_target() {
        assert_eq!(amount(4.996, "%", Some(5.0)), "4.996 %");
        assert_eq!(amount(5.0, "%", Some(5.0)), "5 %");
        assert_eq!(amount(86_399.0, "s", Some(86_400.0)), "23.9997 h");
    }
}
