//! Rows that refer to a row that is not there: counted in the same pass, and said.

use std::collections::BTreeSet;
use std::sync::Arc;

use kpi_config::Config;
use kpi_diagnostics::{Code, Diagnostic, Span};
use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{Link, RowExpr, RowKind};
use kpi_model::model::{ColumnId, Model, ReferenceId, SourceId, Type, Unit};
use kpi_plan::{Cell, CellClock, CellId, Pinned, Plan, Results, print_expr};
use kpi_syntax::ast::BinaryOp;

/// Rows refer to rows that are not there.
const ORPHANS: Code = Code::new(554);

/// The count of one reference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    source: SourceId,
    reference: ReferenceId,
    cell: CellId,
}

/// Adds the counts of orphans to a plan, for every reference that its cells follow directly. The same rows by the same time
/// are looked at as in the cell that follows it.
pub(crate) fn add(plan: &mut Plan, model: &Model) -> Vec<Counted> {
    let mut known = BTreeSet::new();
    let mut cells = Vec::new();
    for cell in &plan.cells {
        let mut followed = BTreeSet::new();
        let pinned = cell.value.iter().chain(&cell.filters).chain(&cell.dimensions);
        pinned.for_each(|pinned| references(&pinned.expr, model, &mut followed));
        for reference in followed {
            if known.insert((cell.source, reference)) {
                cells.push((cell.source, reference, cell.clock.clone(), cell.selections.clone()));
            }
        }
    }
    let mut counted = Vec::new();
    for (source, reference, clock, selections) in cells {
        if matches!(clock, CellClock::Snapshot(_)) || model.source(source).reference(reference).at.is_some() {
            continue;
        }
        let filters = vec![orphan(model, source, reference)];
        let cell = CellId(plan.cells.len());
        plan.cells.push(Cell {
            source,
            function: Aggregator::Count,
            distinct: false,
            value: None,
            filters,
            dimensions: Vec::new(),
            clock,
            selections,
        });
        counted.push(Counted { source, reference, cell });
    }
    counted
}

/// What the counts say.
pub(crate) fn warnings(counted: &[Counted], results: &Results, model: &Model, config: &Config) -> Vec<Diagnostic> {
    counted.iter().filter_map(|counted| warning(counted, results, model, config)).collect()
}

fn warning(counted: &Counted, results: &Results, model: &Model, config: &Config) -> Option<Diagnostic> {
    let source = model.source(counted.source);
    let reference = source.reference(counted.reference);
    let selections = 0..;
    let groups = selections.map_while(|selection| results.groups(counted.cell, selection));
    let most = groups.filter_map(|groups| groups.get([].as_slice())).map(|outcome| outcome.rows).max()?;
    let target = &model.source(reference.target).name;
    let (rows, refer) = if most == 1 { ("1 row".to_owned(), "refers") } else { (format!("{most} rows"), "refer") };
    let message = format!("{rows} of `{}` {refer} to a row of `{target}` that is not there", source.name);
    let diagnostic = Diagnostic::warning(ORPHANS, message)
        .note(format!("for them `{}` is empty; the count is that of the period with the most", reference.name));
    let declared = config.sources.get(&source.name).and_then(|source| source.references.get(&reference.name));
    Some(match declared {
        Some(declared) => diagnostic.primary(declared.span, "this reference"),
        None => diagnostic,
    })
}

/// `customer_id is not null and customer is null`
fn orphan(model: &Model, source: SourceId, reference: ReferenceId) -> Pinned {
    let target = model.source(source).reference(reference).target;
    let missing = is_null(node(RowKind::Row(Link::Reference(reference)), Type::Row(target)));
    let columns: Vec<ColumnId> = model.source(source).reference(reference).columns.clone();
    let expr = columns.into_iter().fold(missing, |all, column| {
        let kind = model.source(source).column(column).kind;
        let there = node(RowKind::Not(Box::new(is_null(node(RowKind::Column(column), kind)))), Type::Bool);
        node(RowKind::Binary(BinaryOp::And, Box::new(all), Box::new(there)), Type::Bool)
    });
    let print = print_expr(&expr).into();
    Pinned { expr: Arc::new(expr), window: None, print }
}

fn is_null(expr: RowExpr) -> RowExpr {
    node(RowKind::IsNull(Box::new(expr)), Type::Bool)
}

fn node(kind: RowKind, kind_of_value: Type) -> RowExpr {
    let span = Span::new(kpi_diagnostics::FileId(0), 0, 0);
    RowExpr { kind, kind_of_value, unit: Unit::plain(), span }
}

/// The references that an expression follows from its own row.
pub(crate) fn references(expr: &RowExpr, model: &Model, found: &mut BTreeSet<ReferenceId>) {
    match &expr.kind {
        RowKind::Through(Link::Reference(reference), _) | RowKind::Row(Link::Reference(reference)) => {
            found.insert(*reference);
        }
        RowKind::Field(field) => references(&model.field(*field).body, model, found),
        RowKind::Negate(inner) | RowKind::Not(inner) | RowKind::IsNull(inner) | RowKind::Pattern(_, inner, _) => {
            references(inner, model, found);
        }
        RowKind::Binary(_, left, right) | RowKind::Compare(_, left, right) => {
            references(left, model, found);
            references(right, model, found);
        }
        RowKind::OneOf(value, list) => {
            references(value, model, found);
            for part in list {
                references(part, model, found);
            }
        }
        RowKind::Within(value, window) => {
            references(value, model, found);
            if let Some(anchor) = window.anchor() {
                references(anchor, model, found);
            }
        }
        RowKind::If(condition, then, otherwise) => {
            for part in [condition, then, otherwise] {
                references(part, model, found);
            }
        }
        RowKind::Call(_, arguments) | RowKind::Plugin(_, arguments) => {
            for part in arguments {
                references(part, model, found);
            }
        }
        RowKind::Literal(_)
        | RowKind::Column(_)
        | RowKind::Through(Link::Field(_), _)
        | RowKind::Row(Link::Field(_))
        | RowKind::Asking(_)
        | RowKind::PeriodStart
        | RowKind::PeriodEnd
        | RowKind::Gather(_) => {}
    }
}
