//! Windows as two texts of SQL that give their edges.

use jiff::civil::{Date, Weekday};
use kpi_config::Grain;
use kpi_model::model;
use kpi_syntax::PeriodName;
use kpi_syntax::ast::{Duration, TimeUnit};

use super::{Translated, Untranslated};

/// How the project divides time.
#[derive(Clone, Copy, Debug)]
pub struct Divisions {
    /// The first day of the week.
    pub week_starts: Weekday,
    /// The first month of the fiscal year.
    pub fiscal_year_starts: i8,
}

/// A window that is not anchored to a row.
#[derive(Clone, Debug)]
pub struct Window {
    /// The first moment; none: since ever.
    pub(super) start: Option<String>,
    /// The moment behind the last.
    pub(super) end: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Grain(Grain),
    Last(Duration),
    ToDate(TimeUnit),
    AllTime,
}

impl Window {
    /// A period of the calendar.
    pub fn period(grain: Grain, first: Date, end: Date) -> Self {
        let midnight = |day: Date| format!("'{day} 00:00:00'");
        Self { start: Some(midnight(first)), end: midnight(end), kind: Kind::Grain(grain) }
    }

    /// What a window of the language means where this one is the context's.
    pub(super) fn inside(&self, window: &model::Window, divisions: Divisions) -> Result<Self, Untranslated> {
        let end = self.end.clone();
        Ok(match window {
            model::Window::Period => self.clone(),
            model::Window::Last(length) => {
                Self { start: Some(moved(&end, *length, '-')), end, kind: Kind::Last(*length) }
            }
            model::Window::ToDate(unit) => {
                Self { start: Some(divisions.start_before(*unit, &end)?), end, kind: Kind::ToDate(*unit) }
            }
            model::Window::AllTime => Self { start: None, end, kind: Kind::AllTime },
            model::Window::Named(name) => named(*name)?,
            model::Window::From(..) | model::Window::UpTo(..) => return Err(Untranslated("an anchor without a row")),
        })
    }

    /// The window before it, or a length before it; none where there is none.
    pub(super) fn back(&self, by: Option<Duration>, divisions: Divisions) -> Result<Option<Self>, Untranslated> {
        Ok(Some(match (self.kind, &self.start) {
            (Kind::Grain(grain), Some(start)) => {
                let own = Duration { count: 1, unit: unit(grain) };
                let start = moved(start, by.unwrap_or(own), '-');
                Self { end: moved(&start, own, '+'), start: Some(start), kind: self.kind }
            }
            (Kind::Last(own), _) => {
                let end = moved(&self.end, by.unwrap_or(own), '-');
                Self { start: Some(moved(&end, own, '-')), end, kind: self.kind }
            }
            (Kind::ToDate(unit), _) => {
                let end = moved(&self.end, by.unwrap_or(Duration { count: 1, unit }), '-');
                Self { start: Some(divisions.start_before(unit, &end)?), end, kind: self.kind }
            }
            (Kind::AllTime, _) => {
                let Some(by) = by else { return Ok(None) };
                Self { start: None, end: moved(&self.end, by, '-'), kind: self.kind }
            }
            (Kind::Grain(_), None) => return Ok(None),
        }))
    }

    /// Whether a moment lies in it.
    pub(super) fn holds(&self, moment: &str) -> String {
        match &self.start {
            Some(start) => format!("({moment} >= {start} AND {moment} < {})", self.end),
            None => format!("({moment} < {})", self.end),
        }
    }
}

impl Divisions {
    /// The start of the unit that holds the moment just before an edge.
    fn start_before(self, unit: TimeUnit, edge: &str) -> Translated {
        let inside = format!("datetime({edge}, '-1 second')");
        let month = format!("CAST(strftime('%m', {inside}) AS INTEGER)");
        let fiscal = |months: i8| {
            let over = format!("({month} - {} + 12) % {months}", self.fiscal_year_starts);
            format!("datetime({inside}, 'start of month', '-' || ({over}) || ' months')")
        };
        Ok(match unit {
            TimeUnit::Day => format!("datetime({inside}, 'start of day')"),
            TimeUnit::Week => {
                let first = self.week_starts.to_sunday_zero_offset();
                let over = format!("(CAST(strftime('%w', {inside}) AS INTEGER) - {first} + 7) % 7");
                format!("datetime({inside}, 'start of day', '-' || ({over}) || ' days')")
            }
            TimeUnit::Month => format!("datetime({inside}, 'start of month')"),
            TimeUnit::Quarter => fiscal(3),
            TimeUnit::Year => fiscal(12),
            TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => return Err(Untranslated("hours to date")),
        })
    }
}

/// A moment moved by a length; in a month that is too short it is the last day.
pub(super) fn moved(moment: &str, length: Duration, sign: char) -> String {
    let (count, unit, clamp) = match length.unit {
        TimeUnit::Second => (length.count, "seconds", ""),
        TimeUnit::Minute => (length.count, "minutes", ""),
        TimeUnit::Hour => (length.count, "hours", ""),
        TimeUnit::Day => (length.count, "days", ""),
        TimeUnit::Week => (length.count * 7, "days", ""),
        TimeUnit::Month => (length.count, "months", ", 'floor'"),
        TimeUnit::Quarter => (length.count * 3, "months", ", 'floor'"),
        TimeUnit::Year => (length.count, "years", ", 'floor'"),
    };
    format!("datetime({moment}, '{sign}{count} {unit}'{clamp})")
}

fn unit(grain: Grain) -> TimeUnit {
    match grain {
        Grain::Day => TimeUnit::Day,
        Grain::Week => TimeUnit::Week,
        Grain::Month => TimeUnit::Month,
        Grain::Quarter => TimeUnit::Quarter,
        Grain::Year => TimeUnit::Year,
    }
}

/// Months and days, whose edges need no calendar of the project.
fn named(name: PeriodName) -> Result<Window, Untranslated> {
    let (grain, first, last) = match name {
        PeriodName::Month(year, month) => {
            let first = Date::new(year, month, 1).expect("a month");
            (Grain::Month, first, first.last_of_month())
        }
        PeriodName::Day(day) => (Grain::Day, day, day),
        PeriodName::Year(_) | PeriodName::Quarter(..) | PeriodName::Week(..) => {
            return Err(Untranslated("a named period of the fiscal year or of weeks"));
        }
    };
    Ok(Window::period(grain, first, last.tomorrow().expect("a day behind it")))
}
