//! What one test reaches.

use std::collections::BTreeSet;

use kpi_diagnostics::Span;
use kpi_model::model::metric::{Breakdown, Role};
use kpi_model::model::{FieldId, Metric, MetricId, Model, Uses};
use kpi_plan::Branches;

use super::branches::Side;
use crate::judge::Judge;
use crate::report::KpiResult;
use crate::status::applying;

/// Definitions and parts of them.
#[derive(Clone, Debug, Default)]
pub(in crate::testing) struct Trace {
    pub(super) metrics: BTreeSet<MetricId>,
    pub(super) fields: BTreeSet<FieldId>,
    pub(super) lines: BTreeSet<(MetricId, usize)>,
    pub(super) statuses: BTreeSet<(MetricId, &'static str)>,
    /// Of the metric world, by the place of their text.
    pub(super) branches: BTreeSet<Span>,
    /// Of the row world, by the whole `if`.
    pub(super) row_branches: BTreeSet<(String, Side)>,
}

impl Trace {
    /// What several reach together.
    pub(in crate::testing) fn join(&mut self, mut other: Self) {
        self.metrics.append(&mut other.metrics);
        self.fields.append(&mut other.fields);
        self.lines.append(&mut other.lines);
        self.statuses.append(&mut other.statuses);
        self.branches.append(&mut other.branches);
        self.row_branches.append(&mut other.row_branches);
    }

    /// Adds the definitions that a metric and its cut are computed from.
    pub(in crate::testing) fn computes(&mut self, model: &Model, metric: &Metric, cut: Option<&Breakdown>) {
        self.uses(model, &Uses::of_body(model, metric));
        if let Some(cut) = cut {
            self.uses(model, &Uses::of_breakdown(model, cut));
        }
    }

    /// Adds a result of a metric that is expected by its name.
    pub(in crate::testing) fn judged(&mut self, model: &Model, id: MetricId, judge: &Judge<'_>, result: &KpiResult) {
        let metric = model.metric(id);
        self.reach_metric(model, id);
        self.uses(model, &Uses::of_lines(model, metric));
        self.statuses.insert((id, result.status.words()));
        let start = judge.item.window.start.date();
        for role in [Role::Target, Role::Warn] {
            let line = applying(metric, role, &result.slice, start).map(|(index, _)| (id, index));
            self.lines.extend(line.filter(|_| result.value.is_some()));
        }
    }

    /// Adds the branches that a value and its limits take.
    pub(in crate::testing) fn took(&mut self, branches: Branches) {
        self.branches.append(&mut branches.taken());
    }

    /// Adds the branches that rows take.
    pub(in crate::testing) fn took_by_row(&mut self, mut taken: BTreeSet<(String, Side)>) {
        self.row_branches.append(&mut taken);
    }

    fn uses(&mut self, model: &Model, uses: &Uses) {
        uses.metrics.iter().for_each(|metric| self.reach_metric(model, *metric));
        uses.fields.iter().for_each(|field| self.reach_field(model, *field));
    }

    fn reach_metric(&mut self, model: &Model, id: MetricId) {
        if self.metrics.insert(id) {
            self.uses(model, &Uses::of_body(model, model.metric(id)));
        }
    }

    fn reach_field(&mut self, model: &Model, id: FieldId) {
        if self.fields.insert(id) {
            self.uses(model, &Uses::of_field(model, model.field(id)));
        }
    }
}
