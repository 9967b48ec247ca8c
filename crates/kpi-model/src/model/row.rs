//! The row world: what is computed for one row.
//!
//! A row expression is read with a *current* row, perhaps an *asking* row (`this`), and the window of the context.
//! Empty values: arithmetic with one is empty; a comparison is unknown, and false when it is of dates; `and`, `or` and
//! `not` are Kleene's; `if` of an unknown condition is empty; division by zero is empty.

use kpi_diagnostics::Span;
use kpi_syntax::ast::{BinaryOp, CompareOp, PatternKind};

use super::{Clock, ColumnId, FieldId, Literal, ReferenceId, SourceId, Type, Unit, When, Window};
use crate::builtin::{Aggregator, Scalar};

/// A row expression with its type, unit and place.
#[derive(Clone, Debug)]
pub struct RowExpr {
    /// What it is.
    pub kind: RowKind,
    /// What it gives.
    pub kind_of_value: Type,
    /// The unit, for numbers and durations.
    pub unit: Unit,
    /// Where it stands.
    pub span: Span,
}

/// The forms of a row expression.
#[derive(Clone, Debug)]
pub enum RowKind {
    /// A value of the text.
    Literal(Literal),
    /// A column of the current row.
    Column(ColumnId),
    /// A field of the current row.
    Field(FieldId),
    /// `customer.segment`: the inner expression on the row that the link leads to; empty when there is none.
    Through(Link, Box<RowExpr>),
    /// The key of the row that a link leads to, for `is null` and comparisons of rows; its type is [`Type::Row`].
    Row(Link),
    /// `this.x`: the inner expression on the asking row.
    Asking(Box<RowExpr>),
    /// `period.start`: the window's first day.
    PeriodStart,
    /// `period.end`: the day behind the window's last.
    PeriodEnd,
    /// `-x`
    Negate(Box<RowExpr>),
    /// `not x`
    Not(Box<RowExpr>),
    /// `+ - * /`, `and`, `or`. `+` and `-` also shift a moment by a duration and subtract two moments.
    Binary(BinaryOp, Box<RowExpr>, Box<RowExpr>),
    /// A comparison; a comparison of moments with an empty one is false.
    Compare(CompareOp, Box<RowExpr>, Box<RowExpr>),
    /// `x in (a, b)`: any of the comparisons with `=`.
    OneOf(Box<RowExpr>, Vec<RowExpr>),
    /// `t in WINDOW`; false when `t` is empty or the anchor is.
    Within(Box<RowExpr>, Box<Window>),
    /// `x is null`
    IsNull(Box<RowExpr>),
    /// `x like "…"`, `x matches "…"`; the pattern was checked.
    Pattern(PatternKind, Box<RowExpr>, String),
    /// `if c then a else b`
    If(Box<RowExpr>, Box<RowExpr>, Box<RowExpr>),
    /// A built-in function.
    Call(Scalar, Vec<RowExpr>),
    /// A function of a plugin.
    Plugin(PluginFunction, Vec<RowExpr>),
    /// An aggregate over rows that belong to the current row; only in the body of a field.
    Gather(Box<Gather>),
}

/// How a row leads to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// Through a declared reference of the current row's source.
    Reference(ReferenceId),
    /// Through a field that is a row (`first` or `last` of a source).
    Field(FieldId),
}

/// A function of a plugin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PluginFunction {
    /// The name in `[plugin.NAME]`.
    pub plugin: String,
    /// What the plugin calls it.
    pub function: String,
}

/// An aggregate over the rows that belong to an asking row. Inside, the current row is the gathered one, and the
/// asking row is the one whose field is computed. A row never gathers itself.
#[derive(Clone, Debug)]
pub struct Gather {
    /// What is done with the values.
    pub function: Aggregator,
    /// `count(distinct …)`
    pub distinct: bool,
    /// Whose rows are gathered.
    pub source: SourceId,
    /// The value of a gathered row; none: the row itself (`count(orders)`, `any(orders)`, `last(visits)`).
    pub value: Option<RowExpr>,
    /// Which rows belong to the asking row.
    pub belongs: Belongs,
    /// Which of them by time. Anchors are read on the asking row alone.
    pub when: When,
    /// `where …`
    pub filter: Option<RowExpr>,
}

/// Which rows belong to an asking row.
#[derive(Clone, Debug)]
pub enum Belongs {
    /// Those whose reference leads to it.
    Child(ReferenceId),
    /// Those whose field of this name, which is a row (`orders.visit = last(visits …)`), is it.
    ChildField(FieldId),
    /// `of NAME`: those with the same value, empty values never being the same. Both are read on the current row:
    /// the first on the gathered one, the second on the asking one.
    SameValue(Box<RowExpr>, Box<RowExpr>),
}

impl RowExpr {
    /// The row expressions directly inside another one.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            RowKind::Literal(_)
            | RowKind::Column(_)
            | RowKind::Field(_)
            | RowKind::Row(_)
            | RowKind::PeriodStart
            | RowKind::PeriodEnd => Vec::new(),
            RowKind::Through(_, inner)
            | RowKind::Asking(inner)
            | RowKind::Negate(inner)
            | RowKind::Not(inner)
            | RowKind::IsNull(inner)
            | RowKind::Pattern(_, inner, _) => vec![inner],
            RowKind::Binary(_, left, right) | RowKind::Compare(_, left, right) => vec![left, right],
            RowKind::OneOf(value, list) => std::iter::once(value.as_ref()).chain(list).collect(),
            RowKind::Within(value, window) => std::iter::once(value.as_ref()).chain(window.anchor()).collect(),
            RowKind::If(condition, then, otherwise) => vec![condition, then, otherwise],
            RowKind::Call(_, arguments) | RowKind::Plugin(_, arguments) => arguments.iter().collect(),
            RowKind::Gather(gather) => gather_parts(gather),
        }
    }
}

fn gather_parts(gather: &Gather) -> Vec<&RowExpr> {
    let mut list: Vec<&RowExpr> = gather.value.iter().chain(&gather.filter).collect();
    if let Belongs::SameValue(inner, asking) = &gather.belongs {
        list.extend([inner.as_ref(), asking.as_ref()]);
    }
    if let When::During(clock, window) = &gather.when {
        if let Clock::Moment(moment) = clock {
            list.push(moment);
        }
        list.extend(window.anchor());
    }
    list
}
