//! The start of a statement: names, labels, `=`.

use kpi_diagnostics::{Diagnostic, did_you_mean};

use super::Failure;
use super::surroundings::{is_word, token};
use crate::ast::{Name, Path};
use crate::cst::clause_words::{CLAUSE_WORDS, RESERVED};
use crate::cst::grammar::Rule;
use crate::cst::reader::{Reader, normalised};
use crate::cst::yaml;
use crate::errors::{definitions, foreign, names};

pub(super) fn find(failure: &Failure<'_>) -> Option<Diagnostic> {
    if !matches!(failure.entry, Rule::definition | Rule::from_statement | Rule::group_statement | Rule::test_statement)
    {
        return None;
    }
    let first = token(failure.text);
    let first_span = failure.span(0, first.len());
    if ["select", "with", "create"].iter().any(|word| first.eq_ignore_ascii_case(word)) && failure.wants(Rule::define) {
        return Some(foreign::sql_statement(first_span, first));
    }
    if let Some((key, end)) = yaml::heading(failure.text).filter(|(key, end)| failure.at >= *end && *key == first) {
        return Some(foreign::yaml_heading(failure.span(0, end), key));
    }
    if failure.at == 0 {
        return Some(start(failure, first));
    }
    let in_header = failure.wants(Rule::define);
    if in_header {
        return Some(behind_name(failure, first));
    }
    missing_body(failure)
}

/// The statement does not even start like one.
fn start(failure: &Failure<'_>, first: &str) -> Diagnostic {
    let span = failure.span(0, first.len());
    let first_line = failure.text.lines().next().unwrap_or("");
    match first {
        "-" => foreign::settings(span, "YAML"),
        "[" => foreign::settings(span, "a settings file"),
        "|" => definitions::belongs_to_test(span, "a row of a table"),
        _ if first.starts_with('"') => names::label_first(span, first),
        "`" => names::not_a_start(span, first),
        _ if RESERVED.contains(&first) && first_line.contains('=') => names::reserved(span, first),
        _ => names::not_a_start(span, first),
    }
}

/// Behind a name something else than a label or `=`.
fn behind_name(failure: &Failure<'_>, first: &str) -> Diagnostic {
    let span = failure.span(0, first.len());
    let rest_of_line = failure.rest().lines().next().unwrap_or("");
    let lower = first.to_lowercase();
    if ["from", "group", "test"].contains(&lower.as_str()) && lower != first {
        return foreign::upper_case(&[(span, first, &lower)]);
    }
    if matches!(first, "expect" | "period") {
        return definitions::belongs_to_test(span, &format!("`{first}`"));
    }
    if CLAUSE_WORDS.contains(&first) && !rest_of_line.contains(" = ") {
        return definitions::clause_in_first_column(span, first);
    }
    if failure.token().starts_with(is_word) {
        return words_in_a_row(failure, first, rest_of_line);
    }
    if failure.at >= failure.text.len() {
        return definitions::nothing_defined(failure.span(0, failure.before().len()), failure.before());
    }
    definitions::sign_expected(failure.token_span(), failure.before(), failure.token())
}

/// `churn rate = …`, `let churn = …`, `form customers`
fn words_in_a_row(failure: &Failure<'_>, first: &str, rest_of_line: &str) -> Diagnostic {
    let span = failure.span(0, first.len());
    if matches!(first, "let" | "def" | "define" | "var" | "const" | "metric" | "measure" | "kpi")
        && rest_of_line.contains('=')
    {
        return definitions::no_introduction(failure.span(0, failure.at), first);
    }
    let words = |text: &str| text.chars().all(|c| is_word(c) || c == ' ');
    if let Some((more, _)) = rest_of_line.split_once('=').filter(|(more, _)| words(more)) {
        let end = failure.at + more.trim_end().len();
        let name = failure.text.get(..end).unwrap_or(first);
        return definitions::name_of_words(failure.span(0, end), name);
    }
    match did_you_mean(first, ["from", "group", "test"]) {
        Some(meant) => definitions::unknown_statement(span, first, meant),
        None => definitions::sign_expected(failure.token_span(), failure.before(), failure.token()),
    }
}

/// `churn =`
fn missing_body(failure: &Failure<'_>) -> Option<Diagnostic> {
    let header = failure.before().strip_suffix('=')?;
    let nothing_follows = failure.at >= failure.text.len() || failure.rest().starts_with(';');
    let name = defined_names(failure.reader)?.names.last()?.text.clone();
    let in_header = looks_like_definition(failure.before()) && !header.contains('=');
    (nothing_follows && in_header).then(|| {
        let sign = header.len();
        definitions::missing_body(failure.span(sign, sign + 1), &name)
    })
}

/// Whether a text starts with `name =`, `source.name =` or `name "label" =`.
pub(in crate::cst) fn looks_like_definition(text: &str) -> bool {
    let Some(length) = name_length(text) else { return false };
    let behind = text.get(length..).unwrap_or("").trim_start_matches(' ');
    let behind = match behind.strip_prefix('"').and_then(|inside| inside.split_once('"')) {
        Some((_, behind)) => behind.trim_start_matches(' '),
        None => behind,
    };
    behind.starts_with(['=', '＝']) || behind.starts_with(":=")
}

/// What a broken statement would have defined.
pub(in crate::cst) fn defined_names(reader: &Reader<'_>) -> Option<Path> {
    let length = name_length(reader.text)?;
    let mut names = Vec::new();
    let mut start = 0;
    for word in reader.text.get(..length)?.split('.') {
        let span = reader.place(start, start + word.len());
        names.push(Name { text: normalised(word.trim_matches('`')), span });
        start += word.len() + 1;
    }
    Some(Path { names, span: reader.place(0, length) })
}

/// The length of the words joined by dots that a text starts with.
fn name_length(text: &str) -> Option<usize> {
    let mut length = 0;
    loop {
        let word = token(text.get(length..)?);
        let named =
            word.starts_with(|c: char| is_word(c) && !c.is_ascii_digit()) || (word.starts_with('`') && word.len() > 2);
        if !named {
            return None;
        }
        length += word.len();
        if !text.get(length..)?.starts_with('.') {
            return Some(length);
        }
        length += 1;
    }
}
