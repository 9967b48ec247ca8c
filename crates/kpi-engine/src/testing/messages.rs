//! The words for what fails in a test: K08xx.

use kpi_diagnostics::{Code, Diagnostic, Severity, did_you_mean};
use kpi_model::model::{Cell, Column, Expectation, ExpectedMessage, Outcome, Source, Test};

use super::cells;
use crate::report::{KpiResult, Status};

/// A value is another one than expected.
const OTHER_VALUE: Code = Code::new(801);
/// A status is another one than expected.
const OTHER_STATUS: Code = Code::new(802);
/// A cell of a table is not of its column's type.
const UNREADABLE_CELL: Code = Code::new(803);
/// The project's calendar has no such period.
const NO_SUCH_PERIOD: Code = Code::new(805);
/// A message was expected that is not said.
const UNSAID: Code = Code::new(806);
/// No test has that name.
const NO_SUCH_TEST: Code = Code::new(712);

/// An expectation that is not met.
pub(super) fn unmet(
    expectation: &Expectation,
    got: &KpiResult,
    expected: Option<&KpiResult>,
    test: &Test,
) -> Diagnostic {
    let name = format!("`{}`{}", brief(&got.name), slice(got));
    let diagnostic = match &expectation.outcome {
        Outcome::Status(words) => {
            let what = if words == "incomplete" { "complete".to_owned() } else { state(got) };
            Diagnostic::error(OTHER_STATUS, format!("{name} is {what}, expected {words}"))
                .primary(expectation.span, format!("got {}", state(got)))
        }
        Outcome::Value(value, within) => {
            let wanted = expected.map_or_else(String::new, state);
            let tolerance = within.map(|within| format!(" within {within}")).unwrap_or_default();
            Diagnostic::error(OTHER_VALUE, format!("{name} is {}, expected {wanted}{tolerance}", state(got)))
                .primary(expectation.subject.span, format!("got {}", state(got)))
                .secondary(value.span, "expected")
        }
    };
    let diagnostic = reasons(diagnostic, got, expected);
    diagnostic.note(format!("in the test \"{}\"", test.title))
}

/// The errors of a run that are the reason of failures.
pub(super) fn causes(failures: &[Diagnostic], problems: &[Diagnostic]) -> Vec<Diagnostic> {
    let named = |problem: &&Diagnostic| {
        let mut notes = failures.iter().flat_map(|failure| &failure.notes);
        problem.severity == Severity::Error && notes.any(|note| note.contains(&problem.message))
    };
    problems.iter().filter(named).cloned().collect()
}

/// A period that the project's calendar does not have.
pub(super) fn no_such_period(test: &Test) -> Diagnostic {
    Diagnostic::error(NO_SUCH_PERIOD, format!("the project's calendar has no period `{}`", test.period))
        .primary(test.span, "this test")
        .help("name a period of the calendar that `kpi.toml` declares, or add its row to the calendar's table")
        .help("a test may have a calendar of its own: a table of the source that the calendar is read from")
}

/// A message that was expected and is not said.
pub(super) fn unsaid(expected: &ExpectedMessage, said: &[Diagnostic]) -> Diagnostic {
    let word = |severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let wanted = format!("{} {}", word(expected.severity), expected.code);
    let got = match said {
        [] => "no message".to_owned(),
        [one] => format!("{} {}", word(one.severity), one.code),
        several => format!("{} other messages", several.len()),
    };
    let diagnostic = Diagnostic::error(UNSAID, format!("got {got}, expected {wanted}")).primary(expected.span, "");
    let note = |message: &Diagnostic| format!("{} {}: {}", word(message.severity), message.code, message.message);
    said.iter().fold(diagnostic, |diagnostic, message| diagnostic.note(note(message)))
}

/// The value, or why there is none.
fn state(result: &KpiResult) -> String {
    match (result.value, result.status) {
        (Some(value), Status::NoTarget) => with_unit(value, &result.unit),
        (Some(value), status) => format!("{} ({})", with_unit(value, &result.unit), status.words()),
        (None, status) => status.words().to_owned(),
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    let value = digits(value);
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}

/// A number without the last digits, which are rounding; a whole number has all of its digits.
fn digits(value: f64) -> String {
    let rounded = format!("{value:.11e}").parse().unwrap_or(value);
    if value.fract() == 0.0 { value.to_string() } else { f64::to_string(&rounded) }
}

/// What the value is made of, how far it is off, and why it is missing.
fn reasons(mut diagnostic: Diagnostic, got: &KpiResult, expected: Option<&KpiResult>) -> Diagnostic {
    if let (Some(got), Some(expected)) = (got.value, expected.and_then(|expected| expected.value)) {
        let (distance, word) = ((got - expected).abs(), if got > expected { "more" } else { "less" });
        diagnostic = diagnostic.note(format!("{} {word} than expected", digits(distance)));
    }
    let mut parts = Vec::new();
    if let (Some(above), Some(below)) = (got.numerator, got.denominator) {
        parts.push(format!("{} / {}", digits(above), digits(below)));
    }
    parts.extend(got.n.map(|n| format!("n = {n}")));
    let lines = [("target", &got.target), ("warn", &got.warn)];
    parts.extend(lines.iter().filter_map(|(word, line)| Some(format!("{word} {}", line.as_ref()?.text))));
    if !parts.is_empty() {
        diagnostic = diagnostic.note(parts.join(", "));
    }
    for reason in [got.reason.as_ref(), expected.and_then(|expected| expected.reason.as_ref())].into_iter().flatten() {
        diagnostic = diagnostic.note(reason.clone());
    }
    diagnostic
}

fn slice(result: &KpiResult) -> String {
    let part = |part: &crate::SliceValue| format!("{} = \"{}\"", part.dimension, part.value.as_deref().unwrap_or(""));
    let parts: Vec<String> = result.slice.iter().map(part).collect();
    if parts.is_empty() { String::new() } else { format!(" for {}", parts.join(" and ")) }
}

/// At most so many signs of an expression, on one line.
pub(super) fn brief(words: &str) -> String {
    const LONGEST: usize = 60;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

/// A cell that is not of its column's type.
pub(super) fn unreadable_cell(cell: &Cell, source: &Source, column: &Column) -> Diagnostic {
    let message = format!("`{}` is not {}", cell.text, column.kind.words());
    Diagnostic::error(UNREADABLE_CELL, message)
        .primary(cell.span, format!("expected {}", cells::wanted(column.kind)))
        .note(format!("`{}.{}` is {}", source.name, column.name, column.kind.words()))
        .help("leave a cell empty for an empty value")
}

/// Words that name no test.
pub(super) fn no_such_tests(words: &[String], tests: &[(&str, &str)]) -> Vec<Diagnostic> {
    let one = |word: &String| {
        let diagnostic = Diagnostic::error(NO_SUCH_TEST, format!("no test and no file with tests is called `{word}`"));
        let known = tests.iter().flat_map(|(file, title)| [*file, *title]);
        match did_you_mean(word, known) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None if tests.is_empty() => {
                diagnostic.help("this project has no tests; `test \"…\"` in a definition file begins one")
            }
            None => diagnostic.help("name a file with tests or a part of a title; `kpi test` alone runs them all"),
        }
    };
    words.iter().map(one).collect()
}
