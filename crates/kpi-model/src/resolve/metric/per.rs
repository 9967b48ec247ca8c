//! `per KEY` and `per UNIT`: an aggregate over what each part of the rows gives.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, ExprKind};

use super::{MetricScope, Part, made};
use crate::builtin::Aggregator;
use crate::errors;
use crate::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use crate::model::{Clock, SourceId, Type, When, Window};
use crate::resolve::aggregate::{Modifiers, Per, aggregate_type};
use crate::resolve::reach::Reach;
use crate::resolve::resolver::{Home, Resolver};
use crate::resolve::row::RowScope;

impl Resolver<'_> {
    pub(super) fn aggregate_of_parts(
        &mut self,
        function: Aggregator,
        call: &ast::Call,
        per: (Per<'_>, Span),
        modifiers: &Modifiers<'_>,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        if scope.part.is_some() {
            return self.report(errors::per_inside_per(self.words(per.1), per.1));
        }
        if let Aggregator::Plugin(_) = function {
            return self.report(errors::plugin_over_parts(function, self.words(per.1), span));
        }
        let function = self.ranked(function, call, span)?;
        let Some(argument) = call.arguments.first() else {
            return self.report(errors::part_value_missing(function, span));
        };
        if let (Aggregator::Count | Aggregator::First | Aggregator::Last, _) | (_, Some(_)) = (function, call.distinct)
        {
            let (words, argument) = (self.words(per.1), self.words(argument.span));
            return self.report(errors::not_over_parts(function, words, argument, span));
        }
        let home = self.home_of_parts(argument, scope.home)?;
        let source = self.aggregate_source(function, call, home, None, span)?;
        let row_scope = RowScope::of_aggregate(source, Home::Source(source));
        let part = match per.0 {
            Per::Key(_) => Part::Key(source),
            Per::Unit(_) => Part::Unit(source),
        };
        let inner = self.metric(argument, MetricScope { home: Home::Source(source), part: Some(part) })?;
        self.check_part_value(function, &inner, part)?;
        let filter = match modifiers.filter {
            Some(filter) => Some(self.row_condition(filter, row_scope)?),
            None => None,
        };
        let operand = self.metric_operand(&inner);
        let (kind, unit) = aggregate_type(function, false, Some(&operand));
        let (input, when) = match per.0 {
            Per::Key(path) => {
                let key = self.row_path(path, row_scope)?;
                (Input::PerKey(key, Box::new(inner)), self.when(modifiers, row_scope, span)?)
            }
            Per::Unit(unit) => {
                let when = self.when_of_units(&inner, modifiers, source, span)?;
                (Input::PerUnit(unit, Box::new(inner)), when)
            }
        };
        let aggregate = Aggregate { function, distinct: false, source, input, when, filter, span };
        Some(made(MetricKind::Aggregate(Box::new(aggregate)), kind, unit, span))
    }

    /// The source of the metrics that stand in a part, when no source is named there.
    fn home_of_parts(&mut self, argument: &ast::Expr, home: Home) -> Option<Home> {
        let mut names = Vec::new();
        bare_names(argument, &mut names);
        for name in names {
            let Some(metric) = self.metric_names.get(name.text.as_str()).copied() else { continue };
            let facts = self.metric_facts(metric, name.span)?;
            if let [source] = facts.reach.sources.as_slice() {
                return Some(Home::Source(*source));
            }
        }
        Some(home)
    }

    fn check_part_value(&mut self, function: Aggregator, inner: &MetricExpr, part: Part) -> Option<()> {
        let (source, by_key) = match part {
            Part::Key(source) => (source, true),
            Part::Unit(source) => (source, false),
        };
        let reach = Reach::of(inner, self);
        if reach.shifts && by_key {
            return self.report(errors::shift_in_part(self.words(inner.span), inner.span, self.sources.name(source)));
        }
        if reach.sources.is_empty() {
            let diagnostic = errors::constant_part(self.words(inner.span), inner.span, self.sources.name(source));
            return self.report(diagnostic);
        }
        if inner.kind_of_value == Type::Bool && function != Aggregator::Avg {
            return self.report(errors::condition_of_parts(function, self.words(inner.span), inner.span));
        }
        Some(())
    }

    /// The window that is cut into units, by the clock of what is computed in each.
    fn when_of_units(
        &mut self,
        inner: &MetricExpr,
        modifiers: &Modifiers<'_>,
        source: SourceId,
        span: Span,
    ) -> Option<When> {
        let misplaced = modifiers.at.map(|(_, place)| place).or(modifiers.on.map(|(_, place)| place));
        if let Some(place) = misplaced {
            return self.report(errors::time_outside_of_units(self.words(place), place));
        }
        let window = match modifiers.over {
            Some((window, _)) => self.metric_window(window)?,
            None => Window::Period,
        };
        let clock = first_clock(inner).or_else(|| self.own_clock(source, span));
        let Some(clock) = clock else {
            let diagnostic = errors::units_need_a_time(self.sources.name(source), self.words(span), span);
            return self.report(diagnostic);
        };
        Some(When::During(clock, window))
    }
}

/// The clock of the first aggregate of an expression that has one.
fn first_clock(expr: &MetricExpr) -> Option<Clock> {
    match &expr.kind {
        MetricKind::Aggregate(aggregate) => match &aggregate.when {
            When::During(clock, _) => Some(clock.clone()),
            When::At(_) | When::Always => None,
        },
        MetricKind::Number(_) | MetricKind::Metric(_) => None,
        MetricKind::Negate(inner)
        | MetricKind::Not(inner)
        | MetricKind::Over(inner, _)
        | MetricKind::Where(inner, _)
        | MetricKind::Previous(inner, _)
        | MetricKind::Growth(inner, _)
        | MetricKind::Total(inner, _)
        | MetricKind::Lift(inner, _)
        | MetricKind::RiskRatio(inner, _) => first_clock(inner),
        MetricKind::Binary(_, left, right) | MetricKind::Compare(_, left, right) => {
            first_clock(left).or_else(|| first_clock(right))
        }
        MetricKind::If(condition, then, otherwise) => {
            [condition, then, otherwise].into_iter().find_map(|part| first_clock(part))
        }
        MetricKind::Call(_, arguments) => arguments.iter().find_map(first_clock),
    }
}

/// The names of metrics that stand in an expression.
fn bare_names<'t>(expr: &'t ast::Expr, found: &mut Vec<&'t ast::Name>) {
    match &expr.kind {
        ExprKind::Path(path) => {
            if let [name] = path.names.as_slice() {
                found.push(name);
            }
        }
        ExprKind::Paren(inner, _) | ExprKind::Unary(_, inner) => bare_names(inner, found),
        ExprKind::Binary(_, left, right) | ExprKind::Compare(_, left, right) => {
            bare_names(left, found);
            bare_names(right, found);
        }
        ExprKind::If { condition, then, otherwise } => {
            for part in [condition, then, otherwise] {
                bare_names(part, found);
            }
        }
        ExprKind::Call(call) if matches!(call.callee.names.as_slice(), [name] if Aggregator::named(&name.text).is_none()) => {
            for argument in &call.arguments {
                bare_names(argument, found);
            }
        }
        ExprKind::Call(_)
        | ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Date(_)
        | ExprKind::Duration(_)
        | ExprKind::Bool(_)
        | ExprKind::Null
        | ExprKind::In { .. }
        | ExprKind::Between { .. }
        | ExprKind::IsNull { .. }
        | ExprKind::Pattern { .. } => {}
    }
}
