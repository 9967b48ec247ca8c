//! Where days, weeks, months, quarters and years begin, and how moments move along the calendar.
//!
//! Everything that becomes an edge of a window is an instant here; days are turned into instants by the midnight of the
//! project's time zone. Fiscal years are named for the calendar year in which they begin. A grain of which the project's
//! calendar table has rows has no other periods than these.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use kpi_config::{BusinessHours, Grain};
use kpi_syntax::PeriodName;
use kpi_syntax::ast::{Duration, TimeUnit};

use super::stretch::{Kind, Stretch};
use super::value::Value;

/// The calendar of a project.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Where days begin.
    pub timezone: TimeZone,
    /// The first day of a week.
    pub week_starts: Weekday,
    /// The first month of a fiscal year, 1 to 12.
    pub fiscal_year_starts: i8,
    /// The rows of the calendar table, in order.
    pub table: Vec<TableRow>,
    /// Business hours by name, with their days off.
    pub working: BTreeMap<Option<String>, (BusinessHours, BTreeSet<Date>)>,
}

/// A period of a calendar table.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// What it is one of.
    pub grain: Grain,
    /// What it is called.
    pub name: String,
    /// The first day.
    pub first: Date,
    /// The day behind the last.
    pub end: Date,
}

impl Calendar {
    /// The calendar that `[project]` asks for.
    pub fn of(project: &kpi_config::Project) -> Self {
        Self {
            timezone: TimeZone::get(&project.timezone).expect("the time zone was checked"),
            week_starts: project.week_starts,
            fiscal_year_starts: project.fiscal_year_starts,
            table: Vec::new(),
            working: BTreeMap::new(),
        }
    }

    /// The moment when a day begins.
    pub fn midnight(&self, day: Date) -> Timestamp {
        self.moment(day.at(0, 0, 0, 0))
    }

    /// The instant of a wall-clock time: in a gap the time after it, in a fold the first of the two.
    pub fn moment(&self, wall_clock: DateTime) -> Timestamp {
        self.timezone.to_ambiguous_timestamp(wall_clock).compatible().expect("a moment on the calendar")
    }

    /// The wall-clock time of an instant.
    pub fn wall_clock(&self, moment: Timestamp) -> DateTime {
        self.timezone.to_datetime(moment)
    }

    /// The instant of a moment value; a day stands for its midnight.
    pub fn instant(&self, value: &Value) -> Option<Timestamp> {
        match value {
            Value::Date(day) => Some(self.midnight(*day)),
            Value::Datetime(moment) => Some(*moment),
            _ => None,
        }
    }

    /// The day of a moment value.
    pub fn day(&self, value: &Value) -> Option<Date> {
        match value {
            Value::Date(day) => Some(*day),
            Value::Datetime(moment) => Some(self.wall_clock(*moment).date()),
            _ => None,
        }
    }

    /// The seconds of a length that stands alone; months and longer are mean months.
    pub fn seconds(length: Duration) -> f64 {
        let unit = match length.unit {
            TimeUnit::Second => 1.0,
            TimeUnit::Minute => 60.0,
            TimeUnit::Hour => 3_600.0,
            TimeUnit::Day => 86_400.0,
            TimeUnit::Week => 7.0 * 86_400.0,
            TimeUnit::Month => 30.436_875 * 86_400.0,
            TimeUnit::Quarter => 3.0 * 30.436_875 * 86_400.0,
            TimeUnit::Year => 365.2425 * 86_400.0,
        };
        f64::from(length.count) * unit
    }

    /// A moment value moved by a length as written, `sign` times. A day moves along the calendar; a moment moves by
    /// elapsed time, and along the calendar for months and longer.
    pub fn moved(&self, moment: &Value, length: Duration, sign: i64) -> Value {
        let count = i64::from(length.count) * sign;
        match moment {
            Value::Date(day) if length.unit >= TimeUnit::Day => {
                day.checked_add(calendar_span(length.unit, count)).map_or(Value::Empty, Value::Date)
            }
            Value::Date(day) => self.moved(&Value::Datetime(self.midnight(*day)), length, sign),
            Value::Datetime(moment) if length.unit >= TimeUnit::Month => {
                let there = self.wall_clock(*moment).checked_add(calendar_span(length.unit, count));
                there.map_or(Value::Empty, |there| Value::Datetime(self.moment(there)))
            }
            Value::Datetime(moment) => {
                let seconds = Self::seconds(Duration { count: length.count, unit: length.unit });
                Value::Datetime(shifted(*moment, seconds * if sign < 0 { -1.0 } else { 1.0 }))
            }
            _ => Value::Empty,
        }
    }

