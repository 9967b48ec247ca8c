//! Tests: periods and expectations.

use kpi_diagnostics::Diagnostic;

use super::Failure;
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
    let outcome_missing = failure.wants(Rule::K_is) && failure.wants(Rule::compare);
    let ends = failure.at >= failure.text.len() || failure.at_clause_start();
    (outcome_missing && ends)
        .then(|| tests::outcome_missing(failure.span(failure.before().len(), failure.before().len())))
}
