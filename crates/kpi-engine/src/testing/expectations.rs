//! The expectations of a test: one plan computes them all, the judge of the scorecard gives each its result.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use kpi_diagnostics::Diagnostic;
use kpi_model::model::metric::{Breakdown, MetricExpr, ScopeTerm};
use kpi_model::model::{Expectation, Metric, MetricId, Model, Outcome, Test};
use kpi_plan::{Branches, Evaluator, Item, Key, PlannedItem, TimeWindow, plan};
use kpi_syntax::ast::TestPeriod;

use super::coverage::{RowBranches, Trace};
use super::messages;
use super::said;
use super::tables::TestTables;
use crate::calendar::Loaded;
use crate::checks;
use crate::evaluate::{Computation, Wanted};
use crate::judge::Judge;
use crate::left_out::LeftOut;
use crate::orphans;
use crate::progress::{Relay, Silent};
use crate::project::{Meaning, Project};
use crate::report::{KpiResult, SliceValue};

/// What came out of a test.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// A message for each expectation, and slice of it, that is not met.
    pub(super) failures: Vec<Diagnostic>,
    /// What the test reaches, if that was asked for.
    pub(super) trace: Option<Trace>,
}

/// Computes the expectations of a test and holds them against the results. A `trace` that is given is filled.
pub(super) fn check(
    project: &Project,
    meaning: &Meaning,
    test: &Test,
    tables: &TestTables<'_>,
    mut trace: Option<Trace>,
) -> Checked {
    let model = &meaning.model;
    let own = tables.calendar(project);
    let calendar = own.as_ref().unwrap_or_else(|| project.loaded_calendar());
    if !calendar.mistakes.is_empty() {
        return Checked { failures: calendar.mistakes.clone(), trace };
    }
    let window = match &test.period {
        TestPeriod::Named(name) => calendar.calendar.named(*name),
        TestPeriod::Called(name) => calendar.calendar.called(name),
    };
    let Some(window) = window else {
        return Checked { failures: vec![messages::no_such_period(test)], trace };
    };
    let as_of = test.as_of.unwrap_or_else(|| window.end.date());
    let asked: Vec<Asked<'_>> =
        test.expectations.iter().map(|expectation| Asked::new(project, model, expectation)).collect();
    let mut wanted: Vec<Wanted<'_>> = asked.iter().flat_map(Asked::wanted).collect();
    if test.messages.iter().any(|message| message.definition.is_none()) {
        // What a run says of these tables.
        wanted.extend(model.metrics.iter().map(|metric| Wanted { metric, breakdown: None }));
    }
    let computation = World { project, model, tables, calendar, window, as_of }.compute(&wanted, trace.as_mut());
    let evaluator = Evaluator::new(&computation.plan, &computation.results);
    let mut items = computation.plan.items.iter().zip(&wanted);
    let mut failures = Vec::new();
    for asked in &asked {
        let judges = items.by_ref().take(asked.count());
        let judges: Vec<Judge<'_>> = judges
            .map(|(item, cut)| {
                let texts = project.texts();
                Judge { computation: &computation, evaluator: &evaluator, cut, item, as_of, texts }
            })
            .collect();
        failures.extend(asked.failures(&judges, test, trace.as_mut()));
    }
    failures.extend(messages::causes(&failures, &computation.problems));
    failures.extend(
        test.messages.iter().filter_map(|message| said::unsaid(project, meaning, message, &computation.problems)),
    );
    Checked { failures, trace }
}

/// What the numbers of a test are computed from.
struct World<'a, 'm> {
    project: &'a Project,
    model: &'m Model,
    tables: &'a TestTables<'m>,
    calendar: &'a Loaded,
    window: TimeWindow,
    as_of: Date,
}

impl<'m> World<'_, 'm> {
    /// The numbers of a test. Its data reach as far as its clock: what stands in its tables is all there is.
    fn compute(&self, wanted: &[Wanted<'_>], trace: Option<&mut Trace>) -> Computation<'m> {
        let (project, model) = (self.project, self.model);
        let calendar = &self.calendar.calendar;
        let items = wanted
            .iter()
            .map(|cut| Item { metric: cut.metric, breakdown: cut.breakdown.as_ref(), windows: vec![self.window] })
            .collect();
        let mut plan = plan(model, calendar, &kpi_plan::Request { items, as_of: self.as_of });
        let counted = orphans::add(&mut plan, model);
        let by_row = trace.as_ref().map(|_| RowBranches::add(&mut plan, model));
        let broken = checks::keys(model, &plan, self.tables);
        let results = kpi_polars::execute(
            &plan,
            model,
            calendar,
            self.tables,
            Arc::clone(project.loaded_plugins()) as Arc<dyn kpi_polars::Functions>,
            &Relay(&Silent),
            &broken.by_source,
        );
        if let (Some(trace), Some(by_row)) = (trace, by_row) {
            trace.took_by_row(by_row.taken(&results));
        }
        let used = |source| plan.items.iter().any(|item| item.sources.contains(&source));
        let mut problems = broken.problems;
        problems.extend(self.tables.problems(used));
        problems.extend(self.calendar.failures.iter().cloned());
        problems.extend(orphans::warnings(&counted, &results, model, project.config()));
        Computation {
            model,
            plan,
            results,
            data_end: None,
            problems,
            left_out: LeftOut::default(),
            read: BTreeSet::new(),
            broken: broken.by_source,
        }
    }
}

/// An expectation with what has to be computed for it.
struct Asked<'m> {
    expectation: &'m Expectation,
    subject: Metric,
    expected: Option<Metric>,
    breakdown: Option<Breakdown>,
}

