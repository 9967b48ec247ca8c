//! Arithmetic and conditions of metrics.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, BinaryOp, CompareOp, Set, UnaryOp};

use super::{MetricScope, condition, made, negated_if};
use crate::errors;
use crate::model::metric::{MetricExpr, MetricKind};
use crate::model::{Type, Unit};
use crate::resolve::resolver::Resolver;
use crate::resolve::units::joined;

impl Resolver<'_> {
    pub(super) fn metric_unary(
        &mut self,
        op: UnaryOp,
        inner: &ast::Expr,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        let inner = self.metric(inner, scope)?;
        match op {
            UnaryOp::Not => {
                self.must_hold(&inner)?;
                Some(condition(MetricKind::Not(Box::new(inner)), span))
            }
            UnaryOp::Negate => {
                if let MetricKind::Number(number) = inner.kind {
                    return Some(made(MetricKind::Number(-number), inner.kind_of_value, inner.unit, span));
                }
                self.must_be_number("-", &inner)?;
                let (kind, unit) = (inner.kind_of_value, inner.unit.clone());
                Some(made(MetricKind::Negate(Box::new(inner)), kind, unit, span))
            }
        }
    }

    pub(super) fn metric_binary(
        &mut self,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        let (left, right) = (self.metric(left, scope), self.metric(right, scope));
        let (left, right) = (left?, right?);
        let (kind, unit) = match op {
            BinaryOp::And | BinaryOp::Or => {
                let (first, second) = (self.must_hold(&left), self.must_hold(&right));
                first.and(second)?;
                (Type::Bool, Unit::plain())
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => {
                let first = self.must_be_number(op.symbol(), &left);
                first.and(self.must_be_number(op.symbol(), &right))?;
                let (left, right) = (self.metric_operand(&left), self.metric_operand(&right));
                match op {
                    BinaryOp::Add | BinaryOp::Subtract => self.sum_unit(op, &left, &right)?,
                    BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::And | BinaryOp::Or => {
                        self.product_unit(op, &left, &right)?
                    }
                }
            }
        };
        Some(made(MetricKind::Binary(op, Box::new(left), Box::new(right)), kind, unit, span))
    }

    pub(super) fn metric_compare(
        &mut self,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        let (left, right) = (self.metric(left, scope), self.metric(right, scope));
        self.compare_metrics(op, left?, right?, span)
    }

    fn compare_metrics(
        &mut self,
        op: CompareOp,
        left: MetricExpr,
        right: MetricExpr,
        span: Span,
    ) -> Option<MetricExpr> {
        self.must_be_number(op.symbol(), &left).and(self.must_be_number(op.symbol(), &right))?;
        let (a, b) = (self.metric_operand(&left), self.metric_operand(&right));
        self.comparable_units(op, &a, &b)?;
        Some(condition(MetricKind::Compare(op, Box::new(left), Box::new(right)), span))
    }

    pub(super) fn metric_in(
        &mut self,
        value: &ast::Expr,
        negated: bool,
        set: &Set,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        let list = match set {
            Set::List(list) => list,
            Set::Window(window) => {
                return self.report(errors::date_in_metric_world(self.words(span), window.span));
            }
        };
        let value = self.metric(value, scope)?;
        let mut any: Option<MetricExpr> = None;
        for item in list {
            let item = self.metric(item, scope)?;
            let equal = self.compare_metrics(CompareOp::Equal, value.clone(), item, span)?;
            any = Some(match any {
                None => equal,
                Some(before) => condition(MetricKind::Binary(BinaryOp::Or, Box::new(before), Box::new(equal)), span),
            });
        }
        any.map(|any| negated_if(negated, any))
    }

    pub(super) fn metric_between(
        &mut self,
        parts: [&ast::Expr; 3],
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        let [value, low, high] = parts.map(|part| self.metric(part, scope));
        let (value, low, high) = (value?, low?, high?);
        let above = self.compare_metrics(CompareOp::GreaterOrEqual, value.clone(), low, span)?;
        let below = self.compare_metrics(CompareOp::LessOrEqual, value, high, span)?;
        Some(condition(MetricKind::Binary(BinaryOp::And, Box::new(above), Box::new(below)), span))
    }

    pub(super) fn metric_if(&mut self, parts: [&ast::Expr; 3], span: Span, scope: MetricScope) -> Option<MetricExpr> {
        let [test, then, otherwise] = parts.map(|part| self.metric(part, scope));
        let (test, then, otherwise) = (test?, then?, otherwise?);
        self.must_hold(&test)?;
        self.must_be_number("then", &then).and(self.must_be_number("else", &otherwise))?;
        let (kind, unit) = self.metric_alike("else", &then, &otherwise)?;
        Some(made(MetricKind::If(Box::new(test), Box::new(then), Box::new(otherwise)), kind, unit, span))
    }

    /// The common type of two values that stand for the same thing.
    pub(super) fn metric_alike(&mut self, word: &str, left: &MetricExpr, right: &MetricExpr) -> Option<(Type, Unit)> {
        if left.kind_of_value == Type::Unknown {
            return Some((right.kind_of_value, right.unit.clone()));
        }
        let (a, b) = (self.metric_operand(left), self.metric_operand(right));
        self.same_units(word, &a, &b)?;
        Some((left.kind_of_value, joined(&a.unit, &b.unit)))
    }

    /// Refuses what is no condition.
    fn must_hold(&mut self, expr: &MetricExpr) -> Option<()> {
        if expr.kind_of_value.matches(Type::Bool) {
            return Some(());
        }
        self.report(errors::condition_expected(self.words(expr.span), expr.span, expr.kind_of_value))
    }

    /// Refuses a condition where a number is needed.
    pub(super) fn must_be_number(&mut self, word: &str, expr: &MetricExpr) -> Option<()> {
        if expr.kind_of_value != Type::Bool {
            return Some(());
        }
        self.report(errors::number_expected(word, self.words(expr.span), expr.span, Type::Bool))
    }
}
