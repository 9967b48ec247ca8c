//! A pass that looks at the rows of a source one by one.
//!
//! Conditions, values and clocks are lowered as for a fold; only what is done with the batches differs.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use kpi_model::builtin::Aggregator;
use kpi_model::model::{Model, SourceId};
use kpi_plan::{Calendar, Cell, CellClock};
use polars::prelude::*;

use super::pass::{Pass, done_schema};
use super::{Setting, clocks, panic_message, uses};
use crate::failure::explained;
use crate::parallel::in_parallel;
use crate::rows::{Inside, Inspected, Inspection, Keep, Look, Looker, Probe, Test};
use crate::tables::{Functions, Tables};

/// Looks at rows, in one pass for each source. The answers are in the order of the questions; a question that cannot be
/// answered fails alone, with its reason.
pub fn inspect(
    questions: &[Inspection],
    model: &Model,
    calendar: &Calendar,
    tables: &dyn Tables,
    functions: Arc<dyn Functions>,
    broken: &BTreeMap<SourceId, String>,
) -> Vec<Result<Inspected, String>> {
    let setting = Setting { model, calendar, tables, functions };
    let mut by_source: BTreeMap<SourceId, Vec<usize>> = BTreeMap::new();
    let mut answers: BTreeMap<usize, Result<Inspected, String>> = BTreeMap::new();
    for (index, question) in questions.iter().enumerate() {
        let cell = question.as_cell();
        let sources = kpi_plan::cell_sources(&cell, model);
        let unusable =
            sources.iter().find_map(|source| broken.get(source).cloned().or_else(|| tables.usable(*source).err()));
        match unusable.or_else(|| uses::unavailable(&cell, model, setting.functions.as_ref())) {
            Some(message) => {
                answers.insert(index, Err(message));
            }
            None => by_source.entry(question.source).or_default().push(index),
        }
    }
    let passes: Vec<(SourceId, Vec<usize>)> = by_source.into_iter().collect();
    let done = in_parallel(&passes, |(source, indices)| run(&setting, *source, questions, indices));
    answers.extend(done.into_iter().flatten());
    let lost = || Err("these rows were not looked at".to_owned());
    (0..questions.len()).map(|index| answers.remove(&index).unwrap_or_else(lost)).collect()
}

/// Looks in one pass; where that fails, question by question.
fn run(
    setting: &Setting<'_>,
    source: SourceId,
    questions: &[Inspection],
    indices: &[usize],
) -> Vec<(usize, Result<Inspected, String>)> {
    let asked: Vec<&Inspection> = indices.iter().filter_map(|index| questions.get(*index)).collect();
    // Polars panics on some broken inputs; that is a failure of this pass, not of the program.
    let outcome = catch_unwind(AssertUnwindSafe(|| pass(setting, source, &asked)));
    if let Some(message) = changed(setting, &asked) {
        return indices.iter().map(|index| (*index, Err(message.clone()))).collect();
    }
    match (outcome.unwrap_or_else(|panic| Err(panic_message(panic.as_ref()))), indices) {
        (Ok(seen), _) => indices.iter().copied().zip(seen.into_iter().map(Ok)).collect(),
        (Err(message), [one]) => vec![(*one, Err(explained(setting.tables, source, &message)))],
        (Err(_), several) => {
            several.iter().flat_map(|one| run(setting, source, questions, std::slice::from_ref(one))).collect()
        }
    }
}

/// Why what was looked at is not what other passes read.
fn changed(setting: &Setting<'_>, asked: &[&Inspection]) -> Option<String> {
    let sources: BTreeSet<SourceId> = asked.iter().flat_map(|question| question.sources(setting.model)).collect();
    sources.into_iter().find_map(|source| setting.tables.unchanged(source).err())
}

