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
//!
//! A batch is folded in pieces of some thousand rows, so that what a piece is turned into ([`column`], [`places`]) stays in
//! the processor's cache while slot after slot reads it. Conditions stay bits ([`words`]).

#![allow(
    clippy::indexing_slicing,
    reason = "positions come from the spec and the batch itself; this is the inner loop"
)]

mod clock;
mod column;
mod finish;
mod groups;
mod pairs;
mod places;
mod slot;
mod words;

use std::sync::Mutex;

use kpi_model::builtin::Aggregator;
use polars::prelude::{DataFrame, PolarsResult};

pub(crate) use clock::{AliveSelection, Buckets, ClockSpec, inside};
pub(crate) use finish::Folded;
use groups::Groups;
use places::Places;
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

/// How many rows are folded at a time.
const PIECE: usize = 1 << 13;

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
        let result = state.take_pieces(&self.spec, batch);
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

    fn take_pieces(&mut self, spec: &FoldSpec, batch: &DataFrame) -> PolarsResult<()> {
        for start in (0..batch.height()).step_by(PIECE) {
            self.take(spec, &batch.slice(i64::try_from(start).unwrap_or(i64::MAX), PIECE))?;
        }
        Ok(())
    }

    fn take(&mut self, spec: &FoldSpec, piece: &DataFrame) -> PolarsResult<()> {
        let piece = column::Batch::new(piece, spec)?;
        let mut numbers = Vec::with_capacity(spec.groups.len());
        for (groups, columns) in self.groups.iter_mut().zip(&spec.groups) {
            numbers.push(groups.number(&piece, columns)?);
        }
        for (index, clock) in spec.clocks.iter().enumerate() {
            for pass in clock.passes(&piece)? {
                self.fold_pass(spec, &piece, index, &pass, &numbers)?;
            }
        }
        Ok(())
    }

    /// All slots of one clock in one of its passes.
    fn fold_pass(
        &mut self,
        spec: &FoldSpec,
        piece: &column::Batch<'_>,
        clock: usize,
        pass: &[u32],
        numbers: &[Vec<u32>],
    ) -> PolarsResult<()> {
        // Most passes over living rows, and pieces of files that are sorted by time, lie outside of all windows.
        if pass.iter().all(|bucket| *bucket == 0) {
            return Ok(());
        }
        let stride = spec.clocks[clock].stride();
        let mut places: Vec<Option<Places>> = spec.groups.iter().map(|_| None).collect();
        for (slot, accumulator) in spec.slots.iter().zip(&mut self.slots).filter(|(slot, _)| slot.clock == clock) {
            let places = places[slot.group].get_or_insert_with(|| Places::new(pass, &numbers[slot.group], stride));
            let mask = slot.mask.map(|mask| piece.mask(mask)).transpose()?;
            let cells = self.groups[slot.group].count() * stride as usize;
            accumulator.take(slot, &Piece { columns: piece, places, mask }, cells)?;
        }
        Ok(())
    }
}

/// Some rows as a slot sees them.
struct Piece<'a> {
    columns: &'a column::Batch<'a>,
    places: &'a Places,
    mask: Option<&'a words::Words>,
}
