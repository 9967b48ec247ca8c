//! `kpi test`: the `test` blocks of a project, run through the real engine.
//!
//! A test is a small world: its tables ([`tables`]) stand in for the data, its period and clock for those of a run, and its
//! expectations are computed by one plan and judged by the same [`Judge`](crate::evaluate) as a scorecard
//! ([`expectations`]). [`cells`] reads what is written in a table, [`kinds`] finds the types of columns whose data are not
//! there, so that tests run where the data are not. [`messages`] has the words of what fails.
//!
//! Nothing is printed here, and no second way of computing exists: whoever looks for the meaning of a number goes to
//! `kpi-plan`.

mod cells;
mod expectations;
mod kinds;
mod messages;
mod tables;
mod workers;

use std::time::{Duration, Instant};

use kpi_diagnostics::{Diagnostic, Severity, Span, Texts};
use kpi_model::model::{Model, Test};

use crate::project::{Offline, Project};

/// Which tests are run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestSelection {
    /// Files as messages name them, and parts of titles, in any case; empty: all tests.
    pub words: Vec<String>,
}

/// What a run of the tests gave.
#[derive(Clone, Debug)]
pub struct TestRun {
    /// In the order of files and lines.
    pub outcomes: Vec<TestOutcome>,
    /// What is worth knowing besides.
    pub warnings: Vec<Diagnostic>,
    /// How many tests the project has.
    pub of: usize,
    /// How long they took together.
    pub took: Duration,
}

/// What one test gave.
#[derive(Clone, Debug)]
pub struct TestOutcome {
    /// What it shows.
    pub title: String,
    /// The file that it stands in.
    pub file: String,
    /// Where.
    pub span: Span,
    /// How many expectations it has.
    pub expectations: usize,
    /// One message for each that is not met, or for each cell that cannot be read; empty: passed.
    pub failures: Vec<Diagnostic>,
    /// How long it took.
    pub took: Duration,
}

impl TestOutcome {
    /// Whether all came out as expected.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

impl TestSelection {
    /// Whether a word names this file or a part of this title.
    fn takes(&self, file: &str, title: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| names(word, file, title))
    }

    /// The words that take none of these tests.
    fn idle(&self, tests: &[(&str, &str)]) -> Vec<String> {
        let idle = |word: &&String| !tests.iter().any(|(file, title)| names(word, file, title));
        self.words.iter().filter(idle).cloned().collect()
    }
}

/// A file is named by its whole path or the end of it, a title by any part.
fn names(word: &str, file: &str, title: &str) -> bool {
    let path = word.trim_start_matches("./").replace('\\', "/");
    let is_file = file == path || file.strip_suffix(&path).is_some_and(|before| before.ends_with('/'));
    is_file || title.to_lowercase().contains(&word.to_lowercase())
}

impl Project {
    /// Runs the tests. Only mistakes in the text stop it, and words that name no test. `Offline::Yes` leaves the data alone:
    /// the types of columns follow from what is declared and from the tables of the tests.
    pub fn test(&self, selection: &TestSelection, offline: Offline) -> Result<TestRun, Vec<Diagnostic>> {
        let guessed = kinds::guessed(self, offline);
        let meaning = guessed.as_ref().unwrap_or_else(|| self.meaning());
        let mistakes = self.mistakes_with(&meaning.diagnostics);
        if mistakes.iter().any(|mistake| mistake.severity == Severity::Error) {
            return Err(mistakes);
        }
        let model = &meaning.model;
        let places: Vec<(&str, &str)> =
            model.tests.iter().map(|test| (file_of(self.texts(), test), test.title.as_str())).collect();
        let idle = selection.idle(&places);
        if !idle.is_empty() {
            return Err(messages::no_such_tests(&idle, &places));
        }
        let chosen: Vec<&Test> =
            model.tests.iter().zip(&places).filter(|(_, (file, title))| selection.takes(file, title)).map(|t| t.0).collect();
        let begun = Instant::now();
        let outcomes = workers::each(&chosen, |test| self.outcome(model, test));
        let warnings = meaning.diagnostics.iter().filter(|message| message.code == kinds::WITHOUT_DATA).cloned();
        Ok(TestRun { outcomes, warnings: warnings.collect(), of: model.tests.len(), took: begun.elapsed() })
    }

    fn outcome(&self, model: &Model, test: &Test) -> TestOutcome {
        let begun = Instant::now();
        let failures = match tables::TestTables::new(model, test, &self.calendar()) {
            Ok(tables) => expectations::unmet(self, model, test, &tables),
            Err(unreadable) => unreadable,
        };
        TestOutcome {
            title: test.title.clone(),
            file: file_of(self.texts(), test).to_owned(),
            span: test.span,
            expectations: test.expectations.len(),
            failures,
            took: begun.elapsed(),
        }
    }
}

fn file_of<'t>(texts: &'t Texts, test: &Test) -> &'t str {
    texts.get(test.span.file).map_or("", |text| text.name.as_str())
}
