//! Hand-written Polars for the same numbers, as well as we know to write it.
//!
//! Streaming queries, in which all aggregates of a table are fused into one grouping by a single small integer: month times
//! four plus a code for the segment. The month is looked up by the day in a table, the code by the first letter. Distinct
//! people are the dear part: month by month, because the rows are sorted by time, so that the set of those seen stays
//! small, with segment and person packed into one integer; sums and people of a month share one scan. Each of these
//! tricks was measured against the forms without it, on the largest table, at fifty million rows:
//!
//! | form | processor seconds |
//! |---|--:|
//! | sums by month and segment as text | 2.7 |
//! | sums by one packed integer | 2.3 |
//! | distinct people in the same grouping | 14.6 |
//! | distinct rows of month, segment and person | 15.9 |
//! | the three packed into one integer | 6.6 |
//! | month by month, packed | 5.2, with 32 bits 4.3 |
//! | month by month, 32 bits, sums in the same scan | 5.8 for both |
//!
//! [`activity`] has the large tables, [`lives`] those that need a join, a median or the time from one date to another.

mod activity;
mod lives;

use std::path::Path;
use std::sync::Arc;

use polars::prelude::*;

use crate::aggregates::Aggregates;
use crate::company::Months;
use crate::failure::Failure;
use crate::values::Values;

pub(super) fn values(folder: &Path, months: Months) -> Result<Values, Failure> {
    let mut all = Aggregates::default();
    activity::add(&mut all, folder, months)?;
    lives::add(&mut all, folder, months)?;
    Ok(all.values(months))
}

/// A table of the company.
pub(super) fn table(folder: &Path, name: &str) -> PolarsResult<LazyFrame> {
    let path = folder.join("data").join(format!("{name}.parquet"));
    LazyFrame::scan_parquet(PlRefPath::new(path.to_string_lossy()), ScanArgsParquet::default())
}

fn moment(microsecond: i64) -> Expr {
    let value = AnyValue::Datetime(microsecond, TimeUnit::Microseconds, None);
    Expr::Literal(LiteralValue::Scalar(Scalar::new(DataType::Datetime(TimeUnit::Microseconds, None), value)))
}

fn day(number: i32) -> Expr {
    Expr::Literal(LiteralValue::Scalar(Scalar::new(DataType::Date, AnyValue::Date(number))))
}

/// Months before the first that growth and the sum of three months need.
pub(super) const BEFORE: i32 = 2;

/// The rows of all months that are needed.
pub(super) fn since(column: &str, months: Months) -> Expr {
    between(column, months.microsecond(-BEFORE), months.microsecond(months.count()))
}

fn between(column: &str, start: i64, end: i64) -> Expr {
    col(column).gt_eq(moment(start)).and(col(column).lt(moment(end)))
}

/// Month times four plus the code of the segment; the months before the first are negative.
fn key(time: &str, months: Months) -> Expr {
    (month(time, months) * lit(4) + col("segment")).alias("key")
}

/// The number of the month of a moment, looked up by its day.
fn month(column: &str, months: Months) -> Expr {
    let first = i64::from(months.day_number(-BEFORE));
    let numbers: Arc<[i32]> = (-BEFORE..months.count())
        .flat_map(|month| (months.day_number(month)..months.day_number(month + 1)).map(move |_| month))
        .collect();
    let number = move |moment: i64| {
        let day = moment.div_euclid(86_400_000_000) - first;
        usize::try_from(day).ok().and_then(|day| numbers.get(day)).copied().unwrap_or_default()
    };
    let look_up = move |column: Column| {
        let moments = column.cast(&DataType::Int64)?;
        let months: Int32Chunked = moments.i64()?.apply_nonnull_values_generic(DataType::Int32, &number);
        Ok(months.into_column())
    };
    col(column).map(look_up, whole_number)
}

/// The segment as its place among the segments, told by the first letter.
fn segment() -> Expr {
    let code = |text: &str| match text.as_bytes().first() {
        Some(b's') => 0,
        Some(b'm') => 1,
        _ => 2,
    };
    let look_up = move |column: Column| {
        let codes: Int32Chunked = column.str()?.apply_nonnull_values_generic(DataType::Int32, code);
        Ok(codes.into_column())
    };
    col("segment").map(look_up, whole_number)
}

#[expect(clippy::unnecessary_wraps, reason = "the signature that Polars calls")]
fn whole_number(_: &Schema, field: &Field) -> PolarsResult<Field> {
    Ok(Field::new(field.name().clone(), DataType::Int32))
}

/// The groups of a key with its two parts as columns.
fn grouped(frame: LazyFrame, sums: impl AsRef<[Expr]>) -> PolarsResult<DataFrame> {
    let groups = collect(frame.group_by([col("key")]).agg(sums))?;
    let months: Int32Chunked = groups.column("key")?.i32()?.apply_values(|key| key.div_euclid(4));
    let segments: Int32Chunked = groups.column("key")?.i32()?.apply_values(|key| key.rem_euclid(4));
    let mut parts = groups.drop("key")?;
    parts.with_column(months.with_name("month".into()).into_column())?;
    parts.with_column(segments.with_name("segment".into()).into_column())?;
    Ok(parts)
}

fn collect(frame: LazyFrame) -> PolarsResult<DataFrame> {
    Ok(frame.collect_with_engine(Engine::Streaming)?.unwrap_single())
}
