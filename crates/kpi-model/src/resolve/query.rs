//! A question from outside, over a model that is finished.

use std::collections::HashMap;

use kpi_config::Config;
use kpi_diagnostics::{Diagnostic, Span, Texts};
use kpi_syntax::ast;

use super::reach::Reach;
use super::resolver::{Definition, FieldFacts, FieldSlot, Home, MetricFacts, MetricSlot, Resolver, State};
use super::sources::Sources;
use super::visit::{Mention, mentions_in_metric, mentions_in_row};
use crate::catalog::Catalog;
use crate::model::metric::{Dimension, MetricExpr};
use crate::model::{FieldId, Metric, MetricId, Model, Type};

/// An ad-hoc metric: an expression with `by`, `where` and `over`. It may use every metric and field of the model and is
/// not in it; its id is the first free one. A question for a metric by its name alone keeps that metric's targets and
/// other clauses, but not its breakdowns.
pub fn resolve_query(
    model: &Model,
    config: &Config,
    catalog: &Catalog,
    query: &ast::Query,
    texts: &Texts,
) -> (Option<Metric>, Vec<Diagnostic>) {
    let mut resolver = Resolver::of_model(model, config, catalog, texts);
    let metric = resolver.question(model, query);
    (metric, resolver.diagnostics)
}

/// A dimension by its name, as each source of a metric reads it. `span` is the place of the name, for messages.
pub fn resolve_dimension(
    model: &Model,
    config: &Config,
    catalog: &Catalog,
    metric: &Metric,
    name: &str,
    span: Span,
    texts: &Texts,
) -> (Option<Dimension>, Vec<Diagnostic>) {
    let mut resolver = Resolver::of_model(model, config, catalog, texts);
    let names = name.split('.').map(|word| ast::Name { text: word.trim().to_owned(), span }).collect();
    let path = ast::Path { names, span };
    let with_limits = resolver.when_ready(|resolver| {
        let mut reach = resolver.reach_of_known(&metric.body)?;
        for limit in metric.lines.iter().flat_map(|line| line.bound.limits()) {
            reach.join(&resolver.reach_of_known(limit)?);
        }
        resolver.dimension(&path, reach.cut_by(name))
    });
    if with_limits.is_some() {
        return (with_limits, resolver.diagnostics);
    }
    // The value can be cut even where what a target is compared with cannot; such a target then has no value.
    resolver.diagnostics.clear();
    let dimension = resolver.when_ready(|resolver| {
        let reach = resolver.reach_of_known(&metric.body)?;
        resolver.dimension(&path, reach.cut_by(name))
    });
    (dimension, resolver.diagnostics)
}

impl<'a> Resolver<'a> {
    /// The state in which every definition of a model is known.
    fn of_model(model: &'a Model, config: &'a Config, catalog: &'a Catalog, texts: &'a Texts) -> Self {
        let mut sources = Sources::of_model(&model.sources);
        sources.give_second_names(&catalog.aliases);
        let mut resolver = Self::with_sources(config, catalog, texts, sources, Vec::new());
        let home = resolver.sources.only().map_or(Home::Nowhere, Home::Source);
        resolver.model = Some(model);
        resolver.metric_names =
            model.metrics.iter().enumerate().map(|(index, metric)| (metric.name.as_str(), MetricId(index))).collect();
        resolver.metrics = model
            .metrics
            .iter()
            .map(|metric| MetricSlot {
                name: &metric.name,
                name_span: metric.name_span,
                tree: None,
                home,
                group: None,
                state: State::New,
                body: None,
            })
            .collect();
        let mut names: Vec<HashMap<&str, FieldId>> = resolver.field_names;
        for (index, field) in model.fields.iter().enumerate() {
            if let Some(names) = names.get_mut(field.source.0) {
                names.insert(&field.name, FieldId(index));
            }
            if let Type::Row(target) = field.body.kind_of_value {
                resolver.row_fields.entry((field.source, target)).or_default().push(FieldId(index));
            }
            resolver.fields.push(FieldSlot {
                source: field.source,
                name: &field.name,
                name_span: field.span,
                tree: None,
                home,
                state: State::New,
                field: None,
            });
        }
        resolver.field_names = names;
        resolver
    }

