//! Bodies in the order of their dependencies.
//!
//! A body is tried; when it uses definitions that are not resolved yet, these come first and the body is tried again.
//! The definitions that wait are kept on a list, not on the machine's stack, so that a chain of any length is fine.
//! A definition that is needed while it waits is a cycle.

use std::rc::Rc;

use kpi_diagnostics::Span;

use super::reach::Reach;
use super::resolver::{Definition, FieldFacts, MetricFacts, Resolver, State};
use super::row::RowScope;
use crate::errors;
use crate::model::{Field, FieldId, MetricId};

impl Resolver<'_> {
    /// Resolves the body of every field and metric.
    pub(super) fn resolve_bodies(&mut self) {
        for index in 0..self.fields.len() {
            self.settle(Definition::Field(FieldId(index)));
        }
        for index in 0..self.metrics.len() {
            self.settle(Definition::Metric(MetricId(index)));
        }
    }

    pub(super) fn settle(&mut self, first: Definition) {
        let mut waiting = vec![(first, self.place_of(first))];
        // Those that wait for what lies above them, outermost first.
        let mut path: Vec<(Definition, Span)> = Vec::new();
        while let Some((definition, used_at)) = waiting.last().copied() {
            if self.is_settled(definition) {
                waiting.pop();
                continue;
            }
            let needs = self.attempt(definition);
            if needs.is_empty() {
                waiting.pop();
                if path.last().is_some_and(|(last, _)| *last == definition) {
                    path.pop();
                }
                continue;
            }
            if path.last().is_none_or(|(last, _)| *last != definition) {
                self.open(definition);
                path.push((definition, used_at));
            }
            self.wait_for(needs, &mut waiting, &mut path);
        }
    }

    fn wait_for(
        &mut self,
        needs: Vec<(Definition, Span)>,
        waiting: &mut Vec<(Definition, Span)>,
        path: &mut Vec<(Definition, Span)>,
    ) {
        for need in needs {
            let start = if self.is_open(need.0) { path.iter().position(|(open, _)| *open == need.0) } else { None };
            let Some(start) = start else {
                waiting.push(need);
                continue;
            };
            let members = path.split_off(start);
            self.report_cycle(&members, need.1);
            return;
        }
    }

    /// Tries a body. What it needs first is given back; then nothing has changed.
    fn attempt(&mut self, definition: Definition) -> Vec<(Definition, Span)> {
        let reported = self.diagnostics.len();
        match definition {
            Definition::Metric(id) => self.attempt_metric(id),
            Definition::Field(id) => self.attempt_field(id),
        }
        if !self.needs.is_empty() {
            self.diagnostics.truncate(reported);
        }
        std::mem::take(&mut self.needs)
    }

    fn attempt_metric(&mut self, id: MetricId) {
        let (body, facts) = if self.model.is_some() {
            (None, self.known_metric(id))
        } else {
            self.metric_body(id).map_or((None, None), |(body, facts)| (Some(body), Some(facts)))
        };
        if self.needs.is_empty()
            && let Some(slot) = self.metrics.get_mut(id.0)
        {
            slot.state = facts.map_or(State::Broken, State::Done);
            slot.body = body;
        }
    }

    fn attempt_field(&mut self, id: FieldId) {
        let (field, facts) = if self.model.is_some() {
            (None, self.known_field(id))
        } else {
            self.field_body(id).map_or((None, None), |(field, facts)| (Some(field), Some(facts)))
        };
        if self.needs.is_empty()
            && let Some(slot) = self.fields.get_mut(id.0)
        {
            slot.state = facts.map_or(State::Broken, State::Done);
            slot.field = field;
        }
    }

    fn metric_body(&mut self, id: MetricId) -> Option<(crate::model::metric::MetricExpr, MetricFacts)> {
        let slot = self.metrics.get(id.0)?;
        let (tree, home) = (slot.tree?, slot.home);
        let body = self.body_with_context(&tree.body, &tree.clauses, home)?;
        let unit = self.metric_unit(tree, &body)?;
        let facts = MetricFacts {
            kind: body.kind_of_value,
            unit,
            share: self.is_share(&body),
            reach: Rc::new(Reach::of(&body, self)),
        };
        Some((body, facts))
    }

    fn field_body(&mut self, id: FieldId) -> Option<(Field, FieldFacts)> {
        let slot = self.fields.get(id.0)?;
        let (tree, source, home, name) = (slot.tree?, slot.source, slot.home, slot.name);
        self.refuse_clauses_of_field(tree);
        let body = self.row(&tree.body, RowScope::of_field(source, home))?;
        let facts = self.facts_of_field(&body);
        if matches!(facts.kind, crate::model::Type::Row(_)) && self.sources.named(name).is_some() {
            return self.report(errors::row_named_like_source(self.sources.name(source), &tree.name));
        }
        let field = Field {
            id,
            source,
            name: name.to_owned(),
            label: tree.label.as_ref().map(|label| label.value.clone()),
            doc: tree.doc.clone(),
            depends_on_window: facts.depends_on_window,
            body,
            span: tree.span,
        };
        Some((field, facts))
    }

    fn report_cycle(&mut self, members: &[(Definition, Span)], closing: Span) {
        let names: Vec<String> = members.iter().map(|(member, _)| self.name_of(*member)).collect();
        let uses = members.iter().skip(1).map(|(_, used_at)| *used_at).chain([closing]);
        let uses: Vec<Span> = uses.collect();
        let diagnostic = errors::cycle(&names, &uses);
        self.diagnostics.push(match self.hidden_column(members) {
            Some(column) => errors::hides_its_column(diagnostic, &column),
            None => diagnostic,
        });
        for (member, _) in members {
            match member {
                Definition::Metric(id) => {
                    if let Some(slot) = self.metrics.get_mut(id.0) {
                        slot.state = State::Broken;
                    }
                }
                Definition::Field(id) => {
                    if let Some(slot) = self.fields.get_mut(id.0) {
                        slot.state = State::Broken;
                    }
                }
            }
        }
    }

    /// The column that a field hides from its own body.
    fn hidden_column(&self, members: &[(Definition, Span)]) -> Option<String> {
        let [(Definition::Field(id), _)] = members else { return None };
        let slot = self.fields.get(id.0)?;
        let column = self.sources.known_column(slot.source, slot.name)?;
        Some(self.sources.get(slot.source).column(column).name.clone())
    }

    fn is_settled(&self, definition: Definition) -> bool {
        match definition {
            Definition::Metric(id) => {
                self.metrics.get(id.0).is_none_or(|slot| matches!(slot.state, State::Broken | State::Done(_)))
            }
            Definition::Field(id) => {
                self.fields.get(id.0).is_none_or(|slot| matches!(slot.state, State::Broken | State::Done(_)))
            }
        }
    }

    fn is_open(&self, definition: Definition) -> bool {
        match definition {
            Definition::Metric(id) => self.metrics.get(id.0).is_some_and(|slot| matches!(slot.state, State::Open)),
            Definition::Field(id) => self.fields.get(id.0).is_some_and(|slot| matches!(slot.state, State::Open)),
        }
    }

    fn open(&mut self, definition: Definition) {
        match definition {
            Definition::Metric(id) => {
                if let Some(slot) = self.metrics.get_mut(id.0) {
                    slot.state = State::Open;
                }
            }
            Definition::Field(id) => {
                if let Some(slot) = self.fields.get_mut(id.0) {
                    slot.state = State::Open;
                }
            }
        }
    }

    fn name_of(&self, definition: Definition) -> String {
        match definition {
            Definition::Metric(id) => self.metrics.get(id.0).map_or_else(String::new, |slot| slot.name.to_owned()),
            Definition::Field(id) => self
                .fields
                .get(id.0)
                .map_or_else(String::new, |slot| format!("{}.{}", self.sources.name(slot.source), slot.name)),
        }
    }

    fn place_of(&self, definition: Definition) -> Span {
        let span = match definition {
            Definition::Metric(id) => self.metrics.get(id.0).map(|slot| slot.name_span),
            Definition::Field(id) => self.fields.get(id.0).map(|slot| slot.name_span),
        };
        span.unwrap_or(Span::new(kpi_diagnostics::FileId(0), 0, 0))
    }
}
