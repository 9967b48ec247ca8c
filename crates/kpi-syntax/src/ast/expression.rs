//! Expressions, calls and what modifies them.

use jiff::civil::Date;
use kpi_diagnostics::Span;

use super::{BinaryOp, CompareOp, Duration, Path, PatternKind, Text, TimeUnit, UnaryOp, Window};

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// The expressions of both worlds.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `1_000`, `2.5`
    Number(f64),
    /// `"text"`
    Text(String),
    /// `2026-01-31`
    Date(Date),
    /// `14 days`
    Duration(Duration),
    /// `true`
    Bool(bool),
    /// `null`
    Null,
    /// `customer.segment`
    Path(Path),
    /// `avg(distinct x, y where …)`
    Call(Call),
    /// `(m where … over …)`; without modifiers plain parentheses.
    Paren(Box<Expr>, Vec<Modifier>),
    /// `-x`, `not x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`, `a and b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b`
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `x in (1, 2)`, `t not in 7 days from u`
    In {
        /// The left side.
        value: Box<Expr>,
        /// Whether `not` stands before `in`.
        negated: bool,
        /// The right side.
        set: Set,
    },
    /// `x between a and b`
    Between {
        /// The left side.
        value: Box<Expr>,
        /// Whether `not` stands before `between`.
        negated: bool,
        /// Inclusive.
        low: Box<Expr>,
        /// Inclusive.
        high: Box<Expr>,
    },
    /// `x is null`, `x is not null`
    IsNull {
        /// The left side.
        value: Box<Expr>,
        /// Whether `not` stands behind `is`.
        negated: bool,
    },
    /// `x like "a%"`, `x matches "^a"`
    Pattern {
        /// The left side.
        value: Box<Expr>,
        /// Whether `not` stands before it.
        negated: bool,
        /// `like` or `matches`.
        kind: PatternKind,
        /// The pattern.
        pattern: Text,
    },
    /// `if c then a else b`
    If {
        /// The condition.
        condition: Box<Expr>,
        /// When it is true.
        then: Box<Expr>,
        /// When it is false.
        otherwise: Box<Expr>,
    },
}

/// A function with its arguments and modifiers.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// `avg`, `sentiment.score`
    pub callee: Path,
    /// The word `distinct`, if there.
    pub distinct: Option<Span>,
    /// In order.
    pub arguments: Vec<Expr>,
    /// In the order of the text; that each stands once is checked later.
    pub modifiers: Vec<Modifier>,
}

/// A modifier with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Modifier {
    /// Which.
    pub kind: ModifierKind,
    /// From its first word to its last.
    pub span: Span,
}

/// What may stand inside an aggregate or a context.
#[derive(Clone, Debug, PartialEq)]
pub enum ModifierKind {
    /// `of customer`
    Of(Path),
    /// `per customer`
    PerKey(Path),
    /// `per day`
    PerUnit(TimeUnit),
    /// `on started_on`
    On(Path),
    /// `at start`, `at end`
    At(Edge),
    /// `over last 28 days`
    Over(Window),
    /// `where …`
    Where(Expr),
}

/// One of the two ends of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edge {
    /// Just before the window opens.
    Start,
    /// Just before it closes.
    End,
}

/// The right side of `in`.
#[derive(Clone, Debug, PartialEq)]
pub enum Set {
    /// `("a", "b")`
    List(Vec<Expr>),
    /// `period`, `90 days from opened_at`
    Window(Window),
}
