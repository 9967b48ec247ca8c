//! Conditions that other languages write shorter or with other words.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use super::surroundings::{is_word, last_token, outside_quotes};
use crate::cst::grammar::Rule;
use crate::errors::comparisons;

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    between_in_parentheses(failure)
        .or_else(|| between_without_and(failure))
        .or_else(|| between_first(failure))
        .or_else(|| same_subject(failure))
        .or_else(|| is_empty(failure))
        .or_else(|| pattern(failure))
        .or_else(|| remainder(failure))
        .or_else(|| comma(failure))
}

/// `x between (1, 2)`
fn between_in_parentheses(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (_, callee) = failure.callee()?;
    if !(callee.eq_ignore_ascii_case("between") && matches!(failure.token(), "," | "and" | "AND")) {
        return None;
    }
    let open = failure.open_parenthesis()?;
    let (parts, end) = failure.arguments()?;
    let ours = match parts.as_slice() {
        [low, high] => Some(format!("{low} and {high}")),
        _ => None,
    };
    Some(comparisons::between_limits(failure.span(open, end), ours.as_deref()))
}

/// `x between 1 to 2`, `x between 1 2`
fn between_without_and(failure: &Failure<'_>) -> Option<Diagnostic> {
    let words: Vec<&str> = outside_quotes(failure.before()).map(|(_, word)| word).collect();
    let since = words.iter().rposition(|word| word.eq_ignore_ascii_case("between"))?;
    let open = words.iter().skip(since).any(|word| word.eq_ignore_ascii_case("and"));
    if open || !failure.wants(Rule::K_and) {
        return None;
    }
    let token = failure.token();
    let here = failure.token_span();
    let before = failure.before().len();
    if token == "," {
        return Some(comparisons::between_limits(failure.span(before, failure.at + 1), Some(" and")));
    }
    if token.eq_ignore_ascii_case("to") {
        return Some(comparisons::between_limits(here, Some("and")));
    }
    let value = token.starts_with(|c: char| c.is_ascii_digit());
    value.then(|| comparisons::between_limits(failure.span(before, before), Some(" and")))
}

/// `where between 1 and 2`
fn between_first(failure: &Failure<'_>) -> Option<Diagnostic> {
    if failure.token() == "between" && failure.before().ends_with('.') {
        // `amount.between(1, 2)`
        let path = failure.before().trim_end_matches('.');
        let start = path.trim_end_matches(|c| is_word(c) || c == '.').len();
        let rest = failure.behind().strip_prefix('(').and_then(|inside| inside.split_once(')'));
        let limits = rest.and_then(|(inside, _)| inside.split_once(','));
        let (low, high) = limits?;
        let end = failure.text.len() - failure.behind().len() + low.len() + high.len() + "(,)".len();
        let ours = format!("{} between {} and {}", path.get(start..)?, low.trim(), high.trim());
        return Some(comparisons::between_limits(failure.span(start, end), Some(&ours)));
    }
    (failure.token().eq_ignore_ascii_case("between") && failure.wants_value())
        .then(|| comparisons::between_first(failure.token_span()))
}

/// `x > 1 and < 5`
fn same_subject(failure: &Failure<'_>) -> Option<Diagnostic> {
    let sign = failure.token();
    let compares = ["<", ">", "=", "<=", ">=", "!=", "<>", "=="].contains(&sign);
    let (start, word) = failure.previous();
    let joins = word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or");
    (compares && joins).then(|| {
        let subject = subject(failure.text.get(..start).unwrap_or(""));
        comparisons::same_subject(failure.token_span(), &word.to_lowercase(), sign, subject)
    })
}

/// What the last comparison of a text asks about, if that is a name.
fn subject(text: &str) -> Option<&str> {
    let sign = text.rfind(['<', '>', '='])?;
    let before = text.get(..sign)?.trim_end_matches(['<', '>', '=', '!']).trim_end();
    let name = before.trim_end_matches(|c| is_word(c) || c == '.');
    let found = before.get(name.len()..)?;
    found.starts_with(|c: char| c.is_alphabetic()).then_some(found)
}

/// `paid_on is empty`
fn is_empty(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.token().to_lowercase();
    if !(["empty", "blank", "nil", "none", "missing", "na"].contains(&word.as_str()) && failure.wants(Rule::K_null)) {
        return None;
    }
    let before = failure.before();
    let (not_start, last) = last_token(before);
    let negated = last.eq_ignore_ascii_case("not");
    let start = if negated { last_token(before.get(..not_start)?.trim_end()).0 } else { not_start };
    let ours = if negated { "is not null" } else { "is null" };
    Some(comparisons::is_empty(failure.span(start, failure.at + failure.token().len()), ours))
}

/// `ilike`, `rlike`, `=~`
fn pattern(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.token();
    let span = failure.token_span();
    let ours = match word.to_lowercase().as_str() {
        "ilike" => "like",
        "~" if failure.before().ends_with('=') => {
            let written = failure.span(failure.before().len() - 1, failure.at + 1);
            return Some(comparisons::pattern(written, "=~", "matches"));
        }
        "!" if failure.rest().starts_with("!~") => {
            return Some(comparisons::pattern(failure.span(failure.at, failure.at + 2), "!~", "not matches"));
        }
        "rlike" | "regexp" | "regex" | "match" | "similar" | "glob" | "~" => "matches",
        _ => return None,
    };
    Some(comparisons::pattern(span, word, ours))
}

/// `amount % 2`, `amount mod 2`
fn remainder(failure: &Failure<'_>) -> Option<Diagnostic> {
    let sign = failure.token();
    let modulo = sign == "%" || sign.eq_ignore_ascii_case("mod");
    let behind = failure.behind().starts_with(|c| is_word(c) || c == '(');
    (modulo && behind).then(|| comparisons::remainder(failure.token_span(), sign))
}

/// `where a = 1, b`
fn comma(failure: &Failure<'_>) -> Option<Diagnostic> {
    let open = failure.open_parenthesis().filter(|_| failure.token() == ",")?;
    let inside = failure.text.get(open..failure.at)?;
    let digit = |c: char| c.is_ascii_digit();
    if inside.ends_with(digit) && failure.rest().get(1..)?.starts_with(digit) {
        return None;
    }
    let (_, callee) = last_token(failure.text.get(..open)?.trim_end());
    let chosen = !callee.eq_ignore_ascii_case("in") && outside_quotes(inside).any(|(_, word)| word == "where");
    chosen.then(|| comparisons::comma_for_and(failure.token_span()))
}