    /// An edge of a window moved by a length: along the calendar for days and longer, else by elapsed time.
    /// Rows of the calendar table count as units; none when the table does not reach as far.
    pub fn moved_edge(&self, edge: Timestamp, length: Duration, sign: i64) -> Option<Timestamp> {
        if length.unit < TimeUnit::Day {
            return Some(shifted(edge, Self::seconds(length) * if sign < 0 { -1.0 } else { 1.0 }));
        }
        let rows = self.rows(grain_of(length.unit));
        if !rows.is_empty() {
            return self.moved_by_rows(&rows, edge, i64::from(length.count) * sign);
        }
        let (clock, span) = (self.wall_clock(edge), calendar_span(length.unit, i64::from(length.count) * sign));
        if self.midnight(clock.date()) == edge {
            // Where clocks go forward at midnight, days begin later; the others do not for that.
            return Some(self.midnight(clock.date().checked_add(span).expect("a day on the calendar")));
        }
        Some(self.moment(clock.checked_add(span).expect("a moment on the calendar")))
    }

    /// Where a row begins or ends becomes where another does; an edge inside of one stays as many days behind its first day, but
    /// within the other.
    fn moved_by_rows(&self, rows: &[&TableRow], edge: Timestamp, count: i64) -> Option<Timestamp> {
        let (first, end) = (|row: &TableRow| self.midnight(row.first), |row: &TableRow| self.midnight(row.end));
        let mut edges = vec![first(rows[0])];
        edges.extend(rows.iter().map(|row| end(row)));
        let there = |index: usize| usize::try_from(i64::try_from(index).ok()? + count).ok();
        if let Some(index) = edges.iter().position(|known| *known == edge) {
            return edges.get(there(index)?).copied();
        }
        let index = rows.iter().position(|row| first(row) < edge && edge < end(row))?;
        let other = rows.get(there(index)?)?;
        let clock = self.wall_clock(edge);
        let days = rows[index].first.until(clock.date()).ok()?.get_days();
        let there = self.moment(other.first.checked_add(days.days()).ok()?.to_datetime(clock.time()));
        Some(there.min(end(other)))
    }

    /// The rows of the calendar table for a grain.
    pub fn rows(&self, grain: Option<Grain>) -> Vec<&TableRow> {
        self.table.iter().filter(|row| Some(row.grain) == grain).collect()
    }

    /// A row of the calendar table as a window.
    pub fn row_window(&self, row: &TableRow) -> Stretch {
        self.days(row.first, row.end, Kind::Grain(row.grain))
    }

    /// The first day of the unit that holds a day.
    pub fn first_day(&self, unit: TimeUnit, day: Date) -> Date {
        let months_back = |months: i8| day.first_of_month().checked_sub(months.months()).expect("on the calendar");
        match unit {
            TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day => day,
            TimeUnit::Week => {
                let behind = day.weekday().since(self.week_starts);
                day.checked_sub(behind.days()).expect("on the calendar")
            }
            TimeUnit::Month => day.first_of_month(),
            TimeUnit::Quarter => months_back((day.month() - self.fiscal_year_starts).rem_euclid(3)),
            TimeUnit::Year => months_back((day.month() - self.fiscal_year_starts).rem_euclid(12)),
        }
    }

    /// The first moment of the unit that holds a moment.
    pub fn unit_start(&self, unit: TimeUnit, moment: Timestamp) -> Option<Timestamp> {
        let clock = self.wall_clock(moment);
        let rows = self.rows(grain_of(unit));
        if !rows.is_empty() {
            let holds = |row: &&&TableRow| row.first <= clock.date() && clock.date() < row.end;
            return rows.iter().find(holds).map(|row| self.midnight(row.first));
        }
        let within = match unit {
            TimeUnit::Second => clock.date().at(clock.hour(), clock.minute(), clock.second(), 0),
            TimeUnit::Minute => clock.date().at(clock.hour(), clock.minute(), 0, 0),
            TimeUnit::Hour => clock.date().at(clock.hour(), 0, 0, 0),
            _ => return Some(self.midnight(self.first_day(unit, clock.date()))),
        };
        Some(self.moment(within))
    }

