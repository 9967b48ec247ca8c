//! Periods in words.

use jiff::civil::Date;
use kpi_config::Grain;
use kpi_engine::Period;

/// What people call a period: `June 2026`, `Apr – Jun 2026`, `week of 2026-06-01`, `2026-07-01 to 2026-07-17`.
/// Quarters are named by their months, since a fiscal year may number them in another way.
pub(crate) fn name(period: &Period) -> String {
    let last = period.end.yesterday().unwrap_or(period.end);
    match period.grain {
        Some(Grain::Day) => period.start.to_string(),
        Some(Grain::Week) => format!("week of {}", period.start),
        Some(Grain::Month) => period.start.strftime("%B %Y").to_string(),
        Some(Grain::Year) if period.start.month() == 1 => period.start.year().to_string(),
        Some(Grain::Quarter | Grain::Year) => months(period.start, last),
        None if period.start == last => last.to_string(),
        None => format!("{} to {last}", period.start),
    }
}

fn months(first: Date, last: Date) -> String {
    if first.year() == last.year() {
        return format!("{} – {}", first.strftime("%b"), last.strftime("%b %Y"));
    }
    format!("{} – {}", first.strftime("%b %Y"), last.strftime("%b %Y"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kpi_config::Grain;
    use kpi_engine::Period;

    use super::name;

    #[test]
    fn names() {
        let period = |grain, start, end| name(&Period { grain, start, end });
        assert_eq!(period(Some(Grain::Month), date(2026, 6, 1), date(2026, 7, 1)), "June 2026");
        assert_eq!(period(Some(Grain::Week), date(2026, 6, 1), date(2026, 6, 8)), "week of 2026-06-01");
        assert_eq!(period(Some(Grain::Quarter), date(2026, 4, 1), date(2026, 7, 1)), "Apr – Jun 2026");
        assert_eq!(period(Some(Grain::Year), date(2026, 1, 1), date(2027, 1, 1)), "2026");
        assert_eq!(period(Some(Grain::Year), date(2026, 4, 1), date(2027, 4, 1)), "Apr 2026 – Mar 2027");
        assert_eq!(period(None, date(2026, 7, 1), date(2026, 7, 18)), "2026-07-01 to 2026-07-17");
        assert_eq!(period(None, date(2026, 7, 1), date(2026, 7, 2)), "2026-07-01");
    }
}
