//! The one good message for a statement that the grammar refuses.

use kpi_diagnostics::Diagnostic;
use pest::error::{Error, InputLocation};

use super::grammar::Rule;
use super::reader::Reader;
use super::words::words;
use crate::errors::expected;

/// Explains a failure of the grammar.
pub(super) fn explain(reader: &Reader<'_>, _entry: Rule, error: &Error<Rule>, _unclosed: Option<usize>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    expected::expected(reader.place(at, at), &[words(Rule::expr)], "")
}
