//! `kpi run`

use std::collections::HashMap;

use kpi_config::{Config, Scorecard};
use kpi_diagnostics::{Diagnostic, did_you_mean};
use kpi_engine::{Project, Report, Request, Selection};
use kpi_model::model::Model;
use kpi_syntax::ast;

use super::request::{GRAIN, When, when};
use super::result::{Destination, exit};
use super::{language, project, request};
use crate::arguments::{Common, ReportFormat, Run};
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_SCORECARD};
use crate::progress::Shown;
use crate::scorecard::rows::{FEW, lists};
use crate::scorecard::{Better, Page, scorecard};

pub(crate) fn execute(run: &Run, common: &Common, console: &Console) -> Result<Exit, Failure> {
    execute_in(&project::open(common)?, run, common, console)
}

/// The same in a project that is already open.
pub(crate) fn execute_in(project: &Project, run: &Run, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let card = choose(project.config(), run.scorecard.as_deref())?;
    project::known(&run.only, project)?;
    let destination = Destination::new(run.output.as_deref(), run.format, console)?;
    let mut report = evaluate(project, run, card, destination.format, common)?;
    language::relabel(&mut report, common, project.config(), project.model(), destination.format);
    let better = better(project.model());
    destination.write(&report, project.texts(), console, |problems| {
        let page = Page {
            project: &project.config().project.name,
            title: card.and_then(|card| card.title.as_deref()),
            better: &better,
            problems,
            width: destination.width,
            colour: destination.colour,
        };
        scorecard(&report, &page) + &lists(&report, FEW, destination.width, destination.colour)
    })?;
    Ok(exit(&report, run.fail_on))
}

/// The rows behind counts are read for programs, and for people who ask for some KPIs by name: a whole scorecard is of
/// numbers.
fn evaluate(
    project: &Project,
    run: &Run,
    card: Option<&Scorecard>,
    format: ReportFormat,
    common: &Common,
) -> Result<Report, Failure> {
    let count = run.time.trend.or(card.map(|card| card.trend)).unwrap_or(1);
    let grain = card.map_or(GRAIN, |card| card.period);
    let clock = card.map_or_else(|| request::clock(project.config()), |card| card.as_of);
    let When { periods, as_of } = when(&run.time.last, count, grain, clock, project)?;
    let request = Request { selection: selection(run, card), periods, by: breakdowns(run, card), as_of };
    let progress = Shown::of(common);
    let with_rows = match format {
        ReportFormat::Json => true,
        ReportFormat::Table => !run.only.is_empty(),
        ReportFormat::Csv => false,
    };
    let report =
        if with_rows { project.evaluate_with_rows(&request, &progress) } else { project.evaluate(&request, &progress) };
    report.map_err(|diagnostics| Failure::of(diagnostics, project.texts()))
}

fn selection(run: &Run, card: Option<&Scorecard>) -> Selection {
    let of_card = || card.map(|card| card.only.iter().map(|name| name.value.clone()).collect()).unwrap_or_default();
    let names: Vec<String> = if run.only.is_empty() { of_card() } else { run.only.clone() };
    if names.is_empty() { Selection::Kpis } else { Selection::Named(names) }
}

fn breakdowns(run: &Run, card: Option<&Scorecard>) -> Vec<String> {
    let of_card = card.into_iter().flat_map(|card| card.by.iter().map(|name| name.value.clone()));
    let mut all: Vec<String> = Vec::new();
    for breakdown in of_card.chain(run.by.iter().cloned()) {
        if !all.contains(&breakdown) {
            all.push(breakdown);
        }
    }
    all
}

/// The scorecard of that name; without a name the only one, or none when the project has none.
fn choose<'a>(config: &'a Config, name: Option<&str>) -> Result<Option<&'a Scorecard>, Failure> {
    let names = || config.scorecards.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let Some(name) = name else {
        if config.scorecards.len() > 1 {
            let diagnostic = Diagnostic::error(NO_SCORECARD, "`kpi.toml` has several scorecards");
            return Err(Failure::usage(diagnostic.help(format!("name one of {}", names()))));
        }
        return Ok(config.scorecards.values().next());
    };
    if let Some(card) = config.scorecards.get(name) {
        return Ok(Some(card));
    }
    let diagnostic = Diagnostic::error(NO_SCORECARD, format!("`kpi.toml` has no scorecard `{name}`"));
    let near = did_you_mean(name, config.scorecards.keys().map(String::as_str));
    Err(Failure::usage(match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None if config.scorecards.is_empty() => {
            diagnostic.help("`kpi run` without a name shows all KPIs; a `[scorecard.NAME]` table makes a scorecard")
        }
        None => diagnostic.help(format!("it has {}", names())),
    }))
}

/// Which direction is good, for every metric where it is known.
fn better(model: &Model) -> HashMap<String, Better> {
    let direction = |better| match better {
        ast::Better::Higher => Better::Higher,
        ast::Better::Lower => Better::Lower,
    };
    let known = model.metrics.iter().filter_map(|metric| Some((metric.name.clone(), direction(metric.better?))));
    known.collect()
}
