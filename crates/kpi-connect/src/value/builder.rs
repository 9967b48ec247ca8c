//! Collects the values of one column.

use polars::prelude::*;

#[cfg(test)]
use super::{Cell, Form};
use super::{Value, exact};
use crate::{Clock, ColumnType, NumberKind};

/// A growing column of one type.
pub(crate) enum Builder {
    Whole(PrimitiveChunkedBuilder<Int64Type>),
    Decimal(PrimitiveChunkedBuilder<Float64Type>),
    Text(StringChunkedBuilder),
    Flag(BooleanChunkedBuilder),
    Date(PrimitiveChunkedBuilder<Int32Type>),
    Moment(PrimitiveChunkedBuilder<Int64Type>, Clock),
    Length(PrimitiveChunkedBuilder<Int64Type>),
}

impl Builder {
    /// An empty column. Types without values of their own are collected as text, which stays empty.
    pub(crate) fn new(name: &str, kind: &ColumnType) -> Self {
        Self::with_capacity(name, kind, 0)
    }

    /// The same, for so many values.
    pub(crate) fn with_capacity(name: &str, kind: &ColumnType, rows: usize) -> Self {
        let name = PlSmallStr::from_str(name);
        match kind {
            ColumnType::Number(NumberKind::Whole) => Self::Whole(PrimitiveChunkedBuilder::new(name, rows)),
            ColumnType::Number(NumberKind::Decimal) => Self::Decimal(PrimitiveChunkedBuilder::new(name, rows)),
            ColumnType::Bool => Self::Flag(BooleanChunkedBuilder::new(name, rows)),
            ColumnType::Date => Self::Date(PrimitiveChunkedBuilder::new(name, rows)),
            ColumnType::Datetime(clock) => Self::Moment(PrimitiveChunkedBuilder::new(name, rows), *clock),
            ColumnType::Duration => Self::Length(PrimitiveChunkedBuilder::new(name, rows)),
            ColumnType::Text | ColumnType::Other(_) => Self::Text(StringChunkedBuilder::new(name, rows)),
        }
    }

    /// Whether numbers are kept with decimals.
    pub(crate) fn is_decimal(&self) -> bool {
        matches!(self, Self::Decimal(_))
    }

    /// Adds the value of a cell, as every reading must in the end. One that does not fit becomes empty, and the answer is `false`.
    ///
    /// A number with decimals makes a column of whole numbers one with decimals, if that loses no digit.
    #[cfg(test)]
    pub(crate) fn take(&mut self, form: &Form, cell: Cell<'_>) -> bool {
        let value = match (form.read(cell), &mut *self) {
            (None, column) => {
                let value = form.with_decimals().and_then(|wider| wider.read(cell));
                value.filter(|value| !matches!(value, Value::Decimal(_)) || column.widen())
            }
            (Some(Value::Whole(number)), Self::Decimal(_)) => exact(number).map(Value::Decimal),
            (value, _) => value,
        };
        let fits = value.is_some();
        self.push(value.unwrap_or(Value::Null));
        fits
    }

    /// Makes whole numbers numbers with decimals; not if one of them has too many digits for that.
    pub(crate) fn widen(&mut self) -> bool {
        let Self::Whole(column) = self else { return true };
        let whole = std::mem::replace(column, PrimitiveChunkedBuilder::new(PlSmallStr::EMPTY, 0)).finish();
        if whole.iter().flatten().all(|number| exact(number).is_some()) {
            let mut wider = PrimitiveChunkedBuilder::new(whole.name().clone(), whole.len());
            for number in whole.iter() {
                wider.append_option(number.and_then(exact));
            }
            *self = Self::Decimal(wider);
            return true;
        }
        let mut again = PrimitiveChunkedBuilder::new(whole.name().clone(), whole.len());
        for number in whole.iter() {
            again.append_option(number);
        }
        *self = Self::Whole(again);
        false
    }

    /// Adds a value; one of another type is empty, and no form gives one.
    pub(crate) fn push(&mut self, value: Value<'_>) {
        match (self, value) {
            (Self::Whole(column), Value::Whole(value)) => column.append_value(value),
            (Self::Decimal(column), Value::Decimal(value)) => column.append_value(value),
            (Self::Text(column), Value::Text(value)) => column.append_value(value),
            (Self::Flag(column), Value::Flag(value)) => column.append_value(value),
            (Self::Date(column), Value::Date(value)) => column.append_value(value),
            (Self::Moment(column, _), Value::Moment(value)) | (Self::Length(column), Value::Length(value)) => {
                column.append_value(value);
            }
            (Self::Whole(column) | Self::Moment(column, _) | Self::Length(column), _) => column.append_null(),
            (Self::Decimal(column), _) => column.append_null(),
            (Self::Text(column), _) => column.append_null(),
            (Self::Flag(column), _) => column.append_null(),
            (Self::Date(column), _) => column.append_null(),
        }
    }

    /// The column.
    pub(crate) fn finish(self) -> Column {
        let series = match self {
            Self::Whole(column) => column.finish().into_series(),
            Self::Decimal(column) => column.finish().into_series(),
            Self::Text(column) => column.finish().into_series(),
            Self::Flag(column) => column.finish().into_series(),
            Self::Date(column) => column.finish().into_date().into_series(),
            Self::Moment(column, Clock::Wall) => {
                column.finish().into_datetime(TimeUnit::Microseconds, None).into_series()
            }
            Self::Moment(column, Clock::Instant) => {
                column.finish().into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)).into_series()
            }
            Self::Length(column) => column.finish().into_duration(TimeUnit::Microseconds).into_series(),
        };
        series.into()
    }
}
