//! The columns of a batch in the form that the fold reads.
//!
//! Each column is converted once for a batch, whatever number of slots reads it.

use std::cell::OnceCell;

use polars::prelude::*;

use super::{FoldSpec, Reading};

/// A batch with what has been converted of it.
pub(super) struct Batch<'a> {
    frame: &'a DataFrame,
    times: Vec<OnceCell<Times>>,
    masks: Vec<OnceCell<Mask>>,
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

/// The rows for which a condition is true: all ones, else zero.
#[derive(Clone, Debug)]
pub(super) struct Mask(Vec<u32>);

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

    pub(super) fn mask(&self, column: usize) -> PolarsResult<&Mask> {
        if self.masks[column].get().is_none() {
            let condition = self.column(column)?.bool()?;
            let _ = self.masks[column].set(Mask::new(condition));
        }
        self.masks[column].get().ok_or_else(|| polars_err!(ComputeError: "a condition was lost"))
    }
}

fn series(frame: &DataFrame, column: usize) -> PolarsResult<&Series> {
    let found = frame.select_at_idx(column);
    Ok(found.ok_or_else(|| polars_err!(ColumnNotFound: "column {column} of a batch"))?.as_materialized_series())
}

impl Mask {
    fn new(condition: &BooleanChunked) -> Self {
        let mut rows = Vec::with_capacity(condition.len());
        for chunk in condition.downcast_iter() {
            let truth = match chunk.validity() {
                None => chunk.values().clone(),
                Some(valid) => chunk.values() & valid,
            };
            rows.extend(truth.iter().map(|holds| 0_u32.wrapping_sub(u32::from(holds))));
        }
        Self(rows)
    }

    /// Sends rows for which the condition is not true to cell 0.
    pub(super) fn apply(&self, cells: &mut [u32]) {
        for (cell, mask) in cells.iter_mut().zip(&self.0) {
            *cell &= mask;
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
    let scale = if matches!(series.dtype(), DataType::Duration(_)) { 1e-6 } else { 1.0 };
    let physical = series.to_physical_repr();
    let mut numbers = Vec::with_capacity(series.len());
    #[expect(clippy::wildcard_enum_match_arm, reason = "Polars casts all other numbers")]
    match physical.dtype() {
        DataType::Boolean => {
            let condition = physical.bool()?;
            numbers.extend(condition.iter().map(|holds| holds.map_or(f64::NAN, |holds| f64::from(u8::from(holds)))));
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
