//! `kpi explain`

use super::request::{GRAIN, When, clock, when};
use super::{code, project};
use crate::arguments::{Common, Explain, ExplanationFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::explanation::explanation;
use crate::progress::Shown;

pub(crate) fn execute(explain: &Explain, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let Some(name) = explain.name.as_ref().filter(|_| !explain.codes) else {
        return code::list(explain.format, console);
    };
    if let Some(number) = kpi_codes::number_of(name)
        && !is_metric(name, common)
    {
        return code::page(number, explain.format, console);
    }
    metric(name, explain, common, console)
}

/// Whether a word that looks like a code is the name of a metric: `K0203` is always the code.
fn is_metric(name: &str, common: &Common) -> bool {
    name.starts_with('k') && project::open(common).is_ok_and(|project| project.model().metric_named(name).is_some())
}

fn metric(name: &String, explain: &Explain, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let project = project::open(common)?;
    project::known(std::slice::from_ref(name), &project)?;
    let When { periods, as_of } = when(&explain.time, 1, GRAIN, clock(project.config()), &project)?;
    let Some(period) = periods.last() else { return Ok(Exit::Fine) };
    let progress = Shown::of(common);
    let answer = project.explain(name, *period, as_of, explain.rows.unwrap_or(0), &progress);
    progress.end();
    let explained = answer.map_err(|diagnostics| Failure::of(diagnostics, project.texts()))?;
    let text = match explain.format {
        ExplanationFormat::Text => explanation(&explained, console.width, console.colour),
        ExplanationFormat::Json => {
            let json = serde_json::to_string_pretty(&explained);
            json.map_err(|error| Failure::not_written("the explanation", &error.into()))? + "\n"
        }
    };
    console.print(&text)?;
    console.messages(&explained.problems, project.texts());
    Ok(Exit::of(&explained.problems))
}