fn pass(setting: &Setting<'_>, source: SourceId, asked: &[&Inspection]) -> Result<Vec<Inspected>, String> {
    let mut pass = Pass::new(setting.clone(), source);
    let looks = asked.iter().map(|question| pass.look(question)).collect::<Result<Vec<_>, String>>()?;
    if asked.iter().any(|question| question.keep != Keep::Last || !question.spreads.is_empty()) {
        // Rows outside of the windows are counted too.
        pass.everything = true;
    }
    pass.prune();
    let frame = pass.frames.build(pass.node, &pass.outputs)?;
    let looker = Arc::new(Looker::new(pass.spec.clocks, looks));
    let taking = Arc::clone(&looker);
    let looking = frame.map(
        move |batch| {
            taking.take(&batch)?;
            Ok(DataFrame::empty_with_schema(&done_schema()))
        },
        OptFlags::STREAMING,
        Some(Arc::new(|_: &Schema| Ok(Arc::new(done_schema())))),
        Some("look"),
    );
    looking.collect_with_engine(Engine::Streaming).map_err(|error| error.to_string())?;
    Ok(looker.finish())
}

impl Inspection {
    /// Every source that the question reads.
    pub fn sources(&self, model: &Model) -> BTreeSet<SourceId> {
        kpi_plan::cell_sources(&self.as_cell(), model)
    }

    /// A cell that needs what this question needs.
    fn as_cell(&self) -> Cell {
        let tests = self.outside.iter().chain(&self.inside);
        let tested = tests.flat_map(|test| std::iter::once(&test.of).chain(&test.without)).cloned();
        Cell {
            source: self.source,
            function: Aggregator::Count,
            distinct: false,
            value: None,
            filters: tested.chain(self.spreads.iter().cloned()).collect(),
            dimensions: self.columns.clone(),
            clock: self.clock.clone(),
            selections: vec![self.selection],
        }
    }
}

impl Pass<'_> {
    fn look(&mut self, question: &Inspection) -> Result<Look, String> {
        let selections = [question.selection];
        let inside = match &question.clock {
            CellClock::Timeless => Inside::Clock(self.all_rows(), 0),
            CellClock::Moment(moment) => Inside::Clock(self.moment(moment, &selections)?, 0),
            CellClock::Alive(alive) => Inside::Clock(self.alive(*alive, &selections)?, 0),
            CellClock::Snapshot(snapshot) if snapshot.per.is_some() => {
                self.everything = true;
                let looked_at = clocks::looked_at(question.selection);
                let is_last = self.frames.picture(self.node, *snapshot, looked_at)?;
                Inside::Condition(self.output(format!("picture {:?}", question.selection), is_last))
            }
            CellClock::Snapshot(snapshot) => {
                let (moment, selections) = self.pictures(self.source, *snapshot, &selections)?;
                Inside::Clock(self.moment(&moment, &selections)?, 0)
            }
        };
        let mut columns = |list: &[kpi_plan::Pinned]| {
            list.iter().map(|pinned| self.pinned(pinned)).collect::<Result<Vec<_>, String>>()
        };
        let (read, spreads) = (columns(&question.columns)?, columns(&question.spreads)?);
        Ok(Look {
            inside,
            outside_tests: self.probes(&question.outside)?,
            inside_tests: self.probes(&question.inside)?,
            keep: question.keep,
            key: if question.keep == Keep::Nothing { Vec::new() } else { self.row_key()? },
            columns: read,
            spreads,
        })
    }

    fn probes(&mut self, tests: &[Test]) -> Result<Vec<Probe>, String> {
        let mut probes = Vec::with_capacity(tests.len());
        for test in tests {
            let without = test.without.as_ref().map(|pinned| self.pinned(pinned)).transpose()?;
            probes.push(Probe { of: self.pinned(&test.of)?, is: test.is, without });
        }
        Ok(probes)
    }

    /// What puts rows in order: their key; where it does not tell rows apart their position too.
    fn row_key(&mut self) -> Result<Vec<usize>, String> {
        let source = self.setting.model.source(self.source);
        let mut key = Vec::new();
        for column in &source.key {
            let pinned = self.pinned_column(self.source, *column);
            key.push(self.pinned(&pinned)?);
        }
        if source.key.is_empty() || source.versions || source.snapshot.is_some() {
            let row = self.frames.row(self.node);
            key.push(self.output("row".to_owned(), row));
        }
        Ok(key)
    }
}
