//! The periods of one KPI and slice.

use std::collections::HashMap;

use kpi_engine::{KpiResult, Report};

use super::change::{Better, change};
use super::sparkline::sparkline;
use crate::table::Cell;

/// More periods than this are not drawn: the latest stay.
const DRAWN: usize = 24;

/// The results of one KPI and slice, the latest period last.
#[derive(Clone, Debug)]
pub(crate) struct Series<'a> {
    latest: &'a KpiResult,
    all: &'a [KpiResult],
}

/// All series of a report in its order.
pub(crate) fn of(report: &Report) -> Vec<Series<'_>> {
    let together = |left: &KpiResult, right: &KpiResult| left.name == right.name && left.slice == right.slice;
    report.results.chunk_by(together).filter_map(|all| Some(Series { latest: all.last()?, all })).collect()
}

impl<'a> Series<'a> {
    /// The latest period.
    pub(crate) fn current(&self) -> &'a KpiResult {
        self.latest
    }

    /// Whether it is not of a slice.
    pub(crate) fn is_total(&self) -> bool {
        self.latest.slice.is_empty()
    }

    /// The bars of its values.
    pub(crate) fn trend(&self) -> String {
        let values: Vec<Option<f64>> = self.all.iter().map(|result| result.value).collect();
        sparkline(values.get(values.len().saturating_sub(DRAWN)..).unwrap_or_default())
    }

    /// The change of the latest period.
    pub(crate) fn change(&self, better: &HashMap<String, Better>) -> Cell {
        let better = better.get(&self.latest.name).copied().unwrap_or_default();
        change(self.latest.value, self.latest.previous, &self.latest.unit, better)
    }
}
