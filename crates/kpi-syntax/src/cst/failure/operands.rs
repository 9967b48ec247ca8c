//! Values: numbers written another way, reserved words, operators that are missing.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use super::surroundings::is_word;
use crate::cst::clause_words::RESERVED;
use crate::cst::grammar::Rule;
use crate::cst::window::unit;
use crate::cst::words::wanted;
use crate::errors::{dates, names, numbers, operands};

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    separated(failure)
        .or_else(|| missing_zero(failure))
        .or_else(|| after_in(failure))
        .or_else(|| after_is(failure))
        .or_else(|| missing_else(failure))
        .or_else(|| window(failure))
        .or_else(|| bare_text(failure))
        .or_else(|| space_behind_dot(failure))
        .or_else(|| reserved(failure))
        .or_else(|| missing_operator(failure))
}

/// `1,000`, `2,5`
fn separated(failure: &Failure<'_>) -> Option<Diagnostic> {
    let digits = failure.rest().strip_prefix(',')?;
    let behind = digits.find(|c: char| !(c.is_ascii_digit() || c == ',')).unwrap_or(digits.len());
    let start = failure.text.get(..failure.at)?.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let end = failure.at + 1 + behind;
    let written = failure.text.get(start..end)?.trim_end_matches(',');
    let grouped = start < failure.at && behind > 0;
    grouped.then(|| numbers::separated(failure.span(start, start + written.len()), written))
}

/// `.5`
fn missing_zero(failure: &Failure<'_>) -> Option<Diagnostic> {
    let digits = failure.rest().strip_prefix('.')?;
    let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let written = failure.rest().get(..=length)?;
    (length > 0 && failure.wants_value())
        .then(|| numbers::missing_zero(failure.span(failure.at, failure.at + written.len()), written))
}

/// `x in "a"`
fn after_in(failure: &Failure<'_>) -> Option<Diagnostic> {
    let after_in =
        failure.previous().1.eq_ignore_ascii_case("in") && (failure.wants(Rule::list) || failure.wants(Rule::window));
    after_in.then(|| operands::list_expected(failure.token_span(), failure.token()))
}

/// `x is 5`
fn after_is(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, word) = failure.previous();
    let before = failure.text.get(..start)?.trim_end();
    let negated = word == "not" && before.ends_with("is");
    let start = if negated { before.len() - 2 } else { start };
    let is = (word == "is" || negated) && failure.wants(Rule::K_null);
    is.then(|| {
        let sign = if negated { "!=" } else { "=" };
        operands::only_null(failure.span(start, failure.before().len()), sign)
    })
}

/// `if a then b`
fn missing_else(failure: &Failure<'_>) -> Option<Diagnostic> {
    (failure.wants(Rule::K_else) && !failure.wants_value()).then(|| {
        let end = failure.before().len();
        operands::missing_else(failure.span(end, end))
    })
}

/// `over 28 days`, `over last month`
fn window(failure: &Failure<'_>) -> Option<Diagnostic> {
    if let Some(diagnostic) = without_space(failure) {
        return Some(diagnostic);
    }
    let (start, word) = failure.previous();
    if word == "last" && (failure.wants(Rule::duration) || failure.wants(Rule::number)) {
        return Some(operands::last_without_number(
            failure.token_span(),
            Some(failure.token()).filter(|token| unit(token).is_some()),
        ));
    }
    if unit(word).is_some() && failure.wants(Rule::K_to) {
        return Some(operands::unit_without_to_date(failure.span(start, failure.before().len()), word));
    }
    let anchor = failure.wants(Rule::from_anchor) || failure.wants(Rule::anchored) || failure.wants(Rule::K_up);
    let is_unit = unit(word).is_some();
    let count = failure.text.get(..start)?.trim_end();
    let count_start = count.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').len();
    (anchor && is_unit && count_start < count.len())
        .then(|| operands::window_without_last(failure.span(count_start, failure.before().len())))
}

/// `last 28days`
fn without_space(failure: &Failure<'_>) -> Option<Diagnostic> {
    let token = failure.token();
    let digits = token.find(|c: char| !c.is_ascii_digit())?;
    let (count, word) = token.split_at_checked(digits)?;
    unit(word)?;
    Some(dates::duration_without_space(failure.token_span(), count.parse().ok()?, word))
}

/// `owner Ann`
fn bare_text(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.token().starts_with(is_word);
    if !word
        || !failure.wants(Rule::string)
        || failure.wants_value()
        || failure.wants(Rule::name)
        || failure.wants(Rule::define)
    {
        return None;
    }
    let words = failure.rest().split([';', '\n', ')', '"', '=']).next()?.trim_end();
    Some(operands::bare_text(failure.span(failure.at, failure.at + words.len()), words))
}

/// `orders. amount`
fn space_behind_dot(failure: &Failure<'_>) -> Option<Diagnostic> {
    let dot = failure.before().strip_suffix('.')?.len();
    let word = failure.token();
    (word.starts_with(is_word) && failure.at > dot + 1)
        .then(|| names::space_behind_dot(failure.span(dot + 1, failure.at), failure.token_span(), word))
}

/// `sum(orders.in)`
fn reserved(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.token();
    let name_wanted = failure.wants(Rule::name) || failure.wants(Rule::path);
    if !RESERVED.contains(&word) || !(failure.wants_value() || name_wanted) {
        return None;
    }
    let wanted = wanted(&failure.rules).first().copied().unwrap_or("a value");
    Some(names::reserved_value(failure.token_span(), word, wanted))
}

/// `a b`
fn missing_operator(failure: &Failure<'_>) -> Option<Diagnostic> {
    if [Rule::K_then, Rule::K_else, Rule::K_is].iter().any(|rule| failure.wants(*rule)) {
        return None;
    }
    let operator_wanted = failure.wants(Rule::compare) || failure.wants(Rule::additive);
    let value_follows = failure.token().starts_with(|c| is_word(c) || matches!(c, '"' | '(' | '`'));
    let (_, before) = failure.previous();
    (operator_wanted && value_follows && !failure.wants_value() && !RESERVED.contains(&failure.token()))
        .then(|| operands::missing_operator(failure.token_span(), before, failure.token()))
}
