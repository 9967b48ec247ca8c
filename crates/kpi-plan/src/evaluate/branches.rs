//! Which branches of an `if` a value is made of, for those who ask what their tests reach.

use std::collections::{BTreeSet, HashSet};

use kpi_diagnostics::Span;

use super::Evaluator;
use crate::formula::{Formula, FormulaKind};
use crate::key::{Key, SliceKey};

/// The branches that were taken, by the place of their text.
#[derive(Debug, Default)]
pub struct Branches {
    taken: BTreeSet<Span>,
    seen: HashSet<(*const Formula, SliceKey)>,
}

impl Branches {
    /// The places.
    pub fn taken(self) -> BTreeSet<Span> {
        self.taken
    }
}

impl Evaluator<'_> {
    /// Adds the branches that the value of a formula takes for a slice. A condition that is missing takes none.
    pub fn branches(&self, formula: &Formula, slice: &[Key], branches: &mut Branches) {
        match &formula.kind {
            FormulaKind::If(condition, then, otherwise) => {
                self.branches(condition, slice, branches);
                if let Ok(holds) = self.value(condition, slice).value {
                    let chosen = if holds == 0.0 { otherwise } else { then };
                    branches.taken.insert(chosen.span);
                    self.branches(chosen, slice, branches);
                }
            }
            FormulaKind::Named(_, inner) => {
                if branches.seen.insert((std::sync::Arc::as_ptr(inner), slice.to_vec())) {
                    self.branches(inner, slice, branches);
                }
            }
            FormulaKind::Parts { parts, inner, .. } => {
                self.each_part(parts, slice, &mut |inside| self.branches(inner, inside, branches));
            }
            FormulaKind::Number(_)
            | FormulaKind::Leaf(_)
            | FormulaKind::Impossible(_)
            | FormulaKind::Filled(..)
            | FormulaKind::Negate(_)
            | FormulaKind::Not(_)
            | FormulaKind::Units { .. }
            | FormulaKind::Call(..)
            | FormulaKind::Binary(..)
            | FormulaKind::Compare(..)
            | FormulaKind::Growth(..)
            | FormulaKind::Ratio(..)
            | FormulaKind::Lift(..) => {
                formula.children().into_iter().for_each(|inner| self.branches(inner, slice, branches));
            }
        }
    }
}
