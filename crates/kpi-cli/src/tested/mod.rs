//! What a run of the tests gave: a [`page`] for people, [`mod@json`] and [`mod@junit`] for programs.

mod coverage;
pub(crate) mod json;
pub(crate) mod junit;

use std::fmt::Write;

use kpi_diagnostics::Texts;
use kpi_diagnostics::render::{self, Colour};
use kpi_engine::{TestOutcome, TestRun};

use crate::ink::{Tone, paint};

/// Every test with a sign, file by file; then the messages of those that failed, and what no test reaches; last a line that
/// counts.
pub(crate) fn page(run: &TestRun, texts: &Texts, colour: Colour) -> String {
    let mut page = String::new();
    for (file, outcomes) in by_file(run) {
        let _ = writeln!(page, "{}", paint(file, Tone::Strong, colour));
        for outcome in outcomes {
            let (sign, tone) = if outcome.passed() { ("✓", Tone::Good) } else { ("✕", Tone::Bad) };
            let _ = writeln!(page, "  {}  {}", paint(sign, tone, colour), outcome.title);
        }
    }
    for outcome in run.outcomes.iter().filter(|outcome| !outcome.passed()) {
        let _ = write!(page, "\n{}", render::terminal(&outcome.failures, texts, colour));
    }
    if let Some(reached) = &run.coverage {
        let _ = write!(page, "\n{}", coverage::page(reached, texts, colour));
    }
    let _ = writeln!(page, "\n{}", count(run, colour));
    page
}

/// The outcomes of each file, in their order.
fn by_file(run: &TestRun) -> Vec<(&str, Vec<&TestOutcome>)> {
    let mut files: Vec<(&str, Vec<&TestOutcome>)> = Vec::new();
    for outcome in &run.outcomes {
        match files.last_mut() {
            Some((file, outcomes)) if *file == outcome.file => outcomes.push(outcome),
            Some(_) | None => files.push((&outcome.file, vec![outcome])),
        }
    }
    files
}

fn count(run: &TestRun, colour: Colour) -> String {
    let failed = failed(&run.outcomes);
    let expectations: usize = run.outcomes.iter().map(|outcome| outcome.expectations).sum();
    let many = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let result = match failed {
        0 => paint("all passed", Tone::Good, colour),
        _ => paint(&format!("{failed} failed"), Tone::Bad, colour),
    };
    let left = match run.of - run.outcomes.len() {
        0 => String::new(),
        left => format!(", {left} not run"),
    };
    let (tests, expectations) = (many(run.outcomes.len(), "test"), many(expectations, "expectation"));
    // Only what somebody waited for is worth a word.
    let took = if run.took.as_secs() > 0 { format!(" ({:.1} s)", run.took.as_secs_f64()) } else { String::new() };
    format!("{tests}, {expectations}: {result}{left}{took}")
}

fn failed<'o>(outcomes: impl IntoIterator<Item = &'o TestOutcome>) -> usize {
    outcomes.into_iter().filter(|outcome| !outcome.passed()).count()
}
