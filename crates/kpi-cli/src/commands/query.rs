//! `kpi query`

use super::project;
use super::request::{GRAIN, When, clock, when};
use super::result::{Destination, exit};
use crate::arguments::{Common, Query};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::progress::Shown;
use crate::scorecard::listing::listing;

pub(crate) fn execute(query: &Query, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let destination = Destination::new(query.output.as_deref(), query.format, console)?;
    let project = project::open(common)?;
    let config = project.config();
    let count = query.time.trend.unwrap_or(1);
    let When { periods, as_of } = when(&query.time.last, count, GRAIN, clock(config), config);
    let progress = Shown::of(common);
    let answer = project.query(&query.text, &periods, as_of, &progress);
    progress.end();
    let (report, texts) = answer.map_err(|(diagnostics, texts)| Failure::of(diagnostics, &texts))?;
    destination.write(&report, &texts, console, |problems| {
        let table = listing(&report, destination.width, destination.colour);
        if problems.is_empty() { table } else { format!("{table}\n{problems}") }
    })?;
    Ok(exit(&report, None))
}
