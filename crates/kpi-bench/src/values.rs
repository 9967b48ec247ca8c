//! The numbers of a scorecard as each form gives them, and whether they are the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which number: KPI, month as `2026-06`, segment; without one, of all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) kpi: String,
    pub(crate) month: String,
    pub(crate) segment: Option<String>,
}

/// All numbers of a form. What has no value is not there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Values(Vec<(Place, f64)>);

/// How far two numbers may lie apart, relatively.
const TOLERANCE: f64 = 1e-9;

/// How two forms compare.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// How many numbers there are in the one or the other.
    pub(crate) compared: usize,
    /// The greatest relative difference.
    pub(crate) worst: f64,
    /// In words, each number that differs or is missing on one side.
    pub(crate) differences: Vec<String>,
}

impl Values {
    pub(crate) fn put(&mut self, place: Place, value: Option<f64>) {
        self.0.extend(value.map(|value| (place, value)));
    }

    /// Holds these numbers against those of another form.
    pub(crate) fn compare(&self, other: &Self) -> Comparison {
        let mut pairs: BTreeMap<&Place, (Option<f64>, Option<f64>)> = BTreeMap::new();
        for (place, value) in &self.0 {
            pairs.entry(place).or_default().0 = Some(*value);
        }
        for (place, value) in &other.0 {
            pairs.entry(place).or_default().1 = Some(*value);
        }
        let mut comparison = Comparison { compared: pairs.len(), worst: 0.0, differences: Vec::new() };
        for (place, pair) in pairs {
            let apart = match pair {
                (Some(left), Some(right)) => (left - right).abs() / left.abs().max(right.abs()).max(1.0),
                (Some(_), None) | (None, Some(_)) => f64::INFINITY,
                (None, None) => 0.0,
            };
            if apart <= TOLERANCE {
                comparison.worst = comparison.worst.max(apart);
            } else {
                let slice = place.segment.as_deref().unwrap_or("all");
                let word = |value: Option<f64>| value.map_or_else(|| "nothing".to_owned(), |value| value.to_string());
                let (left, right) = (word(pair.0), word(pair.1));
                comparison
                    .differences
                    .push(format!("{} of {} in {}: {left} and {right}", place.kpi, slice, place.month));
            }
        }
        comparison
    }
}
