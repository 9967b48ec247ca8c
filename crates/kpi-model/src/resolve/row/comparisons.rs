//! Comparisons, `in`, `between` and patterns on a row.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, BinaryOp, CompareOp, PatternKind, Set};

use super::{RowScope, condition};
use crate::errors;
use crate::model::row::{RowExpr, RowKind};
use crate::model::{Literal, Type};
use crate::resolve::resolver::Resolver;

impl Resolver<'_> {
    pub(super) fn row_compare(
        &mut self,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: RowScope,
    ) -> Option<RowExpr> {
        let (left, right) = (self.row(left, scope), self.row(right, scope));
        self.compare_rows(op, left?, right?, span)
    }

    fn compare_rows(&mut self, op: CompareOp, left: RowExpr, right: RowExpr, span: Span) -> Option<RowExpr> {
        self.check_comparison(op, &left, &right)?;
        Some(condition(RowKind::Compare(op, Box::new(left), Box::new(right)), span))
    }

    fn check_comparison(&mut self, op: CompareOp, left: &RowExpr, right: &RowExpr) -> Option<()> {
        for (side, other) in [(left, right), (right, left)] {
            if matches!(side.kind, RowKind::Literal(Literal::Empty)) {
                return self.report(errors::compared_with_null(op, self.words(other.span), left.span.to(right.span)));
            }
        }
        let (a, b) = (left.kind_of_value, right.kind_of_value);
        match (a, b) {
            (Type::Unknown, _) | (_, Type::Unknown) => Some(()),
            (Type::Number | Type::Duration, Type::Number | Type::Duration) => {
                self.must_count(op.symbol(), left).and(self.must_count(op.symbol(), right))?;
                let (left, right) = (self.row_operand(left), self.row_operand(right));
                self.comparable_units(op, &left, &right)
            }
            (Type::Datetime, Type::Date) => self.check_day_boundary(op, left, right),
            (Type::Date, Type::Datetime) => self.check_day_boundary(mirrored(op), right, left),
            (Type::Bool, Type::Bool) | (Type::Row(_), Type::Row(_)) if a == b => {
                if matches!(op, CompareOp::Equal | CompareOp::NotEqual) {
                    return Some(());
                }
                self.report(errors::no_order(op, a, left.span.to(right.span)))
            }
            _ if a == b => Some(()),
            _ => {
                let (left_words, right_words) = (self.words(left.span), self.words(right.span));
                self.report(errors::not_comparable((left_words, a, left.span), (right_words, b, right.span)))
            }
        }
    }

    /// A moment against a date means the start of the day: only `>=` and `<` cut there.
    fn check_day_boundary(&mut self, op: CompareOp, moment: &RowExpr, day: &RowExpr) -> Option<()> {
        if matches!(op, CompareOp::GreaterOrEqual | CompareOp::Less) {
            return Some(());
        }
        self.report(errors::moment_with_date(op, self.words(moment.span), moment.span, day.span))
    }

    pub(super) fn row_in(&mut self, value: &ast::Expr, set: &Set, span: Span, scope: RowScope) -> Option<RowExpr> {
        let value = self.row(value, scope);
        match set {
            Set::List(list) => {
                let list: Vec<Option<RowExpr>> = list.iter().map(|item| self.row(item, scope)).collect();
                let value = value?;
                let list: Vec<RowExpr> = list.into_iter().collect::<Option<_>>()?;
                for item in &list {
                    if matches!(item.kind, RowKind::Literal(Literal::Empty)) {
                        return self.report(errors::null_in_list(self.words(value.span), item.span));
                    }
                    self.check_comparison(CompareOp::Equal, &value, item)?;
                }
                Some(condition(RowKind::OneOf(Box::new(value), list), span))
            }
            Set::Window(window) => {
                let window = self.row_window(window, scope);
                let (value, window) = (value?, window?);
                if !value.kind_of_value.is_moment() && value.kind_of_value != Type::Unknown {
                    let words = self.words(value.span);
                    return self.report(errors::moment_expected("in", words, value.span, value.kind_of_value));
                }
                Some(condition(RowKind::Within(Box::new(value), Box::new(window)), span))
            }
        }
    }

    pub(super) fn row_between(
        &mut self,
        value: &ast::Expr,
        low: &ast::Expr,
        high: &ast::Expr,
        span: Span,
        scope: RowScope,
    ) -> Option<RowExpr> {
        let (value, low, high) = (self.row(value, scope), self.row(low, scope), self.row(high, scope));
        let (value, low, high) = (value?, low?, high?);
        let above = self.compare_rows(CompareOp::GreaterOrEqual, value.clone(), low, span)?;
        let below = self.compare_rows(CompareOp::LessOrEqual, value, high, span)?;
        Some(condition(RowKind::Binary(BinaryOp::And, Box::new(above), Box::new(below)), span))
    }

    pub(super) fn row_pattern(
        &mut self,
        value: &ast::Expr,
        kind: PatternKind,
        pattern: &ast::Text,
        span: Span,
        scope: RowScope,
    ) -> Option<RowExpr> {
        let value = self.row(value, scope);
        if kind == PatternKind::Matches
            && let Err(problem) = regex::Regex::new(&pattern.value)
        {
            return self.report(errors::bad_pattern(&pattern.value, pattern.span, &problem));
        }
        let value = value?;
        if !value.kind_of_value.matches(Type::Text) {
            return self.report(errors::text_expected(self.words(value.span), value.span, value.kind_of_value));
        }
        Some(condition(RowKind::Pattern(kind, Box::new(value), pattern.value.clone()), span))
    }
}

/// The same comparison with its sides exchanged.
fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        CompareOp::Equal | CompareOp::NotEqual => op,
    }
}
