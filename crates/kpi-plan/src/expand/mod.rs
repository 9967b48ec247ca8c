//! Expanding metrics in their contexts into formulas and cells.
//!
//! A context is a window, the filters that were captured on the way in, and the dimensions of the breakdown. Modifiers of
//! a metric only change the context; at the aggregates the context becomes a cell. [`context`] holds what is carried down,
//! [`aggregate`] what happens at the bottom, [`part`] which rows of a part count, [`reach`] how far the data have to go for a
//! value to be complete, [`sample`] what an interval is computed from.

mod aggregate;
mod columns;
mod context;
mod part;
mod reach;
mod sample;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use kpi_model::model::metric::{Bound, Breakdown, Filter, Line, MetricExpr, MetricKind};
use kpi_model::model::{Metric, MetricId, Model, SourceId};

use crate::calendar::{Calendar, TimeWindow};
use crate::cell::{Cell, CellId, Selection};
use crate::fingerprint::Prints;
use crate::formula::{Formula, FormulaKind};
use crate::sample::Sample;
pub use columns::Needed;
use context::Context;
use reach::Behind;
pub use reach::cell_sources;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request<'m> {
    /// The metrics with their breakdowns and windows.
    pub items: Vec<Item<'m>>,
    /// The clock.
    pub as_of: Date,
}

/// A metric, cut by one breakdown or by none, in some windows.
#[derive(Clone, Debug)]
pub struct Item<'m> {
    /// What is computed.
    pub metric: &'m Metric,
    /// How it is cut; none: the total.
    pub breakdown: Option<&'m Breakdown>,
    /// For each of these.
    pub windows: Vec<TimeWindow>,
}

/// The work, and how its results become values.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What a backend has to compute.
    pub cells: Vec<Cell>,
    /// One for each item and window, in the order of the request.
    pub items: Vec<PlannedItem>,
}

/// One item in one window.
#[derive(Clone, Debug)]
pub struct PlannedItem {
    /// The position in the request's items.
    pub item: usize,
    /// The window.
    pub window: TimeWindow,
    /// The value.
    pub value: Arc<Formula>,
    /// The value one window before.
    pub previous: Option<Arc<Formula>>,
    /// The limits of the metric's lines, in their order: the lower or only one, and the upper one of `between`.
    pub lines: Vec<(Arc<Formula>, Option<Arc<Formula>>)>,
    /// What its interval is computed from, when one is asked for.
    pub sample: Option<Sample>,
    /// The moment up to which the data must reach for the value to be complete.
    pub reach: DateTime,
    /// The sources that its results are computed from, the ones behind references, fields, dimensions and targets included.
    pub sources: BTreeSet<SourceId>,
}

/// Expands a request.
pub fn plan<'m>(model: &'m Model, calendar: &'m Calendar, request: &Request<'m>) -> Plan {
    let mut expander = Expander {
        model,
        calendar,
        as_of: request.as_of,
        prints: Prints::new(model),
        cells: Vec::new(),
        known_cells: HashMap::new(),
        known_selections: HashMap::new(),
        known_metrics: HashMap::new(),
    };
    let mut items = Vec::new();
    for (index, item) in request.items.iter().enumerate() {
        for window in &item.windows {
            items.push(expander.item(index, item, *window));
        }
    }
    Plan { cells: expander.cells, items }
}

struct Expander<'m> {
    model: &'m Model,
    calendar: &'m Calendar,
    as_of: Date,
    prints: Prints<'m>,
    cells: Vec<Cell>,
    known_cells: HashMap<String, CellId>,
    known_selections: HashMap<(CellId, Selection), usize>,
    known_metrics: HashMap<(MetricId, String), Arc<Formula>>,
}

impl<'m> Expander<'m> {
    fn item(&mut self, index: usize, item: &Item<'m>, window: TimeWindow) -> PlannedItem {
        let context = Context::new(window, item.breakdown);
        let Behind { reach, sources } = reach::behind(item, self.model, self.calendar, window);
        let previous = self.calendar.shift(window, None).map(|before| {
            let context = Context::new(before, item.breakdown);
            self.whole(item.metric, &context)
        });
        let value = self.whole(item.metric, &context);
        PlannedItem {
            item: index,
            window,
            sample: self.sample(item.metric, &value, &context),
            value,
            previous,
            lines: item.metric.lines.iter().map(|line| self.line(line, &context)).collect(),
            reach,
            sources,
        }
    }

    /// A metric with what its clauses say of its value.
    fn whole(&mut self, metric: &'m Metric, context: &Context<'m>) -> Arc<Formula> {
        let body = self.expand(&metric.body, context);
        match metric.fill {
            None => body,
            Some(fill) => Arc::new(Formula {
                window: body.window,
                unit: body.unit.clone(),
                span: body.span,
                kind: FormulaKind::Filled(body, fill),
            }),
        }
    }

