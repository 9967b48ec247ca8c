//! Names in `[scorecard.NAME]` of `kpi.toml` that lead nowhere, and definitions that are nowhere.
//!
//! Names are held against what the definitions mean; while those have mistakes nothing is said, because what is broken is
//! absent there. What the command line asks for is checked where it is selected (`evaluate.rs`).

use std::path::Path;

use kpi_config::{Config, Scorecard, Spanned};
use kpi_diagnostics::{Code, Diagnostic, Severity, did_you_mean};
use kpi_model::model::{Metric, Model};

use crate::project::{Offline, Project};

/// A scorecard names a metric or a dimension that is not there.
const UNKNOWN_NAME: Code = Code::new(473);
/// No definition file fits a pattern of `definitions`.
const NO_DEFINITIONS: Code = Code::new(474);

/// The patterns of `definitions` that no file fits: an error for a name, which is meant to be there, and a warning for what
/// may fit files one day.
pub(crate) fn lost_files(folder: &Path, config: &Config) -> Vec<Diagnostic> {
    let fits = |pattern: &str| {
        let whole = Path::new(&glob::Pattern::escape(&folder.to_string_lossy())).join(pattern);
        glob::glob(&whole.to_string_lossy()).map_or(true, |mut paths| paths.next().is_some())
    };
    let lost = config.project.written_definitions.iter().filter(|pattern| !fits(&pattern.value));
    lost.map(|pattern| {
        let words = format!("no definition file fits `{}`", pattern.value);
        let is_pattern = pattern.value.contains(['*', '?', '[']);
        let problem = if is_pattern {
            Diagnostic::warning(NO_DEFINITIONS, words)
        } else {
            Diagnostic::error(NO_DEFINITIONS, words)
        };
        problem.primary(pattern.span, "").help("correct it, or take it out; paths start at the folder of `kpi.toml`")
    })
    .collect()
}

impl Project {
    /// The names of scorecards that lead nowhere. Dimensions may be columns, so without the data they are not looked at.
    pub(crate) fn lost_names(&self, model: &Model, offline: Offline, found: &[Diagnostic]) -> Vec<Diagnostic> {
        if found.iter().any(|problem| problem.severity == Severity::Error) {
            return Vec::new();
        }
        let scorecards = self.config().scorecards.values();
        let lost = scorecards.flat_map(|scorecard| {
            let dimensions = match offline {
                Offline::Yes => Vec::new(),
                Offline::No => self.lost_dimensions(model, scorecard),
            };
            lost_metrics(model, scorecard).into_iter().chain(dimensions)
        });
        lost.collect()
    }

    fn lost_dimensions(&self, model: &Model, scorecard: &Scorecard) -> Vec<Diagnostic> {
        let shown: Vec<&Metric> = shown(model, scorecard);
        let is_lost = |name: &&Spanned<String>| {
            !shown.is_empty() && !shown.iter().any(|metric| self.breakdown(metric, &name.value).is_some())
        };
        let columns = || model.sources.iter().flat_map(|source| &source.columns).map(|column| column.name.as_str());
        scorecard.by.iter().filter(is_lost).map(|name| lost("dimension", name, columns())).collect()
    }
}

fn shown<'m>(model: &'m Model, scorecard: &Scorecard) -> Vec<&'m Metric> {
    if scorecard.only.is_empty() {
        return model.metrics.iter().filter(|metric| metric.is_kpi()).collect();
    }
    let named = scorecard.only.iter().filter_map(|name| model.metric_named(&name.value));
    named.map(|id| model.metric(id)).collect()
}

fn lost_metrics(model: &Model, scorecard: &Scorecard) -> Vec<Diagnostic> {
    let is_lost = |name: &&Spanned<String>| model.metric_named(&name.value).is_none();
    let metrics = || model.metrics.iter().map(|metric| metric.name.as_str());
    scorecard.only.iter().filter(is_lost).map(|name| lost("metric", name, metrics())).collect()
}

fn lost<'n>(what: &str, name: &Spanned<String>, known: impl IntoIterator<Item = &'n str>) -> Diagnostic {
    let problem = Diagnostic::error(UNKNOWN_NAME, format!("no {what} is called `{}`", name.value));
    match did_you_mean(&name.value, known) {
        Some(near) => problem.primary(name.span, format!("did you mean `{near}`?")),
        None => problem.primary(name.span, "").help("correct the name, or take it out"),
    }
}
