//! The engine: from the text of the definitions to results.

use std::path::Path;

use jiff::civil::Date;
use kpi_config::Grain;
use kpi_engine::{Project, Request, Selection, Silent};
use kpi_plan::Calendar;

use super::Asked;
use crate::company::END;
use crate::failure::Failure;
use crate::values::{Place, Values};

pub(super) fn values(folder: &Path, asked: Asked) -> Result<Values, Failure> {
    let project = Project::open(folder, &|_| None);
    let calendar = Calendar::of(&project.config().project);
    let last = calendar.last_full_period(Grain::Month, END);
    let periods = calendar.trend(last, asked.months.count().unsigned_abs());
    let names = project.model().metrics.iter().filter(|metric| metric.is_kpi()).take(asked.kpis);
    let selection = Selection::Named(names.map(|metric| metric.name.clone()).collect());
    let request = Request { selection, periods, by: Vec::new(), as_of: END };
    let report = project.evaluate(&request, &Silent).map_err(|problems| words(&problems))?;
    if let Some(problem) = report.problems.first() {
        return Err(words(std::slice::from_ref(problem)));
    }
    let mut values = Values::default();
    for result in report.results {
        let segment = result.slice.first().map(|part| part.value.clone().unwrap_or_default());
        values.put(Place { kpi: result.name, month: month(result.period.start), segment }, result.value);
    }
    Ok(values)
}

fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

fn words(problems: &[kpi_diagnostics::Diagnostic]) -> Failure {
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    Failure::new(messages.join("; "))
}
