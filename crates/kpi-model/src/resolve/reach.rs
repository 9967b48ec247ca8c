//! Which sources a metric reads, and which of them a breakdown cuts.

use super::resolver::Resolver;
use crate::model::SourceId;
use crate::model::metric::{Input, MetricExpr, MetricKind};

/// The sources of all aggregates of a metric, through other metrics too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// Every source once, in order.
    pub(super) sources: Vec<SourceId>,
    /// The sources that a breakdown cuts, each with the dimensions that do not cut it (`total(m, goal)`).
    cuts: Vec<(SourceId, Vec<String>)>,
    /// Whether it looks at another period (`prev`, `change`, `growth`).
    pub(super) shifts: bool,
}

impl Reach {
    /// The reach of a resolved expression.
    pub(super) fn of(expr: &MetricExpr, resolver: &Resolver<'_>) -> Self {
        let mut reach = Self::default();
        reach.add(expr, resolver);
        reach.sources.sort_unstable();
        reach.sources.dedup();
        reach.cuts.sort_unstable();
        reach.cuts.dedup();
        reach
    }

    /// What several expressions reach together.
    pub(super) fn join(&mut self, other: &Self) {
        self.sources.extend(&other.sources);
        self.cuts.extend(other.cuts.iter().cloned());
        self.shifts |= other.shifts;
        self.sources.sort_unstable();
        self.sources.dedup();
        self.cuts.sort_unstable();
        self.cuts.dedup();
    }

    /// The sources that a dimension cuts.
    pub(super) fn cut_by(&self, dimension: &str) -> Vec<SourceId> {
        let cut = self.cuts.iter().filter(|(_, without)| !without.iter().any(|name| name == dimension));
        let mut sources: Vec<SourceId> = cut.map(|(source, _)| *source).collect();
        sources.dedup();
        sources
    }

    fn add(&mut self, expr: &MetricExpr, resolver: &Resolver<'_>) {
        match &expr.kind {
            MetricKind::Number(_) => {}
            MetricKind::Metric(id) => {
                if let Some(facts) = resolver.settled_metric(*id) {
                    self.sources.extend(&facts.reach.sources);
                    self.cuts.extend(facts.reach.cuts.iter().cloned());
                    self.shifts |= facts.reach.shifts;
                }
            }
            MetricKind::Aggregate(aggregate) => {
                self.sources.push(aggregate.source);
                self.cuts.push((aggregate.source, Vec::new()));
                match &aggregate.input {
                    Input::PerKey(_, inner) | Input::PerUnit(_, inner) => self.add(inner, resolver),
                    Input::Rows | Input::Value(_) | Input::PerMoment(_) => {}
                }
            }
            MetricKind::Total(inner, dimensions) => self.add_total(inner, dimensions.as_deref(), resolver),
            MetricKind::Negate(inner)
            | MetricKind::Not(inner)
            | MetricKind::Over(inner, _)
            | MetricKind::Where(inner, _)
            | MetricKind::Lift(inner, _)
            | MetricKind::RiskRatio(inner, _) => self.add(inner, resolver),
            MetricKind::Previous(inner, _) | MetricKind::Growth(inner, _) => {
                self.shifts = true;
                self.add(inner, resolver);
            }
            MetricKind::Binary(_, left, right) | MetricKind::Compare(_, left, right) => {
                self.add(left, resolver);
                self.add(right, resolver);
            }
            MetricKind::If(condition, then, otherwise) => {
                for part in [condition, then, otherwise] {
                    self.add(part, resolver);
                }
            }
            MetricKind::Call(_, arguments) => arguments.iter().for_each(|argument| self.add(argument, resolver)),
        }
    }

    fn add_total(&mut self, inner: &MetricExpr, dimensions: Option<&[String]>, resolver: &Resolver<'_>) {
        let inside = Self::of(inner, resolver);
        self.sources.extend(inside.sources);
        self.shifts |= inside.shifts;
        let Some(dimensions) = dimensions else { return };
        for (source, mut without) in inside.cuts {
            without.extend(dimensions.iter().cloned());
            without.sort_unstable();
            without.dedup();
            self.cuts.push((source, without));
        }
    }
}
