//! `kpi docs`: the data dictionary, from the definitions alone.

use std::path::Path;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kpi_diagnostics::Diagnostic;
use kpi_docs::{Dictionary, Ground};

use super::project;
use crate::arguments::{Common, Docs, DocsFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure, NO_FORM};
use crate::file;

pub(crate) fn execute(docs: &Docs, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let format = match (docs.format, &docs.output) {
        (Some(format), _) => format,
        (None, Some(path)) => by_ending(path)?,
        (None, None) => DocsFormat::Md,
    };
    let project = project::open(common)?;
    let model = project.definitions().map_err(|mistakes| Failure::of(mistakes, project.texts()))?;
    let config = project.config();
    let language = common.language.as_deref().or(config.project.language.as_deref());
    let date = docs.as_of.unwrap_or_else(|| today(&config.project.timezone));
    let dictionary = kpi_docs::dictionary(Ground { model: &model, config, texts: project.texts(), language, date });
    let content = written(&dictionary, format)?;
    let Some(path) = &docs.output else {
        console.print(&content)?;
        return Ok(Exit::Fine);
    };
    let place = format!("`{}`", path.display());
    file::replace(path, content.as_bytes()).map_err(|error| Failure::not_written(&place, &error))?;
    console.tell(&format!("written to {}\n", path.display()));
    Ok(Exit::Fine)
}

fn written(dictionary: &Dictionary, format: DocsFormat) -> Result<String, Failure> {
    Ok(match format {
        DocsFormat::Html => kpi_docs::html(dictionary),
        DocsFormat::Md => kpi_docs::markdown(dictionary),
        DocsFormat::Json => {
            let json = serde_json::to_string_pretty(dictionary);
            json.map_err(|error| Failure::not_written("the dictionary", &error.into()))? + "\n"
        }
    })
}

/// Where the project is.
fn today(timezone: &str) -> Date {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    Zoned::now().with_time_zone(zone).date()
}

/// The form that the ending of a file stands for.
fn by_ending(file: &Path) -> Result<DocsFormat, Failure> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "html" | "htm" => Ok(DocsFormat::Html),
        "md" | "markdown" => Ok(DocsFormat::Md),
        "json" => Ok(DocsFormat::Json),
        _ => {
            let message = format!("the ending of `{}` stands for no form of a data dictionary", file.display());
            Err(Failure::usage(
                Diagnostic::error(NO_FORM, message)
                    .help("end the name with `.html`, `.md` or `.json`")
                    .help("or say the form: `--format html`, `--format md` or `--format json`"),
            ))
        }
    }
}
