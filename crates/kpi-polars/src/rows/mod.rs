//! Rows that are looked at one by one.
//!
//! An [`Inspection`] asks, of the rows of one source: which are in the window, in which class does each fall, what do some of
//! them hold. The list behind a count and the explanation of a number are both made of it. The window is that of the fold,
//! by the same code, so that the answers agree with the numbers. [`value`] is a value of a row, [`looker`] takes the
//! batches, [`spread`] says how the values of a field lie. Building the pass is the matter of `execute/inspect.rs`.

mod looker;
mod spread;
mod value;

use kpi_model::model::SourceId;
use kpi_plan::{CellClock, Pinned, Selection};

pub(crate) use looker::{Inside, Look, Looker, Probe};
pub use spread::Spread;
pub use value::RowValue;

/// What is asked of the rows of a source.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Whose rows.
    pub source: SourceId,
    /// What tells the time of a row.
    pub clock: CellClock,
    /// Which rows are in the window.
    pub selection: Selection,
    /// The classes of rows outside the window: the first whose test holds, else the last one, which has no test.
    pub outside: Vec<Test>,
    /// The classes of rows in the window: the first whose test holds, else the last one, which has no test.
    pub inside: Vec<Test>,
    /// Which rows are read out.
    pub keep: Keep,
    /// What is read of them.
    pub columns: Vec<Pinned>,
    /// Values of which the spread over the rows in the window is wanted.
    pub spreads: Vec<Pinned>,
}

/// A question to a row.
#[derive(Clone, Debug)]
pub struct Test {
    /// The value it is about.
    pub of: Pinned,
    /// What the value must be.
    pub is: Truth,
    /// A value that must be empty besides.
    pub without: Option<Pinned>,
}

/// What a value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// True.
    True,
    /// False, and not unknown.
    False,
    /// Empty, or not a number; a condition: unknown.
    Empty,
    /// Empty, and nothing else.
    Null,
    /// Anything but true.
    NotTrue,
    /// Anything.
    Anything,
}

/// Which rows are read out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// None.
    Nothing,
    /// The first so many of each class, in the order of their keys.
    First(usize),
    /// All rows of the last class inside the window.
    Last,
}

/// The answer.
#[derive(Clone, Debug, Default)]
pub struct Inspected {
    /// How many rows are in each class outside the window, the one without a test last.
    pub outside: Vec<u64>,
    /// How many rows are in each class in the window, the one without a test last.
    pub inside: Vec<u64>,
    /// The rows that are kept: of the classes outside, then of those inside, each in the order of their keys.
    pub rows: Vec<Vec<Row>>,
    /// How the values lie, in the order in which they were asked for.
    pub spreads: Vec<Spread>,
}

/// A row that is read out. Rows compare by their key, and by their position in the source where keys are equal or absent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The values of the key.
    pub key: Vec<RowValue>,
    /// What was asked for.
    pub values: Vec<RowValue>,
}
