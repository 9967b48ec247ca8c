//! From a value to its status: which lines apply, and on which side of them the value lies.

use jiff::civil::Date;
use kpi_model::model::Metric;
use kpi_model::model::metric::{Bound, Line, Role};
use kpi_plan::{Computed, Missing};
use kpi_syntax::ast::CompareOp;

use crate::report::{SliceValue, Status, TargetLine};
use crate::sureness::Sureness;

/// A line with its limits in a context.
#[derive(Clone, Debug)]
pub(crate) struct Applied<'m> {
    line: &'m Line,
    low: Computed,
    high: Option<Computed>,
}

/// What a value means and why.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) status: Status,
    pub(crate) reason: Option<String>,
    pub(crate) target: Option<TargetLine>,
    pub(crate) warn: Option<TargetLine>,
}

impl<'m> Applied<'m> {
    pub(crate) fn new(line: &'m Line, low: Computed, high: Option<Computed>) -> Self {
        Self { line, low, high }
    }

    fn shown(&self) -> TargetLine {
        TargetLine {
            text: self.line.text.clone(),
            value: self.low.value.clone().ok(),
            high: self.high.as_ref().and_then(|high| high.value.clone().ok()),
        }
    }

    /// Why its limit is not known.
    fn unknown(&self) -> Option<&Missing> {
        self.low.value.as_ref().err().or(self.high.as_ref().and_then(|high| high.value.as_ref().err()))
    }

    /// Its limits.
    fn limits(&self) -> impl Iterator<Item = f64> {
        let high = self.high.as_ref().and_then(|high| high.value.clone().ok());
        self.low.value.clone().ok().into_iter().chain(high)
    }

    fn holds(&self, value: f64) -> Option<bool> {
        let low = *self.low.value.as_ref().ok()?;
        Some(match &self.line.bound {
            Bound::Compare(operator, _) => compare(*operator, value, low),
            Bound::Between(..) => {
                let high = self.high.as_ref()?.value.clone().ok()?;
                close_to(value, low) || close_to(value, high) || (low <= value && value <= high)
            }
        })
    }
}

/// A comparison in which a difference that only rounding can make is none.
fn compare(operator: CompareOp, value: f64, limit: f64) -> bool {
    let same = close_to(value, limit);
    match operator {
        CompareOp::Equal => same,
        CompareOp::NotEqual => !same,
        CompareOp::Less => value < limit && !same,
        CompareOp::LessOrEqual => value < limit || same,
        CompareOp::Greater => value > limit && !same,
        CompareOp::GreaterOrEqual => value > limit || same,
    }
}

fn close_to(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 * left.abs().max(right.abs()).max(1e-3)
}

/// The line of a role that is for a slice and has begun: the one with the latest `since`; a line for the slice outweighs
/// one for the rest.
pub(crate) fn applying<'m>(
    metric: &'m Metric,
    role: Role,
    slice: &[SliceValue],
    start: Date,
) -> Option<(usize, &'m Line)> {
    let begun = |line: &Line| line.since.is_none_or(|since| since <= start);
    let lines = || metric.lines.iter().enumerate().filter(|(_, line)| line.role == role && begun(line));
    let latest = |found: Vec<(usize, &'m Line)>| found.into_iter().max_by_key(|(index, line)| (line.since, *index));
    let scoped: Vec<_> = lines().filter(|(_, line)| !line.scope.is_empty() && is_for(line, slice)).collect();
    latest(scoped).or_else(|| latest(lines().filter(|(_, line)| line.scope.is_empty()).collect()))
}

fn is_for(line: &Line, slice: &[SliceValue]) -> bool {
    line.scope
        .iter()
        .all(|term| slice.iter().any(|part| part.dimension == term.dimension && term.values.contains(&part.value)))
}

/// The status of a value.
pub(crate) fn verdict(
    metric: &Metric,
    value: &Computed,
    sureness: &Sureness,
    target: Option<&Applied<'_>>,
    warn: Option<&Applied<'_>>,
    words: &dyn Fn(&Missing) -> String,
) -> Verdict {
    let with =
        |status, reason| Verdict { status, reason, target: target.map(Applied::shown), warn: warn.map(Applied::shown) };
    let number = match &value.value {
        Ok(number) => *number,
        Err(failed @ Missing::Failed(_)) => return with(Status::Error, Some(words(failed))),
        Err(missing) => return with(Status::NoData, Some(words(missing))),
    };
    if let (Some(least), Some(n)) = (metric.min_n, value.n)
        && n < least
    {
        return with(Status::TooFew, Some(format!("n = {n}, fewer than {least}")));
    }
    let Some(target) = target else { return with(Status::NoTarget, sureness.unknown().map(str::to_owned)) };
    if let Some(unknown) = target.unknown() {
        let reason = format!("the target has no value: {}", words(unknown));
        let failed = matches!(unknown, Missing::Failed(_));
        return with(if failed { Status::Error } else { Status::NoTarget }, Some(reason));
    }
    if let Some(failed @ Missing::Failed(_)) = warn.and_then(Applied::unknown) {
        return with(Status::Error, Some(format!("the warning line has no value: {}", words(failed))));
    }
    match sureness {
        Sureness::NotAsked => with(judge(number, target, warn), None),
        Sureness::Unknown(reason) => with(Status::Inconclusive, Some(reason.clone())),
        Sureness::Known(interval) => {
            let lines = target.limits().chain(warn.into_iter().flat_map(Applied::limits));
            let inside = lines.filter(|limit| interval.low < *limit && *limit < interval.high);
            let points: Vec<f64> = [interval.low, number, interval.high].into_iter().chain(inside).collect();
            let status = judge(number, target, warn);
            if points.iter().all(|point| judge(*point, target, warn) == status) {
                return with(status, None);
            }
            with(Status::Inconclusive, Some("the interval reaches over a line".to_owned()))
        }
    }
}

fn judge(value: f64, target: &Applied<'_>, warn: Option<&Applied<'_>>) -> Status {
    if target.holds(value) == Some(true) {
        return Status::Met;
    }
    match warn.and_then(|warn| warn.holds(value)) {
        Some(true) => Status::AtRisk,
        Some(false) | None => Status::Missed,
    }
}
