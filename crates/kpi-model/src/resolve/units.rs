//! Types and units in arithmetic, for both worlds.
//!
//! A literal is flexible: it takes the unit of the other side, but never that of a duration. A quotient or a share times
//! the literal 100 is a percentage; divided by 100 it is none any more. Something whose type is not known fits everywhere.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{BinaryOp, CompareOp};

use super::resolver::Resolver;
use crate::builtin::{Aggregator, Scalar};
use crate::errors;
use crate::model::metric::{Input, MetricExpr, MetricKind};
use crate::model::row::{RowExpr, RowKind};
use crate::model::{Literal, Type, Unit};

/// What arithmetic needs to know of an operand.
#[derive(Clone, Debug)]
pub(crate) struct Operand {
    pub(crate) kind: Type,
    pub(crate) unit: Unit,
    pub(crate) share: bool,
    /// The number, of a literal.
    pub(crate) literal: Option<f64>,
    pub(crate) span: Span,
}

impl Operand {
    fn is_hundred(&self) -> bool {
        self.literal == Some(100.0)
    }

    fn is_unknown(&self) -> bool {
        self.kind == Type::Unknown
    }
}

impl Resolver<'_> {
    /// A row expression as an operand.
    pub(super) fn row_operand(&self, expr: &RowExpr) -> Operand {
        let literal = if let RowKind::Literal(Literal::Number(number)) = &expr.kind { Some(*number) } else { None };
        Operand {
            kind: expr.kind_of_value,
            unit: expr.unit.clone(),
            share: self.is_row_share(expr),
            literal,
            span: expr.span,
        }
    }

    /// A metric expression as an operand.
    pub(super) fn metric_operand(&self, expr: &MetricExpr) -> Operand {
        let literal = if let MetricKind::Number(number) = expr.kind { Some(number) } else { None };
        let literal = literal.filter(|_| expr.kind_of_value != Type::Duration);
        Operand {
            kind: expr.kind_of_value,
            unit: expr.unit.clone(),
            share: self.is_share(expr),
            literal,
            span: expr.span,
        }
    }

    /// The type and unit of a sum or difference of numbers and durations.
    pub(super) fn sum_unit(&mut self, op: BinaryOp, left: &Operand, right: &Operand) -> Option<(Type, Unit)> {
        if left.is_unknown() || right.is_unknown() {
            return Some((Type::Unknown, Unit::literal()));
        }
        if left.kind != right.kind {
            return self.report(errors::duration_with_number(op.symbol(), left, right));
        }
        if !left.unit.fits(&right.unit) {
            return self.report(errors::units_differ(op.symbol(), left, right));
        }
        Some((left.kind, joined(&left.unit, &right.unit)))
    }

    /// The type and unit of a product or quotient of numbers and durations.
    pub(super) fn product_unit(&mut self, op: BinaryOp, left: &Operand, right: &Operand) -> Option<(Type, Unit)> {
        let divided = op == BinaryOp::Divide;
        if !divided && ((left.share && right.is_hundred()) || (right.share && left.is_hundred())) {
            let other = if right.is_hundred() { left } else { right };
            if other.unit.factors.is_empty() && !other.unit.percent {
                return Some((Type::Number, Unit::percent()));
            }
        }
        if left.is_unknown() || right.is_unknown() {
            return Some((Type::Unknown, Unit::literal()));
        }
        if divided && left.unit.percent && right.is_hundred() {
            return Some((left.kind, Unit::plain()));
        }
        let (percent, other) = match (left.unit.percent, right.unit.percent) {
            (true, true) if divided => return Some((Type::Number, Unit::plain())),
            (true, _) => (Some(left), right),
            (_, true) => (Some(right), left),
            (false, false) => (None, right),
        };
        if let Some(percent) = percent {
            if other.unit.percent || !other.unit.factors.is_empty() {
                return self.report(errors::percent_with_unit(op, percent, other));
            }
            let unit = if divided && right.unit.percent { Unit::plain() } else { Unit::percent() };
            return Some((Type::Number, unit));
        }
        let unit = left.unit.times(&right.unit, if divided { -1 } else { 1 });
        Some((if unit.is_duration() { Type::Duration } else { Type::Number }, unit))
    }

    /// Whether two numbers or durations may be compared; reports if not.
    pub(super) fn comparable_units(&mut self, op: CompareOp, left: &Operand, right: &Operand) -> Option<()> {
        self.same_units(op.symbol(), left, right)
    }

    /// Whether two numbers or durations may stand side by side; reports if not.
    pub(super) fn same_units(&mut self, word: &str, left: &Operand, right: &Operand) -> Option<()> {
        if left.is_unknown() || right.is_unknown() {
            return Some(());
        }
        if left.kind != right.kind {
            return self.report(errors::duration_with_number(word, left, right));
        }
        if !left.unit.fits(&right.unit) {
            return self.report(errors::units_differ(word, left, right));
        }
        Some(())
    }

    /// Whether a metric is a quotient or a share, so that 100 times it is a percentage.
    pub(super) fn is_share(&self, expr: &MetricExpr) -> bool {
        match &expr.kind {
            MetricKind::Binary(BinaryOp::Divide, _, _) => is_dimensionless(&expr.unit),
            MetricKind::Binary(BinaryOp::Add | BinaryOp::Subtract, left, right) => {
                let literal = |side: &MetricExpr| matches!(side.kind, MetricKind::Number(_));
                (self.is_share(left) || literal(left))
                    && (self.is_share(right) || literal(right))
                    && !(literal(left) && literal(right))
            }
            MetricKind::Binary(BinaryOp::Multiply, left, right) => self.is_share(left) && self.is_share(right),
            MetricKind::Aggregate(aggregate) => {
                is_average(aggregate.function)
                    && match &aggregate.input {
                        Input::Value(value) => value.kind_of_value == Type::Bool || self.is_row_share(value),
                        Input::PerKey(_, inner) | Input::PerUnit(_, inner) => {
                            inner.kind_of_value == Type::Bool || self.is_share(inner)
                        }
                        Input::Rows | Input::PerMoment(_) => false,
                    }
            }
            MetricKind::Metric(id) => self.settled_metric(*id).is_some_and(|facts| facts.share),
            MetricKind::Negate(inner)
            | MetricKind::Over(inner, _)
            | MetricKind::Where(inner, _)
            | MetricKind::Previous(inner, _)
            | MetricKind::Total(inner, _) => self.is_share(inner),
            MetricKind::If(_, then, otherwise) => self.is_share(then) || self.is_share(otherwise),
            MetricKind::Call(function, arguments) => {
                keeps_unit(*function) && arguments.first().is_some_and(|argument| self.is_share(argument))
            }
            MetricKind::Binary(BinaryOp::And | BinaryOp::Or, _, _)
            | MetricKind::Number(_)
            | MetricKind::Not(_)
            | MetricKind::Compare(..)
            | MetricKind::Growth(..)
            | MetricKind::Lift(..)
            | MetricKind::RiskRatio(..) => false,
        }
    }

    /// Whether a row's number is a quotient or a share.
    pub(super) fn is_row_share(&self, expr: &RowExpr) -> bool {
        match &expr.kind {
            RowKind::Binary(BinaryOp::Divide, _, _) => is_dimensionless(&expr.unit),
            RowKind::Binary(BinaryOp::Add | BinaryOp::Subtract, left, right) => {
                let literal = |side: &RowExpr| matches!(side.kind, RowKind::Literal(_));
                (self.is_row_share(left) || literal(left))
                    && (self.is_row_share(right) || literal(right))
                    && !(literal(left) && literal(right))
            }
            RowKind::Gather(gather) => {
                is_average(gather.function)
                    && gather
                        .value
                        .as_ref()
                        .is_some_and(|value| value.kind_of_value == Type::Bool || self.is_row_share(value))
            }
            RowKind::Field(id) => self.settled_field(*id).is_some_and(|facts| facts.share),
            RowKind::Through(_, inner) | RowKind::Asking(inner) | RowKind::Negate(inner) => self.is_row_share(inner),
            RowKind::If(_, then, otherwise) => self.is_row_share(then) || self.is_row_share(otherwise),
            RowKind::Call(function, arguments) => {
                keeps_unit(*function) && arguments.first().is_some_and(|argument| self.is_row_share(argument))
            }
            RowKind::Binary(BinaryOp::Multiply | BinaryOp::And | BinaryOp::Or, _, _)
            | RowKind::Literal(_)
            | RowKind::Column(_)
            | RowKind::Row(_)
            | RowKind::PeriodStart
            | RowKind::PeriodEnd
            | RowKind::Not(_)
            | RowKind::Compare(..)
            | RowKind::OneOf(..)
            | RowKind::Within(..)
            | RowKind::IsNull(_)
            | RowKind::Pattern(..)
            | RowKind::Plugin(..) => false,
        }
    }
}

fn is_average(function: Aggregator) -> bool {
    matches!(
        function,
        Aggregator::Avg | Aggregator::Min | Aggregator::Max | Aggregator::Median | Aggregator::Percentile(_)
    )
}

fn keeps_unit(function: Scalar) -> bool {
    function.signature().returns == crate::builtin::Returns::First
}

fn is_dimensionless(unit: &Unit) -> bool {
    unit.factors.is_empty() && !unit.percent
}

/// The unit of a sum: that of the side that is not a literal; labels are dropped.
pub(super) fn joined(left: &Unit, right: &Unit) -> Unit {
    let mut unit = if left.flexible { right.clone() } else { left.clone() };
    unit.label = None;
    unit
}

/// The unit of the square of a number.
pub(super) fn squared(unit: &Unit) -> Unit {
    let mut unit = if unit.percent { Unit::plain() } else { unit.times(unit, 1) };
    unit.flexible = false;
    unit
}