impl<'m> Asked<'m> {
    fn new(project: &Project, model: &Model, expectation: &'m Expectation) -> Self {
        let nameless = |expr: &MetricExpr| {
            let words = project.texts().slice(expr.span);
            Metric::of_expression(MetricId(model.metrics.len()), words, expr.clone(), expr.span)
        };
        let subject = match expectation.metric {
            Some(id) => model.metric(id).clone(),
            None => nameless(&expectation.subject),
        };
        let expected = match &expectation.outcome {
            Outcome::Value(expected, _) => Some(nameless(expected)),
            Outcome::Status(_) => None,
        };
        let dimensions = expectation.dimensions.clone();
        let breakdown = (!dimensions.is_empty()).then_some(Breakdown { dimensions, only: false });
        Self { expectation, subject, expected, breakdown }
    }

    fn wanted(&self) -> impl Iterator<Item = Wanted<'_>> {
        let metrics = std::iter::once(&self.subject).chain(&self.expected);
        metrics.map(|metric| Wanted { metric, breakdown: self.breakdown.clone() })
    }

    fn count(&self) -> usize {
        1 + usize::from(self.expected.is_some())
    }

    fn failures(&self, judges: &[Judge<'_>], test: &Test, mut trace: Option<&mut Trace>) -> Vec<Diagnostic> {
        let [subject, rest @ ..] = judges else { return Vec::new() };
        let mut failures = Vec::new();
        for names in slices(&self.expectation.scope) {
            let slice = keys(subject.evaluator, subject.item, &names);
            let got = subject.result(&slice, names.clone());
            let expected = rest.first().map(|judge| judge.result(&slice, names));
            if let Some(trace) = trace.as_deref_mut() {
                for judge in judges {
                    self.reaches(judge, &slice, trace);
                }
                if let Some(id) = self.expectation.metric {
                    trace.judged(subject.computation.model, id, subject, &got);
                }
            }
            if !self.is_met(&got, expected.as_ref()) {
                failures.push(messages::unmet(self.expectation, &got, expected.as_ref(), test));
            }
        }
        failures
    }

    fn reaches(&self, judge: &Judge<'_>, slice: &[Key], trace: &mut Trace) {
        trace.computes(judge.computation.model, judge.cut.metric, self.breakdown.as_ref());
        let mut branches = Branches::default();
        judge.evaluator.branches(&judge.item.value, slice, &mut branches);
        for (low, high) in &judge.item.lines {
            std::iter::once(low).chain(high).for_each(|limit| judge.evaluator.branches(limit, slice, &mut branches));
        }
        trace.took(branches);
    }

    fn is_met(&self, got: &KpiResult, expected: Option<&KpiResult>) -> bool {
        match &self.expectation.outcome {
            Outcome::Status(words) if words == "incomplete" => got.marks.contains(words),
            Outcome::Status(words) => got.status.words() == words,
            Outcome::Value(_, within) => {
                let values = (got.value, expected.and_then(|expected| expected.value));
                let (Some(got), Some(expected)) = values else { return false };
                (got - expected).abs() <= within.unwrap_or(0.0) + rounding(got, expected)
            }
        }
    }
}

/// The distance that only the way of computing can make.
fn rounding(left: f64, right: f64) -> f64 {
    1e-9 * left.abs().max(right.abs()).max(1e-3)
}

/// The slices that a scope names: each combination of its values. Without a scope the total.
fn slices(scope: &[ScopeTerm]) -> Vec<Vec<SliceValue>> {
    let mut slices = vec![Vec::new()];
    for term in scope {
        let longer = |slice: &Vec<SliceValue>, value: &Option<String>| {
            let part = SliceValue { dimension: term.dimension.clone(), value: value.clone() };
            slice.iter().cloned().chain([part]).collect()
        };
        slices = slices.iter().flat_map(|slice| term.values.iter().map(move |value| longer(slice, value))).collect();
    }
    slices
}

/// The keys of a slice: those of the data that read the same; a value that no row has is a text.
fn keys(evaluator: &Evaluator<'_>, item: &PlannedItem, names: &[SliceValue]) -> Vec<Key> {
    if names.is_empty() {
        return Vec::new();
    }
    let known = evaluator.slices(&item.value, names.len());
    let key = |(position, name): (usize, &SliceValue)| {
        let same = |key: &&Key| key.text() == name.value;
        let found = known.iter().filter_map(|slice| slice.get(position)).find(same).cloned();
        found.unwrap_or_else(|| Key::Text(name.value.clone().unwrap_or_default().into()))
    };
    names.iter().enumerate().map(key).collect()
}
