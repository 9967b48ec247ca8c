//! `kpi demo`: writes the example company, and shows its scorecard. The engine finds its plugins beside this program.

mod overwriting;

use kpi_demo::{Existing, Options, Summary};
use kpi_diagnostics::{Diagnostic, Texts};
use serde_json::{Value, json};

use super::{project, run};
use crate::arguments::{Common, Demo, ListFormat, ReportFormat, Run, SinglePeriod, Time};
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
    match (demo.format, demo.run) {
        (ListFormat::Json, false) => console.print(&format!("{:#}\n", object(&summary)))?,
        (ListFormat::Json, true) | (ListFormat::Table, _) => console.tell(&told(&summary, demo)),
    }
    if !demo.run {
        return Ok(Exit::Fine);
    }
    run::execute_in(&project::open_folder(folder), &whole_scorecard(demo.format), common, console)
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

fn object(summary: &Summary) -> Value {
    let tables = summary.tables.iter();
    let tables = tables.map(|table| json!({ "name": table.name, "path": table.path, "rows": table.rows }));
    json!({
        "schema": "kpi-demo/1",
        "folder": summary.folder,
        "rows": summary.rows,
        "first_day": summary.first_day,
        "last_day": summary.last_day,
        "tables": tables.collect::<Vec<_>>(),
    })
}

fn whole_scorecard(format: ListFormat) -> Run {
    let format = match format {
        ListFormat::Table => None,
        ListFormat::Json => Some(ReportFormat::Json),
    };
    let last = SinglePeriod { period: None, as_of: None };
    let time = Time { last, trend: None };
    Run { scorecard: None, time, only: Vec::new(), by: Vec::new(), format, output: None, fail_on: None }
}
