//! The names of all files, before anything is understood: `from`, groups, definitions, doubles.

use std::collections::HashMap;

use kpi_diagnostics::Span;
use kpi_syntax::ast;

use super::resolver::{FieldSlot, Home, MetricSlot, Resolver, State};
use crate::errors;
use crate::model::{FieldId, MetricId, SourceId};

/// A file with its default source.
pub(super) struct File<'a> {
    pub(super) tree: &'a ast::File,
    pub(super) home: Home,
}

impl<'a> Resolver<'a> {
    /// Takes in the names of all files.
    pub(super) fn collect(&mut self, trees: &'a [ast::File]) -> Vec<File<'a>> {
        let mut files = Vec::with_capacity(trees.len());
        for tree in trees {
            let home = self.home(tree);
            files.push(File { tree, home });
            self.collect_definitions(tree, home);
        }
        self.refuse_doubles();
        files
    }

    fn home(&mut self, tree: &ast::File) -> Home {
        let mut home: Option<(Home, Span)> = None;
        let mut first_definition = None;
        for item in &tree.items {
            match item {
                ast::Item::From(name) => {
                    if let Some((_, first)) = home {
                        self.diagnostics.push(errors::second_from(name, first));
                        continue;
                    }
                    if let Some(definition) = first_definition {
                        self.diagnostics.push(errors::late_from(name, definition));
                    }
                    home = Some((self.source_of_from(name), name.span));
                }
                ast::Item::Metric(metric) => first_definition = first_definition.or(Some(metric.name.span)),
                ast::Item::Field(field) => first_definition = first_definition.or(Some(field.name.span)),
                ast::Item::Error(span) if home.is_none() && self.words(*span).trim_start().starts_with("from ") => {
                    home = Some((Home::Broken, *span));
                }
                ast::Item::Group(_) | ast::Item::Test(_) | ast::Item::Error(_) => {}
            }
        }
        match (home, self.sources.only()) {
            (Some((home, _)), _) => home,
            (None, Some(only)) => Home::Source(only),
            (None, None) => Home::Nowhere,
        }
    }

    fn source_of_from(&mut self, name: &ast::Name) -> Home {
        if let Some(source) = self.sources.named(&name.text) {
            return Home::Source(source);
        }
        self.report_unknown_source(name);
        Home::Broken
    }

    /// Reports a name that should be a source's.
    pub(super) fn report_unknown_source(&mut self, name: &ast::Name) {
        if self.config.flaws.touch(&name.text) {
            return;
        }
        let names: Vec<&str> = self.sources.names().collect();
        let diagnostic = errors::unknown_source(name, &names);
        self.diagnostics.push(diagnostic);
    }

    fn collect_definitions(&mut self, tree: &'a ast::File, home: Home) {
        let mut group = None;
        for item in &tree.items {
            match item {
                ast::Item::Group(text) => group = Some(text.value.as_str()),
                ast::Item::Metric(metric) => self.metrics.push(MetricSlot {
                    name: &metric.name.text,
                    name_span: metric.name.span,
                    tree: Some(metric),
                    home,
                    group,
                    state: State::New,
                    body: None,
                }),
                ast::Item::Field(field) => match self.sources.named(&field.source.text) {
                    Some(source) => self.push_field(field, source, home),
                    None => self.report_unknown_source(&field.source),
                },
                ast::Item::Error(span) => self.collect_unread(*span, home),
                ast::Item::From(_) | ast::Item::Test(_) => {}
            }
        }
    }

    /// A statement that could not be read has a name all the same: who uses it is not told that it is missing.
    fn collect_unread(&mut self, span: Span, home: Home) {
        let text = self.words(span).trim_start();
        if let Some((name, _)) = text.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
            self.push_unread_metric(name, span, home);
            return;
        }
        let end = text.find(|sign: char| !(sign.is_alphanumeric() || sign == '_' || sign == '.')).unwrap_or(text.len());
        let name = text.get(..end).unwrap_or("");
        if let Some((source, name)) = name.split_once('.') {
            let Some(source) = self.sources.named(source) else { return };
            self.fields.push(FieldSlot {
                source,
                name,
                name_span: span,
                tree: None,
                home,
                state: State::Broken,
                field: None,
            });
        } else if !name.is_empty() {
            self.push_unread_metric(name, span, home);
        }
    }

