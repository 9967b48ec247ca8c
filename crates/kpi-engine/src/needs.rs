//! What a run reads, source by source, asked for before anything else: so text files are gone through once, and not once
//! for the keys, once for the numbers and once for the newest day.

use std::collections::{BTreeMap, BTreeSet};

use kpi_model::model::{ColumnId, Model, SourceId};
use kpi_plan::{Needed, Plan, PlannedItem};
use kpi_polars::Tables;

use crate::evaluate::Wanted;
use crate::lists::{self, Lists};
use crate::sources::Scans;

/// Reads all columns that a plan needs, and those of lists if they are read.
pub(crate) fn read(plan: &Plan, model: &Model, wanted: &[Wanted<'_>], lists: Lists, scans: &Scans<'_>) {
    let mut needed = Needed::new(model);
    let mut by_source: BTreeMap<SourceId, BTreeSet<ColumnId>> = BTreeMap::new();
    plan.items.iter().flat_map(|item| &item.sources).for_each(|source| needed.add_source(*source));
    plan.cells.iter().for_each(|cell| needed.add_cell(cell));
    if lists == Lists::Read {
        plan.items.iter().for_each(|item| add_list(&mut needed, plan, item, wanted));
    }
    for source in needed.sources().collect::<Vec<_>>() {
        // Rows that nothing tells apart or places in time are counted by a column that is there.
        let declared = model.source(source);
        let is_placed = declared.time.is_some() || declared.alive.is_some() || declared.snapshot.is_some();
        if !is_placed && declared.key.is_empty() && !declared.columns.is_empty() {
            needed.add_column(source, scans.counted_by(source));
        }
    }
    for source in needed.sources() {
        let declared = model.source(source);
        let columns: Vec<ColumnId> = needed.columns(source).collect();
        match declared.distinct_of {
            Some((owner, column)) => drop(by_source.entry(owner).or_default().insert(column)),
            None => by_source.entry(source).or_default().extend(columns),
        }
    }
    kpi_polars::in_parallel(&by_source.into_iter().collect::<Vec<_>>(), |(source, columns)| {
        let declared = model.source(*source);
        let names: Vec<&str> = columns.iter().map(|column| declared.column(*column).name.as_str()).collect();
        scans.sources.prepare(&declared.name, &names);
    });
}

/// The columns that the list of an item shows, if there is one.
fn add_list(needed: &mut Needed<'_>, plan: &Plan, item: &PlannedItem, wanted: &[Wanted<'_>]) {
    let shown = wanted.get(item.item).map_or(&[][..], |cut| &cut.metric.show);
    let cell = lists::counted(&item.value).and_then(|(leaf, _)| plan.cells.get(leaf.cell.0));
    if let Some(cell) = cell {
        for shown in shown {
            needed.add_row(&shown.value, cell.source);
        }
    }
}
