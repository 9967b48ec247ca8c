//! Days, weeks, fiscal years: where windows begin and end, and how they shift.
//!
//! Windows are stretches of wall-clock time in the project's time zone. What an edge means for a column of instants is
//! answered by [`Calendar::instant`]. Nothing here looks at the clock of the machine.

use jiff::civil::{Date, DateTime, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use kpi_config::Grain;
use kpi_model::model::Window;
use kpi_syntax::PeriodName;
use kpi_syntax::ast::{Duration, TimeUnit};

/// The project's calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Where days begin.
    pub timezone: TimeZone,
    /// The first day of a week.
    pub week_starts: Weekday,
    /// The first month of a fiscal year, 1 to 12.
    pub fiscal_year_starts: i8,
}

/// A half-open stretch of wall-clock time, with what is needed to shift it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeWindow {
    /// The first moment; [`DateTime::MIN`] when there is none.
    pub start: DateTime,
    /// The moment behind the last; [`DateTime::MAX`] when there is none.
    pub end: DateTime,
    /// What kind of window it is.
    pub shape: Shape,
}

/// The kind of a window, which decides how it shifts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    /// A period of the calendar.
    Grain(Grain),
    /// `last 28 days`
    Last(u32, TimeUnit),
    /// `year to date`
    ToDate(TimeUnit),
    /// Without a start.
    AllTime,
    /// Any two days.
    Free,
}

impl Calendar {
    /// The calendar of a project. The time zone was checked when the configuration was read; an unknown one is UTC.
    pub fn of(project: &kpi_config::Project) -> Self {
        Self {
            timezone: TimeZone::get(&project.timezone).unwrap_or(TimeZone::UTC),
            week_starts: project.week_starts,
            fiscal_year_starts: project.fiscal_year_starts,
        }
    }

    /// Whether wall-clock times and instants are the same thing.
    pub fn is_utc(&self) -> bool {
        self.timezone.iana_name().is_none_or(|name| name == "UTC" || name == "Etc/UTC")
    }

    /// Microseconds since 1970 UTC of a wall-clock time. In a gap of the time zone the time after it, in a fold the
    /// first of the two (RFC 5545).
    pub fn instant(&self, moment: DateTime) -> i64 {
        match self.timezone.to_ambiguous_timestamp(moment).compatible() {
            Ok(timestamp) => timestamp.as_microsecond(),
            Err(_) if moment.year() < 1970 => i64::MIN,
            Err(_) => i64::MAX,
        }
    }

    /// The period of this grain that holds a day.
    pub fn period(&self, grain: Grain, day: Date) -> TimeWindow {
        starting(grain, self.unit_start(grain_unit(grain), day.at(0, 0, 0, 0)))
    }

    /// The last period of this grain that is over on a day.
    pub fn last_full_period(&self, grain: Grain, day: Date) -> TimeWindow {
        let current = self.period(grain, day);
        self.shift(current, None).unwrap_or(current)
    }

    /// The window that a period's name means. Fiscal years are named for the calendar year in which they begin, and
    /// quarters count within the fiscal year.
    pub fn named(&self, name: PeriodName) -> TimeWindow {
        let month = self.fiscal_year_starts;
        match name {
            PeriodName::Year(year) => starting(Grain::Year, first_of_month(year, month)),
            PeriodName::Quarter(year, quarter) => {
                let start = add(first_of_month(year, month), i64::from(quarter - 1) * 3, TimeUnit::Month);
                starting(Grain::Quarter, start)
            }
            PeriodName::Month(year, month) => starting(Grain::Month, first_of_month(year, month)),
            PeriodName::Week(year, week) => {
                let thursday = ISOWeekDate::new(year, week, Weekday::Thursday).map_or(Date::MIN, ISOWeekDate::date);
                self.period(Grain::Week, thursday)
            }
            PeriodName::Day(day) => starting(Grain::Day, day.at(0, 0, 0, 0)),
        }
    }

    /// The free window of some days, both included.
    pub fn days(first: Date, last: Date) -> TimeWindow {
        let end = last.tomorrow().unwrap_or(Date::MAX);
        TimeWindow { start: first.at(0, 0, 0, 0), end: end.at(0, 0, 0, 0), shape: Shape::Free }
    }

