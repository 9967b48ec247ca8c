//! What an aggregate takes: rows, or values of a fitting type.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, ExprKind};

use crate::builtin::Aggregator;
use crate::errors;
use crate::model::row::{RowExpr, RowKind};
use crate::model::{Literal, Type, Unit};
use crate::resolve::resolver::Resolver;
use crate::resolve::row::{Place, RowScope};
use crate::resolve::units::{Operand, squared};

/// The function with its rank, and the value of each row, if it takes one.
pub(in crate::resolve) struct Argued {
    pub(in crate::resolve) function: Aggregator,
    pub(in crate::resolve) value: Option<RowExpr>,
}

impl Resolver<'_> {
    /// The arguments of an aggregate over rows.
    pub(in crate::resolve) fn aggregate_value(
        &mut self,
        function: Aggregator,
        call: &ast::Call,
        span: Span,
        scope: RowScope,
    ) -> Option<Argued> {
        if let Some(distinct) = call.distinct
            && function != Aggregator::Count
        {
            return self.report(errors::distinct_out_of_place(function.name(), distinct));
        }
        if self.bare_source(function, call).is_some() {
            return Some(Argued { function, value: None });
        }
        let function = self.ranked(function, call, span)?;
        let Some(argument) = call.arguments.first() else {
            return self.without_argument(function, call, span, scope).map(|()| Argued { function, value: None });
        };
        if let Aggregator::Count = function
            && call.distinct.is_none()
        {
            return self.count_of_value(argument, span, scope);
        }
        let value = self.row(argument, scope)?;
        self.check_value(function, call, &value, scope)?;
        Some(Argued { function, value: Some(value) })
    }

    /// `count(x)` is either a slip or a habit.
    fn count_of_value<T>(&mut self, argument: &ast::Expr, span: Span, scope: RowScope) -> Option<T> {
        let value = self.row(argument, scope)?;
        let words = self.words(argument.span);
        let source = self.sources.name(scope.source);
        let diagnostic = errors::count_of_value(words, argument.span, span, source, value.kind_of_value);
        self.report(diagnostic)
    }

    fn without_argument(&mut self, function: Aggregator, call: &ast::Call, span: Span, scope: RowScope) -> Option<()> {
        let rows = matches!(function, Aggregator::Count | Aggregator::Any) && call.distinct.is_none();
        let row = matches!(function, Aggregator::First | Aggregator::Last) && scope.place == Place::Gathered;
        if rows || row {
            return Some(());
        }
        let diagnostic = errors::value_missing(function, span, self.sources.name(scope.source));
        self.report(diagnostic)
    }

    /// Takes the second argument of `percentile` for its rank; no other function has one.
    pub(in crate::resolve) fn ranked(
        &mut self,
        function: Aggregator,
        call: &ast::Call,
        span: Span,
    ) -> Option<Aggregator> {
        let Aggregator::Percentile(_) = function else {
            return match call.arguments.get(1) {
                None => Some(function),
                Some(extra) => self.report(errors::too_many_arguments(function, extra.span)),
            };
        };
        let [_, rank] = call.arguments.as_slice() else {
            return self.report(errors::rank_missing(self.words(span), span));
        };
        if let ExprKind::Number(number) = rank.kind
            && number > 0.0
            && number < 1.0
        {
            return self.report(errors::rank_as_share(self.words(rank.span), rank.span, number));
        }
        if let ExprKind::Number(number) = rank.kind
            && (0.0..=100.0).contains(&number)
        {
            return Some(Aggregator::Percentile(number));
        }
        self.report(errors::bad_rank(self.words(rank.span), rank.span))
    }

    fn check_value(&mut self, function: Aggregator, call: &ast::Call, value: &RowExpr, scope: RowScope) -> Option<()> {
        if call.distinct.is_some() {
            return Some(());
        }
        let (kind, words) = (value.kind_of_value, self.words(value.span));
        let counts = matches!(kind, Type::Number | Type::Duration | Type::Unknown);
        let in_row_world = scope.place == Place::Gathered;
        let fits = match function {
            Aggregator::Count => true,
            Aggregator::Any | Aggregator::All => kind.matches(Type::Bool),
            Aggregator::Avg => counts || kind == Type::Bool,
            Aggregator::Min | Aggregator::Max if in_row_world => counts || kind.is_moment() || kind == Type::Text,
            Aggregator::First | Aggregator::Last if in_row_world => true,
            Aggregator::Sum
            | Aggregator::Median
            | Aggregator::Percentile(_)
            | Aggregator::Stddev
            | Aggregator::Variance
            | Aggregator::Min
            | Aggregator::Max
            | Aggregator::First
            | Aggregator::Last => counts,
            Aggregator::Plugin(_) => kind.matches(Type::Number),
        };
        if !fits {
            let source = self.sources.name(scope.source);
            let diagnostic = errors::aggregate_type(function, words, value.span, kind, source);
            return self.report(diagnostic);
        }
        if counts && !matches!(function, Aggregator::First | Aggregator::Last | Aggregator::Min | Aggregator::Max) {
            if !matches!(value.kind, RowKind::Literal(Literal::Number(_))) {
                self.must_count(function.name(), value)?;
            }
            self.check_origin(function, value, scope)?;
        }
        Some(())
    }

    /// Refuses numbers that would be counted more than once.
    fn check_origin(&mut self, function: Aggregator, value: &RowExpr, scope: RowScope) -> Option<()> {
        let origin = self.origin(value);
        let words = self.words(value.span);
        let source = self.sources.name(scope.source);
        if origin.sideways {
            let diagnostic = errors::shared_number(function, words, value.span, source);
            return self.report(diagnostic);
        }
        if origin.parent && !origin.own && function == Aggregator::Sum {
            let target = self.outermost_target(value, scope.source);
            let target = target.map(|target| self.sources.name(target).to_owned());
            let diagnostic = errors::parent_added_up(words, value.span, source, target.as_deref());
            return self.report(diagnostic);
        }
        Some(())
    }

    fn outermost_target(&self, value: &RowExpr, source: crate::model::SourceId) -> Option<crate::model::SourceId> {
        let RowKind::Through(link, inner) = &value.kind else { return None };
        let target = match link {
            crate::model::row::Link::Reference(reference) => self.sources.get(source).reference(*reference).target,
            crate::model::row::Link::Field(field) => {
                let Type::Row(target) = self.settled_field(*field)?.kind else { return None };
                target
            }
        };
        self.outermost_target(inner, target).or(Some(target))
    }
}

