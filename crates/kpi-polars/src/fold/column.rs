//! The columns of a batch in the form that the fold reads.
//!
//! Each column is converted once for a batch, whatever number of slots reads it.

use std::cell::OnceCell;

use polars::prelude::*;

use super::words::Words;
use super::{FoldSpec, Reading};

/// A batch with what has been converted of it.
pub(super) struct Batch<'a> {
    frame: &'a DataFrame,
    times: Vec<OnceCell<Times>>,
    masks: Vec<OnceCell<Words>>,
    values: Vec<Values>,
}

/// Times as numbers in the column's own clock: days, or microseconds.
#[derive(Clone, Debug)]
pub(super) enum Times {
    /// Days.
    Days(Int32Chunked),
    /// Microseconds.
    Microseconds(Int64Chunked),
}

/// The values of a column.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// Numbers; an empty value is not a number.
    Numbers {
        /// One for each row.
        numbers: Vec<f64>,
        /// Whether any is empty.
        any_empty: bool,
    },
    /// Whole numbers that are not large, none of them empty: their sums are exact.
    Whole(Vec<i32>),
    /// Conditions: 1 where they hold, else 0.
    Truth {
        /// Where they are not empty; none when that is everywhere.
        there: Option<Words>,
        /// Where they hold.
        holds: Words,
    },
    /// Values that are told apart; none is an empty one.
    Identities(Identities),
}

/// Values that are told apart.
#[derive(Clone, Debug)]
pub(super) enum Identities {
    /// Whole numbers, dates, conditions, and the bits of floats.
    Numbers(Int64Chunked),
    /// Texts.
    Texts(StringChunked),
}

impl<'a> Batch<'a> {
    pub(super) fn new(frame: &'a DataFrame, spec: &FoldSpec) -> PolarsResult<Self> {
        let width = frame.width();
        let mut values = Vec::with_capacity(spec.values.len());
        for value in &spec.values {
            let series = series(frame, value.column)?;
            values.push(match value.reading {
                Reading::Numbers => numbers(series)?,
                Reading::Identities => Values::Identities(identities(series)?),
            });
        }
        let empty = |_| OnceCell::new();
        Ok(Self {
            frame,
            times: (0..width).map(empty).collect(),
            masks: (0..width).map(|_| OnceCell::new()).collect(),
            values,
        })
    }

    pub(super) fn height(&self) -> usize {
        self.frame.height()
    }

    pub(super) fn column(&self, column: usize) -> PolarsResult<&'a Series> {
        series(self.frame, column)
    }

    pub(super) fn values(&self, value: usize) -> &Values {
        &self.values[value]
    }

    pub(super) fn times(&self, column: usize) -> PolarsResult<Times> {
        if let Some(known) = self.times[column].get() {
            return Ok(known.clone());
        }
        let physical = self.column(column)?.to_physical_repr().into_owned().rechunk();
        #[expect(clippy::wildcard_enum_match_arm, reason = "all other times are held as 64-bit numbers")]
        let times = match physical.dtype() {
            DataType::Int32 => Times::Days(physical.i32()?.clone()),
            _ => Times::Microseconds(physical.cast(&DataType::Int64)?.i64()?.clone()),
        };
        Ok(self.times[column].get_or_init(|| times).clone())
    }

    /// The rows for which a condition is true.
    pub(super) fn mask(&self, column: usize) -> PolarsResult<&Words> {
        if self.masks[column].get().is_none() {
            let condition = self.column(column)?.bool()?;
            let _ = self.masks[column].set(truth(condition).1);
        }
        self.masks[column].get().ok_or_else(|| polars_err!(ComputeError: "a condition was lost"))
    }
}

fn series(frame: &DataFrame, column: usize) -> PolarsResult<&Series> {
    let found = frame.select_at_idx(column);
    Ok(found.ok_or_else(|| polars_err!(ColumnNotFound: "column {column} of a batch"))?.as_materialized_series())
}

/// Where a condition is not empty, if that is not everywhere, and where it holds.
fn truth(condition: &BooleanChunked) -> (Option<Words>, Words) {
    let condition = condition.rechunk();
    let Some(chunk) = condition.downcast_iter().next() else { return (None, Words::none(0)) };
    let holds = Words::of(chunk.values());
    match chunk.validity() {
        None => (None, holds),
        Some(valid) => {
            let there = Words::of(valid);
            let holds = holds.both(&there);
            (Some(there), holds)
        }
    }
}

