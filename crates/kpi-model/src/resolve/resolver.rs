//! The state of a resolution: the definitions, what is known of each so far, and the messages.

use std::collections::HashMap;
use std::rc::Rc;

use kpi_config::Config;
use kpi_diagnostics::{Diagnostic, Span, Texts};
use kpi_syntax::ast;

use super::reach::Reach;
use super::sources::Sources;
use crate::catalog::Catalog;
use crate::model::metric::MetricExpr;
use crate::model::{Field, FieldId, MetricId, Model, SourceId, Type, Unit};

/// Everything that is known while a project is resolved.
pub(super) struct Resolver<'a> {
    pub(super) config: &'a Config,
    pub(super) catalog: &'a Catalog,
    pub(super) texts: &'a Texts,
    /// The finished model that a question is asked of.
    pub(super) model: Option<&'a Model>,
    pub(super) sources: Sources,
    pub(super) metrics: Vec<MetricSlot<'a>>,
    pub(super) metric_names: HashMap<&'a str, MetricId>,
    pub(super) fields: Vec<FieldSlot<'a>>,
    /// By source, then by name.
    pub(super) field_names: Vec<HashMap<&'a str, FieldId>>,
    /// The fields that are a row of another source, seen from their text, by both sources.
    pub(super) row_fields: HashMap<(SourceId, SourceId), Vec<FieldId>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What the body in work needs and is not resolved yet.
    pub(super) needs: Vec<(Definition, Span)>,
}

/// A definition that others may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Definition {
    Metric(MetricId),
    Field(FieldId),
}

/// How far a definition is.
#[derive(Clone, Debug)]
pub(super) enum State<T> {
    /// Not looked at.
    New,
    /// Waiting for what it uses.
    Open,
    /// Wrong, and reported.
    Broken,
    /// Understood.
    Done(T),
}

/// A metric in work.
pub(super) struct MetricSlot<'a> {
    pub(super) name: &'a str,
    pub(super) name_span: Span,
    /// Its tree; none for a metric of a finished model.
    pub(super) tree: Option<&'a ast::Metric>,
    pub(super) home: Home,
    pub(super) group: Option<&'a str>,
    pub(super) state: State<MetricFacts>,
    pub(super) body: Option<MetricExpr>,
}

/// A field in work.
pub(super) struct FieldSlot<'a> {
    pub(super) source: SourceId,
    pub(super) name: &'a str,
    pub(super) name_span: Span,
    /// Its tree; none for a field of a finished model.
    pub(super) tree: Option<&'a ast::Field>,
    pub(super) home: Home,
    pub(super) state: State<FieldFacts>,
    pub(super) field: Option<Field>,
}

/// The source that is meant when none is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// There is none.
    Nowhere,
    /// `from customers`, or the only source of the project.
    Source(SourceId),
    /// A `from` that is wrong, and reported.
    Broken,
}

/// What others need to know of a metric.
#[derive(Clone, Debug)]
pub(super) struct MetricFacts {
    pub(super) kind: Type,
    pub(super) unit: Unit,
    /// Whether it is a quotient or a share: times 100 it is a percentage.
    pub(super) share: bool,
    pub(super) reach: Rc<Reach>,
}

/// What others need to know of a field.
#[derive(Clone, Debug)]
pub(super) struct FieldFacts {
    pub(super) kind: Type,
    pub(super) unit: Unit,
    /// Whether it is a quotient or a share.
    pub(super) share: bool,
    pub(super) depends_on_window: bool,
    /// Whether it is a number that several rows share.
    pub(super) sideways: bool,
}

impl<'a> Resolver<'a> {
    /// The state before anything is read.
    pub(super) fn new(config: &'a Config, catalog: &'a Catalog, texts: &'a Texts) -> Self {
        let mut diagnostics = Vec::new();
        let sources = Sources::new(config, catalog, &mut diagnostics);
        Self::with_sources(config, catalog, texts, sources, diagnostics)
    }

    /// The state before anything is read, with sources that are known.
    pub(super) fn with_sources(
        config: &'a Config,
        catalog: &'a Catalog,
        texts: &'a Texts,
        sources: Sources,
        diagnostics: Vec<Diagnostic>,
    ) -> Self {
        let field_names = sources.ids().map(|_| HashMap::new()).collect();
        Self {
            config,
            catalog,
            texts,
            model: None,
            sources,
            metrics: Vec::new(),
            metric_names: HashMap::new(),
            fields: Vec::new(),
            field_names,
            row_fields: HashMap::new(),
            diagnostics,
            needs: Vec::new(),
        }
    }

    /// Takes a message in; `None` for the caller to pass on.
    pub(super) fn report<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    /// What is known of a metric; none when it is wrong, or not resolved yet and now asked for.
    pub(super) fn metric_facts(&mut self, id: MetricId, used_at: Span) -> Option<MetricFacts> {
        match &self.metrics.get(id.0)?.state {
            State::Done(facts) => Some(facts.clone()),
            State::Broken => None,
            State::New | State::Open => {
                self.needs.push((Definition::Metric(id), used_at));
                None
            }
        }
    }

    /// What is known of a field; none when it is wrong, or not resolved yet and now asked for.
    pub(super) fn field_facts(&mut self, id: FieldId, used_at: Span) -> Option<FieldFacts> {
        match &self.fields.get(id.0)?.state {
            State::Done(facts) => Some(facts.clone()),
            State::Broken => None,
            State::New | State::Open => {
                self.needs.push((Definition::Field(id), used_at));
                None
            }
        }
    }

    /// The field of a source with this name.
    pub(super) fn field_named(&self, source: SourceId, name: &str) -> Option<FieldId> {
        self.field_names.get(source.0)?.get(name).copied()
    }

    /// What is known of a field that is resolved.
    pub(super) fn settled_field(&self, id: FieldId) -> Option<&FieldFacts> {
        match &self.fields.get(id.0)?.state {
            State::Done(facts) => Some(facts),
            State::New | State::Open | State::Broken => None,
        }
    }

    /// What is known of a metric that is resolved.
    pub(super) fn settled_metric(&self, id: MetricId) -> Option<&MetricFacts> {
        match &self.metrics.get(id.0)?.state {
            State::Done(facts) => Some(facts),
            State::New | State::Open | State::Broken => None,
        }
    }

    /// The words under a span.
    pub(super) fn words(&self, span: Span) -> &'a str {
        self.texts.slice(span)
    }
}
