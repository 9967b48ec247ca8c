//! Checks of the data that a run depends on: a key names one row.

use std::collections::{BTreeMap, BTreeSet};

use kpi_diagnostics::{Code, Diagnostic};
use kpi_model::model::{Model, Source, SourceId};
use kpi_plan::Plan;

use crate::evaluate::Broken;
use crate::sources::Scans;

/// Several rows have the same key.
const DUPLICATE_KEY: Code = Code::new(553);

/// What the checks found: messages, and the sources that must not be used.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) by_source: Broken,
    pub(crate) problems: Vec<Diagnostic>,
}

/// Looks for rows with the same key in every source that a plan reads.
pub(crate) fn keys(model: &Model, plan: &Plan, scans: &Scans<'_>) -> Checked {
    let used: BTreeSet<SourceId> = plan.items.iter().flat_map(|item| item.sources.iter().copied()).collect();
    let mut checked = Checked { by_source: BTreeMap::new(), problems: Vec::new() };
    let keyed: Vec<SourceId> = used.into_iter().filter(|source| has_key_of_rows(model.source(*source))).collect();
    let key = |source: &SourceId| kpi_polars::duplicate_key(scans, *source, &model.source(*source).key);
    for (source, found) in keyed.iter().zip(kpi_polars::in_parallel(&keyed, key)) {
        // A source that cannot be read is reported by the pass that reads it.
        let Ok(Some(example)) = found else { continue };
        let declared = model.source(*source);
        let columns: Vec<&str> = declared.key.iter().map(|key| declared.column(*key).name.as_str()).collect();
        let message = format!("`{}` has several rows with the key {} = {example}", declared.name, columns.join(", "));
        checked.problems.push(
            Diagnostic::error(DUPLICATE_KEY, message.clone())
                .note("numbers from it, and from what refers to it, would count rows twice")
                .help("correct the data, or the columns of `key` in `kpi.toml`"),
        );
        checked.by_source.insert(*source, message);
    }
    checked
}

/// Whether a key is to name one row: versions and pictures have several by their nature.
fn has_key_of_rows(source: &Source) -> bool {
    !source.key.is_empty() && !source.versions && source.snapshot.is_none() && source.distinct_of.is_none()
}
