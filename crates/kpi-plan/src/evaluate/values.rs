//! Which values of a dimension the rows of each source have.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use kpi_model::model::SourceId;

use super::{Evaluator, collect};
use crate::formula::Formula;
use crate::key::Key;

impl Evaluator<'_> {
    /// The values of the dimension at a position that selected rows of each source have; empty ones are left out.
    pub fn values_by_source(&self, formula: &Formula, position: usize) -> BTreeMap<SourceId, BTreeSet<Key>> {
        let mut leaves = Vec::new();
        collect(formula, &mut HashSet::new(), &mut leaves);
        let mut values: BTreeMap<SourceId, BTreeSet<Key>> = BTreeMap::new();
        for leaf in leaves {
            let place = leaf.dimensions.iter().position(|dimension| *dimension == position);
            let (Some(place), Some(cell)) = (place, self.plan.cells.get(leaf.cell.0)) else { continue };
            let groups = self.results.groups(leaf.cell, leaf.selection).into_iter().flatten();
            let there = groups.filter(|(_, outcome)| outcome.rows > 0).filter_map(|(group, _)| group.get(place));
            let known = values.entry(cell.source).or_default();
            known.extend(there.filter(|key| **key != Key::Empty).cloned());
        }
        values
    }
}
