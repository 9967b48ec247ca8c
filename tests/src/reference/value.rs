//! Values of the row world, and what it means that two of them are equal or in order.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use kpi_syntax::ast;

use super::calendar::Calendar;
use super::table::Row;

/// A value of the row world.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// True or false.
    Bool(bool),
    /// A day.
    Date(Date),
    /// A moment. Wall-clock times became instants when they were read.
    Datetime(Timestamp),
    /// Elapsed seconds.
    Duration(f64),
    /// A length as written, such as `3 months`, which the calendar adds to a day.
    Length(ast::Duration),
    /// A row of a source.
    Row(Row),
}

impl Value {
    /// The number behind a number, a duration or a length.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) | Self::Duration(number) => Some(*number),
            Self::Length(length) => Some(Calendar::seconds(*length)),
            Self::Empty | Self::Text(_) | Self::Bool(_) | Self::Date(_) | Self::Datetime(_) | Self::Row(_) => None,
        }
    }

    /// The condition; none when it is unknown.
    pub fn condition(&self) -> Option<bool> {
        match self {
            Self::Bool(condition) => Some(*condition),
            _ => None,
        }
    }

    /// The text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// A condition, or nothing when it is unknown.
    pub fn of_condition(condition: Option<bool>) -> Self {
        condition.map_or(Self::Empty, Self::Bool)
    }

    /// A finite number, or nothing.
    pub fn of_number(number: Option<f64>) -> Self {
        number.filter(|number| number.is_finite()).map_or(Self::Empty, Self::Number)
    }

    /// What makes two values the same value for `distinct`, `per`, slices and keys; empty equals empty.
    pub fn identity(&self) -> String {
        match self {
            Self::Empty => "empty".to_owned(),
            Self::Number(number) => format!("number {:?}", number + 0.0),
            Self::Text(text) => format!("text {text}"),
            Self::Bool(condition) => format!("bool {condition}"),
            Self::Date(date) => format!("date {date}"),
            Self::Datetime(moment) => format!("moment {}", moment.as_nanosecond()),
            Self::Duration(seconds) => format!("seconds {:?}", seconds + 0.0),
            Self::Length(length) => format!("seconds {:?}", Calendar::seconds(*length)),
            Self::Row(row) => format!("row {} {}", row.source.0, row.index),
        }
    }

    /// As a reader sees it in a slice; none for the empty value.
    pub fn shown(&self) -> Option<String> {
        Some(match self {
            Self::Empty => return None,
            Self::Number(number) | Self::Duration(number) => (number + 0.0).to_string(),
            Self::Text(text) => text.clone(),
            Self::Bool(condition) => condition.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Datetime(moment) => moment.to_string(),
            Self::Length(length) => Calendar::seconds(*length).to_string(),
            Self::Row(row) => row.index.to_string(),
        })
    }
}

/// How two values stand to each other; none when one is empty or they are of different types.
pub(crate) fn compare(left: &Value, right: &Value, calendar: &Calendar) -> Option<Ordering> {
    use Value::{Bool, Date, Datetime, Row, Text};
    match (left, right) {
        (Text(left), Text(right)) => Some(left.cmp(right)),
        (Bool(left), Bool(right)) => Some(left.cmp(right)),
        (Date(left), Date(right)) => Some(left.cmp(right)),
        (Row(left), Row(right)) => Some(left.cmp(right)),
        (Date(_) | Datetime(_), Date(_) | Datetime(_)) => {
            calendar.instant(left)?.partial_cmp(&calendar.instant(right)?)
        }
        _ => left.number()?.partial_cmp(&right.number()?),
    }
}

/// The order of rows by key: as [`compare`], an empty value before all others.
pub(crate) fn order(left: &Value, right: &Value, calendar: &Calendar) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => compare(left, right, calendar).unwrap_or(Ordering::Equal),
    }
}
