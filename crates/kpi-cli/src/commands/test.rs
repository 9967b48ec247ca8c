//! `kpi test`

use std::path::Path;

use kpi_diagnostics::{Diagnostic, Texts};
use kpi_engine::{Offline, TestOutcome, TestRequest, TestRun};

use super::project;
use crate::arguments::{Common, Test, TestFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_TESTS};
use crate::tested::json::json;
use crate::tested::junit::junit;
use crate::{file, tested};

pub(crate) fn execute(test: &Test, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let project = project::open(common)?;
    let texts = project.texts();
    let request = TestRequest {
        words: test.words.clone(),
        offline: if test.offline { Offline::Yes } else { Offline::No },
        coverage: test.coverage,
    };
    let run = project.test(&request).map_err(|diagnostics| Failure::of(diagnostics, texts))?;
    if run.of == 0 {
        return Err(no_tests());
    }
    if !common.quiet && test.format != TestFormat::Json && !run.warnings.is_empty() {
        console.messages(&run.warnings, texts);
        console.tell("\n");
    }
    if let Some(path) = &test.junit {
        write(path, &junit(&run, texts))?;
    }
    console.print(&written(&run, texts, test.format, console))?;
    let enough = is_enough(&run, test.require, console);
    let passed = run.outcomes.iter().all(TestOutcome::passed);
    Ok(if passed && enough { Exit::Fine } else { Exit::Missed })
}

fn written(run: &TestRun, texts: &Texts, format: TestFormat, console: &Console) -> String {
    match format {
        TestFormat::Text => tested::page(run, texts, console.colour),
        TestFormat::Json => format!("{:#}\n", json(run, texts)),
        TestFormat::Junit => junit(run, texts),
    }
}

fn write(path: &Path, content: &str) -> Result<(), Failure> {
    let place = format!("`{}`", path.display());
    file::replace(path, content.as_bytes()).map_err(|error| Failure::not_written(&place, &error))
}

/// Whether as much is reached as was asked for; says so if not.
fn is_enough(run: &TestRun, required: Option<f64>, console: &Console) -> bool {
    let (Some(coverage), Some(required)) = (&run.coverage, required) else { return true };
    let enough = coverage.percent() >= required;
    if !enough {
        console.tell(&format!("less is reached than the {required} % that --require asks for\n"));
    }
    enough
}

/// A run that looks at nothing must not look like one that found nothing.
fn no_tests() -> Failure {
    let diagnostic = Diagnostic::error(NO_TESTS, "this project has no tests")
        .help(
            "write one into a definition file: `test \"what it shows\"`, below it `period`, tables and `expect` lines",
        )
        .help("files of tests alone may be called `kpi-defs/NAME.test.kpi`");
    Failure::usage(diagnostic)
}
