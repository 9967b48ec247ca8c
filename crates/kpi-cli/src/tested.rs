//! What a run of the tests gave, for people.

use std::time::Duration;

use kpi_diagnostics::Texts;
use kpi_diagnostics::render::{self, Colour};
use kpi_engine::TestRun;

use crate::ink::{Tone, paint};

/// Every test with a sign, file by file; then the messages of those that failed; last a line that counts.
pub(crate) fn page(run: &TestRun, texts: &Texts, colour: Colour) -> String {
    let mut page = String::new();
    let mut file = None;
    for outcome in &run.outcomes {
        if file != Some(&outcome.file) {
            page.push_str(&format!("{}\n", paint(&outcome.file, Tone::Strong, colour)));
            file = Some(&outcome.file);
        }
        let (sign, tone) = if outcome.passed() { ("✓", Tone::Good) } else { ("✕", Tone::Bad) };
        page.push_str(&format!("  {}  {}\n", paint(sign, tone, colour), outcome.title));
    }
    for outcome in run.outcomes.iter().filter(|outcome| !outcome.passed()) {
        page.push_str(&format!("\n{}", render::terminal(&outcome.failures, texts, colour)));
    }
    page.push_str(&format!("\n{}\n", count(run, colour)));
    page
}

fn count(run: &TestRun, colour: Colour) -> String {
    let passed = run.outcomes.iter().filter(|outcome| outcome.passed()).count();
    let failed = run.outcomes.len() - passed;
    let expectations: usize = run.outcomes.iter().map(|outcome| outcome.expectations).sum();
    let took: Duration = run.took;
    let word = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let result = if failed == 0 {
        paint("all passed", Tone::Good, colour)
    } else {
        paint(&format!("{failed} failed"), Tone::Bad, colour)
    };
    let left = run.of - run.outcomes.len();
    let left = if left == 0 { String::new() } else { format!(", {left} not run") };
    let (tests, expectations) = (word(run.outcomes.len(), "test"), word(expectations, "expectation"));
    format!("{tests}, {expectations}: {result}{left} ({:.2} s)", took.as_secs_f64())
}
