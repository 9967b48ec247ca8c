//! Hand-written Polars for the same numbers, as well as we know to write it.
//!
//! One streaming query for each table, in which all aggregates are fused into one grouping by a small integer month and the
//! segment; the month is looked up by the day in a table. [`activity`] has the large tables, [`lives`] those that need a
//! join, a median or the time from one date to another.

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
const BEFORE: i32 = 2;

/// The rows that are needed.
pub(super) fn since(column: &str, months: Months) -> Expr {
    let end = months.microsecond(months.count());
    col(column).gt_eq(moment(months.microsecond(-BEFORE))).and(col(column).lt(moment(end)))
}

/// The number of the month of a moment, looked up by its day.
fn month(column: &str, months: Months) -> Expr {
    let first = i64::from(months.day_number(-BEFORE));
    let numbers: Arc<[i32]> = (-BEFORE..months.count())
        .flat_map(|month| (months.day_number(month)..months.day_number(month + 1)).map(move |_| month))
        .collect();
    let number = move |moment: i64| {
        let day = moment.div_euclid(86_400_000_000) - first;
        usize::try_from(day).ok().and_then(|day| numbers.get(day)).copied().unwrap_or(i32::MAX)
    };
    let look_up = move |column: Column| {
        let moments = column.cast(&DataType::Int64)?;
        let months: Int32Chunked = moments.i64()?.apply_nonnull_values_generic(DataType::Int32, &number);
        Ok(months.into_column())
    };
    col(column).map(look_up, |_, field| Ok(Field::new(field.name().clone(), DataType::Int32))).alias("month")
}

fn collect(frame: LazyFrame) -> PolarsResult<DataFrame> {
    Ok(frame.collect_with_engine(Engine::Streaming)?.unwrap_single())
}
