//! `kpi query`

use kpi_diagnostics::Diagnostic;
use kpi_engine::{Report, Status};

use super::request::{GRAIN, When, clock, when};
use super::result::{Contents, Destination, exit};
use super::{language, project};
use crate::arguments::{Common, Query};
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_ROWS};
use crate::progress::Shown;
use crate::scorecard::listing::listing;
use crate::scorecard::rows::{FEW, lists};

pub(crate) fn execute(query: &Query, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let mut destination = Destination::new(query.output.as_deref(), query.format, console)?;
    if query.rows {
        destination.contents = Contents::Rows;
    }
    let project = project::open(common)?;
    let config = project.config();
    let count = query.time.trend.unwrap_or(1);
    let When { periods, as_of } = when(&query.time.last, count, GRAIN, clock(config), &project)?;
    let progress = Shown::of(common);
    let answer = project.query(&query.text, &periods, as_of, &progress);
    progress.end();
    let (mut report, texts) = answer.map_err(|(diagnostics, texts)| Failure::of(diagnostics, &texts))?;
    language::relabel(&mut report, common, config, project.model(), destination.format);
    if query.rows {
        has_rows(&mut report, &query.text)?;
    }
    destination.write(&report, &texts, console, |problems| {
        let page = page(&report, &destination);
        if problems.is_empty() { page } else { format!("{page}\n{problems}") }
    })?;
    Ok(exit(&report, None))
}

fn page(report: &Report, destination: &Destination<'_>) -> String {
    let (width, colour) = (destination.width, destination.colour);
    match destination.contents {
        Contents::Results => listing(report, width, colour) + &lists(report, FEW, width, colour),
        Contents::Rows => lists(report, usize::MAX, width, colour).trim_start().to_owned(),
    }
}

/// `--rows` needs a count that shows them; of one without a value it is said why there are none.
fn has_rows(report: &mut Report, question: &str) -> Result<(), Failure> {
    if report.results.iter().any(|result| result.rows.is_some()) {
        return Ok(());
    }
    let message = format!("`{question}` lists no rows");
    let without_value = |status| matches!(status, Status::NoData | Status::TooFew | Status::Error);
    if let Some(result) = report.results.iter().rfind(|result| without_value(result.status)) {
        let warning = Diagnostic::warning(NO_ROWS, format!("{message}: {}", result.status.words()));
        let reason = result.reason.clone();
        report.problems.push(reason.into_iter().fold(warning, Diagnostic::note));
        return Ok(());
    }
    let diagnostic = Diagnostic::error(NO_ROWS, message)
        .help(
            "only a definition that counts rows and names its columns does: `x = count(orders); show customer, amount`",
        )
        .help("`kpi explain NAME --rows` shows some rows of every other metric");
    Err(Failure::usage(diagnostic))
}
