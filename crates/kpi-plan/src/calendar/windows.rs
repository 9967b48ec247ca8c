//! Which window a name, a period or a modifier of the language is.
//!
//! Where a calendar table has periods of a grain, these are the only ones: what lies outside of it has no window.

use jiff::civil::{Date, DateTime, ISOWeekDate, Weekday};
use kpi_config::Grain;
use kpi_model::model::Window;
use kpi_syntax::PeriodName;
use kpi_syntax::ast::{Duration, TimeUnit};

use super::units::{first_of_month, unit_grain};
use super::{Calendar, PeriodTable, Shape, TimeWindow, add, before, grain_unit};

impl Calendar {
    /// The period of this grain that holds a day; none when a calendar table does not reach there.
    pub fn period(&self, grain: Grain, day: Date) -> Option<TimeWindow> {
        let moment = day.at(0, 0, 0, 0);
        match self.table_of(grain) {
            Some(table) => table.holding(grain, moment),
            None => Some(starting(grain, self.unit_start(grain_unit(grain), moment)?)),
        }
    }

    /// The last period of this grain that is over on a day.
    pub fn last_full_period(&self, grain: Grain, day: Date) -> Option<TimeWindow> {
        match self.table_of(grain) {
            // The day may lie behind the last row, whose period is over then.
            Some(table) => {
                let yesterday = before(day.at(0, 0, 0, 0));
                let current = table.holding(grain, yesterday)?;
                if current.end.date() <= day { Some(current) } else { table.back(current, grain, 1) }
            }
            None => self.shift(self.period(grain, day)?, None),
        }
    }

    /// The window with this name: a period of the calendar table, or one of the five forms of the language.
    pub fn called(&self, name: &str) -> Option<TimeWindow> {
        let in_table = self.table.as_ref().and_then(|table| table.called(name));
        match in_table {
            Some(period) => Some(period.window()),
            None => self.named(PeriodName::parse(name)?),
        }
    }

    /// The window that a period's name means. Fiscal years are named for the calendar year in which they begin, and
    /// quarters count within the fiscal year. None when a calendar table has such periods, and none of this name.
    pub fn named(&self, name: PeriodName) -> Option<TimeWindow> {
        let month = self.fiscal_year_starts;
        let (grain, start) = match name {
            PeriodName::Year(year) => (Grain::Year, first_of_month(year, month)),
            PeriodName::Quarter(year, quarter) => {
                let start = add(first_of_month(year, month), i64::from(quarter - 1) * 3, TimeUnit::Month);
                (Grain::Quarter, start)
            }
            PeriodName::Month(year, month) => (Grain::Month, first_of_month(year, month)),
            PeriodName::Week(year, week) => {
                let thursday = ISOWeekDate::new(year, week, Weekday::Thursday).map_or(Date::MIN, ISOWeekDate::date);
                (Grain::Week, thursday.at(0, 0, 0, 0))
            }
            PeriodName::Day(day) => (Grain::Day, day.at(0, 0, 0, 0)),
        };
        match self.table_of(grain) {
            Some(table) => table.called(&name.to_string()).map(super::NamedPeriod::window),
            None => self.period(grain, start.date()),
        }
    }

    /// The free window of some days, both included.
    pub fn days(first: Date, last: Date) -> TimeWindow {
        let end = last.tomorrow().unwrap_or(Date::MAX);
        TimeWindow { start: first.at(0, 0, 0, 0), end: end.at(0, 0, 0, 0), shape: Shape::Free }
    }

    /// `count` periods that end with this one, oldest first; fewer when the calendar has no more.
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
    /// move by itself, and nothing moves out of a calendar table.
    pub fn shift(&self, window: TimeWindow, by: Option<Duration>) -> Option<TimeWindow> {
        let back = |moment: DateTime, length: Duration| self.moved(moment, length, -1);
        Some(match (window.shape, by) {
            (Shape::Grain(grain), by) => {
                if let Some(table) = self.table_of(grain) {
                    return self.shift_in_table(table, window, grain, by);
                }
                let length = by.unwrap_or(Duration { count: 1, unit: grain_unit(grain) });
                starting(grain, back(window.start, length)?)
            }
            (Shape::Last(count, unit), by) => {
                let own = Duration { count, unit };
                let end = back(window.end, by.unwrap_or(own))?;
                TimeWindow { start: back(end, own)?, end, shape: window.shape }
            }
            (Shape::ToDate(unit), by) => {
                let end = back(window.end, by.unwrap_or(Duration { count: 1, unit }))?;
                TimeWindow { start: self.unit_start(unit, before(end))?, end, shape: window.shape }
            }
            (Shape::AllTime, None) => return None,
            (Shape::AllTime, Some(length)) => TimeWindow { end: back(window.end, length)?, ..window },
            (Shape::Free, None) => {
                let days = (window.end.date() - window.start.date()).get_days();
                TimeWindow { start: add(window.start, -i64::from(days), TimeUnit::Day), end: window.start, ..window }
            }
            (Shape::Free, Some(length)) => {
                TimeWindow { start: back(window.start, length)?, end: back(window.end, length)?, ..window }
            }
        })
    }

    /// A period of a table shifts by its own kind, by longer periods of the table (to the same place in them), or by any
    /// length that leads to the beginning of another period.
    fn shift_in_table(
        &self,
        table: &PeriodTable,
        window: TimeWindow,
        grain: Grain,
        by: Option<Duration>,
    ) -> Option<TimeWindow> {
        let Some(length) = by else { return table.back(window, grain, 1) };
        match unit_grain(length.unit) {
            Some(unit) if unit == grain => table.back(window, grain, length.count),
            Some(unit) if unit > grain => table.back_within(window, grain, unit, length.count),
            Some(_) | None => {
                let start = self.moved(window.start, length, -1)?;
                table.holding(grain, start).filter(|period| period.start == start)
            }
        }
    }

    /// What a window of the language means inside the window of a context; none for one that is anchored to a row, and for
    /// one that reaches out of a calendar table.
    pub fn apply(&self, window: &Window, context: TimeWindow) -> Option<TimeWindow> {
        let end = context.end;
        Some(match window {
            Window::Period => context,
            Window::Last(length) => {
                TimeWindow { start: self.moved(end, *length, -1)?, end, shape: Shape::Last(length.count, length.unit) }
            }
            Window::ToDate(unit) => {
                TimeWindow { start: self.unit_start(*unit, before(end))?, end, shape: Shape::ToDate(*unit) }
            }
            Window::AllTime => TimeWindow { start: DateTime::MIN, end, shape: Shape::AllTime },
            Window::Named(name) => self.named(*name)?,
            Window::From(..) | Window::UpTo(..) => return None,
        })
    }

    /// Why [`Self::shift`] and [`Self::apply`] give nothing.
    pub fn no_window(&self) -> String {
        match &self.table {
            Some(table) => format!("the calendar `{}` has no such period", table.name()),
            None => "there is no period before all time".to_owned(),
        }
    }

    /// The table, if it says what the periods of a grain are.
    pub(super) fn table_of(&self, grain: Grain) -> Option<&PeriodTable> {
        self.table.as_deref().filter(|table| table.has(grain))
    }
}

/// The period of a grain of the common calendar that begins here.
fn starting(grain: Grain, start: DateTime) -> TimeWindow {
    TimeWindow { start, end: add(start, 1, grain_unit(grain)), shape: Shape::Grain(grain) }
}
