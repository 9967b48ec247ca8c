//! What happens to a report: written in its form, to a file or printed, and the exit code it means.

use std::path::Path;

use kpi_diagnostics::render::{self, Colour};
use kpi_diagnostics::{Diagnostic, Texts};
use kpi_engine::{Report, Status};

use crate::arguments::{FailOn, ReportFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_FORM};
use crate::{file, machine};

/// The width of a page in a file.
const FILE_WIDTH: usize = 120;

/// Where a report goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Destination<'a> {
    /// A file, else standard output.
    pub(crate) file: Option<&'a Path>,
    /// Its form.
    pub(crate) format: ReportFormat,
    /// The width for people.
    pub(crate) width: usize,
    /// Whether it may be coloured.
    pub(crate) colour: Colour,
    /// What a table of comma-separated values holds.
    pub(crate) contents: Contents,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// The results.
    Results,
    /// The rows behind counts.
    Rows,
}

impl<'a> Destination<'a> {
    /// As the command line wants it; the ending of the file tells the form when nothing else does.
    pub(crate) fn new(
        file: Option<&'a Path>,
        format: Option<ReportFormat>,
        console: &Console,
    ) -> Result<Self, Failure> {
        let format = match format {
            Some(format) => format,
            None => file.map_or(Ok(ReportFormat::Table), by_ending)?,
        };
        Ok(match file {
            None => Self { file, format, width: console.width, colour: console.colour, contents: Contents::Results },
            Some(_) => Self { file, format, width: FILE_WIDTH, colour: Colour::Never, contents: Contents::Results },
        })
    }

    /// Writes the report; `page` makes it for people, from the messages as text.
    pub(crate) fn write(
        &self,
        report: &Report,
        texts: &Texts,
        console: &Console,
        page: impl FnOnce(&str) -> String,
    ) -> Result<(), Failure> {
        let content = match self.format {
            ReportFormat::Table => page(&render::terminal(&report.problems, texts, self.colour)),
            ReportFormat::Json => {
                machine::json(report).map_err(|error| Failure::not_written("the report", &error.into()))?
            }
            ReportFormat::Csv => {
                let written = match self.contents {
                    Contents::Results => machine::csv(report),
                    Contents::Rows => machine::csv_of_rows(report),
                };
                written.map_err(|error| Failure::not_written("the report", &error.into()))?
            }
        };
        let page_is_read = self.format == ReportFormat::Table && self.file.is_none();
        if !report.problems.is_empty() && !page_is_read {
            console.messages(&report.problems, texts);
        }
        let Some(path) = self.file else { return console.print(&content) };
        let place = format!("`{}`", path.display());
        file::replace(path, content.as_bytes()).map_err(|error| Failure::not_written(&place, &error))?;
        console.tell(&format!("written to {}\n", path.display()));
        Ok(())
    }
}

/// The form that the ending of a file stands for; a file without one gets the table.
fn by_ending(file: &Path) -> Result<ReportFormat, Failure> {
    let Some(ending) = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()) else {
        return Ok(ReportFormat::Table);
    };
    match ending.as_str() {
        "json" => Ok(ReportFormat::Json),
        "csv" => Ok(ReportFormat::Csv),
        "txt" => Ok(ReportFormat::Table),
        _ => {
            let message = format!("no form of a report has the ending `.{ending}` of `{}`", file.display());
            Err(Failure::usage(
                Diagnostic::error(NO_FORM, message)
                    .help("end the name with `.json`, `.csv` or `.txt`")
                    .help("or say the form: `--format json`, `--format csv` or `--format table`"),
            ))
        }
    }
}

/// What a written report means for the end of the program. Only the latest period is held against `--fail-on`.
pub(crate) fn exit(report: &Report, fail_on: Option<FailOn>) -> Exit {
    let failed = report.results.iter().any(|result| result.status == Status::Error);
    if failed || Exit::of(&report.problems) != Exit::Fine {
        return Exit::Failed;
    }
    let latest = report.results.iter().map(|result| result.period.end).max();
    let bad = |status| match fail_on {
        None => false,
        Some(FailOn::Missed) => status == Status::Missed,
        Some(FailOn::AtRisk) => matches!(status, Status::Missed | Status::AtRisk),
    };
    let missed = report.results.iter().any(|result| Some(result.period.end) == latest && bad(result.status));
    if missed { Exit::Missed } else { Exit::Fine }
}
