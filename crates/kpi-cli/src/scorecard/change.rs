//! The change against the period before, with an arrow that knows which direction is good.

use super::number;
use crate::ink::Tone;
use crate::table::Cell;

/// Which direction of a number is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// No one said.
    #[default]
    Unknown,
}

/// What the arrows mean; stands under a scorecard that has some.
pub(crate) const LEGEND: &str = "▲▼ better   △▽ worse   ↑↓ changed   pp percentage points";

/// The cell of a change; empty when one of the values is missing.
pub(crate) fn change(value: Option<f64>, previous: Option<f64>, unit: &str, better: Better) -> Cell {
    let (Some(value), Some(previous)) = (value, previous) else { return Cell::default() };
    let difference = value - previous;
    if difference == 0.0 {
        return Cell::new("=", Tone::Quiet);
    }
    let (arrow, tone) = arrow(difference > 0.0, better);
    Cell::new(format!("{arrow} {}", size(difference.abs(), previous, unit)), tone)
}

fn arrow(up: bool, better: Better) -> (char, Tone) {
    match (up, better) {
        (true, Better::Higher) => ('▲', Tone::Good),
        (false, Better::Lower) => ('▼', Tone::Good),
        (true, Better::Lower) => ('△', Tone::Bad),
        (false, Better::Higher) => ('▽', Tone::Bad),
        (true, Better::Unknown) => ('↑', Tone::Plain),
        (false, Better::Unknown) => ('↓', Tone::Plain),
    }
}

/// Percentages change by percentage points; amounts with a base above zero by percent; points, which have no zero that
/// means nothing, by the number itself.
fn size(difference: f64, previous: f64, unit: &str) -> String {
    if unit == "%" {
        return format!("{} pp", short(difference));
    }
    if previous > 0.0 && unit != "points" {
        return format!("{} %", short(difference / previous * 100.0));
    }
    if unit == "s" { number::amount(difference, unit, None) } else { number::like(difference, previous) }
}

fn short(percent: f64) -> String {
    match percent {
        100_000.0.. => ">100,000".to_owned(),
        10.0.. => number::digits(percent.round(), None),
        0.05.. => format!("{percent:.1}"),
        _ => "<0.1".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Better, change};
    use crate::ink::Tone;

    fn shown(value: f64, previous: f64, unit: &str, better: Better) -> (String, Tone) {
        let cell = change(Some(value), Some(previous), unit, better);
        (cell.text, cell.tone)
    }

    #[test]
    fn the_arrow_knows_the_good_direction() {
        assert_eq!(shown(6.0, 5.0, "%", Better::Lower), ("△ 1.0 pp".to_owned(), Tone::Bad));
        assert_eq!(shown(4.0, 5.0, "%", Better::Lower), ("▼ 1.0 pp".to_owned(), Tone::Good));
        assert_eq!(shown(110.0, 100.0, "EUR", Better::Higher), ("▲ 10 %".to_owned(), Tone::Good));
        assert_eq!(shown(110.0, 100.0, "EUR/s", Better::Unknown), ("↑ 10 %".to_owned(), Tone::Plain));
        assert_eq!(shown(5.0, 5.0, "", Better::Higher), ("=".to_owned(), Tone::Quiet));
    }

    #[test]
    fn scales_and_bases_below_zero_change_by_the_number() {
        assert_eq!(shown(30.0, 24.5, "points", Better::Higher).0, "▲ 5.5");
        assert_eq!(shown(37.16, 36.73, "points", Better::Higher).0, "▲ 0.4");
        assert_eq!(shown(37.16, 37.15, "points", Better::Higher).0, "▲ 0.01");
        assert_eq!(shown(3.0, -2.0, "", Better::Higher).0, "▲ 5");
        assert_eq!(shown(100.04, 100.0, "", Better::Unknown).0, "↑ <0.1 %");
        assert_eq!(change(None, Some(1.0), "", Better::Higher).text, "");
    }
}
