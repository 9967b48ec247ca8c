//! The value of a column in one row.

use std::sync::Arc;

use jiff::civil::Date;
use kpi_plan::{Key, OrderedNumber};
use polars::prelude::{AnyValue, TimeUnit};

/// A value as it stands in a row. Values of one column compare in their natural order, the empty one first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowValue {
    /// No value.
    Empty,
    /// True or false.
    Bool(bool),
    /// A whole number of the data, exactly.
    Whole(i64),
    /// A number; durations in seconds.
    Number(OrderedNumber),
    /// A day.
    Date(Date),
    /// A moment, in microseconds since 1970 UTC.
    Moment(i64),
    /// A text.
    Text(Arc<str>),
}

impl RowValue {
    /// A value of a Polars column. What is not a number is empty.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other types are numbers, or shown as their text")]
    pub(crate) fn of(value: &AnyValue<'_>) -> Self {
        match value {
            AnyValue::Null => Self::Empty,
            AnyValue::Boolean(value) => Self::Bool(*value),
            AnyValue::String(text) => Self::Text((*text).into()),
            AnyValue::StringOwned(text) => Self::Text(text.as_str().into()),
            AnyValue::Date(days) => day(i64::from(*days)),
            AnyValue::Datetime(moment, unit, _) | AnyValue::DatetimeOwned(moment, unit, _) => {
                Self::Moment(microseconds(*moment, *unit))
            }
            #[expect(clippy::cast_precision_loss, reason = "numbers of the language are 64-bit floats")]
            AnyValue::Duration(length, unit) => Self::number(microseconds(*length, *unit) as f64 / 1e6),
            other if other.is_integer() => whole(other),
            other => other.extract::<f64>().map_or_else(|| Self::Text(other.to_string().into()), Self::number),
        }
    }

    fn number(number: f64) -> Self {
        if number.is_nan() { Self::Empty } else { Self::Number(OrderedNumber::new(number)) }
    }

    /// The value as one of a dimension.
    #[expect(clippy::cast_precision_loss, reason = "numbers of the language are 64-bit floats")]
    pub fn key(&self) -> Key {
        match self {
            Self::Empty => Key::Empty,
            Self::Bool(value) => Key::Bool(*value),
            Self::Whole(number) => Key::number(*number as f64),
            Self::Number(number) => Key::Number(*number),
            Self::Date(date) => Key::Date(*date),
            Self::Moment(moment) => Key::Moment(*moment),
            Self::Text(text) => Key::Text(Arc::clone(text)),
        }
    }
}

fn whole(value: &AnyValue<'_>) -> RowValue {
    let exact = value.to_string().parse().map(RowValue::Whole);
    exact.unwrap_or_else(|_| value.extract::<f64>().map_or(RowValue::Empty, RowValue::number))
}

fn day(days: i64) -> RowValue {
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = jiff::Span::new().try_days(days);
    days.and_then(|days| epoch.checked_add(days)).map_or(RowValue::Empty, RowValue::Date)
}

fn microseconds(number: i64, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Nanoseconds => number.div_euclid(1_000),
        TimeUnit::Microseconds => number,
        TimeUnit::Milliseconds => number.saturating_mul(1_000),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn whole_numbers_stay_exact_and_floats_lose_what_is_no_number() {
        assert_eq!(RowValue::of(&AnyValue::Int64(9_007_199_254_740_993)), RowValue::Whole(9_007_199_254_740_993));
        assert_eq!(RowValue::of(&AnyValue::UInt8(7)), RowValue::Whole(7));
        assert_eq!(RowValue::of(&AnyValue::Float64(f64::NAN)), RowValue::Empty);
        assert_eq!(RowValue::of(&AnyValue::Float64(-0.0)), RowValue::of(&AnyValue::Float64(0.0)));
        assert_eq!(RowValue::of(&AnyValue::Date(0)), RowValue::Date(date(1970, 1, 1)));
        assert_eq!(RowValue::of(&AnyValue::Datetime(5, TimeUnit::Milliseconds, None)), RowValue::Moment(5_000));
    }
}
