//! The units of work: one aggregate over the rows of one source.

use std::sync::Arc;

use jiff::civil::DateTime;
use kpi_model::builtin::Aggregator;
use kpi_model::model::row::RowExpr;
use kpi_model::model::{Alive, Snapshot, SourceId};

use crate::calendar::TimeWindow;

/// The position of a cell in [`crate::Plan::cells`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId(pub usize);

/// A row expression together with the window in which it is read.
#[derive(Clone, Debug)]
pub struct Pinned {
    /// What is computed for a row.
    pub expr: Arc<RowExpr>,
    /// The window that `period`, `at end` and the like mean in it; none when the value does not depend on it.
    pub window: Option<TimeWindow>,
    /// The expression without places: equal texts mean equal values.
    pub print: Arc<str>,
}

impl PartialEq for Pinned {
    fn eq(&self, other: &Self) -> bool {
        self.print == other.print && self.window == other.window
    }
}

impl Eq for Pinned {}

/// An aggregate over the rows of one source, for many selections by time and for all slices at once.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Whose rows.
    pub source: SourceId,
    /// What is done with the values.
    pub function: Aggregator,
    /// Whether each value counts once.
    pub distinct: bool,
    /// The value of a row; none: the row itself. Empty values do not take part.
    pub value: Option<Pinned>,
    /// Only rows for which all of these are true.
    pub filters: Vec<Pinned>,
    /// What cuts the rows into slices.
    pub dimensions: Vec<Pinned>,
    /// What tells the time of a row.
    pub clock: CellClock,
    /// Which rows, by time; one set of results for each.
    pub selections: Vec<Selection>,
}

/// What tells the time of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellClock {
    /// A moment.
    Moment(Pinned),
    /// From and to.
    Alive(Alive),
    /// The date that is pictured.
    Snapshot(Snapshot),
    /// Nothing: the source is timeless.
    Timeless,
}

/// Which rows a cell takes, by its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Selection {
    /// The moment lies in `[start, end)`; alive at some time in it; the last picture in it.
    Within {
        /// The first moment.
        start: DateTime,
        /// The moment behind the last.
        end: DateTime,
    },
    /// Alive just before this moment; the last picture before it.
    JustBefore(DateTime),
    /// All rows.
    All,
}