    fn line(&mut self, line: &'m Line, context: &Context<'m>) -> (Arc<Formula>, Option<Arc<Formula>>) {
        match &line.bound {
            Bound::Compare(_, limit) => (self.expand(limit, context), None),
            Bound::Between(low, high) => (self.expand(low, context), Some(self.expand(high, context))),
        }
    }

    fn expand(&mut self, expr: &'m MetricExpr, context: &Context<'m>) -> Arc<Formula> {
        let kind = match &expr.kind {
            MetricKind::Number(number) => FormulaKind::Number(*number),
            MetricKind::Metric(id) => FormulaKind::Named(*id, self.named(*id, context)),
            MetricKind::Aggregate(aggregate) => self.aggregate(aggregate, context),
            MetricKind::Negate(inner) => FormulaKind::Negate(self.expand(inner, context)),
            MetricKind::Not(inner) => FormulaKind::Not(self.expand(inner, context)),
            MetricKind::Binary(operator, left, right) => {
                FormulaKind::Binary(*operator, self.expand(left, context), self.expand(right, context))
            }
            MetricKind::Compare(operator, left, right) => {
                FormulaKind::Compare(*operator, self.expand(left, context), self.expand(right, context))
            }
            MetricKind::If(condition, then, otherwise) => FormulaKind::If(
                self.expand(condition, context),
                self.expand(then, context),
                self.expand(otherwise, context),
            ),
            MetricKind::Call(function, arguments) => {
                FormulaKind::Call(*function, arguments.iter().map(|part| self.expand(part, context)).collect())
            }
            MetricKind::Over(..) | MetricKind::Where(..) | MetricKind::Previous(..) | MetricKind::Total(..) => {
                return self.moved(expr, context);
            }
            MetricKind::Growth(inner, by) => self.growth(inner, *by, context),
            MetricKind::Lift(inner, filter) => {
                let (with, without) = self.groups(inner, filter, context);
                FormulaKind::Lift(with, without)
            }
            MetricKind::RiskRatio(inner, filter) => {
                let (with, without) = self.groups(inner, filter, context);
                FormulaKind::Ratio(with, without)
            }
        };
        Arc::new(Formula { kind, window: context.window, unit: expr.unit.clone(), span: expr.span })
    }

    /// The forms that only change the context.
    fn moved(&mut self, expr: &'m MetricExpr, context: &Context<'m>) -> Arc<Formula> {
        let (inner, moved) = match &expr.kind {
            MetricKind::Over(inner, window) => (inner, context.moved(|from| self.calendar.apply(window, from))),
            MetricKind::Previous(inner, by) => (inner, context.moved(|from| self.calendar.shift(from, *by))),
            MetricKind::Where(inner, filter) => (inner, Some(context.filtered(filter, context::Side::With))),
            MetricKind::Total(inner, names) => (inner, Some(context.without(names.as_deref()))),
            MetricKind::Number(_)
            | MetricKind::Metric(_)
            | MetricKind::Aggregate(_)
            | MetricKind::Negate(_)
            | MetricKind::Not(_)
            | MetricKind::Binary(..)
            | MetricKind::Compare(..)
            | MetricKind::If(..)
            | MetricKind::Call(..)
            | MetricKind::Growth(..)
            | MetricKind::Lift(..)
            | MetricKind::RiskRatio(..) => {
                return impossible(expr, context, "this form has no context of its own");
            }
        };
        match moved {
            Some(moved) => self.expand(inner, &moved),
            None => impossible(expr, context, &self.calendar.no_window()),
        }
    }

    fn growth(
        &mut self,
        inner: &'m MetricExpr,
        by: Option<kpi_syntax::ast::Duration>,
        context: &Context<'m>,
    ) -> FormulaKind {
        match context.moved(|from| self.calendar.shift(from, by)) {
            None => FormulaKind::Impossible(self.calendar.no_window()),
            Some(before) => FormulaKind::Growth(self.expand(inner, context), self.expand(inner, &before)),
        }
    }

    fn groups(
        &mut self,
        inner: &'m MetricExpr,
        filter: &'m Filter,
        context: &Context<'m>,
    ) -> (Arc<Formula>, Arc<Formula>) {
        let with = context.filtered(filter, context::Side::With);
        let without = context.filtered(filter, context::Side::Without);
        (self.expand(inner, &with), self.expand(inner, &without))
    }

    fn named(&mut self, id: MetricId, context: &Context<'m>) -> Arc<Formula> {
        let key = (id, context.print());
        if let Some(known) = self.known_metrics.get(&key) {
            return Arc::clone(known);
        }
        let formula = self.whole(self.model.metric(id), context);
        self.known_metrics.insert(key, Arc::clone(&formula));
        formula
    }
}

fn impossible(expr: &MetricExpr, context: &Context<'_>, reason: &str) -> Arc<Formula> {
    let kind = FormulaKind::Impossible(reason.to_owned());
    Arc::new(Formula { kind, window: context.window, unit: expr.unit.clone(), span: expr.span })
}
