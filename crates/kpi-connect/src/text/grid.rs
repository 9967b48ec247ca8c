//! The records of a block, taken apart: lines, cells, and what is wrong with those that cannot be read.

use super::Flaw;
use crate::value::Cell;

/// The records of a block that are rows.
pub(crate) trait Grid {
    /// The line in which each row begins.
    fn lines(&self) -> &[u64];

    /// The records that are no rows, in their order.
    fn flaws(&mut self) -> Vec<Flawed>;

    /// The cell of a row in a column of the table.
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;
}

/// A record that cannot be read.
pub(crate) struct Flawed {
    /// How many rows of the block stand before it.
    pub(crate) rows_before: usize,
    pub(crate) line: u64,
    pub(crate) flaw: Flaw,
}
