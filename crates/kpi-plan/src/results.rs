//! What a backend gives back.

use std::collections::HashMap;

use crate::cell::CellId;
use crate::key::SliceKey;

/// The numbers of all cells of a plan.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// In the order of the plan's cells.
    pub cells: Vec<CellResult>,
}

/// The numbers of one cell.
#[derive(Clone, Debug)]
pub enum CellResult {
    /// For each selection the slices that have rows.
    Groups(Vec<HashMap<SliceKey, Outcome>>),
    /// The source or a plugin failed; the message is for users.
    Failed(String),
}

/// The number of one cell, selection and slice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The aggregate; none when it has no value.
    pub value: Option<f64>,
    /// How many rows were selected.
    pub rows: u64,
    /// How many of them had a value.
    pub n: u64,
    /// The sum of the values, for means.
    pub sum: f64,
}

impl Results {
    /// The groups of a cell and selection; none when it failed or is not there.
    pub fn groups(&self, cell: CellId, selection: usize) -> Option<&HashMap<SliceKey, Outcome>> {
        match self.cells.get(cell.0)? {
            CellResult::Groups(selections) => selections.get(selection),
            CellResult::Failed(_) => None,
        }
    }
}
