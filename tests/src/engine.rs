//! The real engine, seen through its public boundary.

use std::path::Path;

use kpi_diagnostics::Diagnostic;
use kpi_diagnostics::render::concise;
use kpi_engine::{KpiResult, Offline, Project, RowCell, Selection, Silent};

use crate::outcome::Line;
use crate::suite::check::Engine;
use crate::suite::request::Request;

/// Opens a project from its folder and asks it.
#[derive(Clone, Copy, Debug)]
pub struct RealEngine;

impl Engine for RealEngine {
    fn evaluate(&self, folder: &Path, request: &Request, names: &[String]) -> Result<Vec<Line>, String> {
        let project = Project::open(folder, &|_| None);
        let calendar = project.calendar();
        let Some(last) = calendar.called(&request.period) else {
            return Err(concise(project.calendar_problems(), project.texts()));
        };
        let asked = kpi_engine::Request {
            selection: Selection::Named(names.to_vec()),
            periods: calendar.trend(last, request.trend),
            by: Vec::new(),
            as_of: request.as_of.unwrap_or(last.end.date()),
        };
        let say = |problems: &[Diagnostic]| concise(problems, project.texts());
        let report = project.evaluate_with_rows(&asked, &Silent).map_err(|problems| say(&problems))?;
        let failed = report.results.iter().any(|result| result.status == kpi_engine::Status::Error);
        if failed { Err(say(&report.problems)) } else { Ok(report.results.into_iter().map(line).collect()) }
    }

    fn run(&self, folder: &Path, request: &Request) -> String {
        let project = Project::open(folder, &|_| None);
        let calendar = project.calendar();
        let Some(last) = calendar.called(&request.period) else {
            return concise(project.calendar_problems(), project.texts());
        };
        let names = project.model().metrics.iter().map(|metric| metric.name.clone()).collect();
        let asked = kpi_engine::Request {
            selection: Selection::Named(names),
            periods: calendar.trend(last, request.trend),
            by: Vec::new(),
            as_of: request.as_of.unwrap_or(last.end.date()),
        };
        let problems = project.evaluate(&asked, &Silent).map_or_else(|problems| problems, |report| report.problems);
        concise(&problems, project.texts())
    }

    fn check(&self, folder: &Path) -> String {
        let project = Project::open(folder, &|_| None);
        concise(&project.check(Offline::No), project.texts())
    }
}

fn line(result: KpiResult) -> Line {
    #[expect(clippy::cast_precision_loss, reason = "tables of tests are small")]
    let n = result.n.map(|n| n as f64);
    Line {
        name: result.name,
        slice: result.slice.into_iter().map(|part| (part.dimension, part.value)).collect(),
        grain: result.period.grain,
        period: (result.period.start, result.period.end),
        value: result.value,
        n,
        numerator: result.numerator,
        denominator: result.denominator,
        previous: result.previous,
        low: result.interval.as_ref().map(|interval| interval.low),
        high: result.interval.as_ref().map(|interval| interval.high),
        method: Some(result.interval.map_or(String::new(), |interval| interval.method.to_owned())),
        status: Some(result.status.words().to_owned()),
        unit: Some(result.unit),
        marks: Some(result.marks.join(", ")),
        reason: Some(result.reason.unwrap_or_default()),
        rows: result.rows.map(|rows| rows.values.iter().map(|row| list(row)).collect::<Vec<_>>().join("; ")),
    }
}

/// A row of a list; moments in UTC, `–` for an empty value.
fn list(row: &[RowCell]) -> String {
    let cell = |cell: &RowCell| match cell {
        RowCell::Empty => "–".to_owned(),
        RowCell::Moment(moment) => moment.timestamp().to_string(),
        other => other.text(),
    };
    row.iter().map(cell).collect::<Vec<_>>().join(", ")
}
