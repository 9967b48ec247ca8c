//! Words, dots and literals of other languages at a place where the grammar could not go on.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use super::surroundings::{is_word, last_token, token};
use crate::cst::grammar::Rule;
use crate::cst::window::unit;
use crate::errors::borrowed;

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    dot_star(failure)
        .or_else(|| property(failure))
        .or_else(|| by_parentheses(failure))
        .or_else(|| distinct(failure))
        .or_else(|| typed_literal(failure))
        .or_else(|| unit_behind_number(failure))
}

/// `count(orders.*)`
fn dot_star(failure: &Failure<'_>) -> Option<Diagnostic> {
    let path = failure.before().strip_suffix('.').filter(|_| failure.token() == "*")?;
    let (start, source) = last_token(path);
    source.starts_with(is_word).then(|| borrowed::dot_star(failure.span(start, failure.at + 1), source))
}

/// `(a - b).days`
fn property(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.rest().strip_prefix('.').map(token).filter(|word| word.starts_with(char::is_alphabetic))?;
    let before = failure.before();
    if !before.ends_with([')', ']']) {
        return None;
    }
    let word_end = failure.at + 1 + word.len();
    let end = word_end + if failure.text.get(word_end..)?.starts_with("()") { 2 } else { 0 };
    let name = unit(word).map_or(word.to_owned(), |unit| format!("{}s", unit.word()));
    let span = failure.span(failure.at, end);
    let Some(open) = matching_open(before) else { return Some(borrowed::property(span, &name, None)) };
    let (start, callee) = last_token(before.get(..open)?);
    // Inside a function its value is meant: `avg(a - b).days` is the average of days.
    let ours = if callee.starts_with(is_word) {
        let (function, inside) = (before.get(start..open)?, before.get(open + 1..before.len() - 1)?);
        (start, format!("{function}({name}({inside}))"))
    } else {
        (open, format!("{name}{}", before.get(open..)?))
    };
    Some(borrowed::property(span, &name, Some((failure.span(ours.0, end), &ours.1))))
}

/// Where the parenthesis opens that the text ends with.
fn matching_open(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices().rev() {
        match character {
            ')' => depth += 1,
            '(' if depth == 1 => return Some(at),
            '(' => depth = depth.saturating_sub(1),
            '"' => return None,
            _ => {}
        }
    }
    None
}

/// `by (channel)`
fn by_parentheses(failure: &Failure<'_>) -> Option<Diagnostic> {
    let names = failure.rest().strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(names, _)| names)?;
    failure
        .previous()
        .1
        .eq_ignore_ascii_case("by")
        .then(|| borrowed::by_parentheses(failure.span(failure.at, failure.at + names.len() + 2), names.trim()))
}

/// `count(unique x)`, `count(x distinct)`, `count(all x)`
fn distinct(failure: &Failure<'_>) -> Option<Diagnostic> {
    failure.callee()?;
    let (start, word) = failure.previous();
    let first = failure.text.get(..start)?.trim_end().ends_with('(');
    let place = failure.span(start, start + word.len());
    if first && failure.token().starts_with(is_word) {
        if word.eq_ignore_ascii_case("unique") {
            return Some(borrowed::distinct_first(place, word, true));
        }
        if word.eq_ignore_ascii_case("all") {
            return Some(borrowed::no_all(failure.span(start, failure.at)));
        }
    }
    let late = ["distinct", "unique"].iter().any(|known| failure.token().eq_ignore_ascii_case(known));
    late.then(|| borrowed::distinct_first(failure.token_span(), failure.token(), false))
}

/// `interval '7 days'`, `interval 7 day`, `DATE '2026-01-31'`
fn typed_literal(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, word) = failure.previous();
    if !["interval", "date", "timestamp"].iter().any(|known| word.eq_ignore_ascii_case(known)) {
        return None;
    }
    let rest = failure.rest();
    let (inside, length) = match rest.chars().next()? {
        quote @ ('\'' | '"') => {
            let inside = rest.get(1..)?.split_once(quote)?.0;
            (inside, inside.len() + 2)
        }
        digit if digit.is_ascii_digit() => {
            let length = rest.find([')', ';', '\n', ',']).unwrap_or(rest.len());
            (rest.get(..length)?.trim_end(), rest.get(..length)?.trim_end().len())
        }
        _ => return None,
    };
    // `interval '7' day`: the unit stands behind the quotes.
    let behind = rest.get(length..)?.trim_start();
    let named = Some(token(behind).to_lowercase()).filter(|word| unit(word).is_some());
    let end = named.as_ref().map_or(failure.at + length, |word| failure.text.len() - behind.len() + word.len());
    let ours = match named {
        Some(unit) => format!("{inside} {unit}"),
        None => inside.to_lowercase(),
    };
    Some(borrowed::typed_literal(failure.span(start, end), word, &ours))
}

/// `100 EUR`
fn unit_behind_number(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, number) = failure.previous();
    let operator_wanted = failure.wants(Rule::compare) || failure.wants(Rule::additive) || failure.wants(Rule::close);
    let word = failure.token();
    let currency = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let sign = word.chars().all(|c| matches!(c, '€' | '$' | '£' | '¥')) && !word.is_empty();
    let number = failure.text.get(start..).filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?.trim();
    let number = number.get(..number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len()))?;
    let reserved = ["AND", "NOT"].contains(&word);
    (operator_wanted && !number.is_empty() && (currency || sign) && !reserved).then(|| {
        borrowed::number_with_unit(failure.span(failure.before().len(), failure.at + word.len()), number, word)
    })
}
