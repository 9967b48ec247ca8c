//! Which slices a breakdown has: those of the rows that the aggregates of its metric take.

use std::collections::BTreeMap;

use kpi_model::model::MetricId;
use kpi_model::model::metric::{Aggregate, Breakdown, Dimension, Input, MetricExpr, MetricKind};

use super::metric::{Context, Wanted};
use super::row::Place;
use super::stretch::Stretch;
use super::table::key_text;
use super::{Reference, Value};

/// The values of the dimensions of one slice.
pub type Slice = Vec<Value>;

impl Reference<'_> {
    /// The slices of a breakdown of a metric in a window.
    pub fn slices(&self, metric: MetricId, breakdown: &Breakdown, window: Stretch) -> Vec<Slice> {
        let mut found = Found { breakdown, written: window, slices: BTreeMap::new() };
        self.collect(&self.model.metric(metric).body, &Context::of(window), &mut found);
        found.slices.into_values().collect()
    }

    fn collect<'c>(&'c self, expr: &'c MetricExpr, context: &Context<'c>, found: &mut Found<'_>) {
        let over = |window: Option<Stretch>| window.map(|window| Context { window, ..context.clone() });
        match &expr.kind {
            MetricKind::Number(_) => {}
            MetricKind::Metric(id) => self.collect(&self.model.metric(*id).body, context, found),
            MetricKind::Aggregate(aggregate) => self.collect_aggregate(aggregate, context, found),
            MetricKind::Negate(inner) | MetricKind::Not(inner) => self.collect(inner, context, found),
            MetricKind::Binary(_, left, right) | MetricKind::Compare(_, left, right) => {
                self.collect(left, context, found);
                self.collect(right, context, found);
            }
            MetricKind::If(condition, then, otherwise) => {
                for inner in [condition, then, otherwise] {
                    self.collect(inner, context, found);
                }
            }
            MetricKind::Call(_, arguments) => {
                for argument in arguments {
                    self.collect(argument, context, found);
                }
            }
            MetricKind::Over(inner, window) => {
                if let Some(context) = over(context.window.inside(window, &self.calendar)) {
                    self.collect(inner, &context, found);
                }
            }
            MetricKind::Previous(inner, by) | MetricKind::Growth(inner, by) => {
                if matches!(expr.kind, MetricKind::Growth(..)) {
                    self.collect(inner, context, found);
                }
                if let Some(context) = over(context.window.back(*by, &self.calendar)) {
                    self.collect(inner, &context, found);
                }
            }
            MetricKind::Where(inner, filter) => {
                let mut context = context.clone();
                context.filters.push((filter, Wanted::Fulfilled, context.window));
                self.collect(inner, &context, found);
            }
            MetricKind::Total(inner, names) => {
                let of_it = |name: &String| names.as_ref().is_none_or(|names| names.contains(name));
                if !found.breakdown.dimensions.iter().any(|dimension| of_it(&dimension.name)) {
                    self.collect(inner, context, found);
                }
            }
            MetricKind::Lift(inner, filter) | MetricKind::RiskRatio(inner, filter) => {
                for wanted in [Wanted::Fulfilled, Wanted::Failed] {
                    let mut context = context.clone();
                    context.filters.push((filter, wanted, context.window));
                    self.collect(inner, &context, found);
                }
            }
        }
    }

    fn collect_aggregate<'c>(&'c self, of: &'c Aggregate, context: &Context<'c>, found: &mut Found<'_>) {
        if let Input::PerUnit(unit, inner) = &of.input {
            for unit in self.units(of, *unit, context).unwrap_or_default() {
                self.collect(inner, &unit, found);
            }
            return;
        }
        for row in self.selected(of, context) {
            let place = Place::of(row, &found.written);
            let value = |dimension: &Dimension| {
                let expr = dimension.by_source.iter().find(|(source, _)| *source == row.source);
                expr.map(|(_, expr)| self.value(expr, place))
            };
            let slice: Option<Slice> = found.breakdown.dimensions.iter().map(value).collect();
            if let Some(slice) = slice {
                found.slices.insert(key_text(&slice), slice);
            }
        }
    }
}

struct Found<'b> {
    breakdown: &'b Breakdown,
    /// The window where the breakdown is written: that of the metric.
    written: Stretch,
    slices: BTreeMap<String, Slice>,
}
