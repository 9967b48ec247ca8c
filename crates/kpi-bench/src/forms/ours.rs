//! The engine: from the text of the definitions to results.

use std::path::Path;

use kpi_engine::{Project, Request, Selection, Silent};
use kpi_plan::Calendar;

use super::{Asked, Grain};
use crate::company::END;
use crate::failure::Failure;
use crate::values::{Place, Values};

pub(super) fn values(folder: &Path, asked: Asked) -> Result<Values, Failure> {
    let project = Project::open(folder, &|_| None);
    let calendar = Calendar::of(&project.config().project);
    let (grain, count) = match asked.grain {
        Grain::Month => (kpi_config::Grain::Month, asked.months.count()),
        Grain::Day => (kpi_config::Grain::Day, asked.months.days()),
    };
    let last = calendar.last_full_period(grain, END).unwrap_or_else(|| Calendar::days(END, END));
    let periods = calendar.trend(last, count.unsigned_abs());
    let names = project.model().metrics.iter().filter(|metric| metric.is_kpi()).take(asked.kpis);
    let selection = Selection::Named(names.map(|metric| metric.name.clone()).collect());
    let request = Request { selection, periods, by: Vec::new(), as_of: END };
    let report = project.evaluate(&request, &Silent).map_err(|problems| words(&problems))?;
    if let Some(problem) = report.problems.first() {
        return Err(words(std::slice::from_ref(problem)));
    }
    let mut values = Values::default();
    for result in report.results {
        let words: Vec<&str> = result.slice.iter().map(|part| part.value.as_deref().unwrap_or_default()).collect();
        let segment = Some(words.join(", ")).filter(|_| !words.is_empty());
        let month = result.period.start.strftime("%Y-%m").to_string();
        values.put(Place { kpi: result.name, month, segment }, result.value);
    }
    Ok(values)
}

fn words(problems: &[kpi_diagnostics::Diagnostic]) -> Failure {
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    Failure::new(messages.join("; "))
}
