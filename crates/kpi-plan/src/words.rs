//! Periods and windows in words.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use kpi_config::Grain;

use crate::cell::Selection;

/// What people call a period: `June 2026`, `Apr – Jun 2026`, `week of 2026-06-01`, `2026-07-01 to 2026-07-17`.
/// Quarters are named by their months, since a fiscal year may number them in another way. The end is exclusive.
pub fn period_name(grain: Option<Grain>, start: Date, end: Date) -> String {
    let last = end.yesterday().unwrap_or(end);
    match grain {
        Some(Grain::Day) => start.to_string(),
        Some(Grain::Week) => format!("week of {start}"),
        Some(Grain::Month) => start.strftime("%B %Y").to_string(),
        Some(Grain::Year) if start.month() == 1 => start.year().to_string(),
        Some(Grain::Quarter | Grain::Year) => months(start, last),
        None if start == last => last.to_string(),
        None => format!("{start} to {last}"),
    }
}

fn months(first: Date, last: Date) -> String {
    if first.year() == last.year() {
        return format!("{} – {}", first.strftime("%b"), last.strftime("%b %Y"));
    }
    format!("{} – {}", first.strftime("%b %Y"), last.strftime("%b %Y"))
}

impl Selection {
    /// Which rows these are, by their time: `in June 2026`, `just before 2026-07-01`, `at any time`.
    pub fn words(self) -> String {
        match self {
            Self::All => "at any time".to_owned(),
            Self::JustBefore(moment) => format!("just before {}", moment_words(moment)),
            Self::Within { start, end } => match (start == DateTime::MIN, end == DateTime::MAX) {
                (true, true) => "at any time".to_owned(),
                (true, false) => format!("before {}", moment_words(end)),
                (false, true) => format!("from {} on", moment_words(start)),
                (false, false) => within(start, end),
            },
        }
    }
}

fn within(start: DateTime, end: DateTime) -> String {
    let midnight = Time::midnight();
    if start.time() != midnight || end.time() != midnight {
        return format!("from {} to before {}", moment_words(start), moment_words(end));
    }
    let (first, end) = (start.date(), end.date());
    match grain_of(first, end) {
        Some(Grain::Day) => format!("on {first}"),
        Some(grain) => format!("in {}", period_name(Some(grain), first, end)),
        None => format!("from {}", period_name(None, first, end)),
    }
}

fn moment_words(moment: DateTime) -> String {
    if moment.time() == Time::midnight() {
        moment.date().to_string()
    } else {
        moment.strftime("%Y-%m-%d %H:%M").to_string()
    }
}

/// The grain of the calendar that two days are the ends of; weeks are told by their days.
fn grain_of(start: Date, end: Date) -> Option<Grain> {
    let lasts = |span: jiff::Span| start.checked_add(span).is_ok_and(|behind| behind == end);
    match start.day() {
        _ if lasts(1.day()) => Some(Grain::Day),
        1 if lasts(1.month()) => Some(Grain::Month),
        1 if lasts(3.months()) => Some(Grain::Quarter),
        1 if lasts(1.year()) => Some(Grain::Year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    #[test]
    fn names_of_periods() {
        let name = |grain, start, end| period_name(grain, start, end);
        assert_eq!(name(Some(Grain::Month), date(2026, 6, 1), date(2026, 7, 1)), "June 2026");
        assert_eq!(name(Some(Grain::Week), date(2026, 6, 1), date(2026, 6, 8)), "week of 2026-06-01");
        assert_eq!(name(Some(Grain::Quarter), date(2026, 4, 1), date(2026, 7, 1)), "Apr – Jun 2026");
        assert_eq!(name(Some(Grain::Year), date(2026, 1, 1), date(2027, 1, 1)), "2026");
        assert_eq!(name(Some(Grain::Year), date(2026, 4, 1), date(2027, 4, 1)), "Apr 2026 – Mar 2027");
        assert_eq!(name(None, date(2026, 7, 1), date(2026, 7, 18)), "2026-07-01 to 2026-07-17");
        assert_eq!(name(None, date(2026, 7, 1), date(2026, 7, 2)), "2026-07-01");
    }

    #[test]
    fn selections_in_words() {
        let within =
            |start: Date, end: Date| Selection::Within { start: start.at(0, 0, 0, 0), end: end.at(0, 0, 0, 0) }.words();
        assert_eq!(within(date(2026, 6, 1), date(2026, 7, 1)), "in June 2026");
        assert_eq!(within(date(2026, 6, 1), date(2026, 6, 8)), "from 2026-06-01 to 2026-06-07");
        assert_eq!(within(date(2026, 6, 1), date(2026, 6, 2)), "on 2026-06-01");
        assert_eq!(Selection::JustBefore(datetime(2026, 6, 1, 0, 0, 0, 0)).words(), "just before 2026-06-01");
        assert_eq!(Selection::All.words(), "at any time");
    }
}
