//! Sources that a breakdown puts together although they have no value in common: `SMB` in one, `smb` in the other.
//!
//! Every slice then has rows of one source only, and a ratio of both has no value anywhere, or is 0. A few rows may differ by
//! chance: both sources must have several values.

use std::collections::{BTreeMap, BTreeSet};

use kpi_diagnostics::{Code, Diagnostic};
use kpi_model::model::{Model, SourceId};
use kpi_plan::{Evaluator, Key, Plan};

use crate::evaluate::Wanted;

/// Two sources share no value of a dimension.
const APART: Code = Code::new(561);
/// So many values of each source are shown.
const SHOWN: usize = 3;

/// The values of each dimension by source, over all periods of a breakdown.
type Values = BTreeMap<(usize, usize), BTreeMap<SourceId, BTreeSet<Key>>>;

/// Warns of every dimension of which two sources of a metric share no value.
pub(crate) fn warnings(
    model: &Model,
    plan: &Plan,
    evaluator: &Evaluator<'_>,
    wanted: &[Wanted<'_>],
) -> Vec<Diagnostic> {
    let mut values = Values::new();
    for item in &plan.items {
        let width = wanted.get(item.item).and_then(|cut| cut.breakdown.as_ref()).map_or(0, |cut| cut.dimensions.len());
        for position in 0..width {
            let known = values.entry((item.item, position)).or_default();
            for (source, found) in evaluator.values_by_source(&item.value, position) {
                known.entry(source).or_default().extend(found);
            }
        }
    }
    let mut told = BTreeSet::new();
    let mut warnings = Vec::new();
    for ((item, position), by_source) in &values {
        let cut = wanted.get(*item).and_then(|cut| cut.breakdown.as_ref());
        let Some(dimension) = cut.and_then(|cut| cut.dimensions.get(*position)) else { continue };
        for (left, right) in pairs_apart(by_source) {
            if told.insert((left.0, right.0, dimension.name.clone())) {
                warnings.push(warning(model, &dimension.name, left, right));
            }
        }
    }
    warnings
}

type Side<'v> = (SourceId, &'v BTreeSet<Key>);

fn pairs_apart(by_source: &BTreeMap<SourceId, BTreeSet<Key>>) -> Vec<(Side<'_>, Side<'_>)> {
    let several: Vec<Side<'_>> =
        by_source.iter().filter(|(_, values)| values.len() > 1).map(|(source, values)| (*source, values)).collect();
    let mut apart = Vec::new();
    for (index, left) in several.iter().enumerate() {
        let others = several.iter().skip(index + 1).filter(|right| left.1.is_disjoint(right.1));
        apart.extend(others.map(|right| (*left, *right)));
    }
    apart
}

fn warning(model: &Model, dimension: &str, left: Side<'_>, right: Side<'_>) -> Diagnostic {
    let name = |side: Side<'_>| model.source(side.0).name.clone();
    Diagnostic::warning(APART, format!("`{}` and `{}` share no value of `{dimension}`", name(left), name(right)))
        .note(format!("`{}` has {}; `{}` has {}", name(left), some_of(left.1), name(right), some_of(right.1)))
        .help("every slice has rows of one of them only: write the values alike, in the data or in a field")
}

fn some_of(values: &BTreeSet<Key>) -> String {
    let shown: Vec<String> =
        values.iter().take(SHOWN).map(|key| format!("`{}`", key.text().unwrap_or_default())).collect();
    let more = if values.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
