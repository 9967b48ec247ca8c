//! Questions about the data that need no fold: the newest day, a key that is there twice.

use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use kpi_model::model::{ColumnId, Model, SourceId, Type};
use kpi_plan::Calendar;
use polars::prelude::*;

use crate::contained::contained;
use crate::frame::{first_day, wall_microseconds};
use crate::tables::Tables;

/// A column of moments, and a day from which on rows are looked at. Where a file is sorted by time, only its last parts are
/// read.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    /// Whose rows.
    pub source: SourceId,
    /// The column of their time.
    pub column: ColumnId,
    /// The first day.
    pub day: Date,
}

/// The newest of the days on which a source has rows, from a day on.
pub fn newest_day(
    model: &Model,
    calendar: &Calendar,
    tables: &dyn Tables,
    since: Since,
) -> Result<Option<Date>, String> {
    let newest = contained(|| {
        let (frame, name) = late_rows(model, calendar, tables, since)?;
        greatest(frame, &name)
    })?;
    Ok(newest.and_then(|number| day(number, model, calendar, tables, since)))
}

/// In microseconds.
const QUARTER_HOUR: i64 = 900_000_000;

/// All days on which a source has rows, from a day on, sorted.
pub fn days(model: &Model, calendar: &Calendar, tables: &dyn Tables, since: Since) -> Result<Vec<Date>, String> {
    contained(|| all_days(model, calendar, tables, since))
}

fn all_days(model: &Model, calendar: &Calendar, tables: &dyn Tables, since: Since) -> Result<Vec<Date>, String> {
    let (frame, name) = late_rows(model, calendar, tables, since)?;
    // A quarter of an hour is finer than any edge of a day, and there are not many of them.
    let number = col(name.as_str()).cast(DataType::Int64);
    let coarse = if model.source(since.source).column(since.column).kind == Type::Date {
        number
    } else {
        number.floor_div(lit(QUARTER_HOUR)) * lit(QUARTER_HOUR)
    };
    let moments = frame.select([coarse.alias("moment")]);
    let moments = moments.unique(None, UniqueKeepStrategy::Any);
    let moments = collect(moments)?;
    let moments =
        moments.column("moment").and_then(|column| column.i64().cloned()).map_err(|error| error.to_string())?;
    let mut days: Vec<Date> =
        moments.iter().flatten().filter_map(|number| day(number, model, calendar, tables, since)).collect();
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// The rows of a column from a day on, with the name of the column.
fn late_rows(
    model: &Model,
    calendar: &Calendar,
    tables: &dyn Tables,
    since: Since,
) -> Result<(LazyFrame, String), String> {
    let declared = model.source(since.source).column(since.column);
    let moment = since.day.at(0, 0, 0, 0);
    let (dtype, edge) = match (declared.kind, tables.holds_instants(since.source, since.column)) {
        (Type::Date, _) => (DataType::Date, AnyValue::Date(i32::try_from(first_day(moment)).unwrap_or(i32::MIN))),
        (_, true) => {
            let zone = polars::prelude::TimeZone::UTC;
            let edge = calendar.instant(moment);
            let edge = AnyValue::DatetimeOwned(edge, TimeUnit::Microseconds, Some(Arc::new(zone.clone())));
            (DataType::Datetime(TimeUnit::Microseconds, Some(zone)), edge)
        }
        (_, false) => {
            let edge = AnyValue::Datetime(wall_microseconds(moment), TimeUnit::Microseconds, None);
            (DataType::Datetime(TimeUnit::Microseconds, None), edge)
        }
    };
    let edge = Expr::Literal(LiteralValue::Scalar(Scalar::new(dtype, edge)));
    let name = declared.name.clone();
    let frame = tables.scan(since.source, &[since.column])?.filter(col(name.as_str()).gt_eq(edge));
    Ok((frame, name))
}

fn greatest(frame: LazyFrame, name: &str) -> Result<Option<i64>, String> {
    let frame = collect(frame.select([col(name).max().cast(DataType::Int64).alias("newest")]))?;
    let newest = frame.column("newest").and_then(|newest| newest.i64().cloned()).map_err(|error| error.to_string())?;
    Ok(newest.get(0))
}

fn day(number: i64, model: &Model, calendar: &Calendar, tables: &dyn Tables, since: Since) -> Option<Date> {
    if model.source(since.source).column(since.column).kind == Type::Date {
        return jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok();
    }
    let moment = jiff::Timestamp::from_microsecond(number).ok()?;
    let instants = tables.holds_instants(since.source, since.column);
    let zone = if instants { calendar.timezone.clone() } else { jiff::tz::TimeZone::UTC };
    Some(zone.to_datetime(moment).date())
}

/// What is wrong with the keys of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFlaw {
    /// Several rows have the same key.
    Twice {
        /// The key, in words.
        key: String,
        /// The numbers of the first row that has it, and of the last.
        rows: (usize, usize),
    },
    /// Rows have no key, or only a part of one.
    Empty {
        /// How many.
        count: usize,
        /// The number of the first.
        row: usize,
    },
    /// Two versions of one key hold at the same moment.
    Overlap {
        /// The key, in words.
        key: String,
        /// The numbers of the two rows.
        rows: (usize, usize),
    },
}

