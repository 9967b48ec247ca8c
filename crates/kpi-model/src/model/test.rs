//! `test` blocks, resolved.

use jiff::civil::Date;
use kpi_diagnostics::{Code, Severity, Span};
use kpi_syntax::ast::TestPeriod;

use super::metric::{Dimension, MetricExpr, ScopeTerm};
use super::{ColumnId, SourceId};

/// A `test` block.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it shows.
    pub title: String,
    /// The period that is computed.
    pub period: TestPeriod,
    /// The clock; none: the period's end.
    pub as_of: Option<Date>,
    /// The tables; sources without one are empty.
    pub fixtures: Vec<Fixture>,
    /// What must come out.
    pub expectations: Vec<Expectation>,
    /// What must be said.
    pub messages: Vec<ExpectedMessage>,
    /// Where.
    pub span: Span,
}

/// The rows of one source in a test.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// Whose rows.
    pub source: SourceId,
    /// The columns that are given; the others are empty.
    pub columns: Vec<ColumnId>,
    /// The rows, as many cells as columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table, not yet read as its column's type.
#[derive(Clone, Debug)]
pub struct Cell {
    /// As written, trimmed; empty means an empty value.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// One `expect` line.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// What is computed.
    pub subject: MetricExpr,
    /// The metric, when the subject is one by name: only then are there targets and statuses.
    pub metric: Option<super::MetricId>,
    /// What must come out.
    pub outcome: Outcome,
    /// The slice; empty: the total.
    pub scope: Vec<ScopeTerm>,
    /// The dimensions of the scope, in its order, as each source of the subject and of the expected value reads them.
    pub dimensions: Vec<Dimension>,
    /// Where.
    pub span: Span,
}

/// A message that must be said.
#[derive(Clone, Debug)]
pub struct ExpectedMessage {
    /// Error or warning.
    pub severity: Severity,
    /// Its code.
    pub code: Code,
    /// A definition that gives it when it is added to the project, as the text of a file; none: the tables of the test
    /// give it.
    pub definition: Option<String>,
    /// Where.
    pub span: Span,
}

/// What an expectation expects.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A value, within a distance (none: 1e-9 of the value).
    Value(MetricExpr, Option<f64>),
    /// A status by its words.
    Status(String),
}
