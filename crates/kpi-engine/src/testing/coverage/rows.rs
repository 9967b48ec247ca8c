//! Branches that are taken row by row: for each a cell that counts the rows that take it.

use std::collections::BTreeSet;
use std::sync::Arc;

use kpi_diagnostics::{FileId, Span};
use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use kpi_model::model::{Clock, Model, Type, Unit, When};
use kpi_plan::{Cell, CellId, Pinned, Plan, Results, print_expr};
use kpi_syntax::ast::BinaryOp;

use super::branches::Side;

/// The counts that were added to a plan.
#[derive(Debug, Default)]
pub(in crate::testing) struct RowBranches {
    counts: Vec<(String, Side, CellId)>,
}

impl RowBranches {
    /// Adds a count for both branches of every `if` in the values, filters and dimensions of the cells of a plan.
    pub(in crate::testing) fn add(plan: &mut Plan, model: &Model) -> Self {
        let mut counts = Vec::new();
        for cell in plan.cells.clone() {
            let filters = cell.filters.iter().enumerate();
            let filters = filters.map(|(index, filter)| (filter, without(&cell.filters, index)));
            let others = cell.value.iter().chain(&cell.dimensions).map(|part| (part, cell.filters.clone()));
            for (pinned, kept) in others.chain(filters) {
                let mut found = Found { model, ifs: Vec::new() };
                found.row(&pinned.expr, &Path::default());
                for (print, side, condition) in found.ifs {
                    counts.push((print, side, CellId(plan.cells.len())));
                    plan.cells.push(counting(&cell, &kept, condition, pinned));
                }
            }
        }
        Self { counts }
    }

    /// Those that some row takes.
    pub(in crate::testing) fn taken(&self, results: &Results) -> BTreeSet<(String, Side)> {
        let some = |cell: CellId| {
            let groups = (0..).map_while(|selection| results.groups(cell, selection));
            groups.filter_map(|groups| groups.get([].as_slice())).any(|outcome| outcome.rows > 0)
        };
        let taken = self.counts.iter().filter(|(_, _, cell)| some(*cell));
        taken.map(|(print, side, _)| (print.clone(), *side)).collect()
    }
}

fn without(filters: &[Pinned], index: usize) -> Vec<Pinned> {
    filters.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, filter)| filter.clone()).collect()
}

/// How many of the rows of a cell take a branch.
fn counting(cell: &Cell, kept: &[Pinned], condition: RowExpr, read_as: &Pinned) -> Cell {
    let print = print_expr(&condition).into();
    let condition = Pinned { expr: Arc::new(condition), window: read_as.window, print };
    Cell {
        source: cell.source,
        function: Aggregator::Count,
        distinct: false,
        value: None,
        filters: kept.iter().cloned().chain([condition]).collect(),
        dimensions: Vec::new(),
        clock: cell.clock.clone(),
        selections: cell.selections.clone(),
    }
}

/// Where an `if` stands, seen from the row of the cell: among which gathered rows, behind which links, and inside which
/// branches of others.
#[derive(Clone, Default)]
struct Path {
    /// Rows that an aggregate of a field gathers, and where that stands.
    among: Option<Box<(Gather, Path)>>,
    links: Vec<Link>,
    /// Of the gathered row, or of the cell's.
    given: Option<RowExpr>,
}

impl Path {
    /// A condition of the row that the links lead to, as one of the row that they start from, with what is given.
    fn condition(&self, condition: &RowExpr) -> RowExpr {
        let through = |inner, link: &Link| node(RowKind::Through(*link, Box::new(inner)));
        let condition = self.links.iter().rev().fold(condition.clone(), through);
        both(self.given.as_ref(), condition)
    }

    /// Such a condition as one of the cell's row: whether any of the gathered rows fulfils it.
    fn of_cell(&self, condition: RowExpr) -> RowExpr {
        let Some(among) = &self.among else { return condition };
        let (gather, outside) = among.as_ref();
        let filter = Some(both(gather.filter.as_ref(), condition));
        let any = node(RowKind::Gather(Box::new(Gather { filter, ..gather.clone() })));
        outside.of_cell(outside.condition(&any))
    }