/// A column for numbers of rows; no header is called so.
pub(crate) const ROW: &str = "\u{1}row";
/// A column for counts.
const COUNT: &str = "\u{1}count";
/// A column for the greatest number of a row.
const LAST: &str = "\u{1}last";

/// What is wrong with the keys of a source; none when each row has its own. Rows without a key are told first.
pub fn key_flaw(tables: &dyn Tables, source: SourceId, key: &[ColumnId]) -> Result<Option<KeyFlaw>, String> {
    contained(|| first_flaw(tables, source, key))
}

fn first_flaw(tables: &dyn Tables, source: SourceId, key: &[ColumnId]) -> Result<Option<KeyFlaw>, String> {
    let mut frame = tables.scan(source, key)?;
    if key.len() == 1 && (all_differ(&frame)? || rises(frame.clone())?) {
        return Ok(None);
    }
    let schema = frame.collect_schema().map_err(|error| error.to_string())?;
    let keys: Vec<Expr> = schema.iter_names().map(|name| col(name.clone())).collect();
    let numbered = frame.clone().with_row_index(ROW, None);
    let Some(missing) = any_empty(&keys) else { return Ok(None) };
    if key.iter().all(|column| tables.gives(source, *column))
        && let Some(flaw) = empty(&numbered, &missing)?
    {
        return Ok(Some(flaw));
    }
    let twice = frame.filter(missing.clone().not()).group_by(keys.clone()).agg([len().alias(COUNT)]);
    if collect(twice.filter(col(COUNT).gt(lit(1))).select([col(COUNT)]).limit(1))?.height() == 0 {
        return Ok(None);
    }
    let rows = [len().alias(COUNT), col(ROW).min(), col(ROW).max().alias(LAST)];
    let twice = numbered.filter(missing.not()).group_by(keys.clone()).agg(rows).filter(col(COUNT).gt(lit(1)));
    let twice = collect(twice.sort([ROW], SortMultipleOptions::default()).limit(1))?;
    let rows = (number(&twice, ROW).unwrap_or(0), number(&twice, LAST).unwrap_or(0));
    Ok(Some(KeyFlaw::Twice { key: words(&twice, keys.len()), rows }))
}

/// Whether one of the columns is empty.
pub(crate) fn any_empty(columns: &[Expr]) -> Option<Expr> {
    columns.iter().map(|column| column.clone().is_null()).reduce(Expr::or)
}

/// The rows without a key, of numbered rows.
pub(crate) fn empty(numbered: &LazyFrame, missing: &Expr) -> Result<Option<KeyFlaw>, String> {
    let empty = numbered.clone().filter(missing.clone()).select([len().alias(COUNT)]);
    let Some(count) = number(&collect(empty)?, COUNT).filter(|count| *count > 0) else { return Ok(None) };
    let first = collect(numbered.clone().filter(missing.clone()).select([col(ROW).min()]))?;
    Ok(Some(KeyFlaw::Empty { count, row: number(&first, ROW).unwrap_or(0) }))
}

