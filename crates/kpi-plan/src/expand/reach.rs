//! How far the data have to reach, and which sources a metric reads.

use std::collections::{BTreeSet, HashSet};

use jiff::civil::DateTime;
use kpi_model::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use kpi_model::model::row::{Link, RowExpr, RowKind};
use kpi_model::model::{Clock, Literal, MetricId, Model, SourceId, When, Window};
use kpi_syntax::ast::{BinaryOp, Duration};

use super::{Item, Needed};
use crate::calendar::{Calendar, TimeWindow, add};
use crate::cell::Cell;

/// What the result of an item depends on.
pub(super) struct Behind {
    /// The latest moment that is looked at. Windows that reach past a period do so from its last moment on.
    pub(super) reach: DateTime,
    /// Every source that is read, those behind references, fields, dimensions and targets included.
    pub(super) sources: BTreeSet<SourceId>,
}

/// What stands behind the results of an item in a window: its value, how it is cut, and its targets.
pub(super) fn behind(item: &Item<'_>, model: &Model, calendar: &Calendar, window: TimeWindow) -> Behind {
    let mut behind = Behind { reach: window.end, sources: BTreeSet::new() };
    let mut needed = Needed::new(model);
    let mut visit = |visit: Visit<'_>| match visit {
        Visit::Source(source, end) => {
            behind.sources.insert(source);
            behind.reach = behind.reach.max(end);
        }
        Visit::Row(row, source, span) => {
            needed.add_row(row, source);
            behind.reach = behind.reach.max(of_row(row, model, span));
        }
    };
    let mut walk = Walk { model, calendar, seen: HashSet::new(), first: None, visit: &mut visit };
    walk.metric(&item.metric.body, window);
    for limit in item.metric.lines.iter().flat_map(|line| line.bound.limits()) {
        walk.metric(limit, window);
    }
    let rows_of = walk.first;
    for dimension in item.breakdown.into_iter().flat_map(|breakdown| &breakdown.dimensions) {
        for (source, row) in &dimension.by_source {
            (walk.visit)(Visit::Row(row, *source, Span::of(window)));
        }
    }
    let per = item.metric.confidence.as_ref().and_then(|asked| asked.per.as_ref());
    if let (Some(key), Some(source)) = (per, rows_of) {
        (walk.visit)(Visit::Row(key, source, Span::of(window)));
    }
    behind.sources.extend(needed.sources());
    behind
}

/// Every source that a cell reads.
pub fn cell_sources(cell: &Cell, model: &Model) -> BTreeSet<SourceId> {
    let mut needed = Needed::new(model);
    needed.add_cell(cell);
    needed.sources().collect()
}

enum Visit<'a> {
    /// A source, and the end of the window that its rows are taken from.
    Source(SourceId, DateTime),
    /// An expression of its rows.
    Row(&'a RowExpr, SourceId, Span),
}

/// Between which moments an expression is read.
#[derive(Clone, Copy)]
struct Span {
    /// What `period.start` is.
    start: DateTime,
    /// Behind the last moment of a row.
    end: DateTime,
}

impl Span {
    fn of(window: TimeWindow) -> Self {
        Self { start: window.start, end: window.end }
    }
}

/// A walk through a metric and those it is made of, each in its window.
struct Walk<'w> {
    model: &'w Model,
    calendar: &'w Calendar,
    seen: HashSet<(MetricId, TimeWindow)>,
    /// The source of the first aggregate.
    first: Option<SourceId>,
    visit: &'w mut dyn FnMut(Visit<'_>),
}