    /// Tries until everything that is needed is known.
    fn when_ready<T>(&mut self, attempt: impl Fn(&mut Self) -> Option<T>) -> Option<T> {
        loop {
            let reported = self.diagnostics.len();
            let result = attempt(self);
            if self.needs.is_empty() {
                return result;
            }
            self.diagnostics.truncate(reported);
            for (definition, _) in std::mem::take(&mut self.needs) {
                self.settle(definition);
            }
        }
    }

    fn question(&mut self, model: &Model, query: &ast::Query) -> Option<Metric> {
        let home = self.sources.only().map_or(Home::Nowhere, Home::Source);
        let (body, reach) = self.when_ready(|resolver| {
            let body = resolver.body_with_context(&query.expr, &query.clauses, home)?;
            let reach = resolver.reach_of_known(&body)?;
            Some((body, reach))
        })?;
        let breakdowns = self.when_ready(|resolver| resolver.breakdowns(&query.clauses, &reach))?;
        let id = MetricId(model.metrics.len());
        let changed = query
            .clauses
            .iter()
            .any(|clause| matches!(clause.kind, ast::ClauseKind::Where(_) | ast::ClauseKind::Over(_)));
        let named = self.named_metric(&query.expr).map(|named| model.metric(named));
        if !changed && let Some(named) = named {
            return Some(Metric { id, body, breakdowns, ..named.clone() });
        }
        let span = query.expr.span;
        // In another context a count still counts rows of its source.
        let show = named.map(|named| named.show.clone()).unwrap_or_default();
        Some(Metric { breakdowns, show, ..Metric::of_expression(id, self.words(span), body, span) })
    }

    fn reach_of_known(&mut self, body: &MetricExpr) -> Option<Reach> {
        self.need_mentions_of_metric(body)?;
        Some(Reach::of(body, self))
    }

    /// What is known of a metric of the finished model.
    pub(super) fn known_metric(&mut self, id: MetricId) -> Option<MetricFacts> {
        let metric = self.model?.metrics.get(id.0)?;
        let reach = self.reach_of_known(&metric.body)?;
        Some(MetricFacts {
            kind: metric.body.kind_of_value,
            unit: metric.unit.clone(),
            share: self.is_share(&metric.body),
            reach: std::rc::Rc::new(reach),
        })
    }

    /// What is known of a field of the finished model.
    pub(super) fn known_field(&mut self, id: FieldId) -> Option<FieldFacts> {
        let field = self.model?.fields.get(id.0)?;
        let mut mentioned = Vec::new();
        mentions_in_row(&mut field.body.clone(), &mut |mention| match mention {
            Mention::Field(id) => mentioned.push(*id),
            Mention::Metric(_) => {}
        });
        for id in mentioned {
            self.field_facts(id, field.span);
        }
        Some(FieldFacts { depends_on_window: field.depends_on_window, ..self.facts_of_field(&field.body) })
    }

    fn need_mentions_of_metric(&mut self, body: &MetricExpr) -> Option<()> {
        let mut mentioned = Vec::new();
        mentions_in_metric(&mut body.clone(), &mut |mention| {
            mentioned.push(match mention {
                Mention::Metric(id) => Definition::Metric(*id),
                Mention::Field(id) => Definition::Field(*id),
            });
        });
        let mut known = Some(());
        for definition in mentioned {
            let found = match definition {
                Definition::Metric(id) => self.metric_facts(id, body.span).map(|_| ()),
                Definition::Field(id) => self.field_facts(id, body.span).map(|_| ()),
            };
            known = found.and(known);
        }
        known
    }
}
