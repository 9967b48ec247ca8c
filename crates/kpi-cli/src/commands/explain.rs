//! `kpi explain`

use super::project;
use super::request::{GRAIN, When, clock, when};
use crate::arguments::{Common, Explain, ExplanationFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::explanation::explanation;
use crate::progress::Shown;

pub(crate) fn execute(explain: &Explain, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let project = project::open(common)?;
    let config = project.config();
    project::known(std::slice::from_ref(&explain.name), &project)?;
    let When { periods, as_of } = when(&explain.time, 1, GRAIN, clock(config), config);
    let Some(period) = periods.last() else { return Ok(Exit::Fine) };
    let progress = Shown::of(common);
    let answer = project.explain(&explain.name, *period, as_of, &progress);
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
