//! `test` blocks: K0385 to K0392.

use kpi_diagnostics::{Code, Diagnostic, Span};
use kpi_syntax::ast::Name;

use super::{brief, with_nearest};

const FIXTURE_TWICE: Code = Code::new(385);
const FIXTURE_OF_DERIVED: Code = Code::new(386);
const FIXTURE_OF_FIELD: Code = Code::new(387);
const UNKNOWN_STATUS: Code = Code::new(389);
const STATUS_OF_EXPRESSION: Code = Code::new(390);

/// Two tables for one source.
pub(crate) fn fixture_twice(source: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(FIXTURE_TWICE, format!("this test has two tables for `{source}`"))
        .primary(second, "again here")
        .secondary(first, "first here")
        .help("put all rows into one table")
}

/// A table for a source that is made from another.
pub(crate) fn fixture_of_derived(name: &Name, of: &str) -> Diagnostic {
    Diagnostic::error(FIXTURE_OF_DERIVED, format!("the rows of `{}` follow from those of `{of}`", name.text))
        .primary(name.span, "")
        .help(format!("give rows of `{of}` instead"))
}

/// A computed column in a table.
pub(crate) fn fixture_of_field(name: &Name, source: &str) -> Diagnostic {
    Diagnostic::error(FIXTURE_OF_FIELD, format!("`{}` is a field of `{source}`: it is computed", name.text))
        .primary(name.span, "")
        .help("give the columns that it is computed from")
}

/// A status that is none.
pub(crate) fn unknown_status(words: &str, span: Span, statuses: &[&str]) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_STATUS, format!("there is no status `{words}`"));
    with_nearest(problem, words, span, statuses, "statuses are")
}

/// A status that only a metric by name can have.
pub(crate) fn status_of_expression(status: &str, words: &str, span: Span) -> Diagnostic {
    Diagnostic::error(STATUS_OF_EXPRESSION, format!("`{}` has no target, so it is never `{status}`", brief(words)))
        .primary(span, "")
        .help("expect the status of a metric by its name, for a slice if need be: `expect nps is met for segment = \"smb\"`")
}
