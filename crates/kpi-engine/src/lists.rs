//! `show`: the rows behind a count.
//!
//! The rows are those of the count itself: its cell says which, so that there are as many of them as it counts. The list is of the
//! latest period of a run, since it is made to be worked on; earlier ones are a run of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use kpi_diagnostics::{Code, Diagnostic};
use kpi_model::model::metric::Shown;
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Model, SourceId, Unit};
use kpi_plan::{Formula, FormulaKind, Key, Leaf, Pinned, PlannedItem, SliceKey, TimeWindow, print_expr};
use kpi_polars::{Inspected, Inspection, Keep, Row, Test, Truth};

use crate::evaluate::{Computation, Wanted};
use crate::judge::{named, period};
use crate::project::Project;
use crate::report::KpiResult;
use crate::rows::{RowCell, RowColumn, RowList};

/// The rows behind a count cannot be read out.
const NO_LIST: Code = Code::new(559);

/// Whether the rows behind counts are read out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lists {
    /// Where `show` asks for them.
    Read,
    /// Numbers only.
    Leave,
}

/// A list on its way.
struct Listing {
    /// The position among what was wanted.
    item: usize,
    window: TimeWindow,
    /// Where in the slice each dimension of the cell stands.
    positions: Vec<usize>,
    columns: Vec<RowColumn>,
    question: Inspection,
}

impl Project {
    /// Adds the rows behind counts to their results in the latest of the windows.
    pub(crate) fn add_lists(
        &self,
        model: &Model,
        computation: &mut Computation<'_>,
        wanted: &[Wanted<'_>],
        results: &mut [(usize, KpiResult)],
    ) {
        let last = computation.plan.items.iter().map(|item| item.window.end).max();
        let latest = computation.plan.items.iter().filter(|item| Some(item.window.end) == last);
        let listings: Vec<Listing> = latest.filter_map(|item| listing(model, computation, wanted, item)).collect();
        let questions: Vec<Inspection> = listings.iter().map(|listing| listing.question.clone()).collect();
        let answers = self.look(model, &questions, computation);
        for (listing, answer) in listings.iter().zip(answers) {
            let Some(cut) = wanted.get(listing.item) else { continue };
            match answer {
                Ok(seen) => self.add_list(listing, cut, seen, results),
                Err(message) => computation.problems.push(
                    Diagnostic::error(NO_LIST, format!("the rows of `{}` cannot be listed", cut.metric.name))
                        .primary(cut.metric.name_span, "its `show` names what to read")
                        .note(message),
                ),
            }
        }
    }

    fn add_list(&self, listing: &Listing, cut: &Wanted<'_>, seen: Inspected, results: &mut [(usize, KpiResult)]) {
        let mut by_slice: BTreeMap<SliceKey, Vec<Row>> = BTreeMap::new();
        for row in seen.rows.into_iter().next_back().unwrap_or_default() {
            by_slice.entry(listing.slice(&row)).or_default().push(row);
        }
        let zone = self.calendar().timezone;
        let width = listing.positions.len();
        let mut lists: Vec<_> = by_slice
            .into_iter()
            .map(|(slice, rows)| {
                let cells = |row: Row| row.values.iter().skip(width).map(|value| RowCell::of(value, &zone)).collect();
                let names = cut.breakdown.as_ref().map(|breakdown| named(breakdown, &slice)).unwrap_or_default();
                (names, RowList { columns: listing.columns.clone(), values: rows.into_iter().map(cells).collect() })
            })
            .collect();
        let here = |item: &usize, result: &KpiResult| *item == listing.item && period(listing.window) == result.period;
        for (_, result) in results.iter_mut().filter(|(item, result)| here(item, result)) {
            // A value that is withheld or missing has no list.
            if result.value.is_none() {
                continue;
            }
            let found = lists.iter().position(|(names, _)| *names == result.slice);
            let nothing = || RowList { columns: listing.columns.clone(), values: Vec::new() };
            result.rows = Some(found.map_or_else(nothing, |at| lists.swap_remove(at).1));
        }
    }
}

impl Listing {
    fn slice(&self, row: &Row) -> SliceKey {
        let mut slice = vec![Key::Empty; self.positions.len()];
        for (value, position) in row.values.iter().zip(&self.positions) {
            if let Some(place) = slice.get_mut(*position) {
                *place = value.key();
            }
        }
        slice
    }
}

/// What is read for an item, if its metric shows rows.
fn listing(model: &Model, computation: &Computation<'_>, wanted: &[Wanted<'_>], item: &PlannedItem) -> Option<Listing> {
    let shown = &wanted.get(item.item)?.metric.show;
    let (leaf, window) = counted(&item.value).filter(|_| !shown.is_empty())?;
    let cell = computation.plan.cells.get(leaf.cell.0)?;
    let (mut columns, mut read) = (Vec::new(), cell.dimensions.clone());
    for (column, value) in keys(model, cell.source, shown).into_iter().chain(own(model, cell.source, shown)) {
        columns.push(column);
        read.push(pinned(value, window));
    }
    let question = Inspection {
        source: cell.source,
        clock: cell.clock.clone(),
        selection: *cell.selections.get(leaf.selection)?,
        outside: Vec::new(),
        inside: cell.filters.iter().map(|of| Test { of: of.clone(), is: Truth::NotTrue, without: None }).collect(),
        keep: Keep::Last,
        columns: read,
        spreads: Vec::new(),
    };
    Some(Listing { item: item.item, window: item.window, positions: leaf.dimensions.clone(), columns, question })
}

/// The cell that a metric with `show` counts by, and the window of its context.
pub(crate) fn counted(formula: &Formula) -> Option<(&Leaf, TimeWindow)> {
    if let FormulaKind::Named(_, inner) | FormulaKind::Filled(inner, _) = &formula.kind {
        return counted(inner);
    }
    if let FormulaKind::Leaf(leaf) = &formula.kind { Some((leaf, formula.window)) } else { None }
}

/// The columns of the key that are not shown anyway.
fn keys(model: &Model, source: SourceId, shown: &[Shown]) -> Vec<(RowColumn, RowExpr)> {
    let declared = model.source(source);
    let is_shown = |key| shown.iter().any(|shown| matches!(shown.value.kind, RowKind::Column(column) if column == key));
    let keys = declared.key.iter().copied().filter(|key| !is_shown(*key));
    keys.map(|key| {
        let column = declared.column(key);
        let span = kpi_diagnostics::Span::new(kpi_diagnostics::FileId(0), 0, 0);
        let value =
            RowExpr { kind: RowKind::Column(key), kind_of_value: column.kind, unit: Unit::clone(&column.unit), span };
        (RowColumn::new(column.name.clone(), &value, true), value)
    })
    .collect()
}

/// The columns that `show` names.
fn own(model: &Model, source: SourceId, shown: &[Shown]) -> Vec<(RowColumn, RowExpr)> {
    let key = &model.source(source).key;
    let is_key = |shown: &Shown| matches!(shown.value.kind, RowKind::Column(column) if key.contains(&column));
    let column = |shown: &Shown| RowColumn::new(shown.name.clone(), &shown.value, is_key(shown));
    shown.iter().map(|shown| (column(shown), shown.value.clone())).collect()
}

fn pinned(value: RowExpr, window: TimeWindow) -> Pinned {
    let print = print_expr(&value).into();
    Pinned { expr: Arc::new(value), window: Some(window), print }
}
