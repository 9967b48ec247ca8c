//! Functions of metrics: `prev change growth total lift risk_ratio`, and the built-in ones of numbers.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, BinaryOp, Duration, ExprKind};

use super::context::dimension_name;
use super::{MetricScope, made};
use crate::builtin::{Aggregator, Argument, PluginAggregate, Returns, Scalar};
use crate::catalog::FunctionKind;
use crate::errors;
use crate::model::metric::{MetricExpr, MetricKind};
use crate::model::{Type, Unit};
use crate::resolve::resolver::Resolver;
use crate::resolve::row::wanted;

impl Resolver<'_> {
    pub(super) fn metric_call(&mut self, call: &ast::Call, span: Span, scope: MetricScope) -> Option<MetricExpr> {
        let [name] = call.callee.names.as_slice() else { return self.plugin_in_metric_world(call, span, scope) };
        if let Some(function) = Aggregator::named(&name.text) {
            return self.metric_aggregate(function, call, span, scope);
        }
        match name.text.as_str() {
            "prev" | "change" | "growth" => self.shifted(&name.text, call, span, scope),
            "total" => self.total(call, span, scope),
            "lift" | "risk_ratio" => self.compared_groups(&name.text, call, span, scope),
            word => match Scalar::named(word) {
                Some(function) => self.metric_scalar(function, call, span, scope),
                None => self.unknown_function(name),
            },
        }
    }

    /// An aggregate of a plugin; a function of rows has no place here.
    fn plugin_in_metric_world(&mut self, call: &ast::Call, span: Span, scope: MetricScope) -> Option<MetricExpr> {
        let plugin = call.callee.names.first()?;
        if !self.config.plugins.contains_key(&plugin.text)
            && let Some(problem) = errors::function_behind(call, self.words(span), span)
        {
            return self.report(problem);
        }
        if !self.config.plugins.contains_key(&plugin.text) {
            let names: Vec<&str> = self.config.plugins.keys().map(String::as_str).collect();
            return self.report(errors::unknown_plugin(&plugin.text, plugin.span, &names));
        }
        let [_, function] = call.callee.names.as_slice() else {
            return self.report(errors::unknown_plugin(self.words(call.callee.span), call.callee.span, &[]));
        };
        let catalog = self.catalog;
        // A plugin that is not there could not be loaded; who runs it says so.
        if let Some(functions) = catalog.plugins.get(&plugin.text) {
            match functions.get(&function.text).map(|signature| signature.kind) {
                Some(FunctionKind::Aggregate) => {}
                Some(FunctionKind::Rows) => {
                    let place = call.callee.span;
                    return self.report(errors::plugin_in_metric_world(self.words(place), place));
                }
                None => {
                    let names: Vec<&str> = functions.keys().map(String::as_str).collect();
                    return self.report(errors::unknown_plugin_function(&plugin.text, function, &names));
                }
            }
        }
        let aggregate = PluginAggregate::new(&plugin.text, &function.text);
        self.metric_aggregate(Aggregator::Plugin(aggregate), call, span, scope)
    }

    /// The metric that a function is about: its first argument, in the context of the modifiers.
    fn subject(&mut self, function: &str, call: &ast::Call, span: Span, scope: MetricScope) -> Option<MetricExpr> {
        if let Some(distinct) = call.distinct {
            return self.report(errors::distinct_out_of_place(function, distinct));
        }
        let Some(first) = call.arguments.first() else {
            return self.report(errors::metric_missing(function, span));
        };
        if let (Some(modifier), Some(_)) = (call.modifiers.first(), call.arguments.get(1)) {
            let words = self.words(modifier.span);
            return self.report(errors::context_of_several(words, modifier.span, self.words(first.span)));
        }
        let subject = self.metric_number(first, scope)?;
        self.in_context(subject, &call.modifiers)
    }

    fn shifted(&mut self, function: &str, call: &ast::Call, span: Span, scope: MetricScope) -> Option<MetricExpr> {
        let subject = self.subject(function, call, span, scope);
        let back = match call.arguments.get(1) {
            None => None,
            Some(length) => Some(self.length(function, length)?),
        };
        if let Some(extra) = call.arguments.get(2) {
            return self.report(errors::extra_argument(function, extra.span, "a metric and a length"));
        }
        let subject = subject?;
        let (kind, unit) = (subject.kind_of_value, subject.unit.clone());
        Some(match function {
            "prev" => made(MetricKind::Previous(Box::new(subject), back), kind, unit, span),
            "growth" => made(MetricKind::Growth(Box::new(subject), back), Type::Number, Unit::percent(), span),
            _ => {
                let before = MetricKind::Previous(Box::new(subject.clone()), back);
                let before = made(before, kind, unit.clone(), span);
                made(MetricKind::Binary(BinaryOp::Subtract, Box::new(subject), Box::new(before)), kind, unit, span)
            }
        })
    }

    fn length(&mut self, function: &str, expr: &ast::Expr) -> Option<Duration> {
        if let ExprKind::Duration(length) = expr.kind
            && length.count > 0
        {
            return Some(length);
        }
        self.report(errors::length_expected(function, self.words(expr.span), expr.span))
    }

    fn total(&mut self, call: &ast::Call, span: Span, scope: MetricScope) -> Option<MetricExpr> {
        let subject = self.subject("total", call, span, scope);
        let mut dimensions = Vec::new();
        for argument in call.arguments.iter().skip(1) {
            let ExprKind::Path(path) = &argument.kind else {
                return self.report(errors::dimension_expected(self.words(argument.span), argument.span));
            };
            self.known_somewhere(path)?;
            dimensions.push(dimension_name(path));
        }
        let subject = subject?;
        let (kind, unit) = (subject.kind_of_value, subject.unit.clone());
        let dimensions = (!dimensions.is_empty()).then_some(dimensions);
        Some(made(MetricKind::Total(Box::new(subject), dimensions), kind, unit, span))
    }

    /// A dimension of `total` need not be one of its metric, but it must be one of something.
    fn known_somewhere(&mut self, path: &ast::Path) -> Option<()> {
        let first = path.names.first()?;
        let known = |name: &str| {
            self.sources.ids().any(|source| {
                self.sources.is_open(source)
                    || self.field_named(source, name).is_some()
                    || self.sources.reference(source, name).is_some()
                    || self.sources.known_column(source, name).is_some()
                    || self.sources.known_column(source, &dimension_name(path)).is_some()
            })
        };
        if known(&first.text) || self.sources.named(&first.text).is_some() {
            return Some(());
        }
        let names: Vec<String> = self.sources.ids().flat_map(|source| self.names_of_rows(source)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.report(errors::unknown_dimension(first, &names))
    }

    /// `lift(m where P)` and `risk_ratio(m where P)`.
    fn compared_groups(
        &mut self,
        function: &str,
        call: &ast::Call,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        let (over, predicate) = self.context_modifiers(&call.modifiers)?;
        let Some(predicate) = predicate else {
            return self.report(errors::groups_missing(function, self.words(span), span));
        };
        if let Some(extra) = call.arguments.get(1) {
            return self.report(errors::extra_argument(function, extra.span, "one metric"));
        }
        let Some(first) = call.arguments.first() else {
            return self.report(errors::metric_missing(function, span));
        };
        let mut subject = self.metric_number(first, scope)?;
        if let Some(window) = over {
            subject = self.over(subject, window)?;
        }
        let filter = self.filter(predicate, &subject)?;
        Some(if function == "lift" {
            made(MetricKind::Lift(Box::new(subject), filter), Type::Number, Unit::percent(), span)
        } else {
            made(MetricKind::RiskRatio(Box::new(subject), filter), Type::Number, Unit::plain(), span)
        })
    }

    fn metric_scalar(
        &mut self,
        function: Scalar,
        call: &ast::Call,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        if function == Scalar::Coalesce {
            return self.report(errors::coalesce_of_metrics(span));
        }
        let signature = function.signature();
        if signature.required.iter().any(|wanted| matches!(wanted, Argument::Text | Argument::Moment)) {
            return self.report(errors::row_function_in_metric_world(function, span));
        }
        self.check_count(function, &call.arguments, span)?;
        let arguments = if call.arguments.len() == 1 {
            vec![self.subject(function.name(), call, span, scope)?]
        } else {
            self.refuse_modifiers(call, function.name())?;
            let arguments: Vec<_> = call.arguments.iter().map(|argument| self.metric_number(argument, scope)).collect();
            arguments.into_iter().collect::<Option<Vec<_>>>()?
        };
        if arguments.len() > 1 && signature.required == [Argument::Duration] {
            return self.report(errors::row_function_in_metric_world(function, span));
        }
        for (index, argument) in arguments.iter().enumerate() {
            let kind = argument.kind_of_value;
            if wanted(&signature, index) == Argument::Duration && !kind.matches(Type::Duration) {
                let words = self.words(argument.span);
                return self.report(errors::argument_type(function, Argument::Duration, words, argument.span, kind));
            }
        }
        let (kind, unit) = match signature.returns {
            Returns::First => self.metric_call_first(function, &arguments)?,
            Returns::Number | Returns::Text | Returns::Bool | Returns::Date | Returns::Duration => {
                (Type::Number, Unit::plain())
            }
        };
        Some(made(MetricKind::Call(function, arguments), kind, unit, span))
    }

    fn metric_call_first(&mut self, function: Scalar, arguments: &[MetricExpr]) -> Option<(Type, Unit)> {
        let mut common = arguments.first()?.clone();
        if function == Scalar::WeightedAvg {
            let values: Vec<_> = arguments.iter().step_by(2).map(|value| self.metric_operand(value)).collect();
            return self.weighted_unit(&values);
        }
        if matches!(function, Scalar::Clamp | Scalar::Least | Scalar::Greatest) {
            for other in arguments.iter().skip(1) {
                let (kind, unit) = self.metric_alike(function.name(), &common, other)?;
                (common.kind_of_value, common.unit) = (kind, unit);
            }
        }
        Some((common.kind_of_value, common.unit))
    }
}