    fn inside(&self, given: RowExpr) -> Self {
        Self { given: Some(given), ..self.clone() }
    }

    /// Inside an aggregate that stands here, on its rows that pass a filter.
    fn gathered(&self, gather: &Gather, filter: Option<&RowExpr>) -> Self {
        let any = Gather {
            function: Aggregator::Any,
            distinct: false,
            value: None,
            filter: filter.cloned(),
            ..gather.clone()
        };
        Self { among: Some(Box::new((any, self.clone()))), ..Self::default() }
    }

    /// The row that asks, for what stands in an aggregate.
    fn asking(&self) -> &Self {
        self.among.as_ref().map_or(self, |among| &among.1)
    }
}

/// What is given, and a condition.
fn both(given: Option<&RowExpr>, condition: RowExpr) -> RowExpr {
    match given {
        None => condition,
        Some(given) => node(RowKind::Binary(BinaryOp::And, Box::new(given.clone()), Box::new(condition))),
    }
}

/// The branches of an expression: the whole `if`, which of the two, and when a row of the cell takes it.
struct Found<'m> {
    model: &'m Model,
    ifs: Vec<(String, Side, RowExpr)>,
}

impl Found<'_> {
    fn row(&mut self, expr: &RowExpr, path: &Path) {
        if let RowKind::Gather(gather) = &expr.kind {
            return self.gather(gather, path);
        }
        if let RowKind::Asking(inner) = &expr.kind {
            return self.row(inner, path.asking());
        }
        if let RowKind::If(condition, then, otherwise) = &expr.kind {
            return self.choice((expr, condition), then, otherwise, path);
        }
        if let RowKind::Field(field) = &expr.kind {
            self.row(&self.model.field(*field).body, path);
        }
        if let RowKind::Through(link, inner) = &expr.kind {
            let mut further = path.clone();
            further.links.push(*link);
            return self.row(inner, &further);
        }
        expr.parts().into_iter().for_each(|part| self.row(part, path));
    }

    fn choice(&mut self, (whole, condition): (&RowExpr, &RowExpr), then: &RowExpr, otherwise: &RowExpr, path: &Path) {
        let print = print_expr(whole);
        self.row(condition, path);
        let holds = path.condition(condition);
        self.ifs.push((print.clone(), Side::Then, path.of_cell(holds.clone())));
        self.row(then, &path.inside(holds));
        let fails = path.condition(&node(RowKind::Not(Box::new(condition.clone()))));
        self.ifs.push((print, Side::Else, path.of_cell(fails.clone())));
        self.row(otherwise, &path.inside(fails));
    }

    /// The value is computed on the rows that pass the filter, the filter on those in time, the time on all that belong.
    fn gather(&mut self, gather: &Gather, path: &Path) {
        let (all, kept) = (path.gathered(gather, None), path.gathered(gather, gather.filter.as_ref()));
        gather.value.iter().for_each(|value| self.row(value, &kept));
        gather.filter.iter().for_each(|filter| self.row(filter, &all));
        match &gather.belongs {
            Belongs::Child(_) => {}
            Belongs::ChildField(field) => self.row(&self.model.field(*field).body, &all),
            Belongs::SameValue(theirs, own) => {
                self.row(theirs, &all);
                self.row(own, path);
            }
        }
        if let When::During(clock, window) = &gather.when {
            let at_any_time = path.gathered(&Gather { when: When::Always, ..gather.clone() }, None);
            window.anchor().into_iter().for_each(|anchor| self.row(anchor, &at_any_time));
            if let Clock::Moment(moment) = clock {
                self.row(moment, &at_any_time);
            }
        }
    }
}

fn node(kind: RowKind) -> RowExpr {
    let span = Span::new(FileId(0), 0, 0);
    RowExpr { kind, kind_of_value: Type::Bool, unit: Unit::plain(), span }
}
