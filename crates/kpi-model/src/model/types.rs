//! Types and literals of the row world.

use jiff::civil::Date;
use kpi_syntax::ast::Duration;

use super::SourceId;

/// What a row expression gives; every type has the empty value too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A 64-bit float or integer; arithmetic is in floats.
    Number,
    /// Unicode text.
    Text,
    /// True or false.
    Bool,
    /// A calendar day.
    Date,
    /// A moment: an instant, or a wall-clock time of the project's time zone.
    Datetime,
    /// A length of time, counted in seconds when it becomes a number.
    Duration,
    /// A row of another source; only dots may follow it, and `is null`.
    Row(SourceId),
    /// Not known, because the data were not looked at, or because of an error already reported. Fits everywhere.
    Unknown,
}

impl Type {
    /// The word for users, with its article.
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Bool => "a condition",
            Self::Date => "a date",
            Self::Datetime => "a date with time",
            Self::Duration => "a duration",
            Self::Row(_) => "a row",
            Self::Unknown => "something unknown",
        }
    }

    /// Whether it tells a time on the calendar.
    pub fn is_moment(self) -> bool {
        matches!(self, Self::Date | Self::Datetime)
    }

    /// Whether values of both may be compared.
    pub fn matches(self, other: Self) -> bool {
        self == other || self == Self::Unknown || other == Self::Unknown
    }
}

/// A value written in the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `2.5`
    Number(f64),
    /// `"text"`
    Text(String),
    /// `true`
    Bool(bool),
    /// `2026-01-31`
    Date(Date),
    /// `14 days`
    Duration(Duration),
    /// `null`
    Empty,
}
