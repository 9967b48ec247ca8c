//! Windows and how rows fall into them.

use kpi_syntax::PeriodName;
use kpi_syntax::ast::{Duration, Edge, TimeUnit};

use super::row::RowExpr;

/// A stretch of time, half-open, relative to the window of the context or to a row.
#[derive(Clone, Debug)]
pub enum Window {
    /// The window of the context itself.
    Period,
    /// `last 28 days`: ends where the context's window ends.
    Last(Duration),
    /// `year to date`: from the start of the unit that holds the last moment of the context's window, to its end.
    ToDate(TimeUnit),
    /// Without a start; ends where the context's window ends.
    AllTime,
    /// `2026-Q2`: fixed.
    Named(PeriodName),
    /// `7 days from T` is `[T, T + 7 days)`; without a length `[T, ∞)`.
    From(Option<Duration>, Box<RowExpr>),
    /// `7 days up to T` is `(T − 7 days, T]`; without a length `(−∞, T]`.
    UpTo(Option<Duration>, Box<RowExpr>),
}

impl Window {
    /// Whether it is anchored to a row.
    pub fn anchor(&self) -> Option<&RowExpr> {
        match self {
            Self::From(_, anchor) | Self::UpTo(_, anchor) => Some(anchor),
            Self::Period | Self::Last(_) | Self::ToDate(_) | Self::AllTime | Self::Named(_) => None,
        }
    }
}

/// Which rows of a source an aggregate takes, by time.
#[derive(Clone, Debug)]
pub enum When {
    /// Those inside the window by this clock.
    During(Clock, Window),
    /// Those alive, or pictured last, just before an edge of the context's window.
    At(Edge),
    /// All: the source is timeless.
    Always,
}

/// What tells the time of a row.
#[derive(Clone, Debug)]
pub enum Clock {
    /// A column, field or reference path: `start <= t < end`.
    Moment(RowExpr),
    /// The interval of an `alive` source: alive at some time in the window, `from < end` and (`to` empty or `to >= start`).
    Alive,
    /// The snapshot date: the last one inside the window.
    Snapshot,
}
