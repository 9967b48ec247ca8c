//! From the numbers of a run to its results: the slices of an item, the value, status and marks of each.

use jiff::civil::Date;
use kpi_diagnostics::Texts;
use kpi_model::model::metric::{Breakdown, Role};
use kpi_plan::{Computed, Evaluator, Key, Missing, PlannedItem, Shape, SliceKey, TimeWindow};

use crate::evaluate::{Computation, Wanted};
use crate::insight;
use crate::report::{KpiResult, Period, SliceValue, Status};
use crate::status::{Applied, applying, verdict};
use crate::sureness::Sureness;

/// One item on its way to results.
pub(crate) struct Judge<'a> {
    pub(crate) computation: &'a Computation<'a>,
    pub(crate) evaluator: &'a Evaluator<'a>,
    pub(crate) cut: &'a Wanted<'a>,
    pub(crate) item: &'a PlannedItem,
    pub(crate) as_of: Date,
    pub(crate) texts: &'a Texts,
}

impl Judge<'_> {
    /// The results for all slices, or for the total.
    pub(crate) fn results(&self) -> Vec<KpiResult> {
        let Some(breakdown) = &self.cut.breakdown else { return vec![self.result(&[], Vec::new())] };
        let slices = self.evaluator.slices(&self.item.value, breakdown.dimensions.len());
        if slices.is_empty() {
            return self.without_slices(breakdown).into_iter().collect();
        }
        slices.into_iter().map(|slice| self.result(&slice, named(breakdown, &slice))).collect()
    }

    /// The result that stands for slices that are not there: they failed, or their KPI would vanish from the latest period
    /// because its total is never shown.
    fn without_slices(&self, breakdown: &Breakdown) -> Option<KpiResult> {
        let slice = vec![Key::Empty; breakdown.dimensions.len()];
        let failed = matches!(self.evaluator.value(&self.item.value, &slice).value, Err(Missing::Failed(_)));
        let mut result = self.result(&slice, named(breakdown, &slice));
        if failed {
            return Some(result);
        }
        let latest = self.computation.plan.items.iter().map(|item| item.window.end).max();
        if !breakdown.only || Some(self.item.window.end) != latest {
            return None;
        }
        if result.value.is_some() || result.status != Status::NoData {
            let names: Vec<String> = breakdown.dimensions.iter().map(|part| format!("`{}`", part.name)).collect();
            result = KpiResult {
                value: None,
                numerator: None,
                denominator: None,
                interval: None,
                sentence: None,
                status: Status::NoData,
                reason: Some(format!("there are no rows to cut by {}", names.join(", "))),
                ..result
            };
        }
        Some(result)
    }

    /// The result for one slice.
    pub(crate) fn result(&self, slice: &[Key], names: Vec<SliceValue>) -> KpiResult {
        let metric = self.cut.metric;
        let computed = finite(self.evaluator.value(&self.item.value, slice));
        let start = self.item.window.start.date();
        let applied = |role| {
            let (index, line) = applying(metric, role, &names, start)?;
            let (low, high) = self.item.lines.get(index)?;
            let high = high.as_ref().map(|high| self.evaluator.value(high, slice));
            Some(Applied::new(line, self.evaluator.value(low, slice), high))
        };
        let (target, warn) = (applied(Role::Target), applied(Role::Warn));
        let words = |missing: &Missing| missing.words(self.computation.model, self.texts);
        let sureness = Sureness::of(self.evaluator, self.item, slice);
        let verdict = verdict(metric, &computed, &sureness, target.as_ref(), warn.as_ref(), &words);
        let shown = !matches!(verdict.status, Status::TooFew);
        let parts = self.evaluator.ratio_parts(&self.item.value, slice).filter(|_| shown);
        let before = self.item.previous.as_ref().map(|before| finite(self.evaluator.value(before, slice)));
        // A value that would have been withheld in its own period is withheld here too.
        let enough = |before: &Computed| !matches!((metric.min_n, before.n), (Some(least), Some(n)) if n < least);
        let previous = before.filter(enough).and_then(|before| before.value.ok());
        let comparison = self.evaluator.comparison(&self.item.value, slice);
        let model = self.computation.model;
        let said = |value| insight::sentence(model, metric, comparison.as_ref(), value, &sureness);
        let sentence = computed.value.as_ref().ok().filter(|_| shown).and_then(|value| said(*value));
        KpiResult {
            metric: Some(metric.id),
            name: metric.name.clone(),
            label: metric.label.clone(),
            group: metric.group.clone(),
            period: period(self.item.window),
            slice: names,
            value: computed.value.clone().ok().filter(|_| shown),
            unit: metric.unit.to_string(),
            n: computed.n,
            numerator: parts.map(|(above, _)| above + 0.0),
            denominator: parts.map(|(_, below)| below + 0.0),
            interval: sureness.interval().filter(|_| shown).cloned(),
            previous,
            target: verdict.target,
            warn: verdict.warn,
            status: verdict.status,
            reason: verdict.reason,
            marks: self.marks(),
            sentence,
            rows: None,
        }
    }

    fn marks(&self) -> Vec<String> {
        let mut marks = Vec::new();
        let reach = self.item.reach;
        let over = self.as_of.at(0, 0, 0, 0) >= reach;
        let there = self.computation.data_end.is_none_or(|end| end >= reach);
        if !(over && there) {
            marks.push("incomplete".to_owned());
        }
        marks.extend(self.computation.left_out.marks(&self.item.sources));
        marks
    }
}

/// The values of a slice with their dimensions.
pub(crate) fn named(breakdown: &Breakdown, slice: &SliceKey) -> Vec<SliceValue> {
    let parts = breakdown.dimensions.iter().zip(slice);
    parts.map(|(dimension, key)| SliceValue { dimension: dimension.name.clone(), value: key.text() }).collect()
}

/// A number that is not finite is none: values without end in the data, or a result beyond the greatest number. Of the two
/// zeros there is one.
fn finite(computed: Computed) -> Computed {
    let kept = |value: f64| {
        if value.is_finite() {
            Ok(value + 0.0)
        } else {
            Err(Missing::Impossible("the result is not a finite number".to_owned()))
        }
    };
    Computed { value: computed.value.and_then(kept), ..computed }
}

/// A window as a period of days.
pub(crate) fn period(window: TimeWindow) -> Period {
    let grain = match window.shape {
        Shape::Grain(grain) => Some(grain),
        Shape::Last(..) | Shape::ToDate(_) | Shape::AllTime | Shape::Free => None,
    };
    Period { grain, start: window.start.date(), end: window.end.date(), name: None }
}
