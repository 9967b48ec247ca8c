//! The derivatives of a value by its totals: forward differentiation along the formula.
//!
//! Only the forms that a value with an interval may have are differentiated; the others have no gradient.

use std::collections::HashMap;

use kpi_model::builtin::Aggregator;
use kpi_syntax::ast::BinaryOp;

use super::Evaluator;
use crate::formula::{Formula, FormulaKind, Leaf};
use crate::key::Key;
use crate::sample::{Reading, Total};

/// A value with its derivatives by each total, in their order.
#[derive(Clone, Debug)]
pub(super) struct Dual {
    pub(super) value: f64,
    pub(super) by: Vec<f64>,
}

/// What is differentiated by.
#[derive(Clone, Copy, Debug)]
pub(super) enum Variables<'t> {
    /// The totals of rows.
    Totals(&'t [Total]),
    /// For each aggregate of parts, in the order of [`Gradient::parts`], the sum and the number of its values.
    Parts,
}

/// Differentiates the formulas of one slice; formulas that several others use are differentiated once.
pub(super) struct Gradient<'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    slice: &'e [Key],
    variables: Variables<'e>,
    known: HashMap<*const Formula, Option<Dual>>,
    /// The aggregates of parts whose values are variables.
    pub(super) parts: Vec<PartValues>,
}

/// The values of the parts of one aggregate; none for a part without a value.
#[derive(Clone, Debug)]
pub(super) struct PartValues {
    formula: *const Formula,
    pub(super) values: Vec<Option<f64>>,
}

impl<'e, 'a> Gradient<'e, 'a> {
    pub(super) fn new(evaluator: &'e Evaluator<'a>, slice: &'e [Key], variables: Variables<'e>) -> Self {
        Self { evaluator, slice, variables, known: HashMap::new(), parts: Vec::new() }
    }

    /// How many totals there are.
    fn width(&self) -> usize {
        match self.variables {
            Variables::Totals(totals) => totals.len(),
            Variables::Parts => 2 * self.parts.len(),
        }
    }

    /// Finds the aggregates of parts, before anything is differentiated by their values.
    pub(super) fn find_parts(&mut self, formula: &Formula) {
        if let FormulaKind::Parts { parts, inner, .. } = &formula.kind {
            let known = self.parts.iter().any(|part| std::ptr::eq(part.formula, formula));
            if !known {
                let values = self.evaluator.part_values(parts, inner, self.slice);
                let values = values.into_iter().map(|computed| computed.value.ok()).collect();
                self.parts.push(PartValues { formula, values });
            }
            return;
        }
        formula.children().into_iter().for_each(|child| self.find_parts(child));
    }

    /// The value and its derivatives; none when it has no value, or a form that has no derivative.
    pub(super) fn of(&mut self, formula: &Formula) -> Option<Dual> {
        let place = std::ptr::from_ref(formula);
        if let Some(known) = self.known.get(&place) {
            return known.clone();
        }
        let dual = self.fresh(formula);
        self.known.insert(place, dual.clone());
        dual
    }

    fn fresh(&mut self, formula: &Formula) -> Option<Dual> {
        match &formula.kind {
            FormulaKind::Number(number) => Some(Dual { value: *number, by: vec![0.0; self.width()] }),
            // A number that stands for an empty window is not a value of rows.
            FormulaKind::Named(_, inner) | FormulaKind::Filled(inner, _) => self.of(inner),
            FormulaKind::Leaf(leaf) => self.leaf(formula, leaf),
            FormulaKind::Parts { function, .. } => self.part(formula, *function),
            FormulaKind::Negate(inner) => Some(self.of(inner)?.scaled(-1.0)),
            FormulaKind::Binary(operator, left, right) => {
                let (left, right) = (self.of(left)?, self.of(right)?);
                match operator {
                    BinaryOp::Add => Some(left.plus(&right, 1.0)),
                    BinaryOp::Subtract => Some(left.plus(&right, -1.0)),
                    BinaryOp::Multiply => Some(left.times(&right)),
                    BinaryOp::Divide => left.over(&right),
                    BinaryOp::And | BinaryOp::Or => None,
                }
            }
            FormulaKind::Ratio(left, right) => self.of(left)?.over(&self.of(right)?),
            FormulaKind::Growth(left, right) | FormulaKind::Lift(left, right) => {
                let ratio = self.of(left)?.over(&self.of(right)?)?;
                Some(Dual { value: (ratio.value - 1.0) * 100.0, ..ratio.scaled(100.0) })
            }
            FormulaKind::Units { .. }
            | FormulaKind::Not(_)
            | FormulaKind::Compare(..)
            | FormulaKind::If(..)
            | FormulaKind::Call(..)
            | FormulaKind::Impossible(_) => None,
        }
    }

    fn leaf(&self, formula: &Formula, leaf: &Leaf) -> Option<Dual> {
        let Variables::Totals(totals) = self.variables else { return None };
        let value = self.evaluator.value(formula, self.slice).value.ok()?;
        let mut by = vec![0.0; totals.len()];
        let average = self.evaluator.function(leaf) == Some(Aggregator::Avg);
        let outcome = self.evaluator.outcome(leaf, self.slice).ok()?;
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let n = outcome.n as f64;
        for (total, by) in totals.iter().zip(&mut by) {
            let same = (total.leaf.cell, total.leaf.selection, &total.leaf.dimensions)
                == (leaf.cell, leaf.selection, &leaf.dimensions);
            *by = match (same, average, total.reading) {
                (false, ..) => 0.0,
                (true, true, Reading::Sum) => 1.0 / n,
                (true, true, Reading::Present) => -value / n,
                (true, false, _) => 1.0,
            };
        }
        Some(Dual { value, by })
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn part(&self, formula: &Formula, function: Aggregator) -> Option<Dual> {
        let position = self.parts.iter().position(|part| std::ptr::eq(part.formula, formula))?;
        let value = self.evaluator.value(formula, self.slice).value.ok()?;
        let n = self.parts.get(position)?.values.iter().flatten().count() as f64;
        let (sum, present) = if function == Aggregator::Avg {
            (1.0 / n, -value / n)
        } else if function == Aggregator::Sum {
            (1.0, 0.0)
        } else if function == Aggregator::Count {
            (0.0, 1.0)
        } else {
            return None;
        };
        let mut by = vec![0.0; self.width()];
        for (place, derivative) in by.iter_mut().skip(2 * position).zip([sum, present]) {
            *place = derivative;
        }
        Some(Dual { value, by })
    }
}

impl Dual {
    fn scaled(mut self, factor: f64) -> Self {
        self.value *= factor;
        self.by.iter_mut().for_each(|derivative| *derivative *= factor);
        self
    }

    fn plus(mut self, other: &Self, sign: f64) -> Self {
        self.value += sign * other.value;
        for (mine, theirs) in self.by.iter_mut().zip(&other.by) {
            *mine += sign * theirs;
        }
        self
    }

    fn times(&self, other: &Self) -> Self {
        let by = self.by.iter().zip(&other.by).map(|(mine, theirs)| mine * other.value + theirs * self.value);
        Self { value: self.value * other.value, by: by.collect() }
    }

    /// The quotient; none for a division by zero.
    fn over(&self, other: &Self) -> Option<Self> {
        if other.value == 0.0 {
            return None;
        }
        let value = self.value / other.value;
        let by = self.by.iter().zip(&other.by).map(|(mine, theirs)| (mine - theirs * value) / other.value);
        Some(Self { value, by: by.collect() })
    }
}
