//! Collecting what a dictionary says: each definition with its facts (`metric`, `clauses`), its tests (`examples`), its inputs
//! and users (`usage`); each source with its columns (`source`).

mod block;
mod clauses;
mod comment;
mod examples;
mod metric;
mod source;
mod usage;

use kpi_model::model::{FieldId, Metric, SourceId};

use crate::dictionary::{Dictionary, KpiEntry, Section};
use crate::words::Words;
use crate::{Ground, anchor};
use usage::Usage;

/// What readers call the groups of definitions without one.
const NO_GROUP: &str = "Other";

/// What is looked at while collecting.
pub(super) struct Gathering<'a> {
    ground: Ground<'a>,
    words: Words<'a>,
    usage: Usage,
}

/// The dictionary of a project.
pub fn dictionary(ground: Ground<'_>) -> Dictionary {
    let words = Words { model: ground.model, texts: ground.texts, language: ground.language };
    let gathering = Gathering { ground, words, usage: Usage::of(ground.model) };
    let model = ground.model;
    let blocks = model.metrics.iter().filter(|metric| !metric.is_kpi());
    Dictionary {
        schema: "kpi-docs/1",
        title: ground.config.project.name.clone(),
        date: ground.date.to_string(),
        language: ground.language.map(str::to_owned),
        groups: gathering.groups(),
        building_blocks: blocks.map(|metric| gathering.metric(metric)).collect(),
        fields: (0..model.fields.len()).map(|index| gathering.field(FieldId(index))).collect(),
        sources: (0..model.sources.len()).map(|index| gathering.source(SourceId(index))).collect(),
    }
}

impl Gathering<'_> {
    /// The KPIs by group, groups in the order in which they appear.
    fn groups(&self) -> Vec<Section> {
        let mut groups: Vec<(Option<&str>, Vec<KpiEntry>)> = Vec::new();
        for metric in self.ground.model.metrics.iter().filter(|metric: &&Metric| metric.is_kpi()) {
            let name = metric.group.as_deref();
            let entry = self.metric(metric);
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, kpis)) => kpis.push(entry),
                None => groups.push((name, vec![entry])),
            }
        }
        let is_only = groups.len() == 1;
        let section = |(position, (name, kpis)): (usize, (Option<&str>, Vec<KpiEntry>))| {
            let name = name.unwrap_or(if is_only { "KPIs" } else { NO_GROUP });
            Section { anchor: anchor::of_group(position, name), name: name.to_owned(), kpis }
        };
        groups.into_iter().enumerate().map(section).collect()
    }
}
