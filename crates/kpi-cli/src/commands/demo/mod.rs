//! `kpi demo`: writes the example company, and shows its scorecard. The engine finds its plugins beside this program.

mod overwriting;

use kpi_demo::{Existing, Options, Summary};
use kpi_diagnostics::{Diagnostic, Texts};

use super::{project, run};
use crate::arguments::{Common, Demo, Run, SinglePeriod, Time};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::progress::Shown;
use crate::scorecard::number;

pub(crate) fn execute(demo: &Demo, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let folder = &demo.folder;
    if !demo.force {
        overwriting::refuse(folder)?;
    }
    let summary = write(demo, common)?;
    console.tell(&told(&summary, demo));
    if !demo.run {
        return Ok(Exit::Fine);
    }
    run::execute_in(&project::open_folder(folder), &whole_scorecard(), common, console)
}

fn write(demo: &Demo, common: &Common) -> Result<Summary, Failure> {
    let shown = Shown::of(common);
    shown.begin("writing the example company");
    let progress = |progress: kpi_demo::Progress| shown.reach(progress.rows, progress.of);
    let options = Options::new(&demo.folder).rows(demo.rows).seed(demo.seed).existing(Existing::Replace);
    kpi_demo::write(&options.progress(&progress)).map_err(|error| {
        let diagnostic = Diagnostic::error(crate::exit::NOT_WRITTEN, error.to_string());
        Failure::Messages(vec![diagnostic], Texts::default(), Exit::NothingWritten)
    })
}

fn told(summary: &Summary, demo: &Demo) -> String {
    let folder = summary.folder.display();
    let tables = summary.tables.len();
    let rows = number::count(summary.rows);
    let written = format!("{folder}: {rows} rows in {tables} tables, {} to {}\n", summary.first_day, summary.last_day);
    if demo.run { written + "\n" } else { format!("{written}next: kpi run --project {folder}\n") }
}

fn whole_scorecard() -> Run {
    let last = SinglePeriod { period: None, as_of: None };
    let time = Time { last, trend: None };
    Run { scorecard: None, time, only: Vec::new(), by: Vec::new(), format: None, output: None, fail_on: None }
}
