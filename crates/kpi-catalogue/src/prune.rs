//! The files of the catalogue with nothing but what is taken.

use std::collections::{BTreeMap, BTreeSet};

use kpi_model::model::{FieldId, MetricId};
use kpi_syntax::ast::{Clause, ClauseKind, Field, File, Item, Metric};

use crate::library::Library;
use crate::needs::Needs;

/// What is cut away of a KPI, by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) breakdowns: BTreeSet<usize>,
    pub(crate) shown: BTreeSet<usize>,
}

/// The files with the definitions that are needed; those in `cuts` stand on the scorecard, the others are hidden.
pub(crate) fn prune(library: &Library, needs: &Needs, cuts: &BTreeMap<MetricId, Cut>, has_home: bool) -> Vec<File> {
    let fields: BTreeSet<(&str, &str)> = needs.fields.iter().map(|id| place_of(library, *id)).collect();
    let keep = |item: &Item| match item {
        Item::From(_) => has_home.then(|| item.clone()),
        Item::Group(_) => Some(item.clone()),
        Item::Metric(metric) => {
            let id = library.model.metric_named(&metric.name.text).filter(|id| needs.metrics.contains(id))?;
            Some(Item::Metric(cuts.get(&id).map_or_else(|| hidden(metric), |cut| shown(metric, cut))))
        }
        Item::Field(field) => fields.contains(&names_of(field)).then(|| item.clone()),
        Item::Test(_) | Item::Error(_) => None,
    };
    let file = |file: &File| File { items: file.items.iter().filter_map(keep).collect(), ..File::default() };
    library.files.iter().map(file).collect()
}

fn place_of(library: &Library, id: FieldId) -> (&str, &str) {
    let field = library.model.field(id);
    (&library.model.source(field.source).name, &field.name)
}

fn names_of(field: &Field) -> (&str, &str) {
    (&field.source.text, &field.name.text)
}

/// A definition that others build on: its value alone.
fn hidden(metric: &Metric) -> Metric {
    let of_the_value = |clause: &&Clause| {
        matches!(
            clause.kind,
            ClauseKind::Where(_)
                | ClauseKind::Over(_)
                | ClauseKind::Unit(_)
                | ClauseKind::Fill(_)
                | ClauseKind::Better(_)
                | ClauseKind::Owner(_)
                | ClauseKind::Label { .. }
        )
    };
    let mut clauses: Vec<Clause> = metric.clauses.iter().filter(of_the_value).cloned().collect();
    clauses.push(Clause { kind: ClauseKind::Hidden, span: metric.name.span });
    Metric { clauses, ..metric.clone() }
}

fn shown(metric: &Metric, cut: &Cut) -> Metric {
    let mut breakdowns = 0;
    let mut clauses = Vec::with_capacity(metric.clauses.len());
    for clause in &metric.clauses {
        if let ClauseKind::By { .. } = clause.kind {
            breakdowns += 1;
            if cut.breakdowns.contains(&(breakdowns - 1)) {
                continue;
            }
        }
        let ClauseKind::Show(names) = &clause.kind else {
            clauses.push(clause.clone());
            continue;
        };
        let kept = names.iter().enumerate().filter(|(place, _)| !cut.shown.contains(place));
        let kept: Vec<_> = kept.map(|(_, name)| name.clone()).collect();
        if !kept.is_empty() {
            clauses.push(Clause { kind: ClauseKind::Show(kept), span: clause.span });
        }
    }
    Metric { clauses, ..metric.clone() }
}