    fn push_unread_metric(&mut self, name: &'a str, name_span: Span, home: Home) {
        let state = State::Broken;
        self.metrics.push(MetricSlot { name, name_span, tree: None, home, group: None, state, body: None });
    }

    fn push_field(&mut self, tree: &'a ast::Field, source: SourceId, home: Home) {
        if let Some(target) = self.row_in_text(tree) {
            self.row_fields.entry((source, target)).or_default().push(FieldId(self.fields.len()));
        }
        self.fields.push(FieldSlot {
            source,
            name: &tree.name.text,
            name_span: tree.name.span,
            tree: Some(tree),
            home,
            state: State::New,
            field: None,
        });
    }

    /// A name that is defined twice means nothing; all its places are shown.
    fn refuse_doubles(&mut self) {
        let mut metrics: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, slot) in self.metrics.iter().enumerate().filter(|(_, slot)| slot.tree.is_some()) {
            metrics.entry(slot.name).or_default().push(index);
        }
        let mut fields: HashMap<(SourceId, &str), Vec<usize>> = HashMap::new();
        for (index, slot) in self.fields.iter().enumerate().filter(|(_, slot)| slot.tree.is_some()) {
            fields.entry((slot.source, slot.name)).or_default().push(index);
        }
        for index in 0..self.metrics.len() {
            self.register_metric(index, &metrics);
        }
        for index in 0..self.fields.len() {
            self.register_field(index, &fields);
        }
    }

    fn register_metric(&mut self, index: usize, all: &HashMap<&str, Vec<usize>>) {
        let Some(slot) = self.metrics.get(index) else { return };
        if slot.tree.is_none() {
            self.metric_names.entry(slot.name).or_insert(MetricId(index));
            return;
        }
        let (name, places) = (slot.name, all.get(slot.name).map(Vec::as_slice).unwrap_or_default());
        let first = places.first() == Some(&index);
        if first {
            self.metric_names.insert(name, MetricId(index));
        }
        if places.len() > 1 {
            if first {
                let spans: Vec<Span> =
                    places.iter().filter_map(|place| Some(self.metrics.get(*place)?.name_span)).collect();
                self.diagnostics.push(errors::defined_twice(name, &spans));
            }
            self.break_metric(index);
        } else if self.is_measure_at_home(index) {
            self.break_metric(index);
        }
    }

    fn is_measure_at_home(&mut self, index: usize) -> bool {
        let Some(slot) = self.metrics.get(index) else { return false };
        let Home::Source(source) = slot.home else { return false };
        if self.measure_named(source, slot.name).is_none() {
            return false;
        }
        let diagnostic = errors::metric_and_measure(slot.name, slot.name_span, self.sources.name(source));
        self.diagnostics.push(diagnostic);
        true
    }

    fn break_metric(&mut self, index: usize) {
        if let Some(slot) = self.metrics.get_mut(index) {
            slot.state = State::Broken;
        }
    }

    fn register_field(&mut self, index: usize, all: &HashMap<(SourceId, &str), Vec<usize>>) {
        let Some(slot) = self.fields.get(index) else { return };
        let (source, name, read) = (slot.source, slot.name, slot.tree.is_some());
        if !read {
            if let Some(names) = self.field_names.get_mut(source.0) {
                names.entry(name).or_insert(FieldId(index));
            }
            return;
        }
        let places = all.get(&(source, name)).map(Vec::as_slice).unwrap_or_default();
        let first = places.first() == Some(&index);
        if first && let Some(names) = self.field_names.get_mut(source.0) {
            names.insert(name, FieldId(index));
        }
        let diagnostic = if places.len() > 1 {
            let spans: Vec<Span> = places.iter().filter_map(|place| Some(self.fields.get(*place)?.name_span)).collect();
            first.then(|| errors::defined_twice(&format!("{}.{name}", self.sources.name(source)), &spans))
        } else if self.sources.reference(source, name).is_some() {
            Some(errors::field_and_reference(self.sources.name(source), name, slot.name_span))
        } else {
            return;
        };
        self.diagnostics.extend(diagnostic);
        if let Some(slot) = self.fields.get_mut(index) {
            slot.state = State::Broken;
        }
    }
}
