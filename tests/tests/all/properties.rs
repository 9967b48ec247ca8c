//! The engine against the reference on random projects.
//!
//! `KPI_TRIALS=50` takes fifty times as many trials as a normal run, and other ones each time. A failure is shrunk and printed as a case that can be
//! put into the suite.

use std::cell::Cell;

use kpi_tests::agreement::{disagreements, reference_lines};
use kpi_tests::engine::RealEngine;
use kpi_tests::random::{Choices, Trial};
use kpi_tests::reference::Reference;
use kpi_tests::suite::check::Engine;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// Definitions in one trial: opening a project costs more than a metric.
const METRICS: usize = 12;

/// A runner of so many trials, times `KPI_TRIALS`. Without it the trials are always the same ones, with it always others.
pub(crate) fn runner(trials: u32) -> TestRunner {
    let times = std::env::var("KPI_TRIALS").ok().and_then(|text| text.parse::<u32>().ok());
    let cases = trials * times.unwrap_or(1);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    match times {
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        Some(_) => TestRunner::new(config),
    }
}

/// Fails with what is wrong, without the numbers that led there.
pub(crate) fn fail(error: TestError<Vec<u16>>) -> ! {
    match error {
        TestError::Fail(reason, _) => panic!("{reason}"),
        TestError::Abort(reason) => panic!("given up: {reason}"),
    }
}

/// The numbers that decide a trial.
pub(crate) fn decisions() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 50..700)
}

/// Drops the metrics that the language refuses; how many are left.
pub(crate) fn keep_valid(trial: &mut Trial) -> usize {
    for _ in 0..METRICS {
        let Err(messages) = trial.project.resolve() else { return trial.metrics.len() };
        let wrong = wrong_lines(&messages);
        let first = 2 + trial.fields.len();
        let before = trial.metrics.len();
        let mut index = 0;
        trial.metrics.retain(|_| {
            index += 1;
            !wrong.contains(&(first + index - 1))
        });
        assert!(trial.metrics.len() < before, "the random project is wrong itself:\n{messages}\n{}", trial.as_case());
        trial.write_definitions();
    }
    panic!("the random project stays wrong:\n{}", trial.as_case());
}

/// The lines of the definition file that messages are about.
fn wrong_lines(messages: &str) -> Vec<usize> {
    let line = |message: &str| message.strip_prefix("kpi-defs/case.kpi:")?.split(':').next()?.parse().ok();
    messages.lines().filter_map(line).collect()
}

fn differences(trial: &Trial) -> Result<Vec<String>, String> {
    let resolved = trial.project.resolve()?;
    let mut reference = Reference::new(&resolved.model, resolved.calendar.clone(), resolved.tables);
    reference.clock = Some(trial.request.clock(&resolved.calendar));
    let computed = reference_lines(&reference, &trial.request, &trial.names());
    let folder = tempfile::tempdir().expect("a temporary folder");
    trial.project.write(folder.path()).expect("a writable folder");
    let lines = RealEngine.evaluate(folder.path(), &trial.request, &trial.names())?;
    Ok(disagreements(&lines, &computed))
}

#[test]
fn the_engine_agrees_with_the_reference() {
    let (asked, kept) = (Cell::new(0), Cell::new(0));
    let outcome = runner(200).run(&decisions(), |numbers| {
        let mut trial = Trial::draw(&mut Choices::new(numbers), METRICS);
        asked.set(asked.get() + METRICS);
        kept.set(kept.get() + keep_valid(&mut trial));
        match differences(&trial) {
            Ok(differences) if differences.is_empty() => Ok(()),
            Ok(differences) => Err(TestCaseError::fail(differences.join("\n") + "\n\n" + &trial.as_case())),
            Err(messages) => Err(TestCaseError::fail(messages + "\n\n" + &trial.as_case())),
        }
    });
    println!("{} of {} random definitions were valid", kept.get(), asked.get());
    if let Err(error) = outcome {
        fail(error);
    }
    assert!(kept.get() * 2 > asked.get(), "most random definitions are valid");
}
