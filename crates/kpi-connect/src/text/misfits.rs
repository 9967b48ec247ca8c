//! Cells that do not fit their column: found block by block, judged in the order of the file.
//!
//! Whether a cell fits may depend on cells far before it: a number with decimals makes a column of whole numbers one of
//! decimals, unless one of them has too many digits for that; then the later one of the two does not fit. So a block
//! only says what it has seen ([`Seen`]), and [`Course`] follows a column from block to block. The first misfit is named, the
//! others are counted; behind the first the column is lost, and only cells that fit in no way count.

use crate::value::Cell;

/// A cell that does not fit its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub(crate) column: usize,
    /// The text of the first one.
    pub(crate) text: String,
    /// Its line.
    pub(crate) line: u64,
    /// How many there are.
    pub(crate) count: usize,
}

/// A cell that may have to be named.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    /// The number of its row in the block.
    row: usize,
    line: u64,
    text: String,
}

impl Spot {
    pub(crate) fn new(row: usize, line: u64, cell: Cell<'_>) -> Self {
        Self { row, line, text: cell.words() }
    }
}

/// What a block has seen in a column.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The first cell that fits in no way.
    pub(crate) stranger: Option<Spot>,
    /// How many of them.
    pub(crate) strangers: usize,
    /// The first number with decimals in a column of whole numbers.
    pub(crate) decimal: Option<Spot>,
    /// The first whole number that no number with decimals is equal to.
    pub(crate) long: Option<(Spot, i64)>,
}

/// The numbers of a column so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// All are whole, and could be decimals.
    Whole,
    /// All are whole, and this is the first that could not be one with decimals.
    Long(i64),
    /// Some have decimals, or the column is none of whole numbers.
    Decimal,
}

/// What became of a column of a file.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) numbers: Numbers,
    pub(crate) misfit: Option<Misfit>,
}

impl Course {
    /// Goes on with the next block.
    pub(crate) fn follow(&mut self, column: usize, seen: Seen) {
        if let Some(misfit) = &mut self.misfit {
            misfit.count += seen.strangers;
            return;
        }
        let long = seen.long.as_ref().map(|(spot, _)| spot);
        let number = match self.numbers {
            Numbers::Whole => later(long, seen.decimal.as_ref()),
            Numbers::Long(_) => seen.decimal.as_ref(),
            Numbers::Decimal => long,
        };
        let first = number.into_iter().chain(&seen.stranger).min_by_key(|spot| spot.row);
        if let Some(first) = first {
            let is_stranger = seen.stranger.as_ref().is_some_and(|stranger| stranger.row == first.row);
            let count = seen.strangers + usize::from(!is_stranger);
            self.misfit = Some(Misfit { column, text: first.text.clone(), line: first.line, count });
        } else if seen.decimal.is_some() {
            self.numbers = Numbers::Decimal;
        } else if let (Numbers::Whole, Some((_, number))) = (self.numbers, seen.long) {
            self.numbers = Numbers::Long(number);
        }
    }
}

/// The one that makes two into a misfit, if there are two.
fn later<'s>(one: Option<&'s Spot>, other: Option<&'s Spot>) -> Option<&'s Spot> {
    let (one, other) = (one?, other?);
    Some(if one.row > other.row { one } else { other })
}
