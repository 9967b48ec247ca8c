//! A run: from a request to a report.
//!
//! The plan is made, executed in one pass for each source, and its numbers become results in [`crate::judge`]: slices, statuses, marks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use kpi_diagnostics::{Code, Diagnostic, Severity, Texts, did_you_mean};
use kpi_model::model::metric::Breakdown;
use kpi_model::model::{Metric, Model, SourceId};
use kpi_model::resolve_dimension;
use kpi_plan::{Evaluator, Item, Plan, Results, TimeWindow, plan};

use crate::apart;
use crate::checks;
use crate::judge::Judge;
use crate::left_out::LeftOut;
use crate::lists::Lists;
use crate::needs;
use crate::orphans;
use crate::progress::{Progress, Relay};
use crate::project::Project;
use crate::reach;
use crate::report::{KpiResult, Period, Report};
use crate::request::{Request, Selection};
use crate::sources::Scans;

/// A metric or dimension that was asked for by name does not exist.
const UNKNOWN_NAME: Code = Code::new(711);

/// What a run computes: a metric, and how it is cut.
pub(crate) struct Wanted<'m> {
    pub(crate) metric: &'m Metric,
    pub(crate) breakdown: Option<Breakdown>,
}

/// What is asked, and the texts it is written in.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) model: &'a Model,
    pub(crate) texts: &'a Texts,
}

/// The numbers of a run.
pub(crate) struct Computation<'a> {
    pub(crate) model: &'a Model,
    pub(crate) plan: Plan,
    pub(crate) results: Results,
    /// The moment up to which the data reach; none when no source has a time.
    pub(crate) data_end: Option<DateTime>,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) left_out: LeftOut,
    /// The sources that were read, and those among them that must not be used.
    pub(crate) read: BTreeSet<SourceId>,
    pub(crate) broken: Broken,
}

impl Project {
    /// Computes a scorecard. What cannot be computed is there with its reason; only mistakes in the text stop it.
    pub fn evaluate(&self, request: &Request, progress: &dyn Progress) -> Result<Report, Vec<Diagnostic>> {
        self.run(request, Lists::Leave, progress)
    }

    /// The same with the rows behind the counts that have `show`, in the latest period.
    pub fn evaluate_with_rows(&self, request: &Request, progress: &dyn Progress) -> Result<Report, Vec<Diagnostic>> {
        self.run(request, Lists::Read, progress)
    }

    fn run(&self, request: &Request, lists: Lists, progress: &dyn Progress) -> Result<Report, Vec<Diagnostic>> {
        self.without_mistakes()?;
        let model = self.model();
        let mut wanted = Vec::new();
        for metric in self.selected(&request.selection)? {
            wanted.extend(self.cuts(metric, &request.by));
        }
        self.known_dimensions(&request.by, &wanted)?;
        Ok(self.report(Said { model, texts: self.texts() }, &wanted, &request.periods, request.as_of, lists, progress))
    }

    /// Mistakes in the text stop a run: its numbers could mean anything.
    pub(crate) fn without_mistakes(&self) -> Result<(), Vec<Diagnostic>> {
        let mistakes = self.mistakes();
        let stops = mistakes.iter().any(|mistake| mistake.severity == Severity::Error);
        if stops { Err(mistakes) } else { Ok(()) }
    }

    fn selected(&self, selection: &Selection) -> Result<Vec<&Metric>, Vec<Diagnostic>> {
        let model = self.model();
        let names = match selection {
            Selection::Kpis => return Ok(model.metrics.iter().filter(|metric| metric.is_kpi()).collect()),
            Selection::Named(names) => names,
        };
        let mut metrics = Vec::new();
        let mut unknown = Vec::new();
        for name in names {
            match model.metric_named(name) {
                Some(id) => metrics.push(model.metric(id)),
                None => unknown.push(no_such("metric", name, model.metrics.iter().map(|metric| metric.name.as_str()))),
            }
        }
        if unknown.is_empty() { Ok(metrics) } else { Err(unknown) }
    }