    /// `count` periods that end with this one, oldest first.
    pub fn trend(&self, last: TimeWindow, count: u32) -> Vec<TimeWindow> {
        let mut windows = vec![last];
        let mut current = last;
        while windows.len() < count as usize {
            let Some(before) = self.shift(current, None) else { break };
            windows.push(before);
            current = before;
        }
        windows.reverse();
        windows
    }

    /// The window back by a length, or by one of its own kind. A period keeps its grain: its start moves. All time cannot
    /// move by itself.
    pub fn shift(&self, window: TimeWindow, by: Option<Duration>) -> Option<TimeWindow> {
        let back = |moment: DateTime, length: Duration| add(moment, -i64::from(length.count), length.unit);
        Some(match (window.shape, by) {
            (Shape::Grain(grain), None) => starting(grain, add(window.start, -1, grain_unit(grain))),
            (Shape::Grain(grain), Some(length)) => starting(grain, back(window.start, length)),
            (Shape::Last(count, unit), by) => {
                let own = Duration { count, unit };
                let end = back(window.end, by.unwrap_or(own));
                TimeWindow { start: back(end, own), end, shape: window.shape }
            }
            (Shape::ToDate(unit), by) => {
                let end = back(window.end, by.unwrap_or(Duration { count: 1, unit }));
                TimeWindow { start: self.unit_start(unit, before(end)), end, shape: window.shape }
            }
            (Shape::AllTime, None) => return None,
            (Shape::AllTime, Some(length)) => TimeWindow { end: back(window.end, length), ..window },
            (Shape::Free, None) => {
                let days = (window.end.date() - window.start.date()).get_days();
                TimeWindow { start: add(window.start, -i64::from(days), TimeUnit::Day), end: window.start, ..window }
            }
            (Shape::Free, Some(length)) => {
                TimeWindow { start: back(window.start, length), end: back(window.end, length), ..window }
            }
        })
    }

    /// What a window of the language means inside the window of a context; none for one that is anchored to a row.
    pub fn apply(&self, window: &Window, context: TimeWindow) -> Option<TimeWindow> {
        let end = context.end;
        Some(match window {
            Window::Period => context,
            Window::Last(length) => TimeWindow {
                start: add(end, -i64::from(length.count), length.unit),
                end,
                shape: Shape::Last(length.count, length.unit),
            },
            Window::ToDate(unit) => {
                TimeWindow { start: self.unit_start(*unit, before(end)), end, shape: Shape::ToDate(*unit) }
            }
            Window::AllTime => TimeWindow { start: DateTime::MIN, end, shape: Shape::AllTime },
            Window::Named(name) => self.named(*name),
            Window::From(..) | Window::UpTo(..) => return None,
        })
    }

    /// The units that a window is cut into, oldest first; none when it has no ends or holds no whole number of them.
    pub fn units(&self, window: TimeWindow, unit: TimeUnit) -> Option<Vec<TimeWindow>> {
        if window.start == DateTime::MIN || window.end == DateTime::MAX {
            return None;
        }
        let mut units = Vec::new();
        let mut start = window.start;
        if self.unit_start(unit, start) != start {
            return None;
        }
        while start < window.end {
            let end = add(start, 1, unit);
            units.push(TimeWindow { start, end, shape: unit_grain(unit).map_or(Shape::Free, Shape::Grain) });
            start = end;
        }
        (start == window.end).then_some(units)
    }

    /// The first moment of the unit that holds a moment.
    pub fn unit_start(&self, unit: TimeUnit, moment: DateTime) -> DateTime {
        let day = moment.date();
        let midnight = day.at(0, 0, 0, 0);
        match unit {
            TimeUnit::Second => day.at(moment.hour(), moment.minute(), moment.second(), 0),
            TimeUnit::Minute => day.at(moment.hour(), moment.minute(), 0, 0),
            TimeUnit::Hour => day.at(moment.hour(), 0, 0, 0),
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
        }
    }
}

/// The period of a grain that begins here.
fn starting(grain: Grain, start: DateTime) -> TimeWindow {
    TimeWindow { start, end: add(start, 1, grain_unit(grain)), shape: Shape::Grain(grain) }
}

