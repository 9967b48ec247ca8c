//! Windows, durations and units of time.

use kpi_diagnostics::Span;

use super::{Expr, PeriodName};

/// A window with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Which.
    pub kind: WindowKind,
    /// Where.
    pub span: Span,
}

/// The windows of the language.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowKind {
    /// `period`
    Period,
    /// `last 28 days`
    Last(Duration),
    /// `year to date`
    ToDate(TimeUnit),
    /// `all time`
    AllTime,
    /// `all time up to T`
    AllTimeUpTo(Box<Expr>),
    /// `all time from T`
    AllTimeFrom(Box<Expr>),
    /// `7 days from T`
    From(Duration, Box<Expr>),
    /// `7 days up to T`
    UpTo(Duration, Box<Expr>),
    /// `2026-Q2`, `2026-07`
    Named(PeriodName),
}

/// `14 days`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: TimeUnit,
}

/// Seconds to years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeUnit {
    /// Exactly 1 s.
    Second,
    /// Exactly 60 s.
    Minute,
    /// Exactly 3,600 s.
    Hour,
    /// A calendar day when added to a date; else 24 hours.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
    /// A calendar year.
    Year,
}

impl TimeUnit {
    /// The word of the language, singular.
    pub fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}
