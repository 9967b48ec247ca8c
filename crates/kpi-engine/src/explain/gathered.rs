//! The rows that an aggregate of a field leaves out, since they lead to no row: their reference is empty, or what it names is not
//! there.
//!
//! A question of its own for each such aggregate, asked when a number is explained: a run does not pay for it. It is about the
//! rows in the aggregate's time that fulfil its filter, as far as neither depends on the row that asks. Rows that share a value
//! (`of NAME`) lead to no row, so none is lost.

use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use kpi_model::model::{Clock, Field, Model, ReferenceId, Source, Type, Unit, When};
use kpi_plan::{Calendar, Cell, CellClock, Pinned, Selection, TimeWindow, print_expr};
use kpi_polars::{Test, Truth};
use kpi_syntax::ast::Edge;

use super::account::{Asker, Fate, Question};
use crate::rows::RowColumn;

/// The questions after the aggregates of a field over rows that lead to its own, in the window of a context.
pub(super) fn questions(asker: &Asker<'_>, field: &Field, calendar: &Calendar, window: TimeWindow) -> Vec<Question> {
    let mut found = Vec::new();
    gathers(&field.body, &mut found);
    found.into_iter().filter_map(|gather| question(asker, gather, calendar, window)).collect()
}

fn gathers<'e>(expr: &'e RowExpr, found: &mut Vec<&'e Gather>) {
    if let RowKind::Gather(gather) = &expr.kind {
        found.push(gather);
    }
    expr.parts().into_iter().for_each(|part| gathers(part, found));
}

fn question(asker: &Asker<'_>, gather: &Gather, calendar: &Calendar, window: TimeWindow) -> Option<Question> {
    let source = asker.model.source(gather.source);
    let lost = lost(gather, source, asker.model, window)?;
    let (clock, selection) = time(gather, source, calendar, window)?;
    let filter = gather.filter.as_ref().filter(|filter| !asks(filter));
    let span = gather.filter.as_ref().or(gather.value.as_ref()).map_or(lost.span, |part| part.span);
    let cell = Cell {
        source: gather.source,
        function: Aggregator::Count,
        distinct: false,
        value: None,
        filters: filter.map(|filter| pinned(filter, window)).into_iter().collect(),
        dimensions: Vec::new(),
        clock,
        selections: vec![selection],
    };
    let mut question = asker.question(&cell, selection, span);
    let rest = question.told.pop();
    for (words, test) in lost.tests {
        question.told.push((Fate::Empty, words));
        question.inspection.inside.push(test);
    }
    question.told.extend(rest.map(|(fate, _)| (fate, format!("lead to a row of `{}`", lost.target))));
    if asker.samples > 0 {
        for (name, column) in lost.columns {
            question.columns.push(RowColumn::new(name, &column.expr, false));
            question.inspection.columns.push(column);
        }
    }
    Some(question)
}

/// How rows are told that lead nowhere.
struct Lost {
    target: String,
    tests: Vec<(String, Test)>,
    /// What is read of them besides.
    columns: Vec<(String, Pinned)>,
    span: kpi_diagnostics::Span,
}

fn lost(gather: &Gather, source: &Source, model: &Model, window: TimeWindow) -> Option<Lost> {
    match &gather.belongs {
        Belongs::Child(reference) => Some(by_reference(*reference, source, model, window)),
        Belongs::ChildField(field) => {
            let declared = model.field(*field);
            let Type::Row(target) = declared.body.kind_of_value else { return None };
            let row = node(RowKind::Row(Link::Field(*field)), Type::Row(target), declared.span);
            let test = Test { of: pinned(&row, window), is: Truth::Null, without: None };
            let target = model.source(target).name.clone();
            let tests = vec![(format!("no `{}`", declared.name), test)];
            Some(Lost { target, tests, columns: Vec::new(), span: declared.span })
        }
        Belongs::SameValue(..) => None,
    }
}

fn by_reference(id: ReferenceId, source: &Source, model: &Model, window: TimeWindow) -> Lost {
    let reference = source.reference(id);
    let target = model.source(reference.target).name.clone();
    let span = kpi_diagnostics::Span::new(kpi_diagnostics::FileId(0), 0, 0);
    let mut tests = Vec::new();
    let mut columns = Vec::new();
    for column in &reference.columns {
        let declared = source.column(*column);
        let value = pinned(&node(RowKind::Column(*column), declared.kind, span), window);
        let test = Test { of: value.clone(), is: Truth::Null, without: None };
        tests.push((format!("no `{}`", declared.name), test));
        columns.push((declared.name.clone(), value));
    }
    let row = node(RowKind::Row(Link::Reference(id)), Type::Row(reference.target), span);
    let names: Vec<String> = columns.iter().map(|(name, _)| format!("`{name}`")).collect();
    let words = format!("no row of `{target}` for {}", names.join(", "));
    tests.push((words, Test { of: pinned(&row, window), is: Truth::Null, without: None }));
    Lost { target, tests, columns, span }
}

/// The rows that are in time, whoever asks; all of them where that depends on who asks. None when there is no such window.
fn time(gather: &Gather, source: &Source, calendar: &Calendar, window: TimeWindow) -> Option<(CellClock, Selection)> {
    let living = || source.alive.map(CellClock::Alive).or(source.snapshot.map(CellClock::Snapshot));
    Some(match &gather.when {
        When::Always => (CellClock::Timeless, Selection::All),
        When::At(Edge::Start) => (living()?, Selection::JustBefore(window.start)),
        When::At(Edge::End) => (living()?, Selection::JustBefore(window.end)),
        When::During(_, inside) if inside.anchor().is_some() => (CellClock::Timeless, Selection::All),
        When::During(clock, inside) => {
            let inside = calendar.apply(inside, window)?;
            let clock = match clock {
                Clock::Moment(moment) => CellClock::Moment(pinned(moment, window)),
                Clock::Alive => CellClock::Alive(source.alive?),
                Clock::Snapshot => CellClock::Snapshot(source.snapshot?),
            };
            (clock, Selection::Within { start: inside.start, end: inside.end })
        }
    })
}

/// Whether an expression looks at the row that asks.
fn asks(expr: &RowExpr) -> bool {
    matches!(expr.kind, RowKind::Asking(_)) || expr.parts().into_iter().any(asks)
}

fn pinned(expr: &RowExpr, window: TimeWindow) -> Pinned {
    Pinned { expr: std::sync::Arc::new(expr.clone()), window: Some(window), print: print_expr(expr).into() }
}

fn node(kind: RowKind, kind_of_value: Type, span: kpi_diagnostics::Span) -> RowExpr {
    RowExpr { kind, kind_of_value, unit: Unit::plain(), span }
}
