//! When people work: `business_hours(from, to)`.
//!
//! Time is worked while the clock on the wall shows a working span of a day that is no holiday. On a day when clocks
//! change, a span that holds the repeated hour is an hour longer, one that holds the skipped hour is an hour shorter.
//! [`WorkedTime`] adds the time up once for a stretch of days, so that each question is two look-ups.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kpi_config::{BusinessHours, WorkingSpan};

use super::Calendar;

/// The working spans of each weekday, and the days off.
#[derive(Clone, Debug)]
pub struct WorkingTime {
    hours: BusinessHours,
    holidays: BTreeSet<Date>,
}

/// The time that is worked before any moment of a stretch of days, in microseconds.
#[derive(Clone, Debug, Default)]
pub struct WorkedTime {
    begins: Vec<i64>,
    ends: Vec<i64>,
    /// What was worked before each beginning.
    before: Vec<i64>,
}

const DAY: i64 = 86_400_000_000;
const MINUTE: i64 = 60_000_000;

impl WorkingTime {
    /// Business hours with all their holidays.
    pub fn new(hours: BusinessHours, holidays: BTreeSet<Date>) -> Self {
        Self { hours, holidays }
    }

    /// The working spans of a day, in order.
    pub fn spans(&self, day: Date) -> &[WorkingSpan] {
        if self.holidays.contains(&day) { &[] } else { self.hours.day(day.weekday()) }
    }
}

impl WorkedTime {
    /// From the first day to the last one, both included.
    pub fn of(time: &WorkingTime, calendar: &Calendar, first: Date, last: Date) -> Self {
        let mut worked = Self::default();
        for day in first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last) {
            let spans = time.spans(day);
            if !spans.is_empty() {
                worked.add_day(spans, calendar, day);
            }
        }
        worked
    }

    /// What is worked before a moment of the stretch, in microseconds.
    pub fn until(&self, instant: i64) -> i64 {
        let Some(last) = self.begins.partition_point(|begin| *begin <= instant).checked_sub(1) else { return 0 };
        match (self.begins.get(last), self.ends.get(last), self.before.get(last)) {
            (Some(begin), Some(end), Some(before)) => before + instant.min(*end) - begin,
            _ => 0,
        }
    }

    fn add_day(&mut self, spans: &[WorkingSpan], calendar: &Calendar, day: Date) {
        let midnight = |day: Date| calendar.instant(day.at(0, 0, 0, 0));
        let (start, end) = (midnight(day), midnight(day.tomorrow().unwrap_or(day)));
        if end - start == DAY {
            self.add(spans, start, (start, end));
            return;
        }
        let wall = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_or(start, Timestamp::as_microsecond);
        let mut from = start;
        while from < end
            && let Ok(moment) = Timestamp::from_microsecond(from)
        {
            let offset = i64::from(calendar.timezone.to_offset(moment).seconds()) * 1_000_000;
            let change = calendar.timezone.following(moment).next();
            let to = change.map_or(end, |change| change.timestamp().as_microsecond().min(end));
            self.add(spans, wall - offset, (from, to));
            from = to;
        }
    }

    /// Adds the spans of a day that began at `midnight` by the clock that was in use within these bounds.
    fn add(&mut self, spans: &[WorkingSpan], midnight: i64, (low, high): (i64, i64)) {
        for span in spans {
            let begin = (midnight + i64::from(span.from) * MINUTE).max(low);
            let end = (midnight + i64::from(span.to) * MINUTE).min(high);
            if begin < end {
                let before = match (self.before.last(), self.begins.last(), self.ends.last()) {
                    (Some(before), Some(begin), Some(end)) => before + end - begin,
                    _ => 0,
                };
                self.before.push(before);
                self.begins.push(begin);
                self.ends.push(end);
            }
        }
    }
}

/// The days that hold all these moments, whole years of them, so that few stretches serve many questions.
pub fn whole_years(least: i64, greatest: i64, zone: &TimeZone) -> Option<(Date, Date)> {
    let year = |instant: i64| Some(zone.to_datetime(Timestamp::from_microsecond(instant).ok()?).year());
    Some((Date::new(year(least)?, 1, 1).ok()?, Date::new(year(greatest)?, 12, 31).ok()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{DateTime, date, datetime};

    use super::*;

    fn hours(text: &str) -> (Calendar, WorkedTime) {
        let text = format!("[project]\ntimezone = 'Europe/Berlin'\n{text}");
        let file = kpi_diagnostics::Texts::default().add("kpi.toml", text.as_str());
        let (config, problems) = kpi_config::read(file, &text, &|_| None);
        assert!(problems.is_empty(), "{problems:?}");
        let calendar = Calendar::of(&config.project);
        let hours = config.business_hours.get(&None).cloned();
        let time = hours.map(|hours| WorkingTime::new(hours, BTreeSet::from([date(2026, 4, 3)])));
        let worked = time.map(|time| WorkedTime::of(&time, &calendar, date(2026, 1, 1), date(2026, 12, 31)));
        (calendar, worked.unwrap_or_default())
    }

    fn between(worked: &(Calendar, WorkedTime), from: DateTime, to: DateTime) -> i64 {
        (worked.1.until(worked.0.instant(to)) - worked.1.until(worked.0.instant(from))) / MINUTE
    }

    #[test]
    fn days_when_clocks_change() {
        let round_the_clock = hours("[business_hours]\nsunday = '00:00-24:00'");
        let day = |month, day| datetime(2026, month, day, 0, 0, 0, 0);
        assert_eq!(between(&round_the_clock, day(3, 29), day(3, 30)), 23 * 60);
        assert_eq!(between(&round_the_clock, day(10, 25), day(10, 26)), 25 * 60);
        let night = hours("[business_hours]\nsunday = ['01:00-02:30', '02:45-04:00']");
        assert_eq!(between(&night, day(3, 29), day(3, 30)), 60 + 60, "01:00 to 02:00, then 03:00 to 04:00");
        assert_eq!(between(&night, day(10, 25), day(10, 26)), 90 + 15 + 30 + 75);
    }

    #[test]
    fn weekends_and_holidays_are_free() {
        let office =
            hours("[business_hours]\nthursday = '09:00-17:00'\nfriday = '09:00-17:00'\nmonday = '09:00-17:00'");
        let (thursday, monday) = (datetime(2026, 4, 2, 16, 0, 0, 0), datetime(2026, 4, 6, 10, 0, 0, 0));
        assert_eq!(between(&office, thursday, monday), 120, "3 April is a holiday");
        assert_eq!(between(&office, monday, thursday), -120);
        assert_eq!(between(&office, monday, monday), 0);
    }
}
