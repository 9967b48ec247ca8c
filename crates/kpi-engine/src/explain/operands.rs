//! What a condition looks at: the parts joined by `and`, the values it names, the dates it compares.
#![expect(clippy::wildcard_enum_match_arm, reason = "these walks pick the few forms that they are about")]

use std::collections::BTreeSet;
use std::sync::Arc;

use kpi_diagnostics::Texts;
use kpi_model::model::row::{Link, RowExpr, RowKind};
use kpi_model::model::{FieldId, Model, ReferenceId, Type, Unit};
use kpi_plan::{Pinned, print_expr};
use kpi_syntax::ast::BinaryOp;

/// The conditions that are joined by `and`, in the order of the text.
pub(super) fn conjuncts(condition: &Pinned) -> Vec<Pinned> {
    match &condition.expr.kind {
        RowKind::Binary(BinaryOp::And, left, right) => {
            [left, right].into_iter().flat_map(|part| conjuncts(&beside(part, condition))).collect()
        }
        _ => vec![condition.clone()],
    }
}

/// An expression in the window of another one.
pub(super) fn beside(expr: &RowExpr, other: &Pinned) -> Pinned {
    Pinned { expr: Arc::new(expr.clone()), window: other.window, print: print_expr(expr).into() }
}

/// The values of the row that an expression names, each once.
pub(super) fn named(expr: &RowExpr) -> Vec<RowExpr> {
    let mut found = Vec::new();
    collect_named(expr, &mut found);
    found
}

fn collect_named(expr: &RowExpr, found: &mut Vec<RowExpr>) {
    match &expr.kind {
        RowKind::Column(_) | RowKind::Field(_) | RowKind::Through(..) | RowKind::Row(_) => add(expr.clone(), found),
        _ => expr.parts().into_iter().for_each(|part| collect_named(part, found)),
    }
}

/// The dates that an expression compares, through the fields of its row too. Where one is empty the comparison is false.
pub(super) fn compared_dates(expr: &RowExpr, model: &Model) -> Vec<RowExpr> {
    let mut found = Vec::new();
    collect_dates(expr, model, &mut |date| add(date, &mut found));
    found
}

fn collect_dates(expr: &RowExpr, model: &Model, found: &mut dyn FnMut(RowExpr)) {
    let mut operand = |part: &RowExpr| {
        if part.kind_of_value.is_moment() && !matches!(part.kind, RowKind::Literal(_)) && !is_edge(part) {
            found(part.clone());
        }
    };
    match &expr.kind {
        RowKind::Compare(_, left, right) => [left, right].into_iter().for_each(|part| operand(part)),
        RowKind::OneOf(value, list) => std::iter::once(value.as_ref()).chain(list).for_each(operand),
        RowKind::Within(value, window) => {
            operand(value);
            window.anchor().into_iter().for_each(operand);
        }
        _ => {}
    }
    match &expr.kind {
        RowKind::Field(field) => collect_dates(&model.field(*field).body, model, found),
        // On the row that is led to, seen from here.
        RowKind::Through(link, inner) => collect_dates(inner, model, &mut |date| {
            found(RowExpr { kind: RowKind::Through(*link, Box::new(date.clone())), ..date });
        }),
        // Rows that are gathered are other rows.
        RowKind::Gather(_) => {}
        _ => expr.parts().into_iter().for_each(|part| collect_dates(part, model, found)),
    }
}

fn is_edge(expr: &RowExpr) -> bool {
    matches!(expr.kind, RowKind::PeriodStart | RowKind::PeriodEnd)
}

fn add(expr: RowExpr, found: &mut Vec<RowExpr>) {
    let print = print_expr(&expr);
    if found.iter().all(|known| print_expr(known) != print) {
        found.push(expr);
    }
}

/// The references that an expression follows from its own row, as the rows they lead to.
pub(super) fn parents(expr: &RowExpr, source: kpi_model::model::SourceId, model: &Model) -> Vec<(String, RowExpr)> {
    let mut followed = BTreeSet::new();
    crate::orphans::references(expr, model, &mut followed);
    let row = |reference: ReferenceId| {
        let declared = model.source(source).reference(reference);
        let kind_of_value = Type::Row(declared.target);
        let kind = RowKind::Row(Link::Reference(reference));
        (declared.name.clone(), RowExpr { kind, kind_of_value, unit: Unit::plain(), span: expr.span })
    };
    followed.into_iter().map(row).collect()
}

/// The fields that an expression is made of, those behind references and inside other fields included.
pub(super) fn fields(expr: &RowExpr, model: &Model, found: &mut Vec<FieldId>) {
    let inside = match &expr.kind {
        RowKind::Field(field) | RowKind::Row(Link::Field(field)) | RowKind::Through(Link::Field(field), _) => {
            Some(*field)
        }
        RowKind::Gather(gather) => match gather.belongs {
            kpi_model::model::row::Belongs::ChildField(field) => Some(field),
            kpi_model::model::row::Belongs::Child(_) | kpi_model::model::row::Belongs::SameValue(..) => None,
        },
        _ => None,
    };
    if let Some(field) = inside.filter(|field| !found.contains(field)) {
        found.push(field);
        fields(&model.field(field).body, model, found);
    }
    expr.parts().into_iter().for_each(|part| fields(part, model, found));
}

/// An expression as it is written. A filter of the rows that are *not* so has the text of its condition.
pub(super) fn words(expr: &RowExpr, texts: &Texts) -> String {
    let text = texts.slice(expr.span).split_whitespace().collect::<Vec<_>>().join(" ");
    match &expr.kind {
        RowKind::Not(inner) if inner.span == expr.span && !says_not(inner, &text) => format!("not ({text})"),
        _ => text,
    }
}

/// Whether the text of a condition has the `not` around it: `x is not null`, `x not in (…)`.
fn says_not(inner: &RowExpr, text: &str) -> bool {
    match &inner.kind {
        RowKind::IsNull(_) => text.ends_with("is not null"),
        RowKind::OneOf(..) | RowKind::Within(..) => text.contains(" not in "),
        RowKind::Pattern(..) => text.contains(" not like ") || text.contains(" not matches "),
        RowKind::Binary(BinaryOp::And, low, high) => {
            let negated = |side: &RowExpr| matches!(side.kind, RowKind::Not(_));
            text.contains(" not between ") && !negated(low) && !negated(high)
        }
        _ => false,
    }
}
