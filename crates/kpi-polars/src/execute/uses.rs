//! Which functions of plugins a cell needs.

use kpi_model::builtin::Aggregator;
use kpi_model::model::Model;
use kpi_model::model::row::{Belongs, Gather, Link, PluginFunction, RowExpr, RowKind};
use kpi_model::model::{Clock, When};
use kpi_plan::{Cell, CellClock};

use crate::tables::Functions;

/// Why a cell cannot be computed, if one of its functions is not available.
pub(super) fn unavailable(cell: &Cell, model: &Model, functions: &dyn Functions) -> Option<String> {
    let moment = match &cell.clock {
        CellClock::Moment(moment) => Some(moment),
        CellClock::Alive(_) | CellClock::Snapshot(_) | CellClock::Timeless => None,
    };
    let mut found = Vec::new();
    let pinned = cell.value.iter().chain(&cell.filters).chain(&cell.dimensions).chain(moment);
    pinned.for_each(|pinned| collect(&pinned.expr, model, &mut found));
    if let Aggregator::Plugin(aggregate) = cell.function {
        found.push(aggregate.function());
    }
    found.iter().find_map(|function| functions.available(function).err())
}

fn collect(expr: &RowExpr, model: &Model, found: &mut Vec<PluginFunction>) {
    let mut each = |parts: &[&RowExpr]| {
        for part in parts {
            collect(part, model, found);
        }
    };
    match &expr.kind {
        RowKind::Literal(_)
        | RowKind::Column(_)
        | RowKind::PeriodStart
        | RowKind::PeriodEnd
        | RowKind::Row(Link::Reference(_)) => {}
        RowKind::Field(field) | RowKind::Row(Link::Field(field)) => each(&[&model.field(*field).body]),
        RowKind::Through(Link::Field(field), inner) => each(&[&model.field(*field).body, inner]),
        RowKind::Through(Link::Reference(_), inner)
        | RowKind::Asking(inner)
        | RowKind::Negate(inner)
        | RowKind::Not(inner)
        | RowKind::IsNull(inner)
        | RowKind::Pattern(_, inner, _) => each(&[inner]),
        RowKind::Binary(_, left, right) | RowKind::Compare(_, left, right) => each(&[left, right]),
        RowKind::OneOf(value, list) => {
            each(&[value]);
            for part in list {
                collect(part, model, found);
            }
        }
        RowKind::Within(value, window) => {
            each(&[value]);
            window.anchor().into_iter().for_each(|part| collect(part, model, found));
        }
        RowKind::If(condition, then, otherwise) => each(&[condition, then, otherwise]),
        RowKind::Call(_, arguments) => {
            for part in arguments {
                collect(part, model, found);
            }
        }
        RowKind::Plugin(function, arguments) => {
            found.push(function.clone());
            for part in arguments {
                collect(part, model, found);
            }
        }
        RowKind::Gather(gather) => collect_gather(gather, model, found),
    }
}

fn collect_gather(gather: &Gather, model: &Model, found: &mut Vec<PluginFunction>) {
    if let Aggregator::Plugin(aggregate) = gather.function {
        found.push(aggregate.function());
    }
    gather.value.iter().chain(&gather.filter).for_each(|part| collect(part, model, found));
    match &gather.belongs {
        Belongs::Child(_) => {}
        Belongs::ChildField(field) => collect(&model.field(*field).body, model, found),
        Belongs::SameValue(inner, asking) => {
            collect(inner, model, found);
            collect(asking, model, found);
        }
    }
    if let When::During(clock, window) = &gather.when {
        window.anchor().into_iter().for_each(|part| collect(part, model, found));
        if let Clock::Moment(moment) = clock {
            collect(moment, model, found);
        }
    }
}
