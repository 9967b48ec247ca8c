//! The interval of a share.

use super::{normal_quantile, upper};

/// The interval of Wilson (1927) for a share of `part` among `all`, without a correction for continuity: the shares that a
/// score test would not reject. None for no rows.
///
/// With p = part / all and z the normal quantile: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
pub fn wilson(part: f64, all: f64, level: f64) -> Option<(f64, f64)> {
    if all <= 0.0 {
        return None;
    }
    let share = part / all;
    let z = normal_quantile(upper(level));
    let square = z * z / all;
    let middle = share + square / 2.0;
    let half = z * (share * (1.0 - share) / all + square / (4.0 * all)).max(0.0).sqrt();
    let end = |value: f64| (value / (1.0 + square)).clamp(0.0, 1.0);
    // At the ends of the scale the interval begins exactly there.
    let low = if part <= 0.0 { 0.0 } else { end(middle - half) };
    let high = if part >= all { 1.0 } else { end(middle + half) };
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_intervals() {
        // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998),
        // table I, method 3.
        for (part, all, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let found = wilson(part, all, 0.95).unwrap_or_default();
            assert!((found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5, "{part} of {all}: {found:?}");
        }
        assert_eq!(wilson(0.0, 0.0, 0.95), None);
    }

    #[test]
    fn whole_and_nothing_mirror_each_other() {
        let (nothing, whole) =
            (wilson(0.0, 12.0, 0.9).unwrap_or_default(), wilson(12.0, 12.0, 0.9).unwrap_or_default());
        let exactly = |value: f64, expected: f64| (value - expected).abs() < 1e-15;
        assert!(exactly(nothing.0, 0.0) && exactly(whole.1, 1.0) && exactly(nothing.1 + whole.0, 1.0));
    }
}
