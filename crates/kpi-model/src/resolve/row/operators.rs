//! Arithmetic, logic and `if` on a row.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, BinaryOp, CompareOp, TimeUnit, UnaryOp};

use super::{RowScope, condition, made};
use crate::errors;
use crate::model::row::{RowExpr, RowKind};
use crate::model::{Literal, Type, Unit};
use crate::resolve::resolver::Resolver;
use crate::resolve::units::joined;

impl Resolver<'_> {
    pub(super) fn row_unary(&mut self, op: UnaryOp, inner: &ast::Expr, span: Span, scope: RowScope) -> Option<RowExpr> {
        match op {
            UnaryOp::Not => {
                let inner = self.row_condition(inner, scope)?;
                Some(condition(RowKind::Not(Box::new(inner)), span))
            }
            UnaryOp::Negate => {
                let inner = self.row(inner, scope)?;
                if let RowKind::Literal(Literal::Number(number)) = inner.kind {
                    return Some(made(RowKind::Literal(Literal::Number(-number)), Type::Number, Unit::literal(), span));
                }
                self.must_count("-", &inner)?;
                let (kind, unit) = (inner.kind_of_value, inner.unit.clone());
                Some(made(RowKind::Negate(Box::new(inner)), kind, unit, span))
            }
        }
    }

    pub(super) fn row_binary(
        &mut self,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: RowScope,
    ) -> Option<RowExpr> {
        let (left, right) = (self.row(left, scope), self.row(right, scope));
        let (left, right) = (left?, right?);
        let (kind, unit) = self.row_binary_type(op, &left, &right, span)?;
        Some(made(RowKind::Binary(op, Box::new(left), Box::new(right)), kind, unit, span))
    }

    fn row_binary_type(&mut self, op: BinaryOp, left: &RowExpr, right: &RowExpr, span: Span) -> Option<(Type, Unit)> {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                if let (BinaryOp::Or, RowKind::Compare(CompareOp::Equal, value, first), RowKind::Literal(_)) =
                    (op, &left.kind, &right.kind)
                    && !right.kind_of_value.matches(Type::Bool)
                {
                    let words = [value, first].map(|part| self.words(part.span));
                    return self.report(errors::or_of_values(words, self.words(right.span), left.span, right.span));
                }
                let (first, second) = (self.must_be_condition(left), self.must_be_condition(right));
                first.and(second).map(|()| (Type::Bool, Unit::plain()))
            }
            BinaryOp::Add | BinaryOp::Subtract => self.row_sum_type(op, left, right, span),
            BinaryOp::Multiply | BinaryOp::Divide => {
                let (first, second) = (self.must_count(op.symbol(), left), self.must_count(op.symbol(), right));
                first.and(second)?;
                let (left, right) = (self.row_operand(left), self.row_operand(right));
                self.product_unit(op, &left, &right)
            }
        }
    }

    /// Numbers, durations and moments.
    fn row_sum_type(&mut self, op: BinaryOp, left: &RowExpr, right: &RowExpr, span: Span) -> Option<(Type, Unit)> {
        let (a, b) = (left.kind_of_value, right.kind_of_value);
        let adds = op == BinaryOp::Add;
        match (a, b) {
            (Type::Date | Type::Datetime, Type::Date | Type::Datetime) if !adds => {
                Some((Type::Duration, Unit::duration()))
            }
            (Type::Date | Type::Datetime, Type::Duration) => Some((shifted(a, right), Unit::plain())),
            (Type::Duration, Type::Date | Type::Datetime) if adds => Some((shifted(b, left), Unit::plain())),
            (Type::Unknown, Type::Duration) if is_calendar_length(right).is_some() => {
                Some((Type::Unknown, Unit::literal()))
            }
            (Type::Duration, Type::Unknown) if adds && is_calendar_length(left).is_some() => {
                Some((Type::Unknown, Unit::literal()))
            }
            (Type::Date | Type::Datetime, Type::Unknown) | (Type::Unknown, Type::Date | Type::Datetime) => {
                Some((Type::Unknown, Unit::literal()))
            }
            (Type::Date | Type::Datetime, _) | (_, Type::Date | Type::Datetime) => self.report(
                errors::moment_arithmetic(op.symbol(), self.words(span), span, (a, left.span), (b, right.span)),
            ),
            (
                Type::Number | Type::Duration | Type::Unknown | Type::Text | Type::Bool | Type::Row(_),
                Type::Number | Type::Duration | Type::Unknown | Type::Text | Type::Bool | Type::Row(_),
            ) => {
                let (first, second) = (self.must_count(op.symbol(), left), self.must_count(op.symbol(), right));
                first.and(second)?;
                let (left, right) = (self.row_operand(left), self.row_operand(right));
                self.sum_unit(op, &left, &right)
            }
        }
    }

    /// Refuses what is neither number nor duration, and a calendar length that is not added to a date.
    pub(in crate::resolve) fn must_count(&mut self, word: &str, expr: &RowExpr) -> Option<()> {
        match expr.kind_of_value {
            Type::Number | Type::Unknown => Some(()),
            Type::Duration => match is_calendar_length(expr) {
                None => Some(()),
                Some(unit) => self.report(errors::calendar_length(self.words(expr.span), expr.span, unit)),
            },
            kind @ (Type::Text | Type::Bool | Type::Date | Type::Datetime | Type::Row(_)) => {
                self.report(errors::number_expected(word, self.words(expr.span), expr.span, kind))
            }
        }
    }

    pub(super) fn row_if(&mut self, parts: [&ast::Expr; 3], span: Span, scope: RowScope) -> Option<RowExpr> {
        let [test, then, otherwise] = parts;
        let test = self.row_condition(test, scope);
        let (then, otherwise) = (self.row(then, scope), self.row(otherwise, scope));
        let (test, then, otherwise) = (test?, then?, otherwise?);
        let (kind, unit) = self.row_alike("else", &then, &otherwise)?;
        Some(made(RowKind::If(Box::new(test), Box::new(then), Box::new(otherwise)), kind, unit, span))
    }

    /// The common type of two values that stand for the same thing.
    pub(super) fn row_alike(&mut self, word: &str, left: &RowExpr, right: &RowExpr) -> Option<(Type, Unit)> {
        let (a, b) = (left.kind_of_value, right.kind_of_value);
        match (a, b) {
            (Type::Unknown, _) => Some((b, right.unit.clone())),
            (_, Type::Unknown) => Some((a, left.unit.clone())),
            (Type::Number | Type::Duration, Type::Number | Type::Duration) => {
                let (left, right) = (self.row_operand(left), self.row_operand(right));
                self.same_units(word, &left, &right)?;
                Some((a, joined(&left.unit, &right.unit)))
            }
            _ if a == b => Some((a, left.unit.clone())),
            _ => self.report(errors::types_differ(word, (a, left.span), (b, right.span))),
        }
    }
}

/// The unit of a literal length of months or longer: it has no fixed number of seconds.
fn is_calendar_length(expr: &RowExpr) -> Option<TimeUnit> {
    let RowKind::Literal(Literal::Duration(length)) = &expr.kind else { return None };
    matches!(length.unit, TimeUnit::Month | TimeUnit::Quarter | TimeUnit::Year).then_some(length.unit)
}

/// What a moment becomes when a duration is added: a date stays one only by whole days.
fn shifted(moment: Type, length: &RowExpr) -> Type {
    let whole_days =
        matches!(&length.kind, RowKind::Literal(Literal::Duration(length)) if length.unit >= TimeUnit::Day);
    if whole_days { moment } else { Type::Datetime }
}
