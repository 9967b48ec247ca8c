//! What a row adds to a total: conditions, a number unless it only counts, and the time by which it is taken; and what it
//! adds to two totals, multiplied.

use std::sync::Arc;

use kpi_diagnostics::Span;
use kpi_model::builtin::Scalar;
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{SourceId, Type, Unit, Window};
use kpi_syntax::ast::BinaryOp;

use crate::calendar::{Shape, TimeWindow};
use crate::cell::{CellClock, Pinned, Selection};
use crate::fingerprint::print_expr;

/// What a row adds to a total.
#[derive(Clone, Debug)]
pub(super) struct Contribution {
    pub(super) source: SourceId,
    /// The row adds something only if all of these are true.
    pub(super) filters: Vec<Pinned>,
    /// What it adds; none: 1.
    pub(super) number: Option<Pinned>,
    /// The dimensions with their positions in the slice.
    pub(super) dimensions: Vec<(usize, Pinned)>,
    pub(super) clock: CellClock,
    pub(super) selection: Selection,
}

impl Contribution {
    /// The same rows, each adding 1.
    pub(super) fn counted(&self) -> Self {
        let mut counted = self.clone();
        counted.filters.extend(counted.number.take().as_ref().map(present));
        counted
    }

    /// Whether both take rows of the same time, cut by the same dimensions.
    pub(super) fn is_cut_as(&self, other: &Self) -> bool {
        self.source == other.source
            && self.clock == other.clock
            && self.selection == other.selection
            && self.dimensions == other.dimensions
    }

    /// The rows of one or the other; none when that is no single condition.
    pub(super) fn or(&self, other: &Self) -> Option<Self> {
        let windows = || self.filters.iter().chain(&other.filters).filter_map(|filter| filter.window);
        let window = windows().next();
        if !self.is_cut_as(other) || windows().any(|one| Some(one) != window) {
            return None;
        }
        let joined = |filters: &[Pinned]| {
            let list = filters.iter().map(|filter| filter.expr.as_ref().clone());
            list.reduce(|left, right| condition(BinaryOp::And, left, right))
        };
        let filters = match (joined(&self.filters), joined(&other.filters)) {
            (Some(left), Some(right)) => {
                let either = condition(BinaryOp::Or, left, right);
                vec![made(either.kind, Type::Bool, window, either.span)]
            }
            _ => Vec::new(),
        };
        Some(Self { filters, ..self.clone() })
    }
}

fn condition(operator: BinaryOp, left: RowExpr, right: RowExpr) -> RowExpr {
    let span = left.span;
    let kind = RowKind::Binary(operator, Box::new(left), Box::new(right));
    RowExpr { kind, kind_of_value: Type::Bool, unit: Unit::plain(), span }
}

/// What a row adds to two totals, multiplied; none when no row adds to both.
pub(super) fn product(left: &Contribution, right: &Contribution) -> Result<Option<Contribution>, String> {
    let Some((clock, selection, in_time)) = both_times(left, right)? else { return Ok(None) };
    let number = match (&left.number, &right.number) {
        (Some(left), Some(right)) => Some(multiplied(left, right)?),
        (one, other) => one.as_ref().or(other.as_ref()).cloned(),
    };
    let mut dimensions = left.dimensions.clone();
    for (position, dimension) in &right.dimensions {
        if !dimensions.iter().any(|(known, _)| known == position) {
            dimensions.push((*position, dimension.clone()));
        }
    }
    let filters = left.filters.iter().chain(&right.filters).cloned().chain(in_time).collect();
    Ok(Some(Contribution { source: left.source, filters, number, dimensions, clock, selection }))
}

type Time = (CellClock, Selection, Option<Pinned>);

/// The rows that both take by time: a clock with a selection, and perhaps a condition; none when there are no such rows.
fn both_times(left: &Contribution, right: &Contribution) -> Result<Option<Time>, String> {
    if left.clock == right.clock && left.selection == right.selection {
        return Ok(Some((left.clock.clone(), left.selection, None)));
    }
    match (&left.clock, &right.clock) {
        (CellClock::Moment(one), CellClock::Moment(other)) if one == other => {
            let (Selection::Within { start, end }, Selection::Within { start: first, end: last }) =
                (left.selection, right.selection)
            else {
                return Err(DIFFERENT_TIMES.to_owned());
            };
            let (start, end) = (start.max(first), end.min(last));
            Ok((start < end).then(|| (left.clock.clone(), Selection::Within { start, end }, None)))
        }
        (_, CellClock::Moment(moment)) => {
            Ok(Some((left.clock.clone(), left.selection, Some(within(moment, right.selection)?))))
        }
        (CellClock::Moment(moment), _) => {
            Ok(Some((right.clock.clone(), right.selection, Some(within(moment, left.selection)?))))
        }
        _ => Err(DIFFERENT_TIMES.to_owned()),
    }
}

const DIFFERENT_TIMES: &str = "it counts the same rows at different times";

/// The condition that a moment of the row lies in a selection.
fn within(moment: &Pinned, selection: Selection) -> Result<Pinned, String> {
    let (Selection::Within { start, end }, None) = (selection, moment.window) else {
        return Err(DIFFERENT_TIMES.to_owned());
    };
    let window = TimeWindow { start, end, shape: Shape::Free };
    let kind = RowKind::Within(Box::new(moment.expr.as_ref().clone()), Box::new(Window::Period));
    Ok(made(kind, Type::Bool, Some(window), moment.expr.span))
}

pub(super) fn present(value: &Pinned) -> Pinned {
    let span = value.expr.span;
    let plain = |kind| RowExpr { kind, kind_of_value: Type::Bool, unit: Unit::plain(), span };
    let empty = plain(RowKind::IsNull(Box::new(value.expr.as_ref().clone())));
    made(RowKind::Not(Box::new(empty)), Type::Bool, value.window, span)
}

pub(super) fn as_number(value: &Pinned) -> Pinned {
    if value.expr.kind_of_value != Type::Duration {
        return value.clone();
    }
    let seconds = RowKind::Call(Scalar::Seconds, vec![value.expr.as_ref().clone()]);
    made(seconds, Type::Number, value.window, value.expr.span)
}

fn multiplied(left: &Pinned, right: &Pinned) -> Result<Pinned, String> {
    let window = match (left.window, right.window) {
        (Some(one), Some(other)) if one != other => return Err(DIFFERENT_TIMES.to_owned()),
        (one, other) => one.or(other),
    };
    let side = |pinned: &Pinned| Box::new(pinned.expr.as_ref().clone());
    let (first, second) = if left.print <= right.print { (left, right) } else { (right, left) };
    let kind = RowKind::Binary(BinaryOp::Multiply, side(first), side(second));
    Ok(made(kind, Type::Number, window, left.expr.span))
}

pub(super) fn made(kind: RowKind, kind_of_value: Type, window: Option<TimeWindow>, span: Span) -> Pinned {
    let expr = RowExpr { kind, kind_of_value, unit: Unit::plain(), span };
    let print = print_expr(&expr).into();
    Pinned { expr: Arc::new(expr), window, print }
}
