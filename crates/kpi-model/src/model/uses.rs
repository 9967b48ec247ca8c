//! What a definition mentions: other definitions, and the sources with their columns, references and clocks.
//!
//! Only what the definition says itself, not what the definitions say that it uses. A column belongs to a source, and which source
//! the current row is of changes on the way through an expression, so this walk keeps account of it.

use std::collections::BTreeSet;

use super::metric::{Aggregate, Bound, Breakdown, Filter, Input, MetricExpr, MetricKind};
use super::row::{Belongs, Gather, Link, PluginFunction, RowExpr, RowKind};
use super::{Clock, ColumnId, Field, FieldId, Metric, MetricId, Model, ReferenceId, SourceId, Type, When, Window};
use crate::builtin::Aggregator;

/// How rows of a source are placed in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `time`
    Time,
    /// `alive`
    Alive,
    /// `snapshot`
    Snapshot,
}

/// What a definition mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Other metrics.
    pub metrics: BTreeSet<MetricId>,
    /// Fields.
    pub fields: BTreeSet<FieldId>,
    /// Sources whose rows are read.
    pub sources: BTreeSet<SourceId>,
    /// Columns by name; those that only place rows in time are among the roles instead.
    pub columns: BTreeSet<(SourceId, ColumnId)>,
    /// References, followed in either direction.
    pub references: BTreeSet<(SourceId, ReferenceId)>,
    /// The clocks of aggregates.
    pub roles: BTreeSet<(SourceId, Role)>,
    /// Functions of plugins: plugin and function.
    pub functions: BTreeSet<(String, String)>,
}

impl Uses {
    /// Of the body of a metric.
    pub fn of_body(model: &Model, metric: &Metric) -> Self {
        let mut walk = Walk { model, uses: Self::default() };
        walk.metric(&metric.body);
        walk.uses
    }

    /// Of the targets and warning lines of a metric.
    pub fn of_lines(model: &Model, metric: &Metric) -> Self {
        let mut walk = Walk { model, uses: Self::default() };
        for line in &metric.lines {
            match &line.bound {
                Bound::Compare(_, limit) => walk.metric(limit),
                Bound::Between(low, high) => {
                    walk.metric(low);
                    walk.metric(high);
                }
            }
        }
        walk.uses
    }

    /// Of one breakdown.
    pub fn of_breakdown(model: &Model, breakdown: &Breakdown) -> Self {
        let mut walk = Walk { model, uses: Self::default() };
        let values = breakdown.dimensions.iter().flat_map(|dimension| &dimension.by_source);
        values.for_each(|(source, value)| walk.row(value, Place::of(*source)));
        walk.uses
    }

    /// Of a row expression over the rows of a source, such as a column of a list.
    pub fn of_row(model: &Model, source: SourceId, value: &RowExpr) -> Self {
        let mut walk = Walk { model, uses: Self::default() };
        walk.row(value, Place::of(source));
        walk.uses
    }

    /// Of the body of a field.
    pub fn of_field(model: &Model, field: &Field) -> Self {
        let mut uses = Self::of_row(model, field.source, &field.body);
        uses.sources.insert(field.source);
        uses
    }
}

/// Whose row is the current one, and whose the asking one.
#[derive(Clone, Copy)]
struct Place {
    here: SourceId,
    asking: SourceId,
}

impl Place {
    fn of(source: SourceId) -> Self {
        Self { here: source, asking: source }
    }
}

struct Walk<'m> {
    model: &'m Model,
    uses: Uses,
}

