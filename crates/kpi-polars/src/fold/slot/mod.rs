//! The arrays that a slot fills: one entry for each cell, `group × bucket`.
//!
//! Here is which accumulator a slot has and how it takes a batch; [`sums`], [`spread`], [`distinct`] and [`edges`] hold the
//! accumulators themselves. Sums carry their rounding error along (Knuth's two-sum), so that they do not depend on which
//! thread took which batch.

mod distinct;
mod edges;
mod spread;
mod sums;

use kpi_model::builtin::Aggregator;
use polars::prelude::*;

use super::SlotSpec;
use super::column::{Batch, Values};
pub(super) use distinct::Distinct;
use edges::take_edges;
pub(super) use edges::{Edge, Which};
pub(super) use spread::{AllValues, Moments, Range};
pub(super) use sums::Sum;
use sums::{add, add_with_empty, count};

/// What a slot has gathered; the vectors are indexed by cell.
#[derive(Debug)]
pub(super) enum Accumulator {
    /// How many rows.
    Count(Vec<u64>),
    /// Rows, values and their sum.
    Sum(Vec<Sum>),
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
            Aggregator::Count if slot.value.is_none() => Self::Count(Vec::new()),
            Aggregator::Count | Aggregator::Sum | Aggregator::Avg | Aggregator::Any | Aggregator::All => {
                Self::Sum(Vec::new())
            }
            Aggregator::Min | Aggregator::Max => Self::Range(Vec::new()),
            Aggregator::Median | Aggregator::Percentile(_) => Self::Values(Vec::new()),
            Aggregator::Stddev | Aggregator::Variance => Self::Moments(Vec::new()),
            Aggregator::First => Self::Edge(Vec::new(), Which::First),
            Aggregator::Last => Self::Edge(Vec::new(), Which::Last),
        }
    }

    /// Takes the rows of a batch; `places` are their cells, of which there are `cells` by now.
    pub(super) fn take(
        &mut self,
        slot: &SlotSpec,
        batch: &Batch<'_>,
        places: &[u32],
        cells: usize,
    ) -> PolarsResult<()> {
        match self {
            Self::Count(counts) => {
                counts.resize(cells, 0);
                count(counts, places);
            }
            Self::Distinct(distinct) => distinct.take(batch, slot, places, cells),
            Self::Edge(edges, which) => {
                edges.resize(cells, Edge::default());
                return take_edges(edges, *which, slot, batch, places);
            }
            Self::Sum(sums) => {
                sums.resize(cells, Sum::default());
                if let Some((numbers, any_empty)) = numbers(batch, slot) {
                    if any_empty { add_with_empty(sums, places, numbers) } else { add(sums, places, numbers) }
                }
            }
            Self::Range(ranges) => {
                ranges.resize(cells, Range::default());
                each(batch, slot, places, |cell, number| ranges[cell].take(number));
            }
            Self::Moments(moments) => {
                moments.resize(cells, Moments::default());
                each(batch, slot, places, |cell, number| moments[cell].take(number));
            }
            Self::Values(all) => {
                all.resize(cells, AllValues::default());
                each(batch, slot, places, |cell, number| all[cell].take(number));
            }
        }
        Ok(())
    }
}

fn numbers<'b>(batch: &'b Batch<'_>, slot: &SlotSpec) -> Option<(&'b [f64], bool)> {
    match slot.value.map(|value| batch.values(value)) {
        Some(Values::Numbers { numbers, any_empty }) => Some((numbers, *any_empty)),
        Some(Values::Identities(_)) | None => None,
    }
}

fn each(batch: &Batch<'_>, slot: &SlotSpec, places: &[u32], mut visit: impl FnMut(usize, f64)) {
    if let Some((numbers, _)) = numbers(batch, slot) {
        for (place, number) in places.iter().zip(numbers) {
            visit(*place as usize, *number);
        }
    }
}
