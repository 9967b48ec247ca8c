//! Tests: periods and expectations.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use super::surroundings::is_word;
use crate::cst::grammar::Rule;
use crate::errors::tests;

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    if failure.entry != Rule::test_statement {
        return None;
    }
    let span = failure.token_span();
    let (_, word) = failure.previous();
    if word == "period" && failure.wants(Rule::period_name) {
        return Some(tests::period_expected(span));
    }
    if failure.wants(Rule::row) && word.starts_with(is_word) {
        return Some(table_missing(failure, word));
    }
    let outcome_missing = failure.wants(Rule::K_is) && failure.wants(Rule::compare);
    let ends = failure.at >= failure.text.len() || failure.at_clause_start();
    (outcome_missing && ends)
        .then(|| tests::outcome_missing(failure.span(failure.before().len(), failure.before().len())))
}

/// A word was taken for a source, and no table follows: it may stand for `expect`.
fn table_missing(failure: &Failure<'_>, word: &str) -> Diagnostic {
    let line = failure.before().rsplit('\n').next().unwrap_or("").trim_start();
    let rest = failure.rest().lines().next().unwrap_or("");
    let start = failure.before().len() - line.len();
    let source = failure.span(start, start + word.len());
    if line != word || failure.at_clause_start() {
        return tests::row_expected(failure.token_span(), word);
    }
    match failure.token() {
        "=" | "is" => tests::expect_missing(source),
        _ if rest.contains('=') || rest.contains(" is ") => tests::other_word_for_expect(source, word),
        _ => tests::row_expected(failure.token_span(), word),
    }
}
