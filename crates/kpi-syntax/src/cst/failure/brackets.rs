//! Parentheses without a partner, and brackets that the language does not have.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use super::surroundings::{is_word, last_open, token};
use crate::cst::grammar::Rule;
use crate::errors::{brackets as words, layout};

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

/// Brackets as in DAX, PromQL, pandas or Tableau.
fn brackets(failure: &Failure<'_>) -> Diagnostic {
    let sign = failure.token();
    let (start, table) = failure.previous();
    if sign == "{" {
        return braces(failure, table);
    }
    let inside = failure.rest().strip_prefix('[').and_then(|inside| inside.split_once(']')).map(|(inside, _)| inside);
    let Some(inside) = inside else { return words::brackets(failure.token_span(), sign) };
    let end = failure.at + inside.len() + 2;
    let whole = failure.span(failure.at, end);
    if table.eq_ignore_ascii_case("in") {
        return words::list_brackets(whole, inside);
    }
    if let Some(table) = quoted_table(failure.before()) {
        let start = failure.before().len() - table.len() - 2;
        return words::column_brackets(failure.span(start, end), table, inside);
    }
    if !table.starts_with(is_word) {
        let name = inside.starts_with(char::is_alphabetic) && inside.chars().all(|c| is_word(c) || c == ' ');
        return if name { words::measure(whole, inside) } else { words::brackets(failure.token_span(), sign) };
    }
    if inside.starts_with(|c: char| c.is_ascii_digit()) {
        return words::range(whole, &format!("[{inside}]"), window(inside).as_deref());
    }
    let column = inside.trim_matches(['"', '\'']);
    if column.len() == inside.len() && column.contains(['=', '<', '>', '.', '!']) {
        return words::condition(whole, table, column);
    }
    words::column_brackets(failure.span(start, end), table, column)
}

/// `orders{channel="web"}`, `{FIXED [Customer]: …}`
fn braces(failure: &Failure<'_>, before: &str) -> Diagnostic {
    let inside =
        failure.rest().strip_prefix('{').and_then(|inside| inside.split_once('}')).map_or("", |(inside, _)| inside);
    let labels = before.starts_with(is_word) && !before.eq_ignore_ascii_case("in") && inside.contains('=');
    if labels {
        let whole = failure.span(failure.at, failure.at + inside.len() + 2);
        return words::condition(whole, before, &inside.trim().replace(',', " and"));
    }
    let level =
        ["fixed", "include", "exclude"].iter().any(|word| token(inside.trim_start()).eq_ignore_ascii_case(word));
    if level { words::level_of_detail(failure.token_span()) } else { words::brackets(failure.token_span(), "{") }
}

/// `'Orders'` at the end of a text.
fn quoted_table(before: &str) -> Option<&str> {
    let (_, name) = before.strip_suffix('\'')?.rsplit_once('\'')?;
    name.starts_with(char::is_alphabetic).then_some(name)
}

/// `5m` as a window.
fn window(range: &str) -> Option<String> {
    let split = range.find(|c: char| !c.is_ascii_digit())?;
    let (count, letter) = range.split_at_checked(split)?;
    Some(format!("last {count} {}", long_unit(letter)?))
}

/// `m`, as units are written in PromQL and elsewhere.
fn long_unit(letter: &str) -> Option<&'static str> {
    Some(match letter {
        "s" => "seconds",
        "m" | "min" => "minutes",
        "h" => "hours",
        "d" => "days",
        "w" => "weeks",
        "y" => "years",
        _ => return None,
    })
}