    /// The period of a grain that begins on a day.
    pub fn period_from(&self, grain: Grain, first: Date) -> Stretch {
        let next = first.checked_add(calendar_span(unit_of(grain), 1)).expect("on the calendar");
        self.days(first, next, Kind::Grain(grain))
    }

    /// The period of a grain that holds a day.
    pub fn period(&self, grain: Grain, day: Date) -> Stretch {
        self.period_from(grain, self.first_day(unit_of(grain), day))
    }

    /// From the midnight of `first` to the midnight of `end`.
    pub fn days(&self, first: Date, end: Date, kind: Kind) -> Stretch {
        Stretch::new(Some(self.midnight(first)), Some(self.midnight(end)), kind)
    }

    /// The period that is called so: a row of the calendar table, or one of the five forms of the language.
    pub fn called(&self, name: &str) -> Option<Stretch> {
        match self.table.iter().find(|row| row.name == name) {
            Some(row) => Some(self.row_window(row)),
            None => self.named(PeriodName::parse(name)?),
        }
    }

    /// The period with a name; none when the calendar table has such periods, and none of this name.
    pub fn named(&self, name: PeriodName) -> Option<Stretch> {
        let common = self.common(name);
        let Kind::Grain(grain) = common.kind else { return None };
        let rows = self.rows(Some(grain));
        if rows.is_empty() {
            return Some(common);
        }
        rows.into_iter().find(|row| row.name == name.to_string()).map(|row| self.row_window(row))
    }

    /// The period with a name in the common calendar.
    fn common(&self, name: PeriodName) -> Stretch {
        let first_of_fiscal = |year: i16| Date::new(year, self.fiscal_year_starts, 1).expect("on the calendar");
        match name {
            PeriodName::Year(year) => self.period_from(Grain::Year, first_of_fiscal(year)),
            PeriodName::Quarter(year, quarter) => {
                let months = i64::from(quarter - 1) * 3;
                let first = first_of_fiscal(year).checked_add(months.months()).expect("on the calendar");
                self.period_from(Grain::Quarter, first)
            }
            PeriodName::Month(year, month) => {
                self.period_from(Grain::Month, Date::new(year, month, 1).expect("a month that was checked"))
            }
            PeriodName::Week(year, week) => {
                let thursday = ISOWeekDate::new(year, week, Weekday::Thursday).expect("a week that was checked");
                self.period(Grain::Week, thursday.date())
            }
            PeriodName::Day(day) => self.period_from(Grain::Day, day),
        }
    }
}

/// The unit that a grain is one of.
pub(crate) fn unit_of(grain: Grain) -> TimeUnit {
    match grain {
        Grain::Day => TimeUnit::Day,
        Grain::Week => TimeUnit::Week,
        Grain::Month => TimeUnit::Month,
        Grain::Quarter => TimeUnit::Quarter,
        Grain::Year => TimeUnit::Year,
    }
}

/// The grain that consists of one of these units.
pub(crate) fn grain_of(unit: TimeUnit) -> Option<Grain> {
    Some(match unit {
        TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => return None,
        TimeUnit::Day => Grain::Day,
        TimeUnit::Week => Grain::Week,
        TimeUnit::Month => Grain::Month,
        TimeUnit::Quarter => Grain::Quarter,
        TimeUnit::Year => Grain::Year,
    })
}

/// A moment moved by elapsed seconds, to the microsecond.
pub(crate) fn shifted(moment: Timestamp, seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "times of tests are near our days")]
    let microseconds = (seconds * 1e6).round() as i64;
    Timestamp::from_microsecond(moment.as_microsecond() + microseconds).expect("a moment on the calendar")
}

fn calendar_span(unit: TimeUnit, count: i64) -> Span {
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
