//! The project's calendar: what its text says, and the rows that it takes from sources: the periods of a calendar table,
//! the days off of business hours.
//!
//! A calendar table with a mistake stops every run, since any period could mean anything. Holidays that cannot be read
//! fail what depends on them alone. Where the rows come from is a matter of [`CalendarRows`]: the project's sources, or the
//! tables of a test.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use kpi_config::{BusinessHours, CalendarTable, Config, Grain, Holidays};
use kpi_diagnostics::{Code, Diagnostic, Span, did_you_mean};
use kpi_plan::{Calendar, NamedPeriod, PeriodTable, WorkingTime};
use polars::prelude::{AnyValue, Column, DataFrame, DataType, Engine, LazyFrame};

use crate::project::Project;

/// A source lacks a column that the calendar needs, or it is of another type.
const CALENDAR_COLUMN: Code = Code::new(530);
/// Rows of a calendar table that cannot be periods.
const CALENDAR_ROWS: Code = Code::new(531);

/// The calendar with what is wrong with it.
pub(crate) struct Loaded {
    pub(crate) calendar: Calendar,
    /// What is wrong with the calendar table: nothing can be computed.
    pub(crate) mistakes: Vec<Diagnostic>,
    /// What is wrong with holidays.
    pub(crate) failures: Vec<Diagnostic>,
}

/// The rows of sources, as a calendar asks for them.
pub(crate) trait CalendarRows {
    /// The names of a source's columns, as far as they are known.
    fn known(&self, source: &str) -> Option<Vec<String>>;

    /// Columns of a source, or why it cannot be read.
    fn columns(&self, source: &str, columns: &[&str]) -> Result<LazyFrame, String>;
}

impl CalendarRows for Project {
    fn known(&self, source: &str) -> Option<Vec<String>> {
        let schemas = self.sources().schemas(self.config());
        schemas.get(source).map(|schema| schema.columns.iter().map(|(column, _)| column.clone()).collect())
    }

    fn columns(&self, source: &str, columns: &[&str]) -> Result<LazyFrame, String> {
        self.sources().scan_named(source, columns, self.loaded_plugins())
    }
}

impl Project {
    /// Reads what the calendar needs of the data.
    pub(crate) fn load_calendar(&self) -> Loaded {
        load(self.config(), self)
    }
}

/// The source of the calendar table that a project takes its periods from.
pub(crate) fn source_of_periods(config: &Config) -> Option<&str> {
    used(config).map(|table| table.source.value.as_str())
}

/// The sources that a calendar takes rows from.
pub(crate) fn sources(config: &Config) -> BTreeSet<&str> {
    let holidays =
        config.business_hours.values().flat_map(|hours| &hours.holidays).filter_map(|holidays| match holidays {
            Holidays::Day(_) => None,
            Holidays::Column { source, .. } => Some(source.value.as_str()),
        });
    source_of_periods(config).into_iter().chain(holidays).collect()
}

fn used(config: &Config) -> Option<&CalendarTable> {
    config.project.calendar.as_ref().and_then(|name| config.calendars.get(&name.value))
}

/// The calendar of a configuration with these rows.
pub(crate) fn load(config: &Config, rows: &dyn CalendarRows) -> Loaded {
    let mut calendar = Calendar::of(&config.project);
    let (mut mistakes, mut failures) = (Vec::new(), Vec::new());
    match used(config).map(|table| period_table(table, rows)) {
        Some(Ok(table)) => calendar.table = Some(Arc::new(table)),
        Some(Err(problems)) => mistakes = problems,
        None => {}
    }
    let mut working = BTreeMap::new();
    for (name, hours) in &config.business_hours {
        let time = working_time(hours, rows).map_err(|problem| {
            let message = problem.message.clone();
            failures.push(*problem);
            message
        });
        working.insert(name.clone(), time);
    }
    calendar.working = Arc::new(working);
    Loaded { calendar, mistakes, failures }
}

fn period_table(declared: &CalendarTable, rows: &dyn CalendarRows) -> Result<PeriodTable, Vec<Diagnostic>> {
    let source = (declared.source.value.as_str(), declared.source.span);
    let kinds = [("grain", Kind::Name), ("name", Kind::Name), ("start", Kind::Day), ("end", Kind::Day)];
    let frame = columns_of(source, &kinds, rows).map_err(|problem| vec![*problem])?;
    let name = &declared.name.value;
    let (mut periods, mut wrong) = (Vec::new(), Vec::new());
    for row in 0..frame.height() {
        match period(&frame, row) {
            Ok(period) => periods.push(period),
            Err(reason) => wrong.push(format!("row {} {reason}", row + 1)),
        }
    }
    if wrong.is_empty() && periods.is_empty() {
        wrong.push("there are no rows".to_owned());
    }
    let table = if wrong.is_empty() { PeriodTable::new(name, periods) } else { Err(wrong) };
    table.map_err(|wrong| vec![wrong_rows(declared, &wrong)])
}

