//! Names in the metric world: metrics and measures.

use kpi_config::Measure;
use kpi_diagnostics::Span;
use kpi_syntax::ast::{self, Name};

use super::{MetricScope, Part, made};
use crate::builtin::Aggregator;
use crate::errors;
use crate::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use crate::model::row::RowKind;
use crate::model::{Clock, ColumnId, MetricId, SourceId, Type, Unit, When, Window};
use crate::resolve::resolver::{Home, Resolver};
use crate::resolve::row::{self, RowScope, period_edge};

impl Resolver<'_> {
    pub(super) fn metric_path(&mut self, path: &ast::Path, scope: MetricScope) -> Option<MetricExpr> {
        if period_edge(path).is_some() {
            return self.report(errors::date_in_metric_world(self.words(path.span), path.span));
        }
        match path.names.as_slice() {
            [name] => self.bare_name(name, scope),
            [first, ..] if first.text == "this" => {
                self.report(errors::this_without_asking_row(self.words(path.span), path.span))
            }
            [first, rest @ ..] => self.dotted_name(path, first, rest, scope),
            [] => None,
        }
    }

    fn bare_name(&mut self, name: &Name, scope: MetricScope) -> Option<MetricExpr> {
        let metric = self.metric_names.get(name.text.as_str()).copied();
        let measure = match scope.home {
            Home::Source(source) => self.measure_named(source, &name.text).map(|found| (source, found)),
            Home::Nowhere | Home::Broken => None,
        };
        match (metric, measure) {
            (Some(metric), None) => self.metric_by_name(metric, name.span, scope),
            (None, Some((source, (column, measure)))) => self.measure(source, column, measure, name.span, scope),
            (Some(metric), Some((source, _))) => self.both(metric, source, name),
            (None, None) => self.unknown_metric(name, scope),
        }
    }

    fn both<T>(&mut self, metric: MetricId, source: SourceId, name: &Name) -> Option<T> {
        let slot = self.metrics.get(metric.0)?;
        if slot.home == Home::Source(source) {
            // The definition itself is refused already.
            return None;
        }
        let defined = slot.name_span;
        let diagnostic = errors::metric_or_measure(name, defined, self.sources.name(source));
        self.report(diagnostic)
    }

    fn metric_by_name(&mut self, id: MetricId, span: Span, scope: MetricScope) -> Option<MetricExpr> {
        let facts = self.metric_facts(id, span)?;
        if let Some(part) = scope.part
            && facts.reach.sources.iter().any(|source| *source != part.source())
        {
            let diagnostic = errors::other_source_in_part(self.words(span), span, self.sources.name(part.source()));
            return self.report(diagnostic);
        }
        Some(made(MetricKind::Metric(id), facts.kind, facts.unit, span))
    }

    /// The measure of a source with this name.
    pub(in crate::resolve) fn measure_named(&self, source: SourceId, name: &str) -> Option<(ColumnId, Measure)> {
        let owner = self.sources.get(source);
        owner.measures.iter().copied().find(|(column, _)| owner.column(*column).name == name)
    }

    fn measure(
        &mut self,
        source: SourceId,
        column: ColumnId,
        measure: Measure,
        span: Span,
        scope: MetricScope,
    ) -> Option<MetricExpr> {
        if let Some(part) = scope.part
            && part.source() != source
        {
            let diagnostic = errors::other_source_in_part(self.words(span), span, self.sources.name(part.source()));
            return self.report(diagnostic);
        }
        let known = self.sources.get(source).column(column);
        let (kind, unit) = (known.kind, known.unit.clone());
        let value = row::made(RowKind::Column(column), kind, unit.clone(), span);
        let function = match measure {
            Measure::Sum => Aggregator::Sum,
            Measure::First => Aggregator::First,
            Measure::Last => Aggregator::Last,
            Measure::Avg => Aggregator::Avg,
        };
        let input = if measure == Measure::Sum { Input::Value(value) } else { Input::PerMoment(value) };
        let when = match self.measure_clock(source, span) {
            Some(clock) if !matches!(scope.part, Some(Part::Key(_))) => When::During(clock, Window::Period),
            _ => When::Always,
        };
        let aggregate = Aggregate { function, distinct: false, source, input, when, filter: None, span };
        Some(made(MetricKind::Aggregate(Box::new(aggregate)), kind, unit, span))
    }

    /// A measure is taken over the dates of its source, even where rows picture or live.
    fn measure_clock(&self, source: SourceId, span: Span) -> Option<Clock> {
        let owner = self.sources.get(source);
        let column = owner.time.or(owner.snapshot.map(|it| it.column)).or(owner.alive.map(|it| it.from))?;
        let kind = owner.column(column).kind;
        Some(Clock::Moment(row::made(RowKind::Column(column), kind, Unit::plain(), span)))
    }

    fn dotted_name(&mut self, path: &ast::Path, first: &Name, rest: &[Name], scope: MetricScope) -> Option<MetricExpr> {
        let Some(source) = self.sources.named(&first.text) else {
            return self.dotted_stranger(path, first, scope);
        };
        if let [name] = rest
            && let Some((column, measure)) = self.measure_named(source, &name.text)
        {
            return self.measure(source, column, measure, path.span, scope);
        }
        let value = self.row_path(path, RowScope::of_aggregate(source, Home::Nowhere))?;
        let diagnostic = errors::column_in_metric_world(
            self.words(path.span),
            path.span,
            self.sources.name(source),
            value.kind_of_value,
        );
        self.report(diagnostic)
    }

    /// `customer.segment` outside of an aggregate, or a plugin or source that is not there.
    fn dotted_stranger<T>(&mut self, path: &ast::Path, first: &Name, scope: MetricScope) -> Option<T> {
        if let Home::Source(source) = scope.home
            && (self.sources.reference(source, &first.text).is_some()
                || self.field_named(source, &first.text).is_some())
        {
            let value = self.row_path(path, RowScope::of_aggregate(source, Home::Nowhere))?;
            let words = format!("{}.{}", self.sources.name(source), self.words(path.span));
            let source = self.sources.name(source);
            let diagnostic = errors::column_in_metric_world(&words, path.span, source, value.kind_of_value);
            return self.report(diagnostic);
        }
        self.report_unknown_source(first);
        None
    }

    fn unknown_metric<T>(&mut self, name: &Name, scope: MetricScope) -> Option<T> {
        if let Home::Source(source) = scope.home
            && let Some(kind) = self.kind_on_row(source, name)?
        {
            let source = self.sources.name(source);
            let words = format!("{source}.{}", name.text);
            let diagnostic = errors::bare_column_in_metric_world(&name.text, &words, name.span, source, kind);
            return self.report(diagnostic);
        }
        if self.sources.named(&name.text).is_some() {
            return self.report(errors::source_in_metric_world(name));
        }
        let home = match scope.home {
            Home::Source(source) => Some(source),
            Home::Nowhere | Home::Broken => None,
        };
        let owner = self.sources.ids().filter(|source| Some(*source) != home).find(|source| {
            self.field_named(*source, &name.text).is_some() || self.sources.known_column(*source, &name.text).is_some()
        });
        if let Some(owner) = self.sources.ids().find(|source| self.is_measure(*source, &name.text)) {
            return self.report(errors::measure_elsewhere(name, self.sources.name(owner)));
        }
        let measures = home.into_iter().flat_map(|source| {
            let owner = self.sources.get(source);
            owner.measures.iter().map(|(column, _)| owner.column(*column).name.as_str())
        });
        let mut names: Vec<&str> = self.metric_names.keys().copied().chain(measures).collect();
        names.sort_unstable();
        let owner = owner.map(|owner| self.sources.name(owner));
        let open = home.filter(|home| self.sources.is_open(*home)).map(|home| self.sources.name(home));
        let diagnostic = errors::unknown_metric(name, &names, owner, open);
        self.report(diagnostic)
    }

    fn is_measure(&self, source: SourceId, name: &str) -> bool {
        let owner = self.sources.get(source);
        owner.measures.iter().any(|(column, _)| owner.column(*column).name == name)
    }

    /// The type of a name on the rows of a source; inside, none when there is no such name.
    #[expect(clippy::option_option, reason = "outside: is it resolved, inside: is it there")]
    fn kind_on_row(&mut self, source: SourceId, name: &Name) -> Option<Option<Type>> {
        if let Some(field) = self.field_named(source, &name.text) {
            return Some(Some(self.field_facts(field, name.span)?.kind));
        }
        if let Some(reference) = self.sources.reference(source, &name.text) {
            let target = self.sources.get(source).reference(reference).target;
            return Some(Some(Type::Row(target)));
        }
        let column = self.sources.known_column(source, &name.text);
        Some(column.map(|column| self.sources.get(source).column(column).kind))
    }
}