/// The first columns of the first row, for people.
pub(crate) fn words(frame: &DataFrame, columns: usize) -> String {
    let columns = frame.columns().iter().take(columns);
    let words = columns.map(|column| column.get(0).map(|value| value.to_string()).unwrap_or_default());
    words.collect::<Vec<_>>().join(", ")
}

/// For a column that is in memory, the threads and channels of a stream would cost more than the work.
pub(crate) fn collect(frame: LazyFrame) -> Result<DataFrame, String> {
    let engine = if in_memory(&frame.logical_plan) { Engine::InMemory } else { Engine::Streaming };
    Ok(frame.collect_with_engine(engine).map_err(|error| error.to_string())?.unwrap_single())
}

/// The number in the first row of a column.
pub(crate) fn number(frame: &DataFrame, column: &str) -> Option<usize> {
    let number = frame.column(column).ok()?.get(0).ok()?.extract::<u64>()?;
    usize::try_from(number).ok()
}

/// Whether rows that are in memory have a value each, and no two the same. Of other rows it is not known here.
fn all_differ(frame: &LazyFrame) -> Result<bool, String> {
    if !in_memory(&frame.logical_plan) {
        return Ok(false);
    }
    let rows = frame.clone().collect_with_engine(Engine::InMemory).map_err(|error| error.to_string())?.unwrap_single();
    let differ = |values: &Column| values.null_count() == 0 && values.n_unique().is_ok_and(|n| n == values.len());
    Ok(rows.columns().first().is_some_and(differ))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all other plans read, or compute more than a column")]
fn in_memory(plan: &DslPlan) -> bool {
    match plan {
        DslPlan::DataFrameScan { .. } => true,
        DslPlan::HStack { input, .. }
        | DslPlan::Select { input, .. }
        | DslPlan::Filter { input, .. }
        | DslPlan::Distinct { input, .. } => in_memory(input),
        _ => false,
    }
}

/// Whether whole numbers rise from row to row within each batch, and batches do not reach into each other: then no number
/// is there twice, and nothing needs to be remembered.
fn rises(mut frame: LazyFrame) -> Result<bool, String> {
    let schema = frame.collect_schema().map_err(|error| error.to_string())?;
    if !matches!(schema.get_at_index(0), Some((_, DataType::Int64))) {
        return Ok(false);
    }
    let seen: Arc<Mutex<Vec<Run>>> = Arc::default();
    let keeping = Arc::clone(&seen);
    let probing = frame.map(
        move |batch| {
            let run = run(&batch)?;
            if let Ok(mut seen) = keeping.lock() {
                seen.push(run);
            }
            Ok(batch.head(Some(0)))
        },
        OptFlags::STREAMING,
        None,
        Some("rises"),
    );
    probing.collect_with_engine(Engine::Streaming).map_err(|error| error.to_string())?;
    let runs = seen.lock().map(|mut seen| std::mem::take(&mut *seen)).unwrap_or_default();
    let mut ends = Vec::with_capacity(runs.len());
    for run in runs {
        match run {
            Run::Nothing => {}
            Run::Rising(first, last) => ends.push((first, last)),
            Run::Unsorted => return Ok(false),
        }
    }
    ends.sort_unstable();
    Ok(ends.windows(2).all(|pair| matches!(pair, [(_, last), (first, _)] if last < first)))
}

/// How the whole numbers of a batch follow each other.
#[derive(Clone, Copy, Debug)]
enum Run {
    /// There are none.
    Nothing,
    /// They rise, from the first to the last.
    Rising(i64, i64),
    /// They do not rise, or some are empty.
    Unsorted,
}

fn run(batch: &DataFrame) -> PolarsResult<Run> {
    let Some(column) = batch.columns().first() else { return Ok(Run::Unsorted) };
    let column = column.as_materialized_series().rechunk();
    let numbers = column.i64()?;
    if numbers.null_count() > 0 {
        return Ok(Run::Unsorted);
    }
    let values = numbers.cont_slice()?;
    let rising = values.windows(2).all(|pair| matches!(pair, [before, after] if before < after));
    Ok(match (values.first(), values.last()) {
        (Some(first), Some(last)) if rising => Run::Rising(*first, *last),
        (Some(_), Some(_)) => Run::Unsorted,
        (None, _) | (_, None) => Run::Nothing,
    })
}