fn working_time(hours: &BusinessHours, rows: &dyn CalendarRows) -> Result<WorkingTime, Box<Diagnostic>> {
    let mut days = BTreeSet::new();
    for holidays in &hours.holidays {
        match holidays {
            Holidays::Day(day) => drop(days.insert(*day)),
            Holidays::Column { source, column } => {
                let kinds = [(column.value.as_str(), Kind::Day)];
                let frame = columns_of((&source.value, source.span), &kinds, rows)?;
                days.extend((0..frame.height()).filter_map(|row| day(frame.columns().first()?, row)));
            }
        }
    }
    Ok(WorkingTime::new(hours.clone(), days))
}

/// These columns of a source, read whole.
fn columns_of(
    source: (&str, Span),
    wanted: &[(&str, Kind)],
    rows: &dyn CalendarRows,
) -> Result<DataFrame, Box<Diagnostic>> {
    let (name, span) = source;
    let failed = |reason: String| {
        Box::new(Diagnostic::error(CALENDAR_COLUMN, format!("`{name}` cannot be read: {reason}")).primary(span, ""))
    };
    if let Some(known) = rows.known(name) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        if let Some((missing, _)) = wanted.iter().find(|(column, _)| !known.contains(column)) {
            return Err(Box::new(missing_column(name, missing, &known, span)));
        }
    }
    let columns: Vec<&str> = wanted.iter().map(|(column, _)| *column).collect();
    let frame = rows.columns(name, &columns).map_err(failed)?;
    let frame = frame.select(columns.iter().map(|column| polars::prelude::col(*column)).collect::<Vec<_>>());
    let frame = frame.collect_with_engine(Engine::InMemory).map_err(|error| failed(error.to_string()))?;
    let frame = frame.unwrap_single();
    for (column, (wanted, kind)) in frame.columns().iter().zip(wanted) {
        let empty = column.null_count() == column.len();
        if *kind == Kind::Day && *column.dtype() != DataType::Date && !empty {
            return Err(Box::new(no_days(name, wanted, span)));
        }
    }
    Ok(frame)
}

/// What a column of a calendar must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    Day,
}

fn period(frame: &DataFrame, row: usize) -> Result<NamedPeriod, String> {
    let [grain, name, first, last] = frame.columns() else { return Err("has not four columns".to_owned()) };
    let word = text(grain, row).ok_or("has no `grain`")?;
    let grain = grain_of(&word)
        .ok_or_else(|| format!("has the `grain` `{word}`; write one of `day`, `week`, `month`, `quarter`, `year`"))?;
    Ok(NamedPeriod {
        grain,
        name: text(name, row).ok_or("has no `name`")?,
        first: day(first, row).ok_or("has no `start`")?,
        last: day(last, row).ok_or("has no `end`")?,
    })
}

fn grain_of(word: &str) -> Option<Grain> {
    let all = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year];
    all.into_iter().find(|grain| grain.word() == word)
}

/// A name as it is written; whole numbers without a fraction.
fn text(column: &Column, row: usize) -> Option<String> {
    let value = column.get(row).ok()?;
    if value.is_null() {
        return None;
    }
    let text = if let AnyValue::Float64(number) = value { number.to_string() } else { value.str_value().into_owned() };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn day(column: &Column, row: usize) -> Option<Date> {
    let AnyValue::Date(days) = column.get(row).ok()? else { return None };
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn missing_column(source: &str, column: &str, known: &[&str], span: Span) -> Diagnostic {
    let problem =
        Diagnostic::error(CALENDAR_COLUMN, format!("`{source}` has no column `{column}`")).primary(span, "needed here");
    let problem = match did_you_mean(column, known.iter().copied()) {
        Some(near) => problem.help(format!("if it is `{near}`, say so: `columns.{column} = {{ from = \"{near}\" }}`")),
        None => problem,
    };
    problem.note("a calendar has the columns `grain`, `name`, `start` and `end`, one row for each period; holidays are a column of days")
}

fn no_days(source: &str, column: &str, span: Span) -> Diagnostic {
    Diagnostic::error(CALENDAR_COLUMN, format!("`{source}.{column}` holds no days")).primary(span, "needed here").help(
        format!("write its days as `2026-01-31`, or say in `[source.{source}]` how they are written: `date_format = \"%d.%m.%Y\"`"),
    )
}

/// So many rows are named.
const MOST_ROWS: usize = 5;

fn wrong_rows(declared: &CalendarTable, wrong: &[String]) -> Diagnostic {
    let (name, source) = (&declared.name.value, &declared.source.value);
    let first = wrong.first().map_or("", String::as_str);
    let mut problem = Diagnostic::error(CALENDAR_ROWS, format!("the calendar `{name}` cannot be used: {first}"))
        .primary(declared.source.span, "its rows");
    for other in wrong.iter().skip(1).take(MOST_ROWS - 1) {
        problem = problem.note(other.clone());
    }
    if wrong.len() > MOST_ROWS {
        problem = problem.note(format!("and {} more", wrong.len() - MOST_ROWS));
    }
    problem.help(format!(
        "correct the rows of `{source}`: periods of one grain follow each other day by day, and `end` is the last day of a period"
    ))
}
