//! The periods of one KPI and slice.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use kpi_engine::{KpiResult, Period, Report, Status};

use super::change::{Better, change};
use super::sparkline::sparkline;
use crate::table::Cell;

/// More periods than this are not drawn: the latest stay.
const DRAWN: usize = 24;

/// The results of one KPI and slice, one for each period of the report, the latest last.
#[derive(Clone, Debug)]
pub(crate) struct Series<'a> {
    latest: Cow<'a, KpiResult>,
    values: Vec<Option<f64>>,
}

/// All series of a report in its order.
pub(crate) fn of(report: &Report) -> Vec<Series<'_>> {
    let together = |left: &KpiResult, right: &KpiResult| left.name == right.name && left.slice == right.slice;
    let starts: BTreeSet<_> = report.results.iter().map(|result| result.period.start).collect();
    let Some(last) = report.results.iter().map(|result| &result.period).max_by_key(|period| period.start) else {
        return Vec::new();
    };
    let of_each = report.results.chunk_by(together).filter_map(|all| Some((all.last()?, values(all, &starts))));
    of_each.map(|(latest, values)| Series { latest: in_period(latest, last), values }).collect()
}

/// The values of one series; none where a slice has no rows.
fn values(all: &[KpiResult], starts: &BTreeSet<Date>) -> Vec<Option<f64>> {
    starts.iter().map(|start| all.iter().find(|result| result.period.start == *start)?.value).collect()
}

/// The latest result of a slice; of one that has no rows any more, that it has none: an older value is never shown as that
/// of the latest period.
fn in_period<'r>(latest: &'r KpiResult, last: &Period) -> Cow<'r, KpiResult> {
    if latest.period.start == last.start {
        return Cow::Borrowed(latest);
    }
    Cow::Owned(KpiResult {
        period: last.clone(),
        value: None,
        n: None,
        numerator: None,
        denominator: None,
        interval: None,
        previous: None,
        target: None,
        warn: None,
        status: Status::NoData,
        reason: Some("no rows of it in this period".to_owned()),
        marks: Vec::new(),
        rows: None,
        sentence: None,
        ..latest.clone()
    })
}

impl Series<'_> {
    /// The latest period.
    pub(crate) fn current(&self) -> &KpiResult {
        &self.latest
    }

    /// Whether it is not of a slice.
    pub(crate) fn is_total(&self) -> bool {
        self.latest.slice.is_empty()
    }

    /// The bars of its values.
    pub(crate) fn trend(&self) -> String {
        sparkline(self.values.get(self.values.len().saturating_sub(DRAWN)..).unwrap_or_default())
    }

    /// The change of the latest period.
    pub(crate) fn change(&self, better: &HashMap<String, Better>) -> Cell {
        let better = better.get(&self.latest.name).copied().unwrap_or_default();
        change(self.latest.value, self.latest.previous, &self.latest.unit, better)
    }
}
