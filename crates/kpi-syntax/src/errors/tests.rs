//! The parts of a test.

use kpi_diagnostics::{Diagnostic, Span};

use super::codes;

/// No `period`.
pub(crate) fn no_period(title: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, "a test says which period it computes")
        .primary(title, "this one does not")
        .suggestion(title.after(), "\n    period 2026-Q2", "add a line such as `period 2026-Q2`")
}

/// No `expect`.
pub(crate) fn no_expectation(title: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, "a test expects something")
        .primary(title, "this one does not")
        .help("add a line such as `expect churn = 50` or `expect nps is no data`")
}

/// Two `period` lines.
pub(crate) fn repeated(second: Span, first: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, format!("a test has one `{word}`"))
        .primary(second, "a second one")
        .secondary(first, "the first one")
        .help("write a second test for the other one")
}

/// `expect churn < 5`
pub(crate) fn not_an_equation(sign: Span, written: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, format!("a test expects an exact value, not `{written}`"))
        .primary(sign, "only `=` can stand here")
        .help("write `expect churn = 50`, or `expect churn = 33.3 within 0.1`")
}

/// `expect error K99999999`
pub(crate) fn bad_code(code: Span, written: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, format!("there is no code `{written}`"))
        .primary(code, "codes are a `K` and four digits, such as `K0203`")
        .help("`kpi explain --codes` lists them")
}

/// A row of another length than the header.
pub(crate) fn uneven_row(row: Span, cells: usize, columns: usize) -> Diagnostic {
    Diagnostic::error(codes::BAD_TABLE, format!("this row has {cells} cells, the table has {columns} columns"))
        .primary(row, "leave a cell empty for an empty value")
        .help("each row has as many `|` as the first")
}

/// `| a | b`
pub(crate) fn open_row(row: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_TABLE, "a row of a table ends with `|`").primary(row.after(), "missing here").fix(
        row.after(),
        " |",
        "insert `|`",
    )
}

/// `| a |  | c |` as a header
pub(crate) fn empty_column(cell: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_TABLE, "a column of a table needs a name")
        .primary(cell, "no name here")
        .help("the first row of a table names the columns of the source")
}

/// `period Q2`
pub(crate) fn period_expected(span: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, "a test names its period as in `2026-Q2`")
        .primary(span, "expected a period")
        .help("periods are written `2026`, `2026-Q3`, `2026-07`, `2026-W31` or `2026-07-15`")
        .help("the name that a calendar table has for one stands in quotes: `period \"P05\"`")
}

/// `expect churn`
pub(crate) fn outcome_missing(end: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, "an expectation says what must come out")
        .primary(end, "expected `=` and a value, or `is` and a status")
        .help("for example `expect churn = 50` or `expect nps is no data`")
}

/// `churn = 50` without `expect`
pub(crate) fn expect_missing(subject: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, "an expectation starts with `expect`")
        .primary(subject, "`expect` is missing before this")
        .fix(Span { end: subject.start, ..subject }, "expect ", "insert `expect`")
}

/// `assert churn = 50`
pub(crate) fn other_word_for_expect(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_TEST, format!("an expectation starts with `expect`, not with `{word}`"))
        .primary(span, "write `expect`")
        .suggestion(span, "expect", "replace it by `expect`")
}

/// The name of a source without a table
pub(crate) fn row_expected(span: Span, source: &str) -> Diagnostic {
    Diagnostic::error(codes::BAD_TABLE, format!("the table of `{source}` is missing"))
        .primary(span, "expected a row that starts with `|`")
        .help("the first row of a table names its columns; a source without rows needs no table at all")
}
