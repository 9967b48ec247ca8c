//! A series as one line of bars.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One bar for each value between the least and the greatest of them; a blank where there is none. A flat series is drawn
/// at half height. Empty when there are fewer than two values.
pub(crate) fn sparkline(values: &[Option<f64>]) -> String {
    let known = || values.iter().flatten().copied().filter(|value| value.is_finite());
    if known().count() < 2 {
        return String::new();
    }
    let (low, high) =
        known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    values
        .iter()
        .map(|value| value.filter(|value| value.is_finite()).map_or(' ', |value| bar(value, low, high)))
        .collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the height lies between 0 and 7")]
fn bar(value: f64, low: f64, high: f64) -> char {
    let share = if high > low { (value - low) / (high - low) } else { 0.5 };
    let height = (share * 7.0).round() as usize;
    BARS.get(height).copied().unwrap_or('█')
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn heights_gaps_and_flat_lines() {
        let series: Vec<_> = (0..8).map(|height| Some(f64::from(height) * 1e6)).collect();
        assert_eq!(sparkline(&series), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[Some(1.0), None, Some(-1.0)]), "█ ▁");
        assert_eq!(sparkline(&[Some(3.0), Some(3.0)]), "▅▅");
        assert_eq!(sparkline(&[None, Some(3.0)]), "");
        assert_eq!(sparkline(&[Some(f64::NAN), Some(1.0), Some(2.0)]), " ▁█");
    }
}
