//! The names of periods: `2026`, `2026-Q3`, `2026-07`, `2026-W31`, `2026-07-15`.

use std::fmt;

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A period as people write it. Which days it covers is the calendar's matter, not this type's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeriodName {
    /// `2026`
    Year(i16),
    /// `2026-Q3`: quarter 1 to 4
    Quarter(i16, i8),
    /// `2026-07`: month 1 to 12
    Month(i16, i8),
    /// `2026-W31`: ISO week 1 to 53
    Week(i16, i8),
    /// `2026-07-15`
    Day(Date),
}

impl PeriodName {
    /// Reads one of the five forms; nothing else, no spaces.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = match text.split_once('-') {
            None => (text, None),
            Some((year, rest)) => (year, Some(rest)),
        };
        let year: i16 = digits(year, 4)?;
        let Some(rest) = rest else { return Some(Self::Year(year)) };
        if let Some(quarter) = rest.strip_prefix('Q') {
            let quarter = digits(quarter, 1)?;
            return (1..=4).contains(&quarter).then_some(Self::Quarter(year, i8::try_from(quarter).ok()?));
        }
        if let Some(week) = rest.strip_prefix('W') {
            let week = i8::try_from(digits(week, 2)?).ok()?;
            return ISOWeekDate::new(year, week, Weekday::Monday).ok().map(|_| Self::Week(year, week));
        }
        match rest.split_once('-') {
            None => {
                let month = digits(rest, 2)?;
                (1..=12).contains(&month).then_some(Self::Month(year, i8::try_from(month).ok()?))
            }
            Some((month, day)) => {
                let month = i8::try_from(digits(month, 2)?).ok()?;
                let day = i8::try_from(digits(day, 2)?).ok()?;
                Date::new(year, month, day).ok().map(Self::Day)
            }
        }
    }
}

fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

impl fmt::Display for PeriodName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            Self::Day(date) => write!(f, "{date}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PeriodName;

    #[test]
    fn reads_what_it_prints_and_nothing_else() {
        for text in ["2026", "2026-Q3", "2026-07", "2026-W31", "2026-W53", "2026-07-15"] {
            assert_eq!(PeriodName::parse(text).map(|name| name.to_string()).as_deref(), Some(text));
        }
        for text in ["26", "2026-Q5", "2026-13", "2027-W53", "2026-02-30", "2026-7", " 2026", "2026-W1", "２０２６"]
        {
            assert_eq!(PeriodName::parse(text), None, "{text}");
        }
    }
}
