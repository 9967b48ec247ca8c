//! The tree: it mirrors the text and promises nothing about meaning.
//!
//! Names are kept as written (normalised to NFC); every node knows its place. Comments are kept beside the items,
//! in the order of the text, so that a formatter can put them back.
//!
//! Here is the file with its statements; the rooms beside it have the definitions (`metric`), what they say (`expression`,
//! `operator`, `time`), and the tests and questions (`test`).

mod expression;
mod metric;
mod operator;
mod places;
mod test;
mod time;

use kpi_diagnostics::Span;

pub use crate::PeriodName;
pub use expression::{Call, Edge, Expr, ExprKind, Modifier, ModifierKind, Set};
pub use metric::{Better, Bound, Clause, ClauseKind, Field, Limit, Line, Metric};
pub use operator::{BinaryOp, CompareOp, PatternKind, UnaryOp};
pub use test::{Expectation, ExpectedMessage, Fixture, Outcome, Query, Test, TestPeriod};
pub use time::{Duration, TimeUnit, Window, WindowKind};

/// One definition file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The statements in the order of the text.
    pub items: Vec<Item>,
    /// Every comment in the order of the text, doc comments too.
    pub comments: Vec<Comment>,
    /// What the statements that could not be read would have defined, so that no other message calls it unknown.
    pub broken: Vec<Path>,
}

/// A comment of one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// The words behind `#` or `##`, trimmed.
    pub text: String,
    /// Whether it began with `##`.
    pub doc: bool,
    /// Where.
    pub span: Span,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `from customers`
    From(Name),
    /// `group "Engage"`
    Group(Text),
    /// `churn = …`
    Metric(Metric),
    /// `customers.mrr_end = …`
    Field(Field),
    /// `test "…"`
    Test(Test),
    /// A statement that could not be read; its message is among the diagnostics.
    Error(Span),
}

/// One word of a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// In NFC, without backticks.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Names joined by dots.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// At least one.
    pub names: Vec<Name>,
    /// The whole.
    pub span: Span,
}

/// A text in quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The words between the quotes.
    pub value: String,
    /// Where, with the quotes.
    pub span: Span,
}
