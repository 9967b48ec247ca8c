//! The row world: expressions that are computed for one row.
//!
//! [`Resolver::row`] holds the `match`; `path` reads names, `operators` and `comparisons` check types, `calls` the
//! functions, `gather` the aggregates in the body of a field, `facts` what others need to know of a field.

mod calls;
mod comparisons;
mod facts;
mod gather;
mod operators;
mod path;

pub(super) use calls::wanted;
pub(super) use path::period_edge;

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, ExprKind};

use super::resolver::{Home, Resolver};
use crate::errors;
use crate::model::row::{RowExpr, RowKind};
use crate::model::{Literal, SourceId, Type, Unit};

/// Whose row an expression is read on, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowScope {
    /// The source of the current row.
    pub(super) source: SourceId,
    /// The source of the asking row.
    pub(super) asking: Option<SourceId>,
    /// Where the expression stands.
    pub(super) place: Place,
    /// The source that is meant when none is named.
    pub(super) home: Home,
}

/// Where a row expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The body of a field.
    Field,
    /// Inside an aggregate of a field.
    Gathered,
    /// The anchor of the window of such an aggregate: only the asking row is there.
    Anchor,
    /// Inside an aggregate of a metric, or a column of `show`.
    Aggregate,
    /// The filter of a context, read on each source that it reaches.
    Filter,
    /// A dimension, read on each source that it cuts.
    Dimension,
}

impl RowScope {
    /// The body of a field.
    pub(super) fn of_field(source: SourceId, home: Home) -> Self {
        Self { source, asking: None, place: Place::Field, home }
    }

    /// Inside an aggregate of a metric.
    pub(super) fn of_aggregate(source: SourceId, home: Home) -> Self {
        Self { source, asking: None, place: Place::Aggregate, home }
    }

    /// A filter or dimension on one of the sources of a metric.
    pub(super) fn of_context(source: SourceId, place: Place) -> Self {
        Self { source, asking: None, place, home: Home::Nowhere }
    }
}

impl Resolver<'_> {
    /// The meaning of an expression on a row.
    pub(super) fn row(&mut self, expr: &ast::Expr, scope: RowScope) -> Option<RowExpr> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Number(number) => {
                Some(made(RowKind::Literal(Literal::Number(*number)), Type::Number, Unit::literal(), span))
            }
            ExprKind::Text(text) => Some(literal(Literal::Text(text.clone()), Type::Text, span)),
            ExprKind::Date(date) => Some(literal(Literal::Date(*date), Type::Date, span)),
            ExprKind::Bool(value) => Some(literal(Literal::Bool(*value), Type::Bool, span)),
            ExprKind::Duration(length) => {
                Some(made(RowKind::Literal(Literal::Duration(*length)), Type::Duration, Unit::duration(), span))
            }
            ExprKind::Null => Some(made(RowKind::Literal(Literal::Empty), Type::Unknown, Unit::literal(), span)),
            ExprKind::Path(path) => self.row_path(path, scope),
            ExprKind::Call(call) => self.row_call(call, span, scope),
            ExprKind::Paren(inner, modifiers) => {
                if let Some(modifier) = modifiers.first() {
                    return self.report(errors::context_in_row_world(modifier.span));
                }
                let mut inner = self.row(inner, scope)?;
                inner.span = span;
                Some(inner)
            }
            ExprKind::Unary(op, inner) => self.row_unary(*op, inner, span, scope),
            ExprKind::Binary(op, left, right) => self.row_binary(*op, left, right, span, scope),
            ExprKind::Compare(op, left, right) => self.row_compare(*op, left, right, span, scope),
            ExprKind::In { value, negated, set } => {
                let inside = self.row_in(value, set, span, scope)?;
                Some(negated_if(*negated, inside))
            }
            ExprKind::Between { value, negated, low, high } => {
                let between = self.row_between(value, low, high, span, scope)?;
                Some(negated_if(*negated, between))
            }
            ExprKind::IsNull { value, negated } => {
                let value = self.row(value, scope)?;
                Some(negated_if(*negated, condition(RowKind::IsNull(Box::new(value)), span)))
            }
            ExprKind::Pattern { value, negated, kind, pattern } => {
                let found = self.row_pattern(value, *kind, pattern, span, scope)?;
                Some(negated_if(*negated, found))
            }
            ExprKind::If { condition, then, otherwise } => self.row_if([condition, then, otherwise], span, scope),
        }
    }

    /// A row expression that must be a condition.
    pub(super) fn row_condition(&mut self, expr: &ast::Expr, scope: RowScope) -> Option<RowExpr> {
        let resolved = self.row(expr, scope)?;
        self.must_be_condition(&resolved)?;
        Some(resolved)
    }

    /// Refuses what is no condition.
    pub(super) fn must_be_condition(&mut self, expr: &RowExpr) -> Option<()> {
        if expr.kind_of_value.matches(Type::Bool) {
            return Some(());
        }
        self.report(errors::condition_expected(self.words(expr.span), expr.span, expr.kind_of_value))
    }
}

/// A row expression.
pub(super) fn made(kind: RowKind, kind_of_value: Type, unit: Unit, span: Span) -> RowExpr {
    RowExpr { kind, kind_of_value, unit, span }
}

/// A condition.
pub(super) fn condition(kind: RowKind, span: Span) -> RowExpr {
    made(kind, Type::Bool, Unit::plain(), span)
}

fn literal(value: Literal, kind: Type, span: Span) -> RowExpr {
    made(RowKind::Literal(value), kind, Unit::plain(), span)
}

fn negated_if(negated: bool, expr: RowExpr) -> RowExpr {
    if !negated {
        return expr;
    }
    let span = expr.span;
    condition(RowKind::Not(Box::new(expr)), span)
}