impl Walk<'_> {
    fn metric(&mut self, expr: &MetricExpr) {
        if let MetricKind::Metric(metric) = &expr.kind {
            self.uses.metrics.insert(*metric);
        }
        if let MetricKind::Aggregate(aggregate) = &expr.kind {
            self.aggregate(aggregate);
        }
        expr.parts().into_iter().for_each(|part| self.metric(part));
        expr.filter().into_iter().for_each(|filter| self.filter(filter));
    }

    fn filter(&mut self, filter: &Filter) {
        filter.by_source.iter().for_each(|(source, predicate)| self.row(predicate, Place::of(*source)));
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        let place = Place::of(aggregate.source);
        self.uses.sources.insert(aggregate.source);
        self.aggregator(aggregate.function);
        match &aggregate.input {
            Input::Rows => {}
            Input::Value(value) | Input::PerMoment(value) => self.row(value, place),
            Input::PerKey(key, inner) => {
                self.row(key, place);
                self.metric(inner);
            }
            Input::PerUnit(_, inner) => self.metric(inner),
        }
        self.when(&aggregate.when, place);
        if let Some(filter) = &aggregate.filter {
            self.row(filter, place);
        }
    }

    fn when(&mut self, when: &When, place: Place) {
        let source = self.model.source(place.here);
        match when {
            When::During(Clock::Moment(moment), window) => {
                if matches!(moment.kind, RowKind::Column(column) if Some(column) == source.time) {
                    self.role(place.here, Role::Time);
                } else {
                    self.row(moment, place);
                }
                self.window(window, Place::of(place.asking));
            }
            When::During(Clock::Alive, window) => {
                self.role(place.here, Role::Alive);
                self.window(window, Place::of(place.asking));
            }
            When::During(Clock::Snapshot, window) => {
                self.role(place.here, Role::Snapshot);
                self.window(window, Place::of(place.asking));
            }
            When::At(_) if source.snapshot.is_some() => self.role(place.here, Role::Snapshot),
            When::At(_) => self.role(place.here, Role::Alive),
            When::Always => {}
        }
    }

    fn role(&mut self, source: SourceId, role: Role) {
        self.uses.roles.insert((source, role));
    }

    fn window(&mut self, window: &Window, place: Place) {
        if let Some(anchor) = window.anchor() {
            self.row(anchor, place);
        }
    }

    fn row(&mut self, expr: &RowExpr, place: Place) {
        match &expr.kind {
            RowKind::Literal(_) | RowKind::PeriodStart | RowKind::PeriodEnd => {}
            RowKind::Column(column) => {
                self.uses.columns.insert((place.here, *column));
            }
            RowKind::Field(field) => {
                self.uses.fields.insert(*field);
            }
            RowKind::Row(link) => {
                self.link(*link, place.here);
            }
            RowKind::Through(link, inner) => {
                if let Some(target) = self.link(*link, place.here) {
                    self.row(inner, Place { here: target, ..place });
                }
            }
            RowKind::Asking(inner) => self.row(inner, Place::of(place.asking)),
            RowKind::Gather(gather) => self.gather(gather, place),
            RowKind::Within(value, window) => {
                self.row(value, place);
                self.window(window, place);
            }
            RowKind::Plugin(function, arguments) => {
                let PluginFunction { plugin, function } = function;
                self.uses.functions.insert((plugin.clone(), function.clone()));
                for argument in arguments {
                    self.row(argument, place);
                }
            }
            RowKind::Negate(_)
            | RowKind::Not(_)
            | RowKind::IsNull(_)
            | RowKind::Pattern(..)
            | RowKind::Binary(..)
            | RowKind::Compare(..)
            | RowKind::OneOf(..)
            | RowKind::If(..)
            | RowKind::Call(..) => {
                for part in expr.parts() {
                    self.row(part, place);
                }
            }
        }
    }

    /// Takes a link in and gives the source to which it leads.
    fn link(&mut self, link: Link, from: SourceId) -> Option<SourceId> {
        let target = match link {
            Link::Reference(reference) => {
                self.uses.references.insert((from, reference));
                self.model.source(from).reference(reference).target
            }
            Link::Field(field) => {
                self.uses.fields.insert(field);
                match self.model.field(field).body.kind_of_value {
                    Type::Row(target) => target,
                    Type::Number
                    | Type::Text
                    | Type::Bool
                    | Type::Date
                    | Type::Datetime
                    | Type::Duration
                    | Type::Unknown => return None,
                }
            }
        };
        self.uses.sources.insert(target);
        Some(target)
    }

    fn aggregator(&mut self, function: Aggregator) {
        if let Aggregator::Plugin(aggregate) = function {
            let PluginFunction { plugin, function } = aggregate.function();
            self.uses.functions.insert((plugin, function));
        }
    }

    fn gather(&mut self, gather: &Gather, outer: Place) {
        let place = Place { here: gather.source, asking: outer.here };
        self.aggregator(gather.function);
        self.uses.sources.insert(gather.source);
        match &gather.belongs {
            Belongs::Child(reference) => {
                self.uses.references.insert((gather.source, *reference));
            }
            Belongs::ChildField(field) => {
                self.uses.fields.insert(*field);
            }
            Belongs::SameValue(inner, asking) => {
                self.row(inner, Place::of(place.here));
                self.row(asking, Place::of(place.asking));
            }
        }
        for part in gather.value.iter().chain(&gather.filter) {
            self.row(part, place);
        }
        self.when(&gather.when, place);
    }
}
