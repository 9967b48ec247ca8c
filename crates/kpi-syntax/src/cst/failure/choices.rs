//! `CASE WHEN`, `x if c else y`, `c ? x : y`: choices of other languages, with what they are here.

use kpi_diagnostics::Diagnostic;

use super::Failure;
use super::surroundings::{is_word, last_token, outside_quotes};
use crate::cst::grammar::Rule;
use crate::errors::choices;

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    case_when(failure)
        .or_else(|| excel_if(failure))
        .or_else(|| colon(failure))
        .or_else(|| braces(failure))
        .or_else(|| behind(failure))
        .or_else(|| question_mark(failure))
        .or_else(|| else_if(failure))
        .or_else(|| end(failure))
}

/// `CASE WHEN a THEN b ELSE c END`, `when a then b`
fn case_when(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, word) = failure.previous();
    let case = word.eq_ignore_ascii_case("case") && failure.token().starts_with(is_word);
    let when = failure.token().eq_ignore_ascii_case("when");
    let read_as_name = word.eq_ignore_ascii_case("when") && failure.token().starts_with(is_word);
    let start = if case || read_as_name { start } else { failure.at };
    (case || when || read_as_name).then(|| {
        let span = failure.span(start, failure.at + failure.token().len());
        let ours = if case { translated(failure.text.get(start..).unwrap_or("")) } else { None };
        let ours = ours.as_ref().map(|(length, ours)| (failure.span(start, start + length), ours.as_str()));
        choices::case_when(span, ours)
    })
}

/// A `CASE … END` without another one in it: its length and what it is here.
fn translated(text: &str) -> Option<(usize, String)> {
    let mut ours = String::new();
    let (mut seen, mut otherwise) = (0, false);
    for (start, word) in outside_quotes(text) {
        let gap = text.get(seen..start)?;
        seen = start + word.len();
        match word.to_lowercase().as_str() {
            "case" if start > 0 => return None,
            "case" => {}
            "when" if ours.trim().is_empty() => ours.push_str("if"),
            "when" => ours.extend([gap, "else if"]),
            "then" => ours.extend([gap, "then"]),
            "else" => {
                otherwise = true;
                ours.extend([gap, "else"]);
            }
            "end" => {
                ours.push_str(gap.trim_end());
                ours.push_str(if otherwise { "" } else { " else null" });
                return Some((seen, ours));
            }
            // `CASE x WHEN 1 …` compares with `x` again and again.
            _ if ours.is_empty() => return None,
            _ => ours.extend([gap, word]),
        }
    }
    None
}

/// `if(c, a, b)`
fn excel_if(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, _) = failure.callee().filter(|(_, callee)| *callee == "if" && matches!(failure.token(), "," | ";"))?;
    let word = failure.span(start, start + 2);
    let Some((parts, end)) = failure.arguments() else { return Some(choices::excel_if(word, "if", None)) };
    let parts = <[&str; 3]>::try_from(parts).ok();
    let span = if parts.is_some() { failure.span(start, end) } else { word };
    Some(choices::excel_if(span, "if", parts))
}

/// `if c: a else b`
fn colon(failure: &Failure<'_>) -> Option<Diagnostic> {
    (failure.token() == ":" && failure.wants(Rule::K_then)).then(|| choices::colon_for_then(failure.token_span()))
}

/// `if c { a } else { b }`
fn braces(failure: &Failure<'_>) -> Option<Diagnostic> {
    (failure.token() == "{" && failure.wants(Rule::K_then))
        .then(|| choices::other_choice(failure.token_span(), "if c { a } else { b }", None))
}

/// `a if c else b`
fn behind(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, end) = failure.stretch();
    let rest = failure.text.get(failure.at..end)?.strip_prefix("if ")?;
    let (other, _) = outside_quotes(rest).find(|(_, word)| *word == "else")?;
    let (condition, otherwise) = (rest.get(..other)?, rest.get(other + "else".len()..)?);
    let value = failure.text.get(start..failure.at)?;
    Some(choice(failure, "a if c else b", [condition, value, otherwise]))
}

/// `c ? a : b`
fn question_mark(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (start, end) = failure.stretch();
    let rest = failure.text.get(failure.at..end)?.strip_prefix('?')?;
    let condition = failure.text.get(start..failure.at)?;
    let (value, otherwise) = rest.split_once(':')?;
    Some(choice(failure, "c ? a : b", [condition, value, otherwise]))
}

/// The parts in the order of an `if`: the condition, what then, what else.
fn choice(failure: &Failure<'_>, theirs: &str, parts: [&str; 3]) -> Diagnostic {
    let (start, end) = failure.stretch();
    let [condition, value, otherwise] = parts.map(str::trim);
    let ours = format!("if {condition} then {value} else {otherwise}");
    let whole = parts.iter().all(|part| !part.trim().is_empty() && !part.contains('\n'));
    let ours = whole.then_some((failure.span(start, end), ours.as_str()));
    choices::other_choice(failure.token_span(), theirs, ours)
}

/// `elif`
fn else_if(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.token();
    let other = ["elif", "elseif", "elsif"].iter().any(|known| word.eq_ignore_ascii_case(known));
    (other && failure.wants(Rule::K_else)).then(|| choices::else_if(failure.token_span(), word))
}

/// `if a then b else c end`
fn end(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.token();
    let end = ["end", "endif", "fi"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let after_else = outside_quotes(failure.before()).any(|(_, word)| word.eq_ignore_ascii_case("else"));
    let (_, previous) = last_token(failure.before());
    (end && after_else && !previous.eq_ignore_ascii_case("else"))
        .then(|| choices::no_end(failure.span(failure.before().len(), failure.at + word.len()), word))
}
