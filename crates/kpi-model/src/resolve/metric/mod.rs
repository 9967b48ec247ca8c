//! The metric world: expressions that are computed for a context.
//!
//! [`Resolver::metric`] holds the `match`; `names` reads metrics and measures, `aggregate` and `per` the aggregates,
//! `operators` arithmetic and conditions, `functions` what is done with a metric, `context` filters and windows.

mod aggregate;
mod context;
mod functions;
mod names;
mod operators;
mod per;

pub(super) use context::dimension_name;

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, Clause, ClauseKind, ExprKind};

use super::resolver::{Home, Resolver};
use crate::errors;
use crate::model::metric::{MetricExpr, MetricKind};
use crate::model::{SourceId, Type, Unit};

/// Where a metric expression stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct MetricScope {
    /// The source that is meant when none is named.
    pub(super) home: Home,
    /// The rows of which it sees a part, inside `per`.
    pub(super) part: Option<Part>,
}

/// A part of the rows of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Those with one key.
    Key(SourceId),
    /// Those of one day, month …
    Unit(SourceId),
}

impl Part {
    fn source(self) -> SourceId {
        match self {
            Self::Key(source) | Self::Unit(source) => source,
        }
    }
}

impl MetricScope {
    /// A definition in a file.
    pub(super) fn of_file(home: Home) -> Self {
        Self { home, part: None }
    }
}

impl Resolver<'_> {
    /// A body with the clauses that change its context: the window first, then the filter. The filter is written
    /// outside of the window, so it is evaluated in the window around it.
    pub(super) fn body_with_context(&mut self, body: &ast::Expr, clauses: &[Clause], home: Home) -> Option<MetricExpr> {
        let expr = self.metric_number(body, MetricScope::of_file(home));
        let window = clauses
            .iter()
            .find_map(|clause| if let ClauseKind::Over(window) = &clause.kind { Some(window) } else { None });
        let filter = clauses
            .iter()
            .find_map(|clause| if let ClauseKind::Where(filter) = &clause.kind { Some(filter) } else { None });
        let mut expr = expr?;
        if let Some(window) = window {
            expr = self.over(expr, window)?;
        }
        if let Some(filter) = filter {
            expr = self.filtered(expr, filter)?;
        }
        Some(expr)
    }

    /// The meaning of an expression for a context; a condition is refused.
    pub(super) fn metric_number(&mut self, expr: &ast::Expr, scope: MetricScope) -> Option<MetricExpr> {
        let resolved = self.metric(expr, scope)?;
        if resolved.kind_of_value == Type::Bool {
            return self.report(errors::metric_is_condition(self.words(expr.span), expr.span));
        }
        Some(resolved)
    }

    /// The meaning of an expression for a context.
    pub(super) fn metric(&mut self, expr: &ast::Expr, scope: MetricScope) -> Option<MetricExpr> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Number(number) => Some(made(MetricKind::Number(*number), Type::Number, Unit::literal(), span)),
            ExprKind::Duration(length) => self.metric_duration(*length, span),
            ExprKind::Path(path) => self.metric_path(path, scope),
            ExprKind::Call(call) => self.metric_call(call, span, scope),
            ExprKind::Paren(inner, modifiers) => {
                let mut inner = self.metric(inner, scope)?;
                inner.span = span;
                self.in_context(inner, modifiers)
            }
            ExprKind::Unary(op, inner) => self.metric_unary(*op, inner, span, scope),
            ExprKind::Binary(op, left, right) => self.metric_binary(*op, left, right, span, scope),
            ExprKind::Compare(op, left, right) => self.metric_compare(*op, left, right, span, scope),
            ExprKind::In { value, negated, set } => self.metric_in(value, *negated, set, span, scope),
            ExprKind::Between { value, negated, low, high } => {
                let between = self.metric_between([value, low, high], span, scope)?;
                Some(negated_if(*negated, between))
            }
            ExprKind::If { condition, then, otherwise } => self.metric_if([condition, then, otherwise], span, scope),
            ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::IsNull { .. }
            | ExprKind::Pattern { .. } => self.report(errors::only_in_row_world(self.words(span), expr)),
        }
    }

    fn metric_duration(&mut self, length: ast::Duration, span: Span) -> Option<MetricExpr> {
        let Some(seconds) = seconds(length) else {
            return self.report(errors::calendar_length(self.words(span), span, length.unit));
        };
        Some(made(MetricKind::Number(seconds), Type::Duration, Unit::duration(), span))
    }
}

/// The seconds of a length that always has as many.
fn seconds(length: ast::Duration) -> Option<f64> {
    use ast::TimeUnit::{Day, Hour, Minute, Month, Quarter, Second, Week, Year};
    let one = match length.unit {
        Second => 1.0,
        Minute => 60.0,
        Hour => 3_600.0,
        Day => 86_400.0,
        Week => 604_800.0,
        Month | Quarter | Year => return None,
    };
    Some(one * f64::from(length.count))
}

/// A metric expression.
pub(super) fn made(kind: MetricKind, kind_of_value: Type, unit: Unit, span: Span) -> MetricExpr {
    MetricExpr { kind, kind_of_value, unit, span }
}

/// A condition.
fn condition(kind: MetricKind, span: Span) -> MetricExpr {
    made(kind, Type::Bool, Unit::plain(), span)
}

fn negated_if(negated: bool, expr: MetricExpr) -> MetricExpr {
    if !negated {
        return expr;
    }
    let span = expr.span;
    condition(MetricKind::Not(Box::new(expr)), span)
}