/// The type and unit of what an aggregate gives.
pub(in crate::resolve) fn aggregate_type(
    function: Aggregator,
    distinct: bool,
    value: Option<&Operand>,
) -> (Type, Unit) {
    let plain = (Type::Number, Unit::plain());
    let Some(value) = value else { return if is_test(function) { (Type::Bool, Unit::plain()) } else { plain } };
    match function {
        _ if distinct => plain,
        Aggregator::Count | Aggregator::Plugin(_) => plain,
        Aggregator::Any | Aggregator::All => (Type::Bool, Unit::plain()),
        Aggregator::Avg if value.kind == Type::Bool => plain,
        Aggregator::Variance => {
            let unit = squared(&value.unit);
            (if value.kind == Type::Unknown { Type::Unknown } else { Type::Number }, unit)
        }
        Aggregator::Sum
        | Aggregator::Avg
        | Aggregator::Min
        | Aggregator::Max
        | Aggregator::Median
        | Aggregator::Percentile(_)
        | Aggregator::Stddev
        | Aggregator::First
        | Aggregator::Last => {
            let literal = value.literal.is_some();
            (value.kind, Unit { flexible: value.unit.flexible && !literal, ..value.unit.clone() })
        }
    }
}

fn is_test(function: Aggregator) -> bool {
    matches!(function, Aggregator::Any | Aggregator::All)
}
