//! Numerator and denominator of a metric whose form has them.

use kpi_model::builtin::Aggregator;
use kpi_model::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use kpi_syntax::ast::BinaryOp;

use super::aggregate::count;
use super::metric::{Context, total};
use super::{Reference, Value};

/// Numerator and denominator, as far as there are any.
type Ratio = (Option<f64>, Option<f64>);

impl Reference<'_> {
    /// Of `a / b` the values of a and b; of an average the sum and the number of its values. Factors that are literal
    /// numbers, signs, names of metrics and contexts around such a form do not hide it.
    pub(super) fn ratio<'c>(&'c self, expr: &'c MetricExpr, context: &Context<'c>) -> Ratio {
        match &expr.kind {
            MetricKind::Metric(id) => self.ratio(&self.model.metric(*id).body, context),
            MetricKind::Negate(inner) => self.ratio(inner, context),
            MetricKind::Binary(BinaryOp::Multiply, left, right) => match (literal(left), literal(right)) {
                (false, true) => self.ratio(left, context),
                (true, false) => self.ratio(right, context),
                _ => (None, None),
            },
            MetricKind::Binary(BinaryOp::Divide, left, right) if literal(right) => self.ratio(left, context),
            MetricKind::Binary(BinaryOp::Divide, left, right) => {
                (self.expression(left, context).value.ok(), self.expression(right, context).value.ok())
            }
            MetricKind::Over(..) | MetricKind::Where(..) | MetricKind::Previous(..) | MetricKind::Total(..) => {
                match self.moved(expr, context) {
                    Some((inner, context)) => self.ratio(inner, &context),
                    None => (None, None),
                }
            }
            MetricKind::Aggregate(aggregate) if aggregate.function == Aggregator::Avg => {
                self.ratio_of_average(aggregate, context)
            }
            _ => (None, None),
        }
    }

    fn ratio_of_average<'c>(&'c self, of: &'c Aggregate, context: &Context<'c>) -> Ratio {
        if !matches!(of.input, Input::Value(_)) || self.is_silent(of.source, &of.when, &context.window) {
            return (None, None);
        }
        let Ok(values) = self.aggregated_values(of, context) else { return (None, None) };
        let n = values.iter().filter(|value| !Value::is_empty(value)).count();
        (total(&values, self), Some(count(n)))
    }
}

fn literal(expr: &MetricExpr) -> bool {
    matches!(expr.kind, MetricKind::Number(_))
}
