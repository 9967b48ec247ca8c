//! Whether a metric may have an interval: it must be a smooth function of sums, counts and averages over the rows of one
//! source, and must not change when every row stands twice.
//!
//! The second is a matter of *degrees*: a sum has degree 1, a mean 0, a quotient the difference of its sides' degrees. What
//! the interval is computed from is decided where metrics are expanded, not here.

use std::collections::{BTreeSet, HashMap};

use kpi_diagnostics::{Diagnostic, Span};
use kpi_syntax::ast::BinaryOp;

use super::resolver::Resolver;
use crate::builtin::Aggregator;
use crate::errors;
use crate::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use crate::model::{Clock, Metric, MetricId, SourceId, When};

/// What matters of an expression.
#[derive(Clone, Debug, Default)]
struct Shape {
    /// How it grows with the number of rows.
    degree: i32,
    sources: BTreeSet<SourceId>,
    /// At which times rows that last are counted.
    times: BTreeSet<String>,
    /// Aggregates over rows.
    of_rows: bool,
    /// Aggregates over parts, by their places.
    of_parts: BTreeSet<usize>,
}

/// Why an expression can have no interval.
#[derive(Clone, Debug)]
enum Obstacle {
    /// Not a sum, count or average.
    NoSum(Span),
    /// The sides grow differently.
    Mixture(Span),
    /// A metric with a mistake of its own, already reported.
    Reported,
}

struct Judge<'m> {
    metrics: &'m [Option<Metric>],
    known: HashMap<MetricId, Result<Shape, Obstacle>>,
}

impl Resolver<'_> {
    /// Reports the metrics whose interval cannot be computed.
    pub(super) fn check_confidence(&mut self, metrics: &[Option<Metric>]) {
        let mut judge = Judge { metrics, known: HashMap::new() };
        for metric in metrics.iter().flatten() {
            let Some(confidence) = &metric.confidence else { continue };
            let clause = confidence.span;
            let found = match judge.shape(&metric.body) {
                Ok(shape) => self.unfit(metric, &shape, confidence.per.is_some(), clause),
                Err(Obstacle::NoSum(place)) => Some(errors::interval_of_no_sum(self.words(place), place, clause)),
                Err(Obstacle::Mixture(place)) => Some(errors::interval_of_mixture(self.words(place), place, clause)),
                Err(Obstacle::Reported) => None,
            };
            self.diagnostics.extend(found);
        }
    }

    fn unfit(&self, metric: &Metric, shape: &Shape, clustered: bool, clause: Span) -> Option<Diagnostic> {
        let name = &metric.name;
        let dependent = |reason| Some(errors::interval_of_dependent(name, reason, clause));
        if shape.sources.is_empty() {
            return Some(errors::interval_of_no_sum(name, metric.body.span, clause));
        }
        if shape.degree != 0 {
            return Some(errors::interval_of_total(name, metric.body.span, clause));
        }
        if shape.sources.len() > 1 {
            let names: Vec<&str> = shape.sources.iter().map(|id| self.sources.get(*id).name.as_str()).collect();
            return Some(errors::interval_of_several(name, &names, clause));
        }
        if shape.times.len() > 1 {
            return dependent("counts rows that last at different times");
        }
        if shape.of_parts.len() > 1 || (shape.of_rows && !shape.of_parts.is_empty()) {
            return dependent("has aggregates with and without `per`, or with several");
        }
        if clustered && !shape.of_parts.is_empty() {
            return dependent("puts rows together by `per` twice");
        }
        None
    }
}

impl Judge<'_> {
    fn shape(&mut self, expr: &MetricExpr) -> Result<Shape, Obstacle> {
        match &expr.kind {
            MetricKind::Number(_) => Ok(Shape::default()),
            MetricKind::Metric(id) => self.named(*id),
            MetricKind::Aggregate(aggregate) => of_aggregate(aggregate),
            MetricKind::Negate(inner) | MetricKind::Where(inner, _) | MetricKind::Total(inner, _) => self.shape(inner),
            MetricKind::Over(inner, window) => Ok(self.shape(inner)?.moved(&format!("{window:?}"))),
            MetricKind::Previous(inner, by) => Ok(self.shape(inner)?.moved(&format!("back {by:?}"))),
            MetricKind::Growth(inner, by) => {
                let now = self.shape(inner)?;
                let before = now.clone().moved(&format!("back {by:?}"));
                Ok(Shape { degree: 0, ..now.and(before) })
            }
            MetricKind::Lift(inner, _) | MetricKind::RiskRatio(inner, _) => {
                Ok(Shape { degree: 0, ..self.shape(inner)? })
            }
            MetricKind::Binary(operator, left, right) => {
                let (left, right) = (self.shape(left)?, self.shape(right)?);
                let (one, other) = (left.degree, right.degree);
                let degree = match operator {
                    BinaryOp::Add | BinaryOp::Subtract if one == other => one,
                    BinaryOp::Add | BinaryOp::Subtract => return Err(Obstacle::Mixture(expr.span)),
                    BinaryOp::Multiply => one + other,
                    BinaryOp::Divide => one - other,
                    BinaryOp::And | BinaryOp::Or => return Err(Obstacle::NoSum(expr.span)),
                };
                Ok(Shape { degree, ..left.and(right) })
            }
            MetricKind::Not(_) | MetricKind::Compare(..) | MetricKind::If(..) | MetricKind::Call(..) => {
                Err(Obstacle::NoSum(expr.span))
            }
        }
    }

    fn named(&mut self, id: MetricId) -> Result<Shape, Obstacle> {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let shape = match self.metrics.get(id.0) {
            Some(Some(metric)) => self.shape(&metric.body),
            Some(None) | None => Err(Obstacle::Reported),
        };
        self.known.insert(id, shape.clone());
        shape
    }
}

impl Shape {
    /// The same in another window.
    fn moved(mut self, how: &str) -> Self {
        self.times = self.times.iter().map(|time| format!("{how} {time}")).collect();
        self
    }

    fn and(mut self, other: Self) -> Self {
        self.sources.extend(other.sources);
        self.times.extend(other.times);
        self.of_parts.extend(other.of_parts);
        self.of_rows |= other.of_rows;
        self
    }
}

fn of_aggregate(aggregate: &Aggregate) -> Result<Shape, Obstacle> {
    let adds = aggregate.function == Aggregator::Sum || aggregate.function == Aggregator::Count;
    let plain = !aggregate.distinct && (adds || aggregate.function == Aggregator::Avg);
    let mut shape = Shape { degree: i32::from(adds), ..Shape::default() };
    match &aggregate.input {
        _ if !plain => return Err(Obstacle::NoSum(aggregate.span)),
        Input::PerUnit(..) | Input::PerMoment(_) => return Err(Obstacle::NoSum(aggregate.span)),
        Input::PerKey(..) => {
            shape.of_parts.insert(std::ptr::from_ref(aggregate).addr());
        }
        Input::Rows | Input::Value(_) => shape.of_rows = true,
    }
    shape.sources.insert(aggregate.source);
    let lasting = match &aggregate.when {
        When::At(edge) => Some(format!("{edge:?}")),
        When::During(Clock::Alive | Clock::Snapshot, window) => Some(format!("{window:?}")),
        When::During(Clock::Moment(_), _) | When::Always => None,
    };
    shape.times.extend(lasting);
    Ok(shape)
}
