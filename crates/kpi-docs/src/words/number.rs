//! Numbers as people write them.

use kpi_syntax::ast::Duration;

/// `1,200,000`, `0.25`, `-3`
pub(crate) fn number(value: f64) -> String {
    let plain = format!("{value}");
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or_else(|| format!("{sign}{grouped}"), |fraction| format!("{sign}{grouped}.{fraction}"))
}

/// `14 days`, `1 year`
pub(super) fn duration(duration: Duration) -> String {
    let plural = if duration.count == 1 { "" } else { "s" };
    format!("{} {}{plural}", duration.count, duration.unit.word())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(number(1_200_000.0), "1,200,000");
        assert_eq!(number(-1234.5), "-1,234.5");
        assert_eq!(number(100.0), "100");
        assert_eq!(number(0.25), "0.25");
    }
}