/// A moment plus so many units; days and longer are calendar units, and a day that a month does not have becomes its last.
/// Beyond the ends of the calendar it stays at the end.
pub fn add(moment: DateTime, count: i64, unit: TimeUnit) -> DateTime {
    if moment == DateTime::MIN || moment == DateTime::MAX {
        return moment;
    }
    moment.checked_add(span(count, unit)).unwrap_or(if count < 0 { DateTime::MIN } else { DateTime::MAX })
}

fn span(count: i64, unit: TimeUnit) -> Span {
    match unit {
        TimeUnit::Second => count.seconds(),
        TimeUnit::Minute => count.minutes(),
        TimeUnit::Hour => count.hours(),
        TimeUnit::Day => count.days(),
        TimeUnit::Week => count.weeks(),
        TimeUnit::Month => count.months(),
        TimeUnit::Quarter => (count * 3).months(),
        TimeUnit::Year => count.years(),
    }
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

fn unit_grain(unit: TimeUnit) -> Option<Grain> {
    match unit {
        TimeUnit::Day => Some(Grain::Day),
        TimeUnit::Week => Some(Grain::Week),
        TimeUnit::Month => Some(Grain::Month),
        TimeUnit::Quarter => Some(Grain::Quarter),
        TimeUnit::Year => Some(Grain::Year),
        TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => None,
    }
}

fn first_of_month(year: i16, month: i8) -> DateTime {
    Date::new(year, month, 1).unwrap_or(Date::MIN).at(0, 0, 0, 0)
}

/// The last moment before this one.
fn before(moment: DateTime) -> DateTime {
    moment.checked_sub(1.nanosecond()).unwrap_or(DateTime::MIN)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    fn calendar(fiscal_year_starts: i8) -> Calendar {
        let timezone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
        Calendar { timezone, week_starts: Weekday::Monday, fiscal_year_starts }
    }

    #[test]
    fn fiscal_years_and_quarters_begin_where_the_project_says() {
        let calendar = calendar(4);
        let year = calendar.period(Grain::Year, date(2026, 2, 3));
        assert_eq!((year.start.date(), year.end.date()), (date(2025, 4, 1), date(2026, 4, 1)));
        let quarter = calendar.period(Grain::Quarter, date(2026, 3, 31));
        assert_eq!((quarter.start.date(), quarter.end.date()), (date(2026, 1, 1), date(2026, 4, 1)));
        assert_eq!(calendar.named(PeriodName::Quarter(2025, 4)), quarter);
    }

    #[test]
    fn a_shifted_period_keeps_its_grain() {
        let calendar = calendar(1);
        let march = calendar.period(Grain::Month, date(2026, 3, 15));
        let february = calendar.shift(march, None);
        assert_eq!(february, Some(calendar.period(Grain::Month, date(2026, 2, 1))));
        let odd = calendar.shift(march, Some(Duration { count: 14, unit: TimeUnit::Day }));
        assert_eq!(odd.map(|window| window.end.date()), Some(date(2026, 3, 15)));
    }

    #[test]
    fn to_date_starts_with_the_unit_of_the_last_moment() {
        let calendar = calendar(1);
        let december = calendar.period(Grain::Month, date(2025, 12, 1));
        let year = calendar.apply(&Window::ToDate(TimeUnit::Year), december);
        assert_eq!(year.map(|window| window.start.date()), Some(date(2025, 1, 1)));
    }

    #[test]
    fn edges_on_days_when_clocks_change() {
        let calendar = calendar(1);
        let gap = calendar.instant(datetime(2026, 3, 29, 2, 30, 0, 0));
        let after = calendar.instant(datetime(2026, 3, 29, 3, 30, 0, 0));
        assert_eq!(gap, after);
        let fold = calendar.instant(datetime(2026, 10, 25, 2, 30, 0, 0));
        assert_eq!(fold % 86_400_000_000, 1_800_000_000, "00:30 UTC, the summer reading");
    }

    #[test]
    fn units_only_when_they_fill_the_window() {
        let calendar = calendar(1);
        let march = calendar.period(Grain::Month, date(2026, 3, 1));
        assert_eq!(calendar.units(march, TimeUnit::Day).map(|units| units.len()), Some(31));
        assert_eq!(calendar.units(march, TimeUnit::Week), None);
    }
}
