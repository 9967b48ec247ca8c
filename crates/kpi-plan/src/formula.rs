//! What is computed from cells: a metric in one context, with every window settled.

use std::sync::Arc;

use kpi_diagnostics::Span;
use kpi_model::builtin::{Aggregator, Scalar};
use kpi_model::model::{MetricId, Unit};
use kpi_syntax::ast::{BinaryOp, CompareOp};

use crate::calendar::TimeWindow;
use crate::cell::CellId;

/// A number to be computed, for any slice of its item.
#[derive(Clone, Debug)]
pub struct Formula {
    /// What it is.
    pub kind: FormulaKind,
    /// The window it is computed in.
    pub window: TimeWindow,
    /// The unit of its value.
    pub unit: Unit,
    /// The text that it comes from.
    pub span: Span,
}

/// The forms of a formula.
#[derive(Clone, Debug)]
pub enum FormulaKind {
    /// A literal.
    Number(f64),
    /// Another metric, in its context.
    Named(MetricId, Arc<Formula>),
    /// A metric with `fill`: the number that stands for an empty window.
    Filled(Arc<Formula>, f64),
    /// A number from a cell.
    Leaf(Leaf),
    /// An aggregate over parts with the same key.
    Parts {
        /// What is done with the parts.
        function: Aggregator,
        /// Whether each value counts once.
        distinct: bool,
        /// Counts the rows of each part; its last dimension is the key.
        parts: Leaf,
        /// The value of a part; read on the slice with the key added.
        inner: Arc<Formula>,
    },
    /// An aggregate over units of time.
    Units {
        /// What is done with the units.
        function: Aggregator,
        /// Whether each value counts once.
        distinct: bool,
        /// The value of each unit, oldest first.
        units: Vec<Arc<Formula>>,
    },
    /// `-m`
    Negate(Arc<Formula>),
    /// `not c`
    Not(Arc<Formula>),
    /// `+ - * /`, `and`, `or`
    Binary(BinaryOp, Arc<Formula>, Arc<Formula>),
    /// A condition.
    Compare(CompareOp, Arc<Formula>, Arc<Formula>),
    /// `if c then a else b`
    If(Arc<Formula>, Arc<Formula>, Arc<Formula>),
    /// A built-in function.
    Call(Scalar, Vec<Arc<Formula>>),
    /// The first in percent above the second; missing unless the second is above zero.
    Growth(Arc<Formula>, Arc<Formula>),
    /// The first divided by the second: one group against the other.
    Ratio(Arc<Formula>, Arc<Formula>),
    /// The first in percent above the second: one group against the other.
    Lift(Arc<Formula>, Arc<Formula>),
    /// There is no such window: the reason.
    Impossible(String),
}

/// A number of a cell.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Which cell.
    pub cell: CellId,
    /// Which of its selections.
    pub selection: usize,
    /// Which values of the slice are the cell's dimensions, in its order.
    pub dimensions: Vec<usize>,
    /// The cell and selection that count the source's rows by its own time: none of them, no data.
    pub silent: Option<(CellId, usize)>,
}

/// A formula without the literal numbers around it: its value is `scale · value of inner + offset`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Core<'f> {
    /// The factor.
    pub(crate) scale: f64,
    /// What is added.
    pub(crate) offset: f64,
    /// What is left.
    pub(crate) inner: &'f Formula,
}

/// The two groups that a `lift` or `risk_ratio` compares: the value is `factor · with / without + offset`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Groups<'f> {
    pub(crate) with: &'f Formula,
    pub(crate) without: &'f Formula,
    pub(crate) factor: f64,
    pub(crate) offset: f64,
}

impl<'f> Core<'f> {
    /// The groups, if it is a comparison of two.
    pub(crate) fn groups(&self) -> Option<Groups<'f>> {
        let Self { scale, offset, inner } = *self;
        if let FormulaKind::Ratio(with, without) = &inner.kind {
            return Some(Groups { with, without, factor: scale, offset });
        }
        // A lift is by how many hundredths the ratio exceeds 1.
        if let FormulaKind::Lift(with, without) = &inner.kind {
            return Some(Groups { with, without, factor: 100.0 * scale, offset: offset - 100.0 * scale });
        }
        None
    }
}

impl Formula {
    /// The formulas directly inside; of `per KEY` the one that is computed for each part.
    pub fn children(&self) -> Vec<&Arc<Self>> {
        match &self.kind {
            FormulaKind::Number(_) | FormulaKind::Leaf(_) | FormulaKind::Impossible(_) => Vec::new(),
            FormulaKind::Named(_, inner)
            | FormulaKind::Filled(inner, _)
            | FormulaKind::Negate(inner)
            | FormulaKind::Not(inner)
            | FormulaKind::Parts { inner, .. } => vec![inner],
            FormulaKind::Units { units: parts, .. } | FormulaKind::Call(_, parts) => parts.iter().collect(),
            FormulaKind::Binary(_, left, right)
            | FormulaKind::Compare(_, left, right)
            | FormulaKind::Growth(left, right)
            | FormulaKind::Ratio(left, right)
            | FormulaKind::Lift(left, right) => vec![left, right],
            FormulaKind::If(condition, then, otherwise) => vec![condition, then, otherwise],
        }
    }

    /// Takes off names, signs and literal numbers.
    pub(crate) fn core(&self) -> Core<'_> {
        let mut core = Core { scale: 1.0, offset: 0.0, inner: self };
        while let Some((scale, offset, inner)) = core.inner.literal_step() {
            core = Core { scale: core.scale * scale, offset: core.scale.mul_add(offset, core.offset), inner };
        }
        core
    }

    fn literal_step(&self) -> Option<(f64, f64, &Self)> {
        if let FormulaKind::Named(_, inner) | FormulaKind::Filled(inner, _) = &self.kind {
            return Some((1.0, 0.0, inner));
        }
        if let FormulaKind::Negate(inner) = &self.kind {
            return Some((-1.0, 0.0, inner));
        }
        let FormulaKind::Binary(operator, left, right) = &self.kind else { return None };
        match (&left.kind, operator, &right.kind) {
            (FormulaKind::Number(number), BinaryOp::Multiply, _) => Some((*number, 0.0, right)),
            (_, BinaryOp::Multiply, FormulaKind::Number(number)) => Some((*number, 0.0, left)),
            (_, BinaryOp::Divide, FormulaKind::Number(number)) if *number != 0.0 => Some((1.0 / number, 0.0, left)),
            (FormulaKind::Number(number), BinaryOp::Add, _) => Some((1.0, *number, right)),
            (_, BinaryOp::Add, FormulaKind::Number(number)) => Some((1.0, *number, left)),
            (FormulaKind::Number(number), BinaryOp::Subtract, _) => Some((-1.0, *number, right)),
            (_, BinaryOp::Subtract, FormulaKind::Number(number)) => Some((1.0, -number, left)),
            _ => None,
        }
    }
}
