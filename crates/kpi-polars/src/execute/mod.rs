//! Running the cells of a plan: one pass for each source.
//!
//! When a pass fails, its cells are divided and tried again, until what fails stands alone: a wrong value in one column must
//! not take down the KPIs that never look at it. [`pass`] builds a pass, [`clocks`] its clocks, [`uses`] finds the
//! plugin functions that a cell needs. [`mod@inspect`] is a pass that looks at rows one by one.

mod clocks;
mod inspect;
mod pass;
mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kpi_model::model::{Model, SourceId};
use kpi_plan::{Calendar, Cell, CellId, CellResult, Plan, Results};

use crate::failure;
use crate::parallel::in_parallel;
use crate::tables::{Functions, Tables};
pub use inspect::inspect;

/// Told about what goes on, from any thread.
pub trait Progress: Sync {
    /// The pass over a source begins; it is the `number`th of `of`.
    fn source(&self, name: &str, number: usize, of: usize);
}

/// What a run works with.
#[derive(Clone)]
pub(crate) struct Setting<'a> {
    pub(crate) model: &'a Model,
    pub(crate) calendar: &'a Calendar,
    pub(crate) tables: &'a dyn Tables,
    pub(crate) functions: Arc<dyn Functions>,
}

/// Computes all cells of a plan. What needs one of the `broken` sources fails with its message.
pub fn execute(
    plan: &Plan,
    model: &Model,
    calendar: &Calendar,
    tables: &dyn Tables,
    functions: Arc<dyn Functions>,
    progress: &dyn Progress,
    broken: &BTreeMap<SourceId, String>,
) -> Results {
    let setting = Setting { model, calendar, tables, functions };
    let mut by_source: BTreeMap<SourceId, Vec<CellId>> = BTreeMap::new();
    let mut results: BTreeMap<CellId, CellResult> = BTreeMap::new();
    for (index, cell) in plan.cells.iter().enumerate() {
        let sources = kpi_plan::cell_sources(cell, model);
        let unusable =
            sources.iter().find_map(|source| broken.get(source).cloned().or_else(|| tables.usable(*source).err()));
        match unusable.or_else(|| uses::unavailable(cell, model, setting.functions.as_ref())) {
            Some(message) => {
                results.insert(CellId(index), CellResult::Failed(message));
            }
            None => by_source.entry(cell.source).or_default().push(CellId(index)),
        }
    }
    let mut passes: Vec<(SourceId, Vec<CellId>)> = by_source.into_iter().collect();
    // The longest first, so that no long one is left over at the end.
    passes.sort_by_key(|(_, cells)| std::cmp::Reverse(cells.len()));
    let begun = AtomicUsize::new(0);
    let done = in_parallel(&passes, |(source, cells)| {
        let number = begun.fetch_add(1, Ordering::Relaxed) + 1;
        progress.source(&model.source(*source).name, number, passes.len());
        let mut done = BTreeMap::new();
        run(&setting, plan, *source, cells, &mut done);
        done
    });
    results.extend(done.into_iter().flatten());
    let lost = || CellResult::Failed("this number was not computed".to_owned());
    Results { cells: (0..plan.cells.len()).map(|index| results.remove(&CellId(index)).unwrap_or_else(lost)).collect() }
}

/// Runs some cells of a source in one pass; divides them when it fails.
fn run(
    setting: &Setting<'_>,
    plan: &Plan,
    source: SourceId,
    ids: &[CellId],
    results: &mut BTreeMap<CellId, CellResult>,
) {
    let cells: Vec<(CellId, &Cell)> =
        ids.iter().filter_map(|id| plan.cells.get(id.0).map(|cell| (*id, cell))).collect();
    // Polars panics on some broken inputs; that is a failure of this pass, not of the program.
    let outcome = catch_unwind(AssertUnwindSafe(|| pass::run(setting, source, &cells)));
    let outcome = outcome.unwrap_or_else(|panic| Err(panic_message(panic.as_ref())));
    if let Some(message) = changed(setting, cells.iter().map(|(_, cell)| *cell)) {
        results.extend(ids.iter().map(|id| (*id, CellResult::Failed(message.clone()))));
        return;
    }
    match outcome {
        Ok(done) => results.extend(done),
        Err(message) if ids.len() < 2 => {
            let message = failure::explained(setting.tables, source, &message);
            results.extend(ids.iter().map(|id| (*id, CellResult::Failed(message.clone()))));
        }
        Err(_) => {
            let (first, second) = ids.split_at(ids.len() / 2);
            run(setting, plan, source, first, results);
            run(setting, plan, source, second, results);
        }
    }
}

/// Why what a pass has read is not what other passes read or will read.
fn changed<'c>(setting: &Setting<'_>, cells: impl Iterator<Item = &'c Cell>) -> Option<String> {
    let sources: BTreeSet<SourceId> = cells.flat_map(|cell| kpi_plan::cell_sources(cell, setting.model)).collect();
    sources.into_iter().find_map(|source| setting.tables.unchanged(source).err())
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    format!("reading stopped unexpectedly: {}", text.unwrap_or("no reason was given"))
}
