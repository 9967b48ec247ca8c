//! Checks of the data that a run depends on: a key names one row.

use std::collections::{BTreeMap, BTreeSet};

use kpi_diagnostics::{Code, Diagnostic};
use kpi_model::model::{Model, SourceId};
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
    for source in used {
        let declared = model.source(source);
        if declared.key.is_empty() || declared.versions || declared.snapshot.is_some() || declared.distinct_of.is_some()
        {
            continue;
        }
        let columns: Vec<&str> = declared.key.iter().map(|key| declared.column(*key).name.as_str()).collect();
        // A source that cannot be read is reported by the pass that reads it.
        if let Ok(Some(example)) = kpi_polars::duplicate_key(scans, source, &declared.key) {
            let message =
                format!("`{}` has several rows with the key {} = {example}", declared.name, columns.join(", "));
            checked.problems.push(
                Diagnostic::error(DUPLICATE_KEY, message.clone())
                    .note("numbers from it, and from what refers to it, would count rows twice")
                    .help("correct the data, or the columns of `key` in `kpi.toml`"),
            );
            checked.by_source.insert(source, message);
        }
    }
    checked
}