    /// A metric as a whole and by its breakdowns, those that were asked for included.
    fn cuts<'m>(&self, metric: &'m Metric, by: &[String]) -> Vec<Wanted<'m>> {
        let mut cuts = Vec::new();
        if !metric.breakdowns.iter().any(|breakdown| breakdown.only) {
            cuts.push(Wanted { metric, breakdown: None });
        }
        let own = metric.breakdowns.iter().cloned().map(|breakdown| Wanted { metric, breakdown: Some(breakdown) });
        cuts.extend(own);
        for text in by {
            if let Some(breakdown) = self.breakdown(metric, text)
                && !cuts.iter().any(|cut| cut.breakdown.as_ref().is_some_and(|known| same_cut(known, &breakdown)))
            {
                cuts.push(Wanted { metric, breakdown: Some(breakdown) });
            }
        }
        cuts
    }

    /// A breakdown by the names in a text such as `segment, country`, if the metric can be cut by them.
    pub(crate) fn breakdown(&self, metric: &Metric, text: &str) -> Option<Breakdown> {
        let meaning = self.meaning();
        let dimensions = text.split(',').map(|name| {
            let span = metric.name_span;
            let (model, config, catalog) = (&meaning.model, self.config(), &meaning.catalog);
            resolve_dimension(model, config, catalog, metric, name.trim(), span, self.texts()).0
        });
        Some(Breakdown { dimensions: dimensions.collect::<Option<Vec<_>>>()?, only: false })
    }

    /// A dimension that no KPI of the run has is a slip of the hand.
    fn known_dimensions(&self, by: &[String], wanted: &[Wanted<'_>]) -> Result<(), Vec<Diagnostic>> {
        let has = |text: &str| wanted.iter().any(|cut| self.breakdown(cut.metric, text).is_some());
        let unknown: Vec<Diagnostic> = by
            .iter()
            .filter(|text| !wanted.is_empty() && !has(text))
            .map(|text| {
                let columns = self.model().sources.iter().flat_map(|source| &source.columns);
                no_such("dimension", text, columns.map(|column| column.name.as_str()))
            })
            .collect();
        if unknown.is_empty() { Ok(()) } else { Err(unknown) }
    }

    /// Computes and judges.
    pub(crate) fn report(
        &self,
        said: Said<'_>,
        wanted: &[Wanted<'_>],
        periods: &[TimeWindow],
        as_of: Date,
        lists: Lists,
        progress: &dyn Progress,
    ) -> Report {
        let Said { model, texts } = said;
        let mut computation = self.compute(model, wanted, periods, (as_of, lists), progress);
        let mut rows: Vec<(usize, KpiResult)> = Vec::new();
        let evaluator = Evaluator::new(&computation.plan, &computation.results);
        for item in &computation.plan.items {
            if let Some(cut) = wanted.get(item.item) {
                let judge = Judge { computation: &computation, evaluator: &evaluator, cut, item, as_of, texts };
                rows.extend(judge.results().into_iter().map(|result| (item.item, result)));
            }
        }
        let apart = apart::warnings(model, &computation.plan, &evaluator, wanted);
        drop(evaluator);
        computation.problems.extend(apart);
        if lists == Lists::Read {
            self.add_lists(model, &mut computation, wanted, &mut rows);
        }
        for (_, result) in &mut rows {
            self.name_period(&mut result.period);
        }
        Report {
            schema: "kpi-results/1",
            generated_at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            as_of,
            results: in_order(rows),
            problems: std::mem::take(&mut computation.problems),
        }
    }

    /// Gives a period the name that the calendar table has for it.
    pub(crate) fn name_period(&self, period: &mut Period) {
        let calendar = &self.loaded_calendar().calendar;
        if let (Some(table), Some(grain)) = (&calendar.table, period.grain) {
            period.name = table.name_of(grain, period.start).map(str::to_owned);
        }
    }

    /// Plans and executes.
    pub(crate) fn compute<'a>(
        &self,
        model: &'a Model,
        wanted: &[Wanted<'_>],
        periods: &[TimeWindow],
        (as_of, lists): (Date, Lists),
        progress: &dyn Progress,
    ) -> Computation<'a> {
        let calendar = self.calendar();
        let items = wanted
            .iter()
            .map(|cut| Item { metric: cut.metric, breakdown: cut.breakdown.as_ref(), windows: periods.to_vec() })
            .collect();
        let mut plan = plan(model, &calendar, &kpi_plan::Request { items, as_of });
        let counted = orphans::add(&mut plan, model);
        let scans = Scans { sources: self.sources(), plugins: self.loaded_plugins(), model };
        let relay = Relay(progress);
        needs::read(&plan, model, wanted, lists, &scans);
        let broken = checks::keys(model, &plan, &scans).placed(model, self.config());
        let results = kpi_polars::execute(
            &plan,
            model,
            &calendar,
            &scans,
            Arc::clone(self.loaded_plugins()) as Arc<dyn kpi_polars::Functions>,
            &relay,
            &broken.by_source,
        );
        let used: BTreeSet<SourceId> = plan.items.iter().flat_map(|item| item.sources.iter().copied()).collect();
        let wanted_until = plan.items.iter().map(|item| item.reach).max();
        let data_end = wanted_until.and_then(|until| reach::data_end(model, &calendar, &scans, &used, until));
        let mut problems = self.mistakes();
        problems.extend(broken.problems);
        problems.extend(self.loaded_calendar().failures.clone());
        problems.extend(self.sources().take_failures());
        problems.extend(self.failed_plugins(&results));
        problems.extend(orphans::warnings(&counted, &results, model, self.config()));
        let left_out = LeftOut::of(self.sources(), &used);
        problems.extend(left_out.warnings(self.sources(), model, self.config()));
        Computation { model, plan, results, data_end, problems, left_out, read: used, broken: broken.by_source }
    }

    /// The plugins that could not be loaded, if something depends on them.
    fn failed_plugins(&self, results: &Results) -> Vec<Diagnostic> {
        let failed = results.cells.iter().any(|cell| matches!(cell, kpi_plan::CellResult::Failed(_)));
        if failed { self.loaded_plugins().diagnostics() } else { Vec::new() }
    }
}

fn no_such<'n>(what: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(UNKNOWN_NAME, format!("no {what} is called `{name}`"));
    match did_you_mean(name, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

fn same_cut(left: &Breakdown, right: &Breakdown) -> bool {
    let names = |cut: &Breakdown| cut.dimensions.iter().map(|part| part.name.clone()).collect::<Vec<_>>();
    names(left) == names(right)
}

/// KPI by KPI, slice by slice, period by period.
fn in_order(mut rows: Vec<(usize, KpiResult)>) -> Vec<KpiResult> {
    let slice = |result: &KpiResult| -> Vec<(String, Option<String>)> {
        result.slice.iter().map(|part| (part.dimension.clone(), part.value.clone())).collect()
    };
    rows.sort_by(|(a, left), (b, right)| {
        (a, slice(left), left.period.start).cmp(&(b, slice(right), right.period.start))
    });
    rows.into_iter().map(|(_, result)| result).collect()
}

/// Failures by source.
pub(crate) type Broken = BTreeMap<SourceId, String>;
