//! Columns: typed values of all rows, some of them empty.
//!
//! A column owns plain vectors, so there is nothing to keep alive and nothing unsafe to touch. Where they come from and
//! go to (Arrow C data) is the business of `ffi`.

use crate::manifest::Type;
use crate::text::TextColumn;
use crate::time::{Date, Datetime, Duration};
use crate::validity::Validity;

/// A column of any type.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Whole numbers.
    Int64(Int64Column),
    /// Numbers.
    Float64(Float64Column),
    /// True or false.
    Boolean(BooleanColumn),
    /// Text.
    Text(TextColumn),
    /// Calendar dates.
    Date(DateColumn),
    /// Dates with a time of day.
    Datetime(DatetimeColumn),
    /// Lengths of time.
    Duration(DurationColumn),
}

/// Whole numbers.
pub type Int64Column = Values<i64>;
/// Numbers.
pub type Float64Column = Values<f64>;
/// True or false.
pub type BooleanColumn = Values<bool>;
/// Calendar dates.
pub type DateColumn = Values<Date>;
/// Dates with a time of day.
pub type DatetimeColumn = Values<Datetime>;
/// Lengths of time.
pub type DurationColumn = Values<Duration>;

/// A column of values of one size. Build it by collecting `Option`s, read it with [`Values::iter`].
#[derive(Debug, Clone, PartialEq)]
pub struct Values<T> {
    /// One per row; where the row is empty, the default of the type.
    values: Vec<T>,
    validity: Validity,
}

impl<T: Copy + Default> Values<T> {
    /// Puts values and the rows that have one together; both have the same number of rows.
    pub(crate) fn from_parts(values: Vec<T>, validity: Validity) -> Self {
        debug_assert_eq!(values.len(), validity.rows());
        Self { values, validity }
    }

    /// The values and the rows that have one.
    pub(crate) fn into_parts(self) -> (Vec<T>, Validity) {
        (self.values, self.validity)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.values.len()
    }

    /// Number of empty rows.
    pub fn empty_rows(&self) -> usize {
        self.validity.empty_rows()
    }

    /// The value of a row; nothing if it is empty or does not exist.
    pub fn get(&self, row: usize) -> Option<T> {
        self.values.get(row).copied().filter(|_| self.validity.is_valid(row))
    }

    /// All rows, the empty ones as `None`.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<T>> + '_ {
        self.values.iter().enumerate().map(|(row, value)| self.validity.is_valid(row).then_some(*value))
    }
}

impl<T: Copy + Default> FromIterator<Option<T>> for Values<T> {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(rows: I) -> Self {
        let mut validity = Validity::default();
        let values = rows
            .into_iter()
            .map(|value| {
                validity.push(value.is_some());
                value.unwrap_or_default()
            })
            .collect();
        Self { values, validity }
    }
}

impl<T: Copy + Default> From<Vec<T>> for Values<T> {
    /// A column without empty rows.
    fn from(values: Vec<T>) -> Self {
        let validity = Validity::full(values.len());
        Self { values, validity }
    }
}

impl Column {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Int64(column) => column.rows(),
            Self::Float64(column) => column.rows(),
            Self::Boolean(column) => column.rows(),
            Self::Text(column) => column.rows(),
            Self::Date(column) => column.rows(),
            Self::Datetime(column) => column.rows(),
            Self::Duration(column) => column.rows(),
        }
    }

    /// The type in the language.
    pub fn value_type(&self) -> Type {
        match self {
            Self::Int64(_) | Self::Float64(_) => Type::Number,
            Self::Boolean(_) => Type::Bool,
            Self::Text(_) => Type::Text,
            Self::Date(_) => Type::Date,
            Self::Datetime(_) => Type::Datetime,
            Self::Duration(_) => Type::Duration,
        }
    }

    /// The type in the words of the language.
    pub(crate) fn type_word(&self) -> &'static str {
        match self.value_type() {
            Type::Number => "number",
            Type::Text => "text",
            Type::Bool => "bool",
            Type::Date => "date",
            Type::Datetime => "datetime",
            Type::Duration => "duration",
        }
    }
}

macro_rules! column_from {
    ($($variant:ident($type:ty)),*) => {
        $(impl From<$type> for Column {
            fn from(column: $type) -> Self {
                Self::$variant(column)
            }
        })*
    };
}

column_from!(
    Int64(Int64Column),
    Float64(Float64Column),
    Boolean(BooleanColumn),
    Text(TextColumn),
    Date(DateColumn),
    Datetime(DatetimeColumn),
    Duration(DurationColumn)
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_remember_what_is_empty() {
        let column: Int64Column = [Some(1), None, Some(3)].into_iter().collect();
        assert_eq!(column.rows(), 3);
        assert_eq!(column.empty_rows(), 1);
        assert_eq!(column.iter().collect::<Vec<_>>(), [Some(1), None, Some(3)]);
        assert_eq!(column.get(1), None);
        assert_eq!(column.get(2), Some(3));
        assert_eq!(column.get(3), None);
        assert_eq!(Column::from(column).rows(), 3);
    }
}
