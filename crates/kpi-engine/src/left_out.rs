//! Rows that are in the data and not in the numbers: set aside because they cannot be read, or dropped as duplicates.
//!
//! Both happen only where `kpi.toml` says so (`bad_rows`, `duplicates`), and are always said: once for each source as a
//! warning, and as a mark on every value that depends on it.

use std::collections::BTreeSet;

use kpi_config::{Config, Duplicates};
use kpi_diagnostics::{Code, Diagnostic};
use kpi_model::model::{Model, SourceId};

use crate::sources::Sources;

/// Rows were set aside.
const QUARANTINED: Code = Code::new(552);
/// Duplicates were dropped.
const DROPPED: Code = Code::new(556);

/// The sources of a run that have such rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct LeftOut {
    quarantined: BTreeSet<SourceId>,
    dropped: BTreeSet<SourceId>,
}

impl LeftOut {
    /// Of the sources that a run has read.
    pub(crate) fn of(sources: &Sources, read: &BTreeSet<SourceId>) -> Self {
        let quarantined = read.iter().copied().filter(|source| sources.quarantine(*source).rows > 0).collect();
        let dropped = read.iter().copied().filter(|source| sources.dropped(*source) > 0).collect();
        Self { quarantined, dropped }
    }

    /// What a value from these sources is marked with.
    pub(crate) fn marks(&self, sources: &BTreeSet<SourceId>) -> Vec<String> {
        let any = |left_out: &BTreeSet<SourceId>| sources.iter().any(|source| left_out.contains(source));
        let marks = [("quarantined rows", any(&self.quarantined)), ("duplicates dropped", any(&self.dropped))];
        marks.into_iter().filter(|(_, is_so)| *is_so).map(|(mark, _)| mark.to_owned()).collect()
    }

    /// A warning for each source.
    pub(crate) fn warnings(&self, sources: &Sources, model: &Model, config: &Config) -> Vec<Diagnostic> {
        let at = |source: SourceId, diagnostic: Diagnostic| match config.sources.get(&model.source(source).name) {
            Some(declared) => diagnostic.primary(declared.name.span, ""),
            None => diagnostic,
        };
        let quarantined = self.quarantined.iter().map(|source| at(*source, quarantined(*source, sources, model)));
        let dropped = self.dropped.iter().map(|source| {
            let name = &model.source(*source).name;
            let duplicates = config.sources.get(name).map_or(&Duplicates::Error, |declared| &declared.duplicates);
            at(*source, dropped(name, sources.dropped(*source), duplicates))
        });
        quarantined.chain(dropped).collect()
    }
}

fn quarantined(source: SourceId, sources: &Sources, model: &Model) -> Diagnostic {
    let (name, quarantine) = (&model.source(source).name, sources.quarantine(source));
    let message = match quarantine.rows {
        1 => format!("1 row of `{name}` could not be read and was set aside"),
        rows => format!("{rows} rows of `{name}` could not be read and were set aside"),
    };
    let diagnostic = Diagnostic::warning(QUARANTINED, message);
    let places = quarantine.first.iter().map(|row| format!("line {} of `{}`: {}", row.line, row.file, row.reason));
    places.fold(diagnostic, Diagnostic::note).help("correct these rows; no number counts them")
}

fn dropped(name: &str, rows: usize, duplicates: &Duplicates) -> Diagnostic {
    let (rows, were) = if rows == 1 { ("1 row".to_owned(), "was") } else { (format!("{rows} rows"), "were") };
    let why = match duplicates {
        Duplicates::LastBy(column) => format!("another row of the same key has a greater `{}`", column.value),
        Duplicates::Error | Duplicates::DropIdentical => "the same row is there again".to_owned(),
    };
    Diagnostic::warning(DROPPED, format!("{rows} of `{name}` {were} dropped: {why}"))
        .help("that is what `duplicates` of the source says; `duplicates = \"error\"` refuses such data")
}
