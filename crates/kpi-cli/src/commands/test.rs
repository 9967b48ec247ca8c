//! `kpi test`

use kpi_diagnostics::{Diagnostic, render};
use kpi_engine::{Offline, TestRun, TestSelection};

use super::project;
use crate::arguments::{Common, Test};
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_TESTS};
use crate::tested;

pub(crate) fn execute(test: &Test, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let project = project::open(common)?;
    let texts = project.texts();
    let selection = TestSelection { words: test.words.clone() };
    let offline = if test.offline { Offline::Yes } else { Offline::No };
    let run = project.test(&selection, offline).map_err(|diagnostics| Failure::of(diagnostics, texts))?;
    if run.of == 0 {
        return Err(no_tests());
    }
    if !common.quiet {
        console.tell(&render::terminal(&run.warnings, texts, render::Colour::Never));
    }
    console.print(&tested::page(&run, texts, console.colour))?;
    Ok(exit(&run))
}

fn exit(run: &TestRun) -> Exit {
    if run.outcomes.iter().all(kpi_engine::TestOutcome::passed) { Exit::Fine } else { Exit::Missed }
}

/// A run that looks at nothing must not look like one that found nothing.
fn no_tests() -> Failure {
    let diagnostic = Diagnostic::error(NO_TESTS, "this project has no tests")
        .help("write one into a definition file: `test \"what it shows\"`, then `period`, tables and `expect` lines below it")
        .help("files of tests alone may be called `kpi-defs/NAME.test.kpi`");
    Failure::usage(diagnostic)
}
