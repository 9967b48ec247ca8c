//! Checks of the data that a run depends on: every row has a key, and a key names one row.

use std::collections::{BTreeMap, BTreeSet};

use kpi_config::Config;
use kpi_diagnostics::{Code, Diagnostic};
use kpi_model::model::{Model, Source, SourceId};
use kpi_plan::Plan;
use kpi_polars::{KeyFlaw, Tables};

use crate::evaluate::Broken;

/// Several rows have the same key.
const DUPLICATE_KEY: Code = Code::new(553);
/// Rows have no key.
const EMPTY_KEY: Code = Code::new(555);
/// Versions of one key overlap.
const OVERLAP: Code = Code::new(560);

/// What the checks found: messages, and the sources that must not be used.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) by_source: Broken,
    pub(crate) problems: Vec<Diagnostic>,
}

impl Checked {
    /// The same, each message at the `key` in `kpi.toml`.
    pub(crate) fn placed(mut self, model: &Model, config: &Config) -> Self {
        let key_of = |message: &str| {
            let (source, _) = self.by_source.iter().find(|(_, words)| *words == message)?;
            config.sources.get(&model.source(*source).name)?.key.first()
        };
        let placed = self.problems.into_iter().map(|problem| match key_of(&problem.message) {
            Some(key) if problem.labels.is_empty() => problem.primary(key.span, ""),
            Some(_) | None => problem,
        });
        self.problems = placed.collect();
        self
    }
}

/// Looks for rows without a key, or with the same, in every source that a plan reads.
pub(crate) fn keys(model: &Model, plan: &Plan, tables: &dyn Tables) -> Checked {
    let of_items = plan.items.iter().flat_map(|item| item.sources.iter().copied());
    let of_cells = plan.cells.iter().flat_map(|cell| kpi_plan::cell_sources(cell, model));
    keys_of(model, of_items.chain(of_cells).collect(), tables)
}

/// Looks for rows without a key, or with the same, in some sources.
pub(crate) fn keys_of(model: &Model, used: BTreeSet<SourceId>, tables: &dyn Tables) -> Checked {
    let mut checked = Checked { by_source: BTreeMap::new(), problems: Vec::new() };
    let keyed: Vec<SourceId> = used.into_iter().filter(|source| has_key_of_rows(model.source(*source))).collect();
    let key = |source: &SourceId| {
        let declared = model.source(*source);
        if declared.versions {
            return kpi_polars::version_flaw(tables, *source, declared);
        }
        kpi_polars::key_flaw(tables, *source, &declared.key)
    };
    for (source, found) in keyed.iter().zip(kpi_polars::in_parallel(&keyed, key)) {
        let flaw = match found {
            Ok(None) => continue,
            Ok(Some(flaw)) => flaw,
            // Keys that cannot be read may be there twice. What is wrong with them is said where they were read.
            Err(reason) => {
                checked.by_source.insert(*source, tables.explain(*source, &reason));
                continue;
            }
        };
        let place = |row| tables.place(*source, row);
        let problem = match flaw {
            KeyFlaw::Twice { key, rows } => twice(model.source(*source), &key, (place(rows.0), place(rows.1))),
            KeyFlaw::Overlap { key, rows } => overlap(model.source(*source), &key, (place(rows.0), place(rows.1))),
            KeyFlaw::Empty { count, row } => empty(model.source(*source), count, place(row)),
        };
        checked.by_source.insert(*source, problem.message.clone());
        checked.problems.push(problem);
    }
    checked
}

fn twice(source: &Source, key: &str, places: (Option<String>, Option<String>)) -> Diagnostic {
    let message = format!("`{}` has several rows with the key {} = {key}", source.name, columns_of_key(source));
    let problem = Diagnostic::error(DUPLICATE_KEY, message)
        .note("numbers from it, and from what refers to it, would count rows twice")
        .help("correct the data, or the columns of `key` in `kpi.toml`")
        .help("`duplicates = \"drop_identical\"` keeps one of rows that are the same in every column")
        .help(
            "`duplicates = \"last by COLUMN\"` keeps the row with the greatest value of a column, such as `updated_at`",
        );
    match places {
        (Some(first), Some(last)) => problem.note(format!("such rows are {first} and {last}")),
        (None, _) | (_, None) => problem,
    }
}

fn overlap(source: &Source, key: &str, places: (Option<String>, Option<String>)) -> Diagnostic {
    let message =
        format!("two versions in `{}` hold at once, with the key {} = {key}", source.name, columns_of_key(source));
    let mut problem = Diagnostic::error(OVERLAP, message)
        .note("one version holds at a moment: numbers from two would count it twice, and a reference finds one row")
        .help("correct the data: a version ends when the next one begins");
    if source.alive.is_some_and(|alive| alive.inclusive_end) {
        problem = problem.help("if the end column holds the first day on which a version is gone, remove `alive_end`");
    }
    match places {
        (Some(first), Some(last)) => problem.note(format!("the rows are {first} and {last}")),
        (None, _) | (_, None) => problem,
    }
}

fn empty(source: &Source, count: usize, place: Option<String>) -> Diagnostic {
    let (key, name) = (columns_of_key(source), &source.name);
    let there =
        place.map_or_else(String::new, |place| format!(" ({}{place})", if count > 1 { "the first: " } else { "" }));
    let message = match count {
        1 => format!("a row of `{name}` has no key: {key} is empty{there}"),
        _ => format!("{count} rows of `{name}` have no key: {key} is empty{there}"),
    };
    Diagnostic::error(EMPTY_KEY, message)
        .note("a row without a key cannot be told from others, so it may be there twice")
        .help("fill in the key, or take `key` of the source out of `kpi.toml` if it names no row")
}

fn columns_of_key(source: &Source) -> String {
    source.key.iter().map(|key| source.column(*key).name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Whether a key is to name one row, at a moment if there are versions; pictures have several by their nature.
fn has_key_of_rows(source: &Source) -> bool {
    !source.key.is_empty() && source.snapshot.is_none() && source.distinct_of.is_none()
}
