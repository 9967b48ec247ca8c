//! Aggregates of metrics: over all rows of a source in a context.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, BinaryOp};

use super::{MetricScope, Part, made};
use crate::builtin::Aggregator;
use crate::errors;
use crate::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use crate::model::row::{RowExpr, RowKind};
use crate::model::{Clock, Type, Unit, When, Window};
use crate::resolve::aggregate::{Argued, Modifiers, aggregate_type};
use crate::resolve::resolver::{Home, Resolver};
use crate::resolve::row::{self, RowScope};

impl Resolver<'_> {
    pub(super) fn metric_aggregate(
        &mut self,
        function: Aggregator,
        call: &ast::Call,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        let modifiers = self.modifiers(&call.modifiers)?;
        if matches!(function, Aggregator::Any | Aggregator::All) {
            return self.report(errors::only_about_rows(function, self.words(span), span));
        }
        if let Some(of) = modifiers.of {
            return self.report(errors::of_in_metric_world(self.words(of.span), of.span));
        }
        if let Some((per, place)) = modifiers.per {
            return self.aggregate_of_parts(function, call, (per, place), &modifiers, span, scope);
        }
        let home = match scope.part {
            Some(part) => Home::Source(part.source()),
            None => scope.home,
        };
        let source = self.aggregate_source(function, call, home, None, span)?;
        if let Some(part) = scope.part
            && part.source() != source
        {
            let diagnostic = errors::other_source_in_part(self.words(span), span, self.sources.name(part.source()));
            return self.report(diagnostic);
        }
        let row_scope = RowScope::of_aggregate(source, home);
        let Argued { function, value } = self.aggregate_value(function, call, span, row_scope)?;
        let when = self.when_of_metric(&modifiers, row_scope, scope, span)?;
        let filter = match modifiers.filter {
            Some(filter) => Some(self.row_condition(filter, row_scope)?),
            None => None,
        };
        let (when, filter) = match scope.part {
            Some(Part::Key(_)) => narrowed(when, filter),
            Some(Part::Unit(_)) | None => (when, filter),
        };
        let distinct = call.distinct.is_some();
        let operand = value.as_ref().map(|value| self.row_operand(value));
        let (kind, unit) = aggregate_type(function, distinct, operand.as_ref());
        let input = value.map_or(Input::Rows, Input::Value);
        let aggregate = Aggregate { function, distinct, source, input, when, filter, span };
        Some(made(MetricKind::Aggregate(Box::new(aggregate)), kind, unit, span))
    }

    /// Inside `per KEY` an aggregate that says no time takes all rows of its part: the time is said outside.
    fn when_of_metric(
        &mut self,
        modifiers: &Modifiers<'_>,
        row_scope: RowScope,
        scope: MetricScope,
        span: Span,
    ) -> Option<When> {
        let says_time = modifiers.at.is_some() || modifiers.on.is_some() || modifiers.over.is_some();
        if matches!(scope.part, Some(Part::Key(_))) && !says_time {
            return Some(When::Always);
        }
        self.when(modifiers, row_scope, span)
    }
}

/// Inside `per KEY` the time that an aggregate says narrows its part, which may be of a longer window or of another time.
fn narrowed(when: When, filter: Option<RowExpr>) -> (When, Option<RowExpr>) {
    let When::During(Clock::Moment(moment), Window::Period) = when else { return (when, filter) };
    let span = moment.span;
    let condition = |kind| row::made(kind, Type::Bool, Unit::plain(), span);
    let inside = condition(RowKind::Within(Box::new(moment), Box::new(Window::Period)));
    let filter = match filter {
        Some(filter) => condition(RowKind::Binary(BinaryOp::And, Box::new(inside), Box::new(filter))),
        None => inside,
    };
    (When::Always, Some(filter))
}
