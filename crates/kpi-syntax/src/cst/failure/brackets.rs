//! Parentheses without a partner, and brackets that the language does not have.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use super::surroundings::last_open;
use crate::cst::grammar::Rule;
use crate::errors::{foreign, layout};

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    let span = failure.token_span();
    match failure.token() {
        ")" | "）" if failure.open_parenthesis().is_none() => Some(layout::unopened(span)),
        "[" | "]" | "{" | "}" if failure.at > 0 => Some(brackets(failure)),
        _ => unclosed(failure),
    }
}

/// A parenthesis that is still open at the end of the statement, when the place is where it should have closed.
fn unclosed(failure: &Failure<'_>) -> Option<Diagnostic> {
    let open = last_open(failure.reader.file, failure.text)?;
    let here = failure.at >= failure.text.len() || failure.at_clause_start() || failure.rest().starts_with(';');
    if open >= failure.at || !(here && (failure.wants(Rule::close) || failure.at >= failure.text.len())) {
        return None;
    }
    let end = failure.before().len();
    let width = failure.text.get(open..)?.chars().next()?.len_utf8();
    Some(layout::unclosed(failure.span(open, open + width), failure.span(end, end)))
}

/// `Sales[Amount]` as in DAX.
fn brackets(failure: &Failure<'_>) -> Diagnostic {
    let sign = failure.token();
    let (start, table) = failure.previous();
    let column = failure.rest().strip_prefix('[').and_then(|inside| inside.split_once(']')).map(|(column, _)| column);
    if let Some(list) = failure.rest().strip_prefix('[').and_then(|list| list.split_once(']')).map(|(list, _)| list)
        && table.eq_ignore_ascii_case("in")
    {
        return foreign::list_brackets(failure.span(failure.at, failure.at + list.len() + 2), list);
    }
    if let (Some(column), true) = (column, table.starts_with(super::surroundings::is_word)) {
        let end = failure.at + column.len() + 2;
        return foreign::column_brackets(failure.span(start, end), table, column);
    }
    foreign::brackets(failure.token_span(), sign)
}
