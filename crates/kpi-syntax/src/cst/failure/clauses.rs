//! Clauses that do not exist or lack something.

use kpi_diagnostics::{Diagnostic, did_you_mean};

use super::Failure;
use super::surroundings::is_word;
use crate::cst::clause_words::CLAUSE_WORDS;
use crate::cst::grammar::Rule;
use crate::errors::{clauses, foreign};

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    if failure.entry != Rule::definition {
        return None;
    }
    unknown(failure).or_else(|| sign_behind_word(failure)).or_else(|| incomplete(failure))
}

/// `traget > 5`, `TARGET > 5`
fn unknown(failure: &Failure<'_>) -> Option<Diagnostic> {
    let word = failure.token();
    let wants_clause = failure.wants(Rule::EOI) && failure.open_parenthesis().is_none();
    if !(failure.at_clause_start() && word.starts_with(is_word) && wants_clause) || CLAUSE_WORDS.contains(&word) {
        return None;
    }
    let span = failure.token_span();
    if CLAUSE_WORDS.contains(&word.to_lowercase().as_str()) {
        return Some(foreign::upper_case(&[(span, word, &word.to_lowercase())]));
    }
    if matches!(word, "description" | "doc" | "note" | "comment" | "help") {
        return Some(clauses::description(span, word));
    }
    let meant = match word {
        "goal" | "objective" => Some("target"),
        "warning" | "alert" => Some("warn"),
        "filter" => Some("where"),
        "split" | "breakdown" => Some("by"),
        "title" | "name" => Some("label"),
        "format" => Some("unit"),
        _ => did_you_mean(word, CLAUSE_WORDS.iter().copied()),
    };
    Some(clauses::unknown(span, word, meant))
}

/// `owner = "Ann"`, `unit: "EUR"`
fn sign_behind_word(failure: &Failure<'_>) -> Option<Diagnostic> {
    let sign = failure.token();
    let (_, word) = failure.previous();
    let starts_clause = CLAUSE_WORDS.contains(&word) && matches!(sign, "=" | ":");
    starts_clause.then(|| clauses::no_sign(failure.token_span(), word, sign))
}

/// A clause that begins well and then lacks its next part.
fn incomplete(failure: &Failure<'_>) -> Option<Diagnostic> {
    let (_, word) = failure.previous();
    let span = failure.token_span();
    let token = failure.token();
    match word {
        "target" | "warn"
            if failure.wants(Rule::bound) || failure.wants(Rule::compare) || failure.wants(Rule::K_between) =>
        {
            Some(clauses::comparison_missing(span, word, token))
        }
        "min" if failure.wants(Rule::K_n) => Some(clauses::n_missing(span, token)),
        "better" => Some(clauses::direction(span, token)),
        _ => unit(failure),
    }
}

/// `unit EUR/h`
fn unit(failure: &Failure<'_>) -> Option<Diagnostic> {
    let line_start = failure.before().rfind(['\n', ';']).map_or(0, |start| start + 1);
    let clause = failure.text.get(line_start..)?.trim_start();
    let start = failure.text.len() - clause.len();
    let word = clause.strip_prefix("unit ")?.trim_start();
    let start = start + (clause.len() - word.len());
    let end = word.find(['\n', ';']).map_or(failure.text.len(), |length| start + length);
    let unit = failure.text.get(start..end)?.trim_end();
    let inside = (start..start + unit.len() + 1).contains(&failure.at);
    (inside && !unit.contains('"')).then(|| clauses::unit_in_quotes(failure.span(start, start + unit.len()), unit))
}
