//! What metrics and fields have in common.

use kpi_diagnostics::Span;
use kpi_model::model::{FieldId, Metric, MetricId, SourceId};

use super::Gathering;
use super::comment::paragraphs;
use super::usage::Definition;
use crate::anchor;
use crate::dictionary::{Block, FieldEntry, Input, Link, Place};
use crate::paint::paint;
use crate::prose::Targets;

impl Gathering<'_> {
    pub(super) fn link_to_metric(&self, id: MetricId) -> Link {
        let metric = self.ground.model.metric(id);
        let label = self.words.label(metric).map(str::to_owned);
        Link { anchor: anchor::of_metric(self.ground.model, id), name: metric.name.clone(), label }
    }

    pub(super) fn link_to_field(&self, id: FieldId) -> Link {
        let model = self.ground.model;
        Link { anchor: anchor::of_field(model, id), name: anchor::name_of_field(model, id), label: None }
    }

    pub(super) fn link_to_source(&self, id: SourceId) -> Link {
        let model = self.ground.model;
        Link { anchor: anchor::of_source(model, id), name: model.source(id).name.clone(), label: None }
    }

    fn link(&self, definition: Definition) -> Link {
        match definition {
            Definition::Metric(id) => self.link_to_metric(id),
            Definition::Field(id) => self.link_to_field(id),
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let file = self.ground.texts.get(span.file).map(|text| text.name.clone()).unwrap_or_default();
        Place { file, line: self.ground.texts.line_column(span).0 }
    }

    /// A metric as a definition like any other.
    pub(super) fn block_of(&self, metric: &Metric) -> Block {
        let definition = Definition::Metric(metric.id);
        let head = Head {
            anchor: anchor::of_metric(self.ground.model, metric.id),
            id: metric.name.clone(),
            label: self.words.label(metric).map(str::to_owned),
            doc: metric.doc.as_deref(),
            words: self.words.of_metric(metric),
        };
        let place = Place { line: self.ground.texts.line_column(metric.name_span).0, ..self.place(metric.span) };
        self.block(definition, head, metric.span, place)
    }

    /// A computed column.
    pub(super) fn field(&self, id: FieldId) -> FieldEntry {
        let field = self.ground.model.field(id);
        let head = Head {
            anchor: anchor::of_field(self.ground.model, id),
            id: anchor::name_of_field(self.ground.model, id),
            label: field.label.clone(),
            doc: field.doc.as_deref(),
            words: self.words.of_field(field),
        };
        FieldEntry {
            block: self.block(Definition::Field(id), head, field.span, self.place(field.span)),
            source: self.link_to_source(field.source),
            kind: super::source::kind_words(field.body.kind_of_value),
        }
    }

    fn block(&self, definition: Definition, head: Head<'_>, span: Span, place: Place) -> Block {
        let uses: Vec<Link> = self.usage.used_by_it(definition).into_iter().map(|used| self.link(used)).collect();
        let written = self.ground.texts.slice(span).trim_end().to_owned();
        Block {
            pieces: paint(&written, &targets(&uses, &head.id)),
            anchor: head.anchor,
            id: head.id,
            label: head.label,
            description: paragraphs(head.doc.unwrap_or_default()),
            definition: written,
            words: head.words,
            uses,
            used_by: self.usage.users_of(definition).map(|user| self.link(user)).collect(),
            inputs: self.inputs(definition),
            place,
        }
    }

    fn inputs(&self, definition: Definition) -> Vec<Input> {
        let read = self.usage.read_by(definition);
        read.map(|(id, columns)| {
            let source = self.ground.model.source(id);
            let columns = columns.iter().map(|column| source.column(*column).name.clone()).collect();
            Input { source: self.link_to_source(id), columns }
        })
        .collect()
    }
}

/// What a definition says of itself.
struct Head<'a> {
    anchor: String,
    id: String,
    label: Option<String>,
    doc: Option<&'a str>,
    words: String,
}

/// Where the names of a text lead: those of metrics, and those of fields with and without their source; never to itself.
fn targets(uses: &[Link], own: &str) -> Targets {
    let mut targets = Targets::new();
    for used in uses.iter().filter(|used| used.name != own) {
        targets.insert(used.name.clone(), used.anchor.clone());
        if let Some((_, field)) = used.name.rsplit_once('.') {
            targets.entry(field.to_owned()).or_insert_with(|| used.anchor.clone());
        }
    }
    targets
}
