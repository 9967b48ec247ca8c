//! The entry of a metric.

use kpi_model::model::Metric;

use super::Gathering;
use crate::dictionary::{KpiEntry, LabelIn};

impl Gathering<'_> {
    pub(super) fn metric(&self, metric: &Metric) -> KpiEntry {
        KpiEntry {
            block: self.block_of(metric),
            group: metric.group.clone(),
            labels: self.other_labels(metric),
            facts: self.facts(metric),
            reference: metric.reference.clone(),
            tags: metric.tags.clone(),
            hidden: metric.hidden,
            tests: self.tests(metric),
        }
    }

    /// The labels besides the one that the entry is headed with.
    fn other_labels(&self, metric: &Metric) -> Vec<LabelIn> {
        let shown = self.words.label(metric);
        let others = metric.labels.iter().filter(|(_, text)| Some(text.as_str()) != shown);
        let mut labels: Vec<LabelIn> =
            others.map(|(language, text)| LabelIn { language: language.clone(), text: text.clone() }).collect();
        let plain = metric.label.as_deref().filter(|label| Some(*label) != shown);
        if let Some(plain) = plain.filter(|label| !labels.iter().any(|other| other.text == *label)) {
            labels.insert(0, LabelIn { language: String::new(), text: plain.to_owned() });
        }
        labels
    }
}
