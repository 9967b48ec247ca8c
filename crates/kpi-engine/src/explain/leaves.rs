//! The aggregates of a formula, each once.
#![expect(clippy::wildcard_enum_match_arm, reason = "only aggregates are looked for")]

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::DateTime;
use kpi_diagnostics::Span;
use kpi_plan::{Cell, CellClock, CellId, Formula, FormulaKind, Leaf, Plan, Selection, TimeWindow};

/// Rows of a cell: those of one selection.
pub(super) type Place = (CellId, Selection);

/// An aggregate with its text and the window of its context.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) place: Place,
    pub(super) span: Span,
    pub(super) window: TimeWindow,
}

/// All aggregates of a formula. Units of time that follow each other are one, where their rows can be told together.
pub(super) fn leaves(formula: &Formula, plan: &Plan) -> Vec<Found> {
    let mut walk = Walk { plan, seen: HashSet::new(), found: Vec::new() };
    walk.visit(formula);
    walk.found
}

struct Walk<'a> {
    plan: &'a Plan,
    seen: HashSet<*const Formula>,
    found: Vec<Found>,
}

impl Walk<'_> {
    fn visit(&mut self, formula: &Formula) {
        if !self.seen.insert(std::ptr::from_ref(formula)) {
            return;
        }
        if let FormulaKind::Leaf(leaf) | FormulaKind::Parts { parts: leaf, .. } = &formula.kind
            && let Some(place) = place(leaf, self.plan)
        {
            self.add(place, formula);
        }
        if let FormulaKind::Units { units, .. } = &formula.kind
            && let Some(place) = hull(units, self.plan)
        {
            return self.add(place, formula);
        }
        formula.children().into_iter().for_each(|part| self.visit(part));
    }

    fn add(&mut self, place: Place, formula: &Formula) {
        if self.found.iter().all(|known| known.place != place) {
            self.found.push(Found { place, span: formula.span, window: formula.window });
        }
    }
}

/// The rows of a leaf.
pub(super) fn place(leaf: &Leaf, plan: &Plan) -> Option<Place> {
    let cell = plan.cells.get(leaf.cell.0)?;
    Some((leaf.cell, *cell.selections.get(leaf.selection)?))
}

/// The rows of all units of a window together: when they are of one cell, told by a moment, and follow each other.
pub(super) fn hull(units: &[Arc<Formula>], plan: &Plan) -> Option<Place> {
    let places: Vec<Place> = units.iter().map(|unit| only_place(unit, plan)).collect::<Option<_>>()?;
    let (first, _) = *places.first()?;
    let cell: &Cell = plan.cells.get(first.0)?;
    if !matches!(cell.clock, CellClock::Moment(_)) || places.iter().any(|(cell, _)| *cell != first) {
        return None;
    }
    let mut whole: Option<(DateTime, DateTime)> = None;
    for (_, selection) in places {
        let Selection::Within { start, end } = selection else { return None };
        whole = match whole {
            None => Some((start, end)),
            Some((begin, behind)) if behind == start => Some((begin, end)),
            Some(_) => return None,
        };
    }
    whole.map(|(start, end)| (first, Selection::Within { start, end }))
}

/// The rows of a formula that is a single aggregate, under whatever name.
fn only_place(formula: &Formula, plan: &Plan) -> Option<Place> {
    match &formula.kind {
        FormulaKind::Leaf(leaf) => place(leaf, plan),
        FormulaKind::Named(_, inner) | FormulaKind::Filled(inner, _) => only_place(inner, plan),
        _ => None,
    }
}
