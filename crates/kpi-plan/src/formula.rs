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
