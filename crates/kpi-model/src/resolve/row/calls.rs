//! Functions on a row: built-in ones, those of plugins, and the way to aggregates.

use kpi_diagnostics::Span;
use kpi_syntax::ast;

use super::{Place, RowScope, made};
use crate::builtin::{Aggregator, Argument, PluginAggregate, Repeats, Returns, Scalar, Signature};
use crate::catalog::{FunctionKind, FunctionSignature};
use crate::errors;
use crate::model::row::{PluginFunction, RowExpr, RowKind};
use crate::model::{Literal, Type, Unit};
use crate::resolve::resolver::Resolver;
use crate::resolve::units::joined;

impl Resolver<'_> {
    pub(super) fn row_call(&mut self, call: &ast::Call, span: Span, scope: RowScope) -> Option<RowExpr> {
        let [name] = call.callee.names.as_slice() else { return self.plugin_call(call, span, scope) };
        if let Some(function) = Aggregator::named(&name.text) {
            return self.aggregate_in_row_world(function, call, span, scope);
        }
        let Some(function) = Scalar::named(&name.text) else { return self.unknown_function(name) };
        self.refuse_modifiers(call, function.name())?;
        let arguments = self.row_arguments(&call.arguments, scope)?;
        self.check_count(function, &call.arguments, span)?;
        let (kind, unit) = self.row_call_type(function, &arguments)?;
        if function == Scalar::BusinessHours {
            self.check_business_hours(&arguments, span)?;
        }
        Some(made(RowKind::Call(function, arguments), kind, unit, span))
    }

    /// In the body of a field it gathers rows; elsewhere each row has one value.
    fn aggregate_in_row_world(
        &mut self,
        function: Aggregator,
        call: &ast::Call,
        span: Span,
        scope: RowScope,
    ) -> Option<RowExpr> {
        match scope.place {
            Place::Field => self.gather(function, call, span, scope),
            Place::Gathered | Place::Anchor | Place::Aggregate | Place::Filter | Place::Dimension => {
                let words = self.words(span);
                self.report(errors::aggregate_in_row_world(function, words, span, self.sources.name(scope.source)))
            }
        }
    }

    /// Reports a function that does not exist.
    pub(in crate::resolve) fn unknown_function<T>(&mut self, name: &ast::Name) -> Option<T> {
        let is_metric = self.metric_names.contains_key(name.text.as_str());
        let diagnostic = if is_metric { errors::metric_called(name) } else { errors::unknown_function(name) };
        self.report(diagnostic)
    }

    /// Refuses `distinct` and modifiers in a function of single values.
    pub(in crate::resolve) fn refuse_modifiers(&mut self, call: &ast::Call, function: &str) -> Option<()> {
        if let Some(distinct) = call.distinct {
            return self.report(errors::distinct_out_of_place(function, distinct));
        }
        match call.modifiers.first() {
            Some(modifier) => self.report(errors::modifier_out_of_place(function, modifier)),
            None => Some(()),
        }
    }

    fn row_arguments(&mut self, arguments: &[ast::Expr], scope: RowScope) -> Option<Vec<RowExpr>> {
        let arguments: Vec<Option<RowExpr>> = arguments.iter().map(|argument| self.row(argument, scope)).collect();
        arguments.into_iter().collect()
    }

    /// Whether a function gets as many arguments as it takes.
    pub(in crate::resolve) fn check_count(
        &mut self,
        function: Scalar,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Option<()> {
        let signature = function.signature();
        let (found, least) = (arguments.len(), signature.required.len());
        let fits = match signature.repeats {
            Repeats::No => (least..=least + signature.optional.len()).contains(&found),
            Repeats::Group => found >= least && found.is_multiple_of(least),
        };
        if fits { Some(()) } else { self.report(errors::argument_count(function, found, span)) }
    }

    fn row_call_type(&mut self, function: Scalar, arguments: &[RowExpr]) -> Option<(Type, Unit)> {
        let signature = function.signature();
        if let [Argument::Duration] = signature.required
            && let [first, second] = arguments
        {
            let checked = [first, second].map(|argument| self.row_argument(function, Argument::Moment, argument));
            let [Some(()), Some(())] = checked else { return None };
            return Some((Type::Number, Unit::plain()));
        }
        let mut fine = Some(());
        for (index, argument) in arguments.iter().enumerate() {
            let wanted = wanted(&signature, index);
            fine = self.row_argument(function, wanted, argument).and(fine);
        }
        fine?;
        let (kind, unit) = self.row_call_first(function, arguments)?;
        Some(match signature.returns {
            Returns::Number => (Type::Number, Unit::plain()),
            Returns::Text => (Type::Text, Unit::plain()),
            Returns::Bool => (Type::Bool, Unit::plain()),
            Returns::Date => (Type::Date, Unit::plain()),
            Returns::Duration => (Type::Duration, Unit::duration()),
            Returns::First => (kind, unit),
        })
    }

    /// The hours must be declared; their name is written down, so that the text alone says which they are.
    fn check_business_hours(&mut self, arguments: &[RowExpr], span: Span) -> Option<()> {
        let (name, place) = match arguments.get(2) {
            None => (None, span),
            Some(RowExpr { kind: RowKind::Literal(Literal::Text(name)), span, .. }) => (Some(name.clone()), *span),
            Some(other) => {
                let words = self.words(other.span);
                return self.report(errors::business_hours_by_value(words, other.span));
            }
        };
        let declared = &self.config.business_hours;
        if declared.contains_key(&name) {
            return Some(());
        }
        let names: Vec<&str> = declared.keys().flatten().map(String::as_str).collect();
        self.report(errors::unknown_business_hours(name.as_deref(), &names, place))
    }

    fn row_argument(&mut self, function: Scalar, wanted: Argument, argument: &RowExpr) -> Option<()> {
        let kind = argument.kind_of_value;
        let (span, words) = (argument.span, self.words(argument.span));
        match wanted {
            _ if kind == Type::Unknown => Some(()),
            Argument::Same => Some(()),
            Argument::Number => self.must_count(function.name(), argument),
            Argument::Text if kind == Type::Text => Some(()),
            Argument::Moment if kind.is_moment() => Some(()),
            Argument::Duration if kind == Type::Duration => self.must_count(function.name(), argument),
            Argument::Text | Argument::Moment | Argument::Duration => {
                self.report(errors::argument_type(function, wanted, words, span, kind))
            }
        }
    }

    /// The type and unit of the arguments that stand for the same thing.
    fn row_call_first(&mut self, function: Scalar, arguments: &[RowExpr]) -> Option<(Type, Unit)> {
        let Some(first) = arguments.first() else { return Some((Type::Unknown, Unit::literal())) };
        if function == Scalar::WeightedAvg {
            return self.row_weighted(arguments);
        }
        let mut common = first.clone();
        if matches!(function, Scalar::Clamp | Scalar::Least | Scalar::Greatest | Scalar::Coalesce) {
            for other in arguments.iter().skip(1) {
                let (kind, unit) = self.row_alike(function.name(), &common, other)?;
                (common.kind_of_value, common.unit) = (kind, unit);
            }
        }
        Some((common.kind_of_value, common.unit))
    }

    /// Scores of different scales may be weighed against each other, amounts of different currencies not.
    fn row_weighted(&mut self, arguments: &[RowExpr]) -> Option<(Type, Unit)> {
        let values: Vec<_> = arguments.iter().step_by(2).map(|value| self.row_operand(value)).collect();
        self.weighted_unit(&values)
    }

    /// The type and unit of a weighted mean.
    pub(in crate::resolve) fn weighted_unit(
        &mut self,
        values: &[crate::resolve::units::Operand],
    ) -> Option<(Type, Unit)> {
        let first = values.first()?;
        let mut unit = first.unit.clone();
        for other in values.iter().skip(1) {
            if other.unit.factors == unit.factors || other.unit.flexible || unit.flexible {
                unit = Unit { percent: unit.percent && other.unit.percent, ..joined(&unit, &other.unit) };
            } else {
                return self.report(errors::units_differ("weighted_avg", first, other));
            }
        }
        let kind = if unit.is_duration() { Type::Duration } else { Type::Number };
        Some((kind, unit))
    }

    fn plugin_call(&mut self, call: &ast::Call, span: Span, scope: RowScope) -> Option<RowExpr> {
        let declared = call.callee.names.first().is_some_and(|plugin| self.config.plugins.contains_key(&plugin.text));
        if !declared && let Some(problem) = errors::function_behind(call, self.words(span), span) {
            return self.report(problem);
        }
        let [plugin, function] = call.callee.names.as_slice() else {
            return self.report(errors::unknown_plugin(self.words(call.callee.span), call.callee.span, &[]));
        };
        if !self.config.plugins.contains_key(&plugin.text) {
            let names: Vec<&str> = self.config.plugins.keys().map(String::as_str).collect();
            return self.report(errors::unknown_plugin(&plugin.text, plugin.span, &names));
        }
        let catalog = self.catalog;
        let is_aggregate = match catalog.plugins.get(&plugin.text) {
            // The plugin could not be loaded; only aggregates have clauses.
            None => scope.place == Place::Field && !call.modifiers.is_empty(),
            Some(functions) => functions.get(&function.text).is_some_and(|known| known.kind == FunctionKind::Aggregate),
        };
        if is_aggregate {
            let aggregate = Aggregator::Plugin(PluginAggregate::new(&plugin.text, &function.text));
            return self.aggregate_in_row_world(aggregate, call, span, scope);
        }
        self.refuse_modifiers(call, self.words(call.callee.span))?;
        let arguments = self.row_arguments(&call.arguments, scope)?;
        let kind = match catalog.plugins.get(&plugin.text) {
            // The plugin could not be loaded; who runs it says so.
            None => Type::Unknown,
            Some(functions) => {
                let Some(signature) = functions.get(&function.text) else {
                    let names: Vec<&str> = functions.keys().map(String::as_str).collect();
                    return self.report(errors::unknown_plugin_function(&plugin.text, function, &names));
                };
                self.check_plugin(signature, &arguments, call, span)?;
                signature.returns
            }
        };
        let unit = match kind {
            Type::Unknown => Unit::literal(),
            Type::Duration => Unit::duration(),
            Type::Number | Type::Text | Type::Bool | Type::Date | Type::Datetime | Type::Row(_) => Unit::plain(),
        };
        let function = PluginFunction { plugin: plugin.text.clone(), function: function.text.clone() };
        Some(made(RowKind::Plugin(function, arguments), kind, unit, span))
    }

    fn check_plugin(
        &mut self,
        signature: &FunctionSignature,
        arguments: &[RowExpr],
        call: &ast::Call,
        span: Span,
    ) -> Option<()> {
        let name = self.words(call.callee.span);
        if signature.arguments.len() != arguments.len() {
            return self.report(errors::plugin_argument_count(name, signature, arguments.len(), span));
        }
        let mut fine = Some(());
        for ((wanted_name, wanted), argument) in signature.arguments.iter().zip(arguments) {
            let found = argument.kind_of_value;
            let day_for_moment = *wanted == Type::Datetime && found == Type::Date;
            if !found.matches(*wanted) && !day_for_moment {
                let words = self.words(argument.span);
                fine = self.report(errors::plugin_argument(name, wanted_name, *wanted, (words, found, argument.span)));
            }
        }
        fine
    }
}

/// What the argument at a position must be.
pub(in crate::resolve) fn wanted(signature: &Signature, index: usize) -> Argument {
    let listed = signature.required.iter().chain(signature.optional).copied();
    let position = match signature.repeats {
        Repeats::Group => index % signature.required.len().max(1),
        Repeats::No => index,
    };
    listed.clone().nth(position).or(listed.last()).unwrap_or(Argument::Same)
}