impl Walk<'_> {
    fn metric(&mut self, expr: &MetricExpr, window: TimeWindow) {
        if let MetricKind::Metric(id) = &expr.kind
            && self.seen.insert((*id, window))
        {
            let model = self.model;
            self.metric(&model.metric(*id).body, window);
        }
        if let MetricKind::Aggregate(aggregate) = &expr.kind {
            self.aggregate(aggregate, window);
        }
        let mut inside = window;
        if let MetricKind::Over(_, other) = &expr.kind {
            inside = self.calendar.apply(other, window).unwrap_or(window);
        }
        if let MetricKind::Previous(_, by) = &expr.kind {
            inside = self.calendar.shift(window, *by).unwrap_or(window);
        }
        expr.parts().into_iter().for_each(|part| self.metric(part, inside));
        for (source, row) in expr.filter().into_iter().flat_map(|filter| &filter.by_source) {
            (self.visit)(Visit::Row(row, *source, Span::of(window)));
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, window: TimeWindow) {
        let taken = match &aggregate.when {
            When::During(_, other) => self.calendar.apply(other, window).unwrap_or(window),
            When::At(_) | When::Always => window,
        };
        let (source, end) = (aggregate.source, taken.end.max(window.end));
        let span = Span { start: window.start, end };
        self.first.get_or_insert(source);
        (self.visit)(Visit::Source(source, end));
        if let Some(filter) = &aggregate.filter {
            (self.visit)(Visit::Row(filter, source, span));
        }
        if let When::During(Clock::Moment(moment), _) = &aggregate.when {
            (self.visit)(Visit::Row(moment, source, span));
        }
        match &aggregate.input {
            Input::Rows => {}
            Input::Value(value) | Input::PerMoment(value) => (self.visit)(Visit::Row(value, source, span)),
            Input::PerKey(key, inner) => {
                (self.visit)(Visit::Row(key, source, span));
                self.metric(inner, window);
            }
            Input::PerUnit(_, inner) => self.metric(inner, taken),
        }
    }
}

/// How far one row's expression looks.
fn of_row(expr: &RowExpr, model: &Model, span: Span) -> DateTime {
    let here = match &expr.kind {
        RowKind::Field(field) | RowKind::Row(Link::Field(field)) | RowKind::Through(Link::Field(field), _) => {
            of_row(&model.field(*field).body, model, span)
        }
        RowKind::Within(_, window) => of_window(window, model, span),
        RowKind::Binary(BinaryOp::Add, left, right) => {
            let later = duration(right).map(|length| (left, length)).or(duration(left).map(|length| (right, length)));
            later.map_or(span.end, |(moment, length)| behind_moment(moment, length, model, span))
        }
        RowKind::Gather(gather) => match &gather.when {
            When::During(_, window) => of_window(window, model, span),
            When::At(_) | When::Always => span.end,
        },
        RowKind::Literal(_)
        | RowKind::Column(_)
        | RowKind::Through(Link::Reference(_), _)
        | RowKind::Row(Link::Reference(_))
        | RowKind::Asking(_)
        | RowKind::PeriodStart
        | RowKind::PeriodEnd
        | RowKind::Negate(_)
        | RowKind::Not(_)
        | RowKind::Binary(..)
        | RowKind::Compare(..)
        | RowKind::OneOf(..)
        | RowKind::IsNull(_)
        | RowKind::Pattern(..)
        | RowKind::If(..)
        | RowKind::Call(..)
        | RowKind::Plugin(..) => span.end,
    };
    expr.parts().into_iter().map(|child| of_row(child, model, span)).fold(here, DateTime::max)
}

/// A moment and what follows it.
fn behind_moment(moment: &RowExpr, length: Duration, model: &Model, span: Span) -> DateTime {
    let is_start = matches!(moment.kind, RowKind::PeriodStart);
    let latest = if is_start { span.start } else { of_row(moment, model, span) };
    add(latest, i64::from(length.count), length.unit)
}

fn of_window(window: &Window, model: &Model, span: Span) -> DateTime {
    match window {
        Window::From(Some(length), anchor) => behind_moment(anchor, *length, model, span).max(span.end),
        Window::UpTo(_, anchor) => of_row(anchor, model, span),
        Window::From(None, _)
        | Window::Period
        | Window::Last(_)
        | Window::ToDate(_)
        | Window::AllTime
        | Window::Named(_) => span.end,
    }
}

fn duration(expr: &RowExpr) -> Option<Duration> {
    if let RowKind::Literal(Literal::Duration(length)) = &expr.kind { Some(*length) } else { None }
}
