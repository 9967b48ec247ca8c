//! One pass over the rows of a source for all its cells.
//!
//! Polars reads, filters and computes the columns; what comes out of its streaming engine, batch by batch and on several
//! threads, is folded here into small arrays that are addressed directly: `group × bucket of time`. So the memory does not
//! grow with the rows (but with distinct values and quantiles), and another KPI costs a few instructions for each row.
//!
//! A [`FoldSpec`] says which columns of a batch are clocks, dimensions, masks and values, and which slots to fill.
//! [`clock`] turns times into buckets, [`groups`] values of dimensions into numbers, [`slot`] holds the arrays,
//! [`finish`] rolls buckets up into selections. Sums are compensated across batches, so that the order in which
//! threads deliver batches does not show in the result.

#![allow(
    clippy::indexing_slicing,
    reason = "positions come from the spec and the batch itself; this is the inner loop"
)]

mod clock;
mod column;
mod finish;
mod groups;
mod slot;

use std::sync::Mutex;

use kpi_model::builtin::Aggregator;
use polars::prelude::{DataFrame, PolarsResult};

pub(crate) use clock::{AliveSelection, Buckets, ClockSpec};
pub(crate) use finish::Folded;
use groups::Groups;
use slot::Accumulator;

/// What to do with a batch. Numbers of columns are positions in it.
#[derive(Debug)]
pub(crate) struct FoldSpec {
    /// What tells the time.
    pub(crate) clocks: Vec<ClockSpec>,
    /// Which columns make a group: the dimensions of a slice.
    pub(crate) groups: Vec<Vec<usize>>,
    /// Columns that are used as numbers.
    pub(crate) values: Vec<ValueSpec>,
    /// What to compute.
    pub(crate) slots: Vec<SlotSpec>,
}

/// A column used as a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ValueSpec {
    /// Which column.
    pub(crate) column: usize,
    /// How it is read.
    pub(crate) reading: Reading,
}

/// How the values of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As numbers; conditions are 1 and 0, durations are seconds.
    Numbers,
    /// As anything that can be told apart.
    Identities,
}

/// One aggregate for all groups and buckets.
#[derive(Clone, Debug)]
pub(crate) struct SlotSpec {
    /// Which clock.
    pub(crate) clock: usize,
    /// Which groups.
    pub(crate) group: usize,
    /// The column of a condition; only rows for which it is true.
    pub(crate) mask: Option<usize>,
    /// Which value; none: the row itself.
    pub(crate) value: Option<usize>,
    /// What is done with the values.
    pub(crate) function: Aggregator,
    /// Whether each value counts once.
    pub(crate) distinct: bool,
    /// For the first and last value: the columns that decide between rows of the same time.
    pub(crate) ties: Vec<usize>,
}

/// The fold while batches arrive, from any thread.
#[derive(Debug)]
pub(crate) struct Fold {
    spec: FoldSpec,
    idle: Mutex<Vec<State>>,
}

/// What one thread has folded so far.
#[derive(Debug)]
pub(crate) struct State {
    groups: Vec<Groups>,
    slots: Vec<Accumulator>,
}

impl Fold {
    pub(crate) fn new(spec: FoldSpec) -> Self {
        Self { spec, idle: Mutex::new(Vec::new()) }
    }

    /// Takes a batch in.
    pub(crate) fn take(&self, batch: &DataFrame) -> PolarsResult<()> {
        if batch.height() == 0 {
            return Ok(());
        }
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut state = idle.unwrap_or_else(|| State::new(&self.spec));
        let result = state.take(&self.spec, batch);
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(state);
        }
        result
    }

    /// The results of all slots.
    pub(crate) fn finish(&self) -> Folded {
        let states = self.idle.lock().map(|mut idle| std::mem::take(&mut *idle)).unwrap_or_default();
        finish::finish(&self.spec, states)
    }

    /// What is done with a batch.
    pub(crate) fn spec(&self) -> &FoldSpec {
        &self.spec
    }
}

impl State {
    fn new(spec: &FoldSpec) -> Self {
        Self {
            groups: spec.groups.iter().map(|columns| Groups::new(columns.len())).collect(),
            slots: spec.slots.iter().map(Accumulator::new).collect(),
        }
    }

    fn take(&mut self, spec: &FoldSpec, batch: &DataFrame) -> PolarsResult<()> {
        let batch = column::Batch::new(batch, spec)?;
        let mut numbers = Vec::with_capacity(spec.groups.len());
        for (groups, columns) in self.groups.iter_mut().zip(&spec.groups) {
            numbers.push(groups.number(&batch, columns)?);
        }
        for (index, clock) in spec.clocks.iter().enumerate() {
            for pass in clock.passes(&batch)? {
                self.fold_pass(spec, &batch, index, &pass, &numbers)?;
            }
        }
        Ok(())
    }

    /// All slots of one clock in one of its passes.
    fn fold_pass(
        &mut self,
        spec: &FoldSpec,
        batch: &column::Batch<'_>,
        clock: usize,
        pass: &[u32],
        numbers: &[Vec<u32>],
    ) -> PolarsResult<()> {
        let stride = spec.clocks[clock].stride();
        let mut places: Vec<(usize, Option<usize>, Vec<u32>)> = Vec::new();
        for (index, slot) in spec.slots.iter().enumerate().filter(|(_, slot)| slot.clock == clock) {
            let known = places.iter().position(|(group, mask, _)| (*group, *mask) == (slot.group, slot.mask));
            let place = if let Some(place) = known {
                place
            } else {
                places.push((slot.group, slot.mask, place(pass, &numbers[slot.group], stride, batch, slot.mask)?));
                places.len() - 1
            };
            let cells = self.groups[slot.group].count() * stride as usize;
            self.slots[index].take(slot, batch, &places[place].2, cells)?;
        }
        Ok(())
    }
}

/// The cell of each row: `group × stride + bucket`; 0 for rows that are outside or masked.
fn place(
    buckets: &[u32],
    groups: &[u32],
    stride: u32,
    batch: &column::Batch<'_>,
    mask: Option<usize>,
) -> PolarsResult<Vec<u32>> {
    let mut cells: Vec<u32> = if groups.is_empty() {
        buckets.to_vec()
    } else {
        // A row outside the windows has bucket 0, which belongs to no selection in any group.
        buckets.iter().zip(groups).map(|(bucket, group)| group * stride + bucket).collect()
    };
    if let Some(mask) = mask {
        batch.mask(mask)?.apply(&mut cells);
    }
    Ok(cells)
}
