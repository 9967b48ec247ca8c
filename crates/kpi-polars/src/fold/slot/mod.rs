//! The arrays that a slot fills: one entry for each cell, `group × bucket`.
//!
//! Here is which accumulator a slot has and how it takes a batch; [`sums`], [`spread`], [`distinct`] and [`edges`] hold the
//! accumulators themselves, [`lanes`] how they lie beside each other.

mod distinct;
mod edges;
mod lanes;
mod spread;
mod sums;

use std::borrow::Cow;

use kpi_model::builtin::Aggregator;
use polars::prelude::*;

use super::column::Values;
use super::words::Words;
use super::{Piece, SlotSpec};
pub(super) use distinct::Distinct;
use edges::take_edges;
pub(super) use edges::{Edge, Which};
pub(super) use lanes::{Lanes, Merge};
pub(super) use spread::{AllValues, Moments, Range};
pub(super) use sums::Sum;
use sums::{add, count};

/// What a slot has gathered; the vectors are indexed by cell.
#[derive(Debug)]
pub(super) enum Accumulator {
    /// How many rows.
    Count(Lanes<u64>),
    /// Rows, values and their sum.
    Sum(Lanes<Sum>),
    /// Rows, values, the least and the greatest.
    Range(Vec<Range>),
    /// Rows, values, and sums of what they differ from the first value, for the variance.
    Moments(Vec<Moments>),
    /// All values.
    Values(Vec<AllValues>),
    /// Each value once.
    Distinct(Distinct),
    /// The value of the earliest or latest row.
    Edge(Vec<Edge>, Which),
}

impl Accumulator {
    pub(super) fn new(slot: &SlotSpec) -> Self {
        if slot.distinct {
            return Self::Distinct(Distinct::default());
        }
        match slot.function {
            Aggregator::Count if slot.value.is_none() => Self::Count(Lanes::default()),
            Aggregator::Count | Aggregator::Sum | Aggregator::Avg | Aggregator::Any | Aggregator::All => {
                Self::Sum(Lanes::default())
            }
            Aggregator::Min | Aggregator::Max => Self::Range(Vec::new()),
            Aggregator::Median | Aggregator::Percentile(_) | Aggregator::Plugin(_) => Self::Values(Vec::new()),
            Aggregator::Stddev | Aggregator::Variance => Self::Moments(Vec::new()),
            Aggregator::First => Self::Edge(Vec::new(), Which::First),
            Aggregator::Last => Self::Edge(Vec::new(), Which::Last),
        }
    }

    /// Takes the rows of a piece; by now there are so many cells.
    pub(super) fn take(&mut self, slot: &SlotSpec, piece: &Piece<'_>, cells: usize) -> PolarsResult<()> {
        let values = slot.value.map(|value| piece.columns.values(value));
        match self {
            Self::Count(counts) => {
                counts.grow(cells);
                count(counts, piece);
            }
            Self::Sum(sums) => {
                sums.grow(cells);
                if let Some(values) = values {
                    add(sums, piece, values);
                }
            }
            Self::Distinct(distinct) => distinct.take(piece, values, cells),
            Self::Edge(edges, which) => {
                edges.resize(cells, Edge::default());
                return take_edges(edges, *which, slot, piece);
            }
            Self::Range(ranges) => {
                ranges.resize(cells, Range::default());
                each(piece, values, |cell, number| ranges[cell].take(number));
            }
            Self::Moments(moments) => {
                moments.resize(cells, Moments::default());
                each(piece, values, |cell, number| moments[cell].take(number));
            }
            Self::Values(all) => {
                all.resize(cells, AllValues::default());
                each(piece, values, |cell, number| all[cell].take(number));
            }
        }
        Ok(())
    }
}

/// Visits the rows of a piece with their cell and their number.
fn each(piece: &Piece<'_>, values: Option<&Values>, mut visit: impl FnMut(usize, f64)) {
    if let Some(numbers) = values.and_then(|values| numbers(values, piece.columns.height())) {
        piece.places.each(piece.mask, &numbers, |_, cell, number| visit(cell, number));
    }
}

/// Values as numbers, if they are any; an empty one is not a number.
fn numbers(values: &Values, rows: usize) -> Option<Cow<'_, [f64]>> {
    Some(match values {
        Values::Numbers { numbers, .. } => Cow::Borrowed(numbers),
        Values::Whole(numbers) => Cow::Owned(numbers.iter().map(|number| f64::from(*number)).collect()),
        Values::Truth { there, holds } => Cow::Owned((0..rows).map(|row| truth(there.as_ref(), holds, row)).collect()),
        Values::Identities(_) => return None,
    })
}

fn truth(there: Option<&Words>, holds: &Words, row: usize) -> f64 {
    if there.is_none_or(|there| there.holds(row)) { f64::from(u8::from(holds.holds(row))) } else { f64::NAN }
}
