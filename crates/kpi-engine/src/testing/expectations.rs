//! The expectations of a test: one plan computes them all, the judge of the scorecard gives each its result.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use kpi_diagnostics::Diagnostic;
use kpi_model::model::metric::{Breakdown, MetricExpr, ScopeTerm};
use kpi_model::model::{Expectation, Metric, MetricId, Model, Outcome, Test};
use kpi_plan::{Evaluator, Item, Key, PlannedItem, TimeWindow, plan};

use super::messages;
use super::tables::TestTables;
use crate::checks;
use crate::evaluate::{Computation, Judge, Wanted};
use crate::left_out::LeftOut;
use crate::progress::{Relay, Silent};
use crate::project::Project;
use crate::report::{KpiResult, SliceValue};

/// A message for each expectation, and slice of it, that is not met.
pub(super) fn unmet(project: &Project, model: &Model, test: &Test, tables: &TestTables<'_>) -> Vec<Diagnostic> {
    let Some(window) = project.calendar().named(test.period) else { return vec![messages::no_such_period(test)] };
    let as_of = test.as_of.unwrap_or_else(|| window.end.date());
    let asked: Vec<Asked<'_>> = test.expectations.iter().map(|expectation| Asked::new(project, model, expectation)).collect();
    let wanted: Vec<Wanted<'_>> = asked.iter().flat_map(Asked::wanted).collect();
    let computation = compute(project, model, &wanted, window, as_of, tables);
    let evaluator = Evaluator::new(&computation.plan, &computation.results);
    let mut items = computation.plan.items.iter().zip(&wanted);
    let mut failures = Vec::new();
    for asked in &asked {
        let judges = items.by_ref().take(asked.count());
        let judges: Vec<Judge<'_>> = judges
            .map(|(item, cut)| Judge { computation: &computation, evaluator: &evaluator, cut, item, as_of })
            .collect();
        failures.extend(asked.failures(&judges, test));
    }
    failures
}

/// The numbers of a test. The data of a test reach as far as its clock: what stands in its tables is all there is.
fn compute<'m>(
    project: &Project,
    model: &'m Model,
    wanted: &[Wanted<'_>],
    window: TimeWindow,
    as_of: Date,
    tables: &TestTables<'_>,
) -> Computation<'m> {
    let calendar = project.calendar();
    let items = wanted
        .iter()
        .map(|cut| Item { metric: cut.metric, breakdown: cut.breakdown.as_ref(), windows: vec![window] })
        .collect();
    let plan = plan(model, &calendar, &kpi_plan::Request { items, as_of });
    let broken = checks::keys(model, &plan, tables);
    let results = kpi_polars::execute(
        &plan,
        model,
        &calendar,
        tables,
        Arc::clone(project.loaded_plugins()) as Arc<dyn kpi_polars::Functions>,
        &Relay(&Silent),
        &broken.by_source,
    );
    Computation {
        model,
        plan,
        results,
        data_end: None,
        problems: Vec::new(),
        left_out: LeftOut::default(),
        read: BTreeSet::new(),
        broken: broken.by_source,
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

    fn failures(&self, judges: &[Judge<'_>], test: &Test) -> Vec<Diagnostic> {
        let [subject, rest @ ..] = judges else { return Vec::new() };
        let mut failures = Vec::new();
        for names in slices(&self.expectation.scope) {
            let slice = keys(subject.evaluator, subject.item, &names);
            let got = subject.result(&slice, names.clone());
            let expected = rest.first().map(|judge| judge.result(&slice, names));
            if !self.is_met(&got, expected.as_ref()) {
                failures.push(messages::unmet(self.expectation, &got, expected.as_ref(), test));
            }
        }
        failures
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
        let longer = |slice: &Vec<SliceValue>, value: &String| {
            let part = SliceValue { dimension: term.dimension.clone(), value: Some(value.clone()) };
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
