//! The definitions of the catalogue, read and understood.

use std::collections::BTreeSet;

use kpi_diagnostics::{Diagnostic, Texts};
use kpi_model::model::metric::{Aggregate, MetricKind};
use kpi_model::model::{FieldId, Metric, MetricId, Model, Uses};
use kpi_model::{Input, resolve};
use kpi_syntax::ast;

use crate::needs::Needs;
use crate::shapes::Shapes;
use crate::{FILES, TESTS};

/// The whole catalogue.
#[derive(Debug)]
pub struct Library {
    pub(crate) files: Vec<ast::File>,
    pub(crate) model: Model,
    /// What the definitions are computed from.
    pub shapes: Shapes,
    problems: Vec<Diagnostic>,
}

impl Library {
    /// Reads the definitions; their texts go to those of a project, so that messages can point into them.
    pub fn read(texts: &mut Texts) -> Self {
        Self::of(&FILES, texts)
    }

    /// The same with the tests, for readers who want to know what holds a definition.
    pub fn with_tests(texts: &mut Texts) -> Self {
        Self::of(&[FILES, TESTS].concat(), texts)
    }

    fn of(contents: &[(&str, &str)], texts: &mut Texts) -> Self {
        let shapes = Shapes::read();
        let mut problems = Vec::new();
        let mut files = Vec::with_capacity(contents.len());
        for (name, content) in contents {
            let file = texts.add(format!("catalogue/{name}"), *content);
            let (tree, mut found) = kpi_syntax::parse(file, content);
            files.push(tree);
            problems.append(&mut found);
        }
        let (config, catalog) = (shapes.configuration(), shapes.catalog());
        let input = Input { files: &files, config: &config, catalog: &catalog, texts };
        let (model, mut found) = resolve(input);
        problems.append(&mut found);
        Self { files, model, shapes, problems }
    }

    /// What is wrong with the catalogue itself: nothing, as a test holds.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// What the catalogue means over its own shapes.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The groups in the order of the files.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups = Vec::new();
        for group in self.model.metrics.iter().filter_map(|metric| metric.group.as_deref()) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    /// The definition with this id.
    pub fn metric(&self, id: &str) -> Option<&Metric> {
        self.model.metric_named(id).map(|id| self.model.metric(id))
    }

    /// What a KPI needs to stand on a scorecard: its value, its targets, and the breakdown without which it is not shown.
    pub fn needs(&self, metric: &Metric, except: &BTreeSet<String>) -> Needs {
        let mut uses = vec![Uses::of_body(&self.model, metric), Uses::of_lines(&self.model, metric)];
        let only = metric.breakdowns.iter().filter(|breakdown| breakdown.only);
        uses.extend(only.map(|breakdown| Uses::of_breakdown(&self.model, breakdown)));
        let mut needs = self.closure(uses, except);
        needs.metrics.insert(metric.id);
        needs
    }

    /// What its other breakdowns need, in their order; none for one that it must have.
    pub(crate) fn needs_of_breakdowns(&self, metric: &Metric, except: &BTreeSet<String>) -> Vec<Option<Needs>> {
        let one = |breakdown| Some(self.closure(vec![Uses::of_breakdown(&self.model, breakdown)], except));
        metric.breakdowns.iter().map(|breakdown| if breakdown.only { None } else { one(breakdown) }).collect()
    }

    /// What the columns of its list need, in their order.
    pub(crate) fn needs_of_list(&self, metric: &Metric, except: &BTreeSet<String>) -> Vec<Needs> {
        let MetricKind::Aggregate(aggregate) = &metric.body.kind else { return Vec::new() };
        let Aggregate { source, .. } = aggregate.as_ref();
        let uses = metric.show.iter().map(|shown| Uses::of_row(&self.model, *source, &shown.value));
        uses.map(|uses| self.closure(vec![uses], except)).collect()
    }

    /// Everything that is mentioned, and what that mentions. Names in `except` are the project's own and not followed.
    fn closure(&self, start: Vec<Uses>, except: &BTreeSet<String>) -> Needs {
        let mut needs = Needs::default();
        let mut open = start;
        while let Some(uses) = open.pop() {
            needs.add(self, &uses);
            for id in &uses.metrics {
                let metric = self.model.metric(*id);
                if except.contains(&metric.name) {
                    needs.own.insert(metric.name.clone());
                } else if needs.metrics.insert(*id) {
                    open.push(Uses::of_body(&self.model, metric));
                }
            }
            for id in &uses.fields {
                let field = self.model.field(*id);
                let name = self.name_of_field(*id);
                if except.contains(&name) {
                    needs.own.insert(name);
                } else if needs.fields.insert(*id) {
                    open.push(Uses::of_field(&self.model, field));
                }
            }
        }
        needs
    }

    /// `orders.segment`
    pub(crate) fn name_of_field(&self, id: FieldId) -> String {
        let field = self.model.field(id);
        format!("{}.{}", self.model.source(field.source).name, field.name)
    }

    /// The field with this name.
    pub(crate) fn field_named(&self, source: &str, name: &str) -> Option<FieldId> {
        let source = self.model.source_named(source)?;
        self.model.fields.iter().position(|field| field.source == source && field.name == name).map(FieldId)
    }

    /// The names of all definitions, metrics first.
    pub(crate) fn names(&self) -> Vec<String> {
        let metrics = self.model.metrics.iter().map(|metric| metric.name.clone());
        metrics.chain((0..self.model.fields.len()).map(|index| self.name_of_field(FieldId(index)))).collect()
    }

    /// The name of a metric.
    pub(crate) fn name_of_metric(&self, id: MetricId) -> &str {
        &self.model.metric(id).name
    }
}
