//! What the interval of a value is computed from: which rows are independent, and which of their sums are needed.
//!
//! A value with an interval is a smooth function of *totals*, sums and counts over rows. How far such a value strays is known
//! from the sums of the products of what each row adds to two totals (Σ xᵢ·xⱼ), which are cells like any other and so are
//! gathered in the same pass. [`crate::expand`] makes samples, [`crate::evaluate`] turns them into intervals.

use crate::cell::CellId;
use crate::formula::Leaf;

/// What an interval is computed from.
#[derive(Clone, Debug)]
pub struct Sample {
    /// 0.95 for 95 %.
    pub level: f64,
    /// What is independent, and how it is counted.
    pub kind: SampleKind,
}

/// The kinds of samples.
#[derive(Clone, Debug)]
pub enum SampleKind {
    /// Each row either counts or does not: the value is `scale · part / all + offset`.
    Share {
        /// The rows that count.
        part: Total,
        /// All rows.
        all: Total,
        /// Usually 100.
        scale: f64,
        /// Usually 0.
        offset: f64,
    },
    /// Rows are independent.
    Rows {
        /// What the value is a function of.
        totals: Vec<Total>,
        /// For each pair of totals `i ≤ j` the sum of the products; none: no row adds to both.
        products: Vec<Vec<Option<Leaf>>>,
        /// Counts with their signs: together the number of rows that add to any total.
        rows: Vec<(f64, Leaf)>,
    },
    /// Rows with the same key depend on each other, keys do not. Where the products of rows cannot be computed in one pass,
    /// because their values are read in different windows, the key is that of the row.
    Groups {
        /// Whose key it is.
        key: KeyOf,
        /// What the value is a function of.
        totals: Vec<Total>,
        /// For each of them the same by key, which is the last dimension.
        by_key: Vec<Leaf>,
    },
    /// The parts of `per KEY` are independent; the leaf counts the rows of each.
    Parts(Leaf),
    /// There is no interval: the reason.
    Impossible(String),
}

/// Whose key tells groups apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOf {
    /// What `confidence … per` says.
    Definition,
    /// The row's own: every group is one row.
    Row,
}

/// A sum or a count that a value is a function of.
#[derive(Clone, Debug)]
pub struct Total {
    /// The cell that has it.
    pub leaf: Leaf,
    /// What of it.
    pub reading: Reading,
}

/// What of a cell is a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The sum of the values, or the count.
    Sum,
    /// How many rows have a value.
    Present,
}

impl Total {
    /// The same total has the same place.
    pub(crate) fn place(&self) -> (CellId, usize, Reading, &[usize]) {
        (self.leaf.cell, self.leaf.selection, self.reading, &self.leaf.dimensions)
    }
}
