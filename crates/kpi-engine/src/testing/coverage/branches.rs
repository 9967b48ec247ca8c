//! The branches of every `if` in a definition.

use std::collections::BTreeSet;

use kpi_diagnostics::Span;
use kpi_model::model::metric::{Aggregate, Filter, Input, MetricExpr, MetricKind};
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Field, Metric};
use kpi_plan::print_expr;

/// One of the two ways of an `if`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::testing) enum Side {
    /// The condition holds.
    Then,
    /// It does not.
    Else,
}

impl Side {
    /// The word before it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Then => "then",
            Self::Else => "else",
        }
    }
}

/// A branch in the text of a definition.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// Where.
    pub(super) span: Span,
    /// Which of the two.
    pub(super) side: Side,
    /// Of the row world: the whole `if` without places, by which cells know it.
    pub(super) print: Option<String>,
}

/// Those of a metric's body and limits.
pub(super) fn of_metric(metric: &Metric) -> Vec<Branch> {
    let mut walk = Walk::default();
    walk.metric(&metric.body);
    metric.lines.iter().flat_map(|line| line.bound.limits()).for_each(|limit| walk.metric(limit));
    walk.found
}

/// Those of a field's body.
pub(super) fn of_field(field: &Field) -> Vec<Branch> {
    let mut walk = Walk::default();
    walk.row(&field.body);
    walk.found
}

/// A filter is read once for each source, but its text stands there once.
#[derive(Default)]
struct Walk {
    found: Vec<Branch>,
    seen: BTreeSet<Span>,
}

impl Walk {
    fn add(&mut self, span: Span, side: Side, print: Option<String>) {
        if self.seen.insert(span) {
            self.found.push(Branch { span, side, print });
        }
    }

    fn metric(&mut self, expr: &MetricExpr) {
        if let MetricKind::If(condition, then, otherwise) = &expr.kind {
            self.metric(condition);
            self.add(then.span, Side::Then, None);
            self.metric(then);
            self.add(otherwise.span, Side::Else, None);
            return self.metric(otherwise);
        }
        if let MetricKind::Aggregate(aggregate) = &expr.kind {
            self.aggregate(aggregate);
        }
        expr.parts().into_iter().for_each(|part| self.metric(part));
        expr.filter().into_iter().for_each(|filter| self.filter(filter));
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        match &aggregate.input {
            Input::Rows => {}
            Input::Value(value) | Input::PerMoment(value) => self.row(value),
            Input::PerKey(key, inner) => {
                self.row(key);
                self.metric(inner);
            }
            Input::PerUnit(_, inner) => self.metric(inner),
        }
        if let Some(filter) = &aggregate.filter {
            self.row(filter);
        }
    }

    fn filter(&mut self, filter: &Filter) {
        filter.by_source.iter().for_each(|(_, predicate)| self.row(predicate));
    }

    fn row(&mut self, expr: &RowExpr) {
        if let RowKind::If(condition, then, otherwise) = &expr.kind {
            let print = print_expr(expr);
            self.row(condition);
            self.add(then.span, Side::Then, Some(print.clone()));
            self.row(then);
            self.add(otherwise.span, Side::Else, Some(print));
            return self.row(otherwise);
        }
        expr.parts().into_iter().for_each(|part| self.row(part));
    }
}
