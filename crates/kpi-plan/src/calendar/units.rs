//! Units of time: where they begin, how a window is cut into them, and how an edge moves by them.
//!
//! Days and longer units move along the calendar (or its table); hours, minutes and seconds are elapsed time, so that the
//! last 24 hours are 24 hours on a day when clocks change too, and such a day has 23 or 25 hours.

use jiff::Span;
use jiff::civil::{Date, DateTime};
use kpi_config::Grain;
use kpi_syntax::ast::{Duration, TimeUnit};

use super::{Calendar, SECOND_TIME, Shape, TimeWindow, is_second_time};

impl Calendar {
    /// An edge moved by a length, `sign` times; none when it would leave a calendar table. Beyond the ends of the calendar it
    /// stays at the end.
    pub fn moved(&self, edge: DateTime, length: Duration, sign: i64) -> Option<DateTime> {
        let count = i64::from(length.count) * sign;
        if edge == DateTime::MIN || edge == DateTime::MAX {
            return Some(edge);
        }
        match (unit_grain(length.unit), elapsed_seconds(length.unit)) {
            (Some(grain), _) if self.table_of(grain).is_some() => self.table_of(grain)?.moved(edge, count, grain),
            (None, Some(seconds)) if !self.is_utc() => Some(self.elapsed(edge, count.saturating_mul(seconds))),
            (Some(_) | None, _) => Some(add(edge, count, length.unit)),
        }
    }

    fn elapsed(&self, edge: DateTime, seconds: i64) -> DateTime {
        let there = self.instant(edge).saturating_add(seconds.saturating_mul(1_000_000));
        self.edge(there).unwrap_or(if seconds < 0 { DateTime::MIN } else { DateTime::MAX })
    }

    /// The units that a window is cut into, oldest first; none when it has no ends or holds no whole number of them.
    pub fn units(&self, window: TimeWindow, unit: TimeUnit) -> Option<Vec<TimeWindow>> {
        if window.start == DateTime::MIN || window.end == DateTime::MAX {
            return None;
        }
        let grain = unit_grain(unit);
        if let Some((table, grain)) = grain.and_then(|grain| Some((self.table_of(grain)?, grain))) {
            return table.units(window, grain);
        }
        let mut units = Vec::new();
        let mut start = window.start;
        if self.unit_start(unit, start)? != start {
            return None;
        }
        while start < window.end {
            let next = self.moved(start, Duration { count: 1, unit }, 1)?;
            // Where clocks are put forward at midnight, that midnight is also one o'clock.
            let end = if self.instant(next) == self.instant(window.end) { window.end } else { next };
            units.push(TimeWindow { start, end, shape: grain.map_or(Shape::Free, Shape::Grain) });
            start = end;
        }
        (start == window.end).then_some(units)
    }

    /// The first moment of the unit that holds a moment; none when a calendar table does not reach there.
    pub fn unit_start(&self, unit: TimeUnit, moment: DateTime) -> Option<DateTime> {
        if let Some((table, grain)) = unit_grain(unit).and_then(|grain| Some((self.table_of(grain)?, grain))) {
            return table.holding(grain, moment).map(|period| period.start);
        }
        let day = moment.date();
        let midnight = day.at(0, 0, 0, 0);
        let pass = if is_second_time(moment) { SECOND_TIME } else { 0 };
        Some(match unit {
            TimeUnit::Second => day.at(moment.hour(), moment.minute(), moment.second(), pass),
            TimeUnit::Minute => day.at(moment.hour(), moment.minute(), 0, pass),
            TimeUnit::Hour => day.at(moment.hour(), 0, 0, pass),
            TimeUnit::Day => midnight,
            TimeUnit::Week => {
                let behind = day.weekday().since(self.week_starts);
                add(midnight, -i64::from(behind), TimeUnit::Day)
            }
            TimeUnit::Month => first_of_month(day.year(), day.month()),
            TimeUnit::Quarter => {
                let behind = (day.month() - self.fiscal_year_starts).rem_euclid(3);
                add(first_of_month(day.year(), day.month()), -i64::from(behind), TimeUnit::Month)
            }
            TimeUnit::Year => {
                let behind = (day.month() - self.fiscal_year_starts).rem_euclid(12);
                add(first_of_month(day.year(), day.month()), -i64::from(behind), TimeUnit::Month)
            }
        })
    }
}

/// A moment plus so many units; days and longer are calendar units, and a day that a month does not have becomes its last.
/// Beyond the ends of the calendar it stays at the end.
pub fn add(moment: DateTime, count: i64, unit: TimeUnit) -> DateTime {
    if moment == DateTime::MIN || moment == DateTime::MAX {
        return moment;
    }
    let end = if count < 0 { DateTime::MIN } else { DateTime::MAX };
    span(count, unit).and_then(|span| moment.checked_add(span).ok()).unwrap_or(end)
}

/// A length, if it is no longer than the calendar.
fn span(count: i64, unit: TimeUnit) -> Option<Span> {
    let none = Span::new();
    let span = match unit {
        TimeUnit::Second => none.try_seconds(count),
        TimeUnit::Minute => none.try_minutes(count),
        TimeUnit::Hour => none.try_hours(count),
        TimeUnit::Day => none.try_days(count),
        TimeUnit::Week => none.try_weeks(count),
        TimeUnit::Month => none.try_months(count),
        TimeUnit::Quarter => none.try_months(count.checked_mul(3)?),
        TimeUnit::Year => none.try_years(count),
    };
    span.ok()
}

/// The unit that a grain is one of.
pub fn grain_unit(grain: Grain) -> TimeUnit {
    match grain {
        Grain::Day => TimeUnit::Day,
        Grain::Week => TimeUnit::Week,
        Grain::Month => TimeUnit::Month,
        Grain::Quarter => TimeUnit::Quarter,
        Grain::Year => TimeUnit::Year,
    }
}

/// The length of the units that are elapsed time.
fn elapsed_seconds(unit: TimeUnit) -> Option<i64> {
    match unit {
        TimeUnit::Second => Some(1),
        TimeUnit::Minute => Some(60),
        TimeUnit::Hour => Some(3_600),
        TimeUnit::Day | TimeUnit::Week | TimeUnit::Month | TimeUnit::Quarter | TimeUnit::Year => None,
    }
}

pub(super) fn unit_grain(unit: TimeUnit) -> Option<Grain> {
    match unit {
        TimeUnit::Day => Some(Grain::Day),
        TimeUnit::Week => Some(Grain::Week),
        TimeUnit::Month => Some(Grain::Month),
        TimeUnit::Quarter => Some(Grain::Quarter),
        TimeUnit::Year => Some(Grain::Year),
        TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => None,
    }
}

pub(super) fn first_of_month(year: i16, month: i8) -> DateTime {
    Date::new(year, month, 1).unwrap_or(Date::MIN).at(0, 0, 0, 0)
}