impl Times {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Days(days) => days.len(),
            Self::Microseconds(moments) => moments.len(),
        }
    }

    /// The time of a row.
    pub(super) fn get(&self, row: usize) -> Option<i64> {
        match self {
            Self::Days(days) => days.get(row).map(i64::from),
            Self::Microseconds(moments) => moments.get(row),
        }
    }

    /// Every row that has a time.
    pub(super) fn for_each(&self, mut visit: impl FnMut(usize, i64)) {
        match self {
            Self::Days(days) => each(days, |row, day| visit(row, i64::from(day))),
            Self::Microseconds(moments) => each(moments, visit),
        }
    }
}

fn each<T: PolarsNumericType>(column: &ChunkedArray<T>, mut visit: impl FnMut(usize, T::Native)) {
    let mut row = 0;
    for chunk in column.downcast_iter() {
        match chunk.validity() {
            None => {
                for value in chunk.values().iter() {
                    visit(row, *value);
                    row += 1;
                }
            }
            Some(valid) => {
                for (value, valid) in chunk.values().iter().zip(valid.iter()) {
                    if valid {
                        visit(row, *value);
                    }
                    row += 1;
                }
            }
        }
    }
}

fn numbers(series: &Series) -> PolarsResult<Values> {
    let is_duration = matches!(series.dtype(), DataType::Duration(_));
    let scale = if is_duration { 1e-6 } else { 1.0 };
    let physical = series.to_physical_repr();
    if let Some(whole) = physical.i64().ok().filter(|_| !is_duration).and_then(whole) {
        return Ok(Values::Whole(whole));
    }
    let mut numbers = Vec::with_capacity(series.len());
    #[expect(clippy::wildcard_enum_match_arm, reason = "Polars casts all other numbers")]
    match physical.dtype() {
        DataType::Boolean => {
            let (there, holds) = truth(physical.bool()?);
            return Ok(Values::Truth { there, holds });
        }
        DataType::Float64 => fill(physical.f64()?, &mut numbers, |number| number),
        DataType::Int32 => fill(physical.i32()?, &mut numbers, f64::from),
        #[expect(clippy::cast_precision_loss, reason = "numbers of the language are 64-bit floats")]
        DataType::Int64 => fill(physical.i64()?, &mut numbers, |number| number as f64 * scale),
        _ => fill(physical.cast(&DataType::Float64)?.f64()?, &mut numbers, |number| number * scale),
    }
    let any_empty = numbers.iter().any(|number| number.is_nan());
    Ok(Values::Numbers { numbers, any_empty })
}

/// Whole numbers as they are, when none is empty and all are of 32 bits.
fn whole(column: &Int64Chunked) -> Option<Vec<i32>> {
    if column.has_nulls() {
        return None;
    }
    let mut numbers = Vec::with_capacity(column.len());
    for chunk in column.downcast_iter() {
        let values = chunk.values().as_slice();
        let fits = values.iter().fold(true, |fits, value| fits & i32::try_from(*value).is_ok());
        if !fits {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "all were seen to fit")]
        numbers.extend(values.iter().map(|value| *value as i32));
    }
    Some(numbers)
}

fn fill<T: PolarsNumericType>(column: &ChunkedArray<T>, out: &mut Vec<f64>, convert: impl Fn(T::Native) -> f64) {
    for chunk in column.downcast_iter() {
        match chunk.validity() {
            None => out.extend(chunk.values().iter().map(|value| convert(*value))),
            Some(valid) => out.extend(
                chunk
                    .values()
                    .iter()
                    .zip(valid.iter())
                    .map(|(value, valid)| if valid { convert(*value) } else { f64::NAN }),
            ),
        }
    }
}

pub(super) fn identities(series: &Series) -> PolarsResult<Identities> {
    let physical = series.to_physical_repr();
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other values are held as whole numbers")]
    let identities = match physical.dtype() {
        DataType::String => Identities::Texts(physical.str()?.clone()),
        DataType::Float64 => Identities::Numbers(
            // Adding zero makes one zero of the two; what is not a number is empty.
            physical
                .f64()?
                .iter()
                .map(|number| {
                    number.filter(|number| !number.is_nan()).map(|number| (number + 0.0).to_bits().cast_signed())
                })
                .collect(),
        ),
        _ => Identities::Numbers(physical.cast(&DataType::Int64)?.i64()?.clone()),
    };
    Ok(identities)
}
