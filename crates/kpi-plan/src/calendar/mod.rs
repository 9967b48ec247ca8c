//! Days, weeks, fiscal years: where windows begin and end, and how they shift.
//!
//! Windows are stretches of wall-clock time in the project's time zone. What an edge means for a column of instants is
//! answered by [`Calendar::instant`], for a column of wall-clock times by [`Calendar::wall`]. [`windows`] says which window a
//! name, a period or a modifier is, [`units`] cuts and moves edges, [`table`] is a calendar that is no calendar of months,
//! [`working`] the hours in which people work, [`shifts`] how far the clock is from UTC. Nothing here looks at the clock of
//! the machine.

mod shifts;
mod table;
mod units;
mod windows;
mod working;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kpi_config::Grain;
use kpi_syntax::ast::TimeUnit;

pub use shifts::Shifts;
pub use table::{NamedPeriod, PeriodTable};
pub use units::{add, grain_unit};
pub use working::{WorkedTime, WorkingTime, whole_years};

/// The project's calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Where days begin.
    pub timezone: TimeZone,
    /// The first day of a week.
    pub week_starts: Weekday,
    /// The first month of a fiscal year, 1 to 12.
    pub fiscal_year_starts: i8,
    /// The periods of the grains that are not the common ones.
    pub table: Option<Arc<PeriodTable>>,
    /// Business hours by name; none: those without a name. The words are why they are not known.
    pub working: Arc<BTreeMap<Option<String>, Result<WorkingTime, String>>>,
    /// The shifts of the time zone, once somebody asked for them.
    shifts: Arc<OnceLock<Arc<Shifts>>>,
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

/// The nanosecond that an edge carries when the clock shows it for the second time. Data are in microseconds, so it
/// tells two edges apart and nothing else.
const SECOND_TIME: i32 = 1;

impl Calendar {
    /// The calendar of a project, as far as its text alone tells: without the rows of a calendar table, without business
    /// hours. The time zone was checked when the configuration was read; an unknown one is UTC.
    pub fn of(project: &kpi_config::Project) -> Self {
        Self {
            timezone: TimeZone::get(&project.timezone).unwrap_or(TimeZone::UTC),
            week_starts: project.week_starts,
            fiscal_year_starts: project.fiscal_year_starts,
            table: None,
            working: Arc::default(),
            shifts: Arc::default(),
        }
    }

    /// The shifts of the time zone as a table.
    pub fn shifts(&self) -> Arc<Shifts> {
        Arc::clone(self.shifts.get_or_init(|| Arc::new(Shifts::of(&self.timezone))))
    }

    /// Whether wall-clock times and instants are the same thing.
    pub fn is_utc(&self) -> bool {
        self.timezone.iana_name().is_none_or(|name| name == "UTC" || name == "Etc/UTC")
    }

    /// Microseconds since 1970 UTC of a wall-clock time. In a gap of the time zone the time after it, in a fold the
    /// first of the two (RFC 5545), unless the edge was made for the second.
    pub fn instant(&self, moment: DateTime) -> i64 {
        let ambiguous = self.timezone.to_ambiguous_timestamp(moment);
        let timestamp = if is_second_time(moment) { ambiguous.later() } else { ambiguous.compatible() };
        match timestamp {
            Ok(timestamp) => timestamp.as_microsecond(),
            Err(_) if moment.year() < 1970 => i64::MIN,
            Err(_) => i64::MAX,
        }
    }

    /// The edge at an instant; at the second showing of a wall-clock time it is told apart from the first.
    pub fn edge(&self, instant: i64) -> Option<DateTime> {
        let timestamp = Timestamp::from_microsecond(instant).ok()?;
        let wall = self.timezone.to_datetime(timestamp);
        if self.instant(wall) == instant {
            return Some(wall);
        }
        wall.checked_add(i64::from(SECOND_TIME).nanoseconds()).ok()
    }

    /// An edge for a column of wall-clock times. These are the first showing, so what begins with the second begins
    /// behind all of them.
    pub fn wall(&self, edge: DateTime) -> DateTime {
        if !is_second_time(edge) {
            return edge;
        }
        let change = Timestamp::from_microsecond(self.instant(edge)).ok().and_then(|moment| {
            let change = self.timezone.preceding(moment + 1.microsecond()).next()?.timestamp();
            let before = self.timezone.to_offset(change.checked_sub(1.microsecond()).ok()?);
            Some(before.to_datetime(change))
        });
        change.unwrap_or(edge)
    }
}

/// Whether an edge stands at the second showing of its wall-clock time.
fn is_second_time(moment: DateTime) -> bool {
    moment.subsec_nanosecond() % 1_000 == SECOND_TIME
}

/// The last moment before this one.
fn before(moment: DateTime) -> DateTime {
    moment.checked_sub(1.nanosecond()).unwrap_or(DateTime::MIN)
}

#[cfg(test)]
mod tests;
