//! `kpi test`: the `test` blocks of a project, run through the real engine.
//!
//! A test is a small world: its tables ([`tables`]) stand in for the data, its period and clock for those of a run, and its
//! expectations are computed by one plan and judged by the same [`Judge`](crate::evaluate) as a scorecard
//! ([`expectations`]). [`cells`] reads what is written in a table, [`kinds`] finds the types of columns whose data are not
//! there, so that tests run where the data are not; [`said`] looks for expected messages. [`coverage`] counts what tests reach, [`messages`] has the words of what fails.
//!
//! Nothing is printed here, and no second way of computing exists: whoever looks for the meaning of a number goes to
//! `kpi-plan`.

mod cells;
mod coverage;
mod expectations;
mod kinds;
mod messages;
mod said;
mod tables;
mod workers;

use std::time::{Duration, Instant};

use kpi_diagnostics::{Diagnostic, Severity, Span, Texts};
use kpi_model::model::{Model, Test};
use kpi_syntax::ast::Item;

use crate::calendar;
use crate::project::{Meaning, Offline, Project};
use coverage::Trace;
pub use coverage::{Coverage, DefinitionCoverage, PartCoverage, PartKind};
use expectations::Checked;

/// Which tests are run, and what is looked at meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestRequest {
    /// Files as messages name them, and parts of titles, in any case; empty: all tests.
    pub words: Vec<String>,
    /// `Yes` leaves the data alone: the types of columns follow from what is declared and from the tables of the tests.
    pub offline: Offline,
    /// Whether it is counted what the tests reach.
    pub coverage: bool,
}

/// What a run of the tests gave.
#[derive(Clone, Debug)]
pub struct TestRun {
    /// In the order of files and lines.
    pub outcomes: Vec<TestOutcome>,
    /// What they reach, if that was asked for.
    pub coverage: Option<Coverage>,
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

impl TestRequest {
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
    /// What the definitions mean, without a look at the data: the types of columns follow from what is declared and from the
    /// tables of the tests. Mistakes in the text are given instead.
    pub fn definitions(&self) -> Result<Model, Vec<Diagnostic>> {
        let meaning = kinds::without_looking(self);
        let mistakes = self.early_and(&meaning.diagnostics);
        let is_wrong = mistakes.iter().any(|mistake| mistake.severity == Severity::Error);
        if is_wrong { Err(mistakes) } else { Ok(meaning.model) }
    }

    /// Runs the tests. Only mistakes in the text stop it, and words that name no test.
    pub fn test(&self, request: &TestRequest) -> Result<TestRun, Vec<Diagnostic>> {
        let guessed = kinds::guessed(self, request.offline);
        let meaning = guessed.as_ref().unwrap_or_else(|| self.meaning());
        let mistakes = self.early_and(&meaning.diagnostics);
        if mistakes.iter().any(|mistake| mistake.severity == Severity::Error) {
            return Err(mistakes);
        }
        let model = &meaning.model;
        let chosen = self.chosen(model, request)?;
        if !chosen.is_empty() && !self.calendar_is_given(model, &chosen) && !self.calendar_problems().is_empty() {
            return Err(self.mistakes_with(&meaning.diagnostics));
        }
        let begun = Instant::now();
        let traced = workers::each(&chosen, |test| self.outcome(meaning, test, request.coverage));
        let mut reached = Trace::default();
        let mut outcomes = Vec::with_capacity(traced.len());
        for (outcome, trace) in traced {
            outcomes.push(outcome);
            reached.join(trace.unwrap_or_default());
        }
        let warnings = meaning.diagnostics.iter().filter(|message| message.code == kinds::WITHOUT_DATA).cloned();
        Ok(TestRun {
            outcomes,
            coverage: request.coverage.then(|| self.coverage(model, &reached)),
            warnings: warnings.collect(),
            of: model.tests.len(),
            took: begun.elapsed(),
        })
    }

    /// Whether a test has a table for the periods of the project's calendar.
    fn calendar_is_given(&self, model: &Model, tests: &[&Test]) -> bool {
        let source = calendar::source_of_periods(self.config()).and_then(|name| model.source_named(name));
        source.is_some_and(|id| tests.iter().any(|test| test.fixtures.iter().any(|fixture| fixture.source == id)))
    }

    /// The tests that are asked for.
    fn chosen<'m>(&self, model: &'m Model, request: &TestRequest) -> Result<Vec<&'m Test>, Vec<Diagnostic>> {
        let places: Vec<(&str, &str)> =
            model.tests.iter().map(|test| (file_of(self.texts(), test), test.title.as_str())).collect();
        let idle = request.idle(&places);
        if !idle.is_empty() {
            return Err(messages::no_such_tests(&idle, &places));
        }
        let chosen = model.tests.iter().zip(&places).filter(|(_, (file, title))| request.takes(file, title));
        Ok(chosen.map(|(test, _)| test).collect())
    }

    fn outcome(&self, meaning: &Meaning, test: &Test, coverage: bool) -> (TestOutcome, Option<Trace>) {
        let begun = Instant::now();
        let trace = coverage.then(Trace::default);
        let Checked { failures, trace } = match tables::TestTables::new(&meaning.model, test, self.config()) {
            Ok(tables) => expectations::check(self, meaning, test, &tables, trace),
            Err(failures) => Checked { failures, trace },
        };
        let outcome = TestOutcome {
            title: test.title.clone(),
            file: file_of(self.texts(), test).to_owned(),
            span: test.span,
            expectations: test.expectations.len() + test.messages.len(),
            failures,
            took: begun.elapsed(),
        };
        (outcome, trace)
    }

    /// What was reached of the project's own definitions; those of the catalogue have tests of their own.
    fn coverage(&self, model: &Model, reached: &Trace) -> Coverage {
        let defined = |item: &Item| match item {
            Item::Metric(metric) => Some(metric.span.file),
            Item::Field(field) => Some(field.span.file),
            Item::From(_) | Item::Group(_) | Item::Test(_) | Item::Error(_) => None,
        };
        let files = self.files().iter().flat_map(|file| &file.items).filter_map(defined).collect();
        Coverage::new(model, reached, &files, &|span| messages::brief(self.texts().slice(span)))
    }
}

fn file_of<'t>(texts: &'t Texts, test: &Test) -> &'t str {
    texts.get(test.span.file).map_or("", |text| text.name.as_str())
}
