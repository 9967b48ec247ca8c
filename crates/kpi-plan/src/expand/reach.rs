//! How far the data have to reach, and which sources a metric reads.

use std::collections::{BTreeSet, HashSet};

use jiff::civil::DateTime;
use kpi_model::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use kpi_model::model::row::{Link, RowExpr, RowKind};
use kpi_model::model::{Clock, Literal, MetricId, Model, SourceId, Type, When, Window};
use kpi_syntax::ast::{BinaryOp, Duration};

use crate::calendar::add;
use crate::cell::{Cell, CellClock};

/// The latest moment of which a metric looks at, when its period ends at `end`. Windows that reach past the period do so
/// from its last moment on.
pub(super) fn of_metric(expr: &MetricExpr, model: &Model, end: DateTime) -> DateTime {
    let mut reach = end;
    walk(expr, model, &mut HashSet::new(), &mut |visit| {
        if let Visit::Row(row, _) = visit {
            reach = reach.max(of_row(row, model, end));
        }
    });
    reach
}

/// Every source that a metric reads, those behind references and fields included.
pub(super) fn sources(expr: &MetricExpr, model: &Model) -> BTreeSet<SourceId> {
    let mut sources = BTreeSet::new();
    walk(expr, model, &mut HashSet::new(), &mut |visit| match visit {
        Visit::Source(source) => {
            sources.insert(source);
        }
        Visit::Row(row, source) => row_sources(row, source, None, model, &mut sources),
    });
    sources
}

/// Every source that a cell reads.
pub fn cell_sources(cell: &Cell, model: &Model) -> BTreeSet<SourceId> {
    let mut sources = BTreeSet::from([cell.source]);
    let moment = match &cell.clock {
        CellClock::Moment(moment) => Some(moment),
        CellClock::Alive(_) | CellClock::Snapshot(_) | CellClock::Timeless => None,
    };
    for pinned in cell.value.iter().chain(&cell.filters).chain(&cell.dimensions).chain(moment) {
        row_sources(&pinned.expr, cell.source, None, model, &mut sources);
    }
    sources
}

enum Visit<'a> {
    Source(SourceId),
    Row(&'a RowExpr, SourceId),
}

fn walk(expr: &MetricExpr, model: &Model, seen: &mut HashSet<MetricId>, visit: &mut dyn FnMut(Visit<'_>)) {
    if let MetricKind::Metric(id) = &expr.kind
        && seen.insert(*id)
    {
        walk(&model.metric(*id).body, model, seen, visit);
    }
    if let MetricKind::Aggregate(aggregate) = &expr.kind {
        walk_aggregate(aggregate, model, seen, visit);
    }
    expr.parts().into_iter().for_each(|part| walk(part, model, seen, visit));
    for (source, row) in expr.filter().into_iter().flat_map(|filter| &filter.by_source) {
        visit(Visit::Row(row, *source));
    }
}

fn walk_aggregate(
    aggregate: &Aggregate,
    model: &Model,
    seen: &mut HashSet<MetricId>,
    visit: &mut dyn FnMut(Visit<'_>),
) {
    visit(Visit::Source(aggregate.source));
    if let Some(filter) = &aggregate.filter {
        visit(Visit::Row(filter, aggregate.source));
    }
    if let When::During(Clock::Moment(moment), _) = &aggregate.when {
        visit(Visit::Row(moment, aggregate.source));
    }
    match &aggregate.input {
        Input::Rows => {}
        Input::Value(value) | Input::PerMoment(value) => visit(Visit::Row(value, aggregate.source)),
        Input::PerKey(key, inner) => {
            visit(Visit::Row(key, aggregate.source));
            walk(inner, model, seen, visit);
        }
        Input::PerUnit(_, inner) => walk(inner, model, seen, visit),
    }
}

/// How far one row's expression looks when its own moments end at `end`.
fn of_row(expr: &RowExpr, model: &Model, end: DateTime) -> DateTime {
    let here = match &expr.kind {
        RowKind::Field(field) | RowKind::Row(Link::Field(field)) | RowKind::Through(Link::Field(field), _) => {
            of_row(&model.field(*field).body, model, end)
        }
        RowKind::Within(_, window) => of_window(window, model, end),
        RowKind::Binary(BinaryOp::Add, left, right) => match duration(right).or_else(|| duration(left)) {
            Some(length) => add(end, i64::from(length.count), length.unit),
            None => end,
        },
        RowKind::Gather(gather) => match &gather.when {
            When::During(_, window) => of_window(window, model, end),
            When::At(_) | When::Always => end,
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
        | RowKind::Plugin(..) => end,
    };
    expr.parts().into_iter().map(|child| of_row(child, model, end)).fold(here, DateTime::max)
}

fn of_window(window: &Window, model: &Model, end: DateTime) -> DateTime {
    match window {
        Window::From(Some(length), anchor) => add(of_row(anchor, model, end), i64::from(length.count), length.unit),
        Window::UpTo(_, anchor) => of_row(anchor, model, end),
        Window::From(None, _)
        | Window::Period
        | Window::Last(_)
        | Window::ToDate(_)
        | Window::AllTime
        | Window::Named(_) => end,
    }
}

fn duration(expr: &RowExpr) -> Option<Duration> {
    if let RowKind::Literal(Literal::Duration(length)) = &expr.kind { Some(*length) } else { None }
}

/// The sources that an expression of a row of `source` reads; `asking` is whose row `this` is.
fn row_sources(
    expr: &RowExpr,
    source: SourceId,
    asking: Option<SourceId>,
    model: &Model,
    sources: &mut BTreeSet<SourceId>,
) {
    let mut inside = |expr: &RowExpr, source: SourceId, asking: Option<SourceId>| {
        row_sources(expr, source, asking, model, sources);
    };
    match &expr.kind {
        RowKind::Field(field) | RowKind::Row(Link::Field(field)) => inside(&model.field(*field).body, source, None),
        RowKind::Row(Link::Reference(reference)) => {
            sources.insert(model.source(source).reference(*reference).target);
        }
        RowKind::Through(Link::Reference(reference), inner) => {
            let target = model.source(source).reference(*reference).target;
            inside(inner, target, None);
            sources.insert(target);
        }
        RowKind::Through(Link::Field(field), inner) => {
            let field = model.field(*field);
            inside(&field.body, source, None);
            if let Type::Row(target) = field.body.kind_of_value {
                inside(inner, target, None);
            }
        }
        RowKind::Asking(inner) => inside(inner, asking.unwrap_or(source), None),
        RowKind::Gather(gather) => {
            for child in expr.parts() {
                inside(child, gather.source, Some(source));
            }
            sources.insert(gather.source);
        }
        RowKind::Literal(_)
        | RowKind::Column(_)
        | RowKind::PeriodStart
        | RowKind::PeriodEnd
        | RowKind::Negate(_)
        | RowKind::Not(_)
        | RowKind::Binary(..)
        | RowKind::Compare(..)
        | RowKind::OneOf(..)
        | RowKind::Within(..)
        | RowKind::IsNull(_)
        | RowKind::Pattern(..)
        | RowKind::If(..)
        | RowKind::Call(..)
        | RowKind::Plugin(..) => {
            for child in expr.parts() {
                inside(child, source, asking);
            }
        }
    }
}
