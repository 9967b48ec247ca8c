//! Tests with their tables, and named questions.

use std::fmt;

use jiff::civil::Date;
use kpi_diagnostics::{Severity, Span};

use super::{Clause, Expr, Name, PeriodName, Text};

/// `test "…"` with its tables and expectations.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What it shows.
    pub title: Text,
    /// The period that is computed.
    pub period: (TestPeriod, Span),
    /// `as of DATE`; none: the period's end.
    pub as_of: Option<Date>,
    /// The tables.
    pub fixtures: Vec<Fixture>,
    /// What must come out.
    pub expectations: Vec<Expectation>,
    /// What must be said.
    pub messages: Vec<ExpectedMessage>,
    /// The whole statement.
    pub span: Span,
}

/// The period of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestPeriod {
    /// `2026-Q2`
    Named(PeriodName),
    /// `"P05"`: by the name that a calendar table has for it.
    Called(String),
}

impl fmt::Display for TestPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => name.fmt(f),
            Self::Called(name) => f.write_str(name),
        }
    }
}

/// One table of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixture {
    /// The source that it stands for.
    pub source: Name,
    /// The cells of the header row.
    pub columns: Vec<Name>,
    /// The cells of each row as written, trimmed; an empty cell is an empty value.
    pub rows: Vec<Vec<Text>>,
}

/// One line of `expect`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// What is computed.
    pub subject: Expr,
    /// What it must be.
    pub outcome: Outcome,
    /// `for segment = "smb"`
    pub scope: Option<Expr>,
    /// The whole line.
    pub span: Span,
}

/// `expect warning K0554`, `expect error K0203 in "x = lots / start"`
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedMessage {
    /// Error or warning.
    pub severity: Severity,
    /// The number behind the `K`.
    pub code: u16,
    /// The definition that gives the message; none: the tables of the test.
    pub definition: Option<Text>,
    /// The whole line.
    pub span: Span,
}

/// What an expectation expects.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// `= 33.3 within 0.1`
    Value {
        /// The expected value.
        expected: Expr,
        /// The allowed distance.
        within: Option<f64>,
    },
    /// `is no data`
    Status(String),
}

/// What `kpi query` is asked: an expression and what it is broken down by, filtered by, computed over.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// What is computed.
    pub expr: Expr,
    /// `by`, `where` and `over`, in the order of the text.
    pub clauses: Vec<Clause>,
}
