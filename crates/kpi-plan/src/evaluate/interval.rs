//! How sure a value is: its confidence interval.
//!
//! - A share of rows has the interval of Wilson ([`crate::statistics::wilson`]).
//! - Every other value f(T₁, …, Tₖ) of totals is *linearised* (the delta method; Wolter, Introduction to Variance Estimation,
//!   chapter 6; Särndal, Swensson, Wretman, Model Assisted Survey Sampling, 5.5): a row that adds xᵢ to the total Tᵢ moves
//!   the value by z = Σ ∂f/∂Tᵢ · xᵢ. The values do not change when all rows are doubled, so the z of all rows add up to
//!   zero, and the variance of the value is n / (n − 1) · Σ z² = n / (n − 1) · Σᵢⱼ ∂f/∂Tᵢ · ∂f/∂Tⱼ · Σ xᵢxⱼ. For a mean this is
//!   s² / n, exactly. The quantile is that of Student's t with n − 1 degrees of freedom.
//! - n is the number of rows that the value is computed from, each counted once.
//! - Where rows depend on each other (`per customer`), z is added up for each key first, and n is the number of keys.
//!   The rows without a key are together one.
//! - `lift` and `risk_ratio` are linearised on the scale of logarithms, where they are symmetric; for a ratio of two risks
//!   this is the interval of Katz and others (Biometrics 34, 1978), with n / (n − 1) and t.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use kpi_model::builtin::Aggregator;

use super::gradient::{Dual, Gradient, Variables};
use super::spread::{Moved, Spread, spread_of_parts, without_rounding};
use super::{Computed, Evaluator};
use crate::expand::PlannedItem;
use crate::formula::{Formula, FormulaKind, Groups, Leaf};
use crate::key::{Key, SliceKey};
use crate::results::CellResult;
use crate::sample::{KeyOf, Reading, SampleKind, Total};
use crate::statistics::{student_quantile, upper, wilson};

/// How sure a value is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// 0.95 for 95 %.
    pub level: f64,
    /// How it was computed.
    pub method: Method,
}

/// How an interval is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A share of rows.
    Wilson,
    /// The mean of rows.
    Student,
    /// Any other value of totals.
    Linearised,
    /// The same, where rows with one key depend on each other.
    Clustered,
    /// The ratio of two groups.
    LogRatio,
    /// The same, where rows with one key depend on each other.
    ClusteredLogRatio,
}

impl Method {
    /// The word for machines and readers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wilson => "wilson",
            Self::Student => "student",
            Self::Linearised => "linearised",
            Self::Clustered => "clustered",
            Self::LogRatio => "log ratio",
            Self::ClusteredLogRatio => "clustered log ratio",
        }
    }
}

/// For each slice the sum of each key.
pub(super) type ByKey = HashMap<SliceKey, Vec<(Key, f64)>>;

/// One group against the others: the value is `factor · with / without + offset`.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The metric where the condition holds.
    pub with: Computed,
    /// The metric where it does not.
    pub without: Computed,
    factor: f64,
    offset: f64,
}

impl Comparison {
    /// The ratio of the two groups behind a value, or behind an end of its interval.
    pub fn ratio(&self, value: f64) -> f64 {
        (value - self.offset) / self.factor
    }
}

/// What is linearised: a number and its derivatives, and how its ends become those of the value.
struct Target {
    centre: f64,
    by: Vec<f64>,
    scale: Scale,
}

/// From the scale of the computation to that of the value.
#[derive(Clone, Copy)]
enum Scale {
    Same,
    /// The logarithm of a ratio: the value is `factor · ratio + offset`.
    Logarithm {
        factor: f64,
        offset: f64,
    },
}

const NO_SPREAD: &str = "the rows do not differ, so nothing is known of how far the value strays";
const TOO_SMALL: &str = "one row alone tells nothing of how far the value strays";
const EMPTY_WINDOW: &str = "the value stands for a window without rows";
const NOT_COMPUTED: &str = "what it is made of could not be computed";
const EMPTY_GROUP: &str = "one of the two groups is at 0";

impl Evaluator<'_> {
    /// The interval of an item's value in a slice, or why there is none; nothing when it was not asked for, or without a value.
    pub fn interval(&self, item: &PlannedItem, slice: &[Key]) -> Option<Result<Interval, String>> {
        let sample = item.sample.as_ref()?;
        let computed = self.value(&item.value, slice);
        computed.value.ok()?;
        Some(match &sample.kind {
            SampleKind::Impossible(reason) => Err(reason.clone()),
            SampleKind::Share { part, all, scale, offset } => {
                let counts = self.total(part, slice).zip(self.total(all, slice));
                let ends = counts.and_then(|(part, all)| wilson(part, all, sample.level));
                let ends = ends.map(|(low, high)| (low * scale + offset, high * scale + offset));
                ends.map(|(one, other)| ordered(one, other, sample.level, Method::Wilson))
                    .ok_or_else(|| EMPTY_WINDOW.to_owned())
            }
            kind @ (SampleKind::Rows { .. } | SampleKind::Groups { .. } | SampleKind::Parts(_)) => {
                self.linearised(&item.value, kind, sample.level, slice)
            }
        })
    }

    /// What a value compares by `lift` or `risk_ratio`; nothing when it compares no groups.
    pub fn comparison(&self, formula: &Formula, slice: &[Key]) -> Option<Comparison> {
        let Groups { with, without, factor, offset } = formula.core().groups()?;
        Some(Comparison { with: self.value(with, slice), without: self.value(without, slice), factor, offset })
    }

    fn linearised(&self, formula: &Formula, kind: &SampleKind, level: f64, slice: &[Key]) -> Result<Interval, String> {
        let variables = match kind {
            SampleKind::Rows { totals, .. } | SampleKind::Groups { totals, .. } => Variables::Totals(totals),
            SampleKind::Parts(_) | SampleKind::Share { .. } | SampleKind::Impossible(_) => Variables::Parts,
        };
        let mut gradient = Gradient::new(self, slice, variables);
        gradient.find_parts(formula);
        let target = target(formula, &mut gradient)?;
        let spread = match kind {
            SampleKind::Groups { by_key, .. } => {
                by_key.iter().find_map(|leaf| self.failure(leaf)).map_or(Ok(()), Err)?;
                self.spread_of_groups(&target.by, by_key, slice)
            }
            SampleKind::Rows { products, rows, .. } => Spread {
                variance: self.variance_of_rows(&target.by, products, slice).ok_or(NOT_COMPUTED)?,
                n: self.counted_rows(rows, slice),
            },
            SampleKind::Parts(_) | SampleKind::Share { .. } | SampleKind::Impossible(_) => {
                spread_of_parts(&target.by, &gradient)
            }
        };
        let quantile = student_quantile(upper(level), spread.n.saturating_sub(1)).ok_or(TOO_SMALL)?;
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let n = spread.n as f64;
        let variance = spread.variance * n / (n - 1.0);
        if variance <= 0.0 || !variance.is_finite() {
            return Err(NO_SPREAD.to_owned());
        }
        let half = quantile * variance.sqrt();
        let (low, high) = match target.scale {
            Scale::Same => (target.centre - half, target.centre + half),
            Scale::Logarithm { factor, offset } => {
                let end = |logarithm: f64| logarithm.exp().mul_add(factor, offset);
                (end(target.centre - half), end(target.centre + half))
            }
        };
        Ok(ordered(low, high, level, self.method(formula, kind)))
    }

    fn method(&self, formula: &Formula, kind: &SampleKind) -> Method {
        let clustered = matches!(kind, SampleKind::Groups { key: KeyOf::Definition, .. });
        let core = formula.core();
        if core.groups().is_some() {
            return if clustered { Method::ClusteredLogRatio } else { Method::LogRatio };
        }
        let mean_of_rows =
            matches!(&core.inner.kind, FormulaKind::Leaf(leaf) if self.function(leaf) == Some(Aggregator::Avg));
        let mean = mean_of_rows || matches!(core.inner.kind, FormulaKind::Parts { function: Aggregator::Avg, .. });
        match (clustered, mean) {
            (true, _) => Method::Clustered,
            (false, true) => Method::Student,
            (false, false) => Method::Linearised,
        }
    }

    /// The value of a total.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn total(&self, total: &Total, slice: &[Key]) -> Option<f64> {
        let outcome = self.outcome(&total.leaf, slice).ok()?;
        let average = self.function(&total.leaf) == Some(Aggregator::Avg);
        match (average, total.reading) {
            (true, Reading::Sum) => Some(outcome.sum),
            (true, Reading::Present) => Some(outcome.n as f64),
            (false, _) => outcome.value,
        }
    }

    pub(super) fn function(&self, leaf: &Leaf) -> Option<Aggregator> {
        self.plan.cells.get(leaf.cell.0).map(|cell| cell.function)
    }

    /// How many rows there are, each counted once.
    fn counted_rows(&self, rows: &[(f64, Leaf)], slice: &[Key]) -> u64 {
        let count = |leaf: &Leaf| self.outcome(leaf, slice).map_or(0, |outcome| outcome.rows);
        let signed = |positive: bool| -> u64 {
            rows.iter().filter(|(sign, _)| (*sign > 0.0) == positive).map(|(_, leaf)| count(leaf)).sum()
        };
        signed(true).saturating_sub(signed(false))
    }

    /// Σ z² over rows; none when a sum failed.
    fn variance_of_rows(&self, by: &[f64], products: &[Vec<Option<Leaf>>], slice: &[Key]) -> Option<f64> {
        let (mut variance, mut terms) = (0.0, 0.0_f64);
        for (row, (products, left)) in products.iter().zip(by).enumerate() {
            let others = by.get(row..).unwrap_or_default();
            for (place, (product, right)) in products.iter().zip(others).enumerate() {
                let Some(leaf) = product else { continue };
                let sum = self.outcome(leaf, slice).ok().and_then(|outcome| outcome.value)?;
                let times = if place == 0 { 1.0 } else { 2.0 };
                let term = times * left * right * sum;
                variance += term;
                terms += term.abs();
            }
        }
        Some(without_rounding(variance, terms))
    }

    /// Why the numbers of a cell are not there.
    fn failure(&self, leaf: &Leaf) -> Option<String> {
        match self.results.cells.get(leaf.cell.0) {
            Some(CellResult::Failed(reason)) => Some(reason.clone()),
            Some(CellResult::Groups(_)) | None => None,
        }
    }

    /// Σ z² over keys.
    fn spread_of_groups(&self, by: &[f64], by_key: &[Leaf], slice: &[Key]) -> Spread {
        let mut moved: BTreeMap<Key, Moved> = BTreeMap::new();
        for (derivative, leaf) in by.iter().zip(by_key) {
            let outer = leaf.dimensions.len().saturating_sub(1);
            let wanted: SliceKey =
                leaf.dimensions.iter().take(outer).filter_map(|position| slice.get(*position).cloned()).collect();
            for (key, sum) in self.sums_by_key(leaf, outer).get(&wanted).into_iter().flatten() {
                moved.entry(key.clone()).or_default().add(derivative * sum);
            }
        }
        Spread::of(moved.into_values())
    }

    fn sums_by_key(&self, leaf: &Leaf, outer: usize) -> Rc<ByKey> {
        let place = (leaf.cell, leaf.selection);
        if let Some(known) = self.by_key.borrow().get(&place) {
            return Rc::clone(known);
        }
        let mut by_key = ByKey::new();
        for (group, outcome) in self.results.groups(leaf.cell, leaf.selection).into_iter().flatten() {
            let (Some(key), Some(sum)) = (group.last(), outcome.value) else { continue };
            // A key whose rows are all empty adds nothing, not even a zero.
            if outcome.n > 0 {
                by_key.entry(group.iter().take(outer).cloned().collect()).or_default().push((key.clone(), sum));
            }
        }
        let by_key = Rc::new(by_key);
        self.by_key.borrow_mut().insert(place, Rc::clone(&by_key));
        by_key
    }
}

/// What is linearised of a formula: itself, or the logarithm of the ratio that it is made of.
fn target(formula: &Formula, gradient: &mut Gradient<'_, '_>) -> Result<Target, String> {
    let Some(Groups { with, without, factor, offset }) = formula.core().groups() else {
        let Dual { value, by } = gradient.of(formula).ok_or(EMPTY_WINDOW)?;
        return Ok(Target { centre: value, by, scale: Scale::Same });
    };
    let (above, below) = gradient.of(with).zip(gradient.of(without)).ok_or(EMPTY_WINDOW)?;
    if above.value * below.value <= 0.0 {
        return Err(EMPTY_GROUP.to_owned());
    }
    let by = above.by.iter().zip(&below.by).map(|(a, b)| a / above.value - b / below.value).collect();
    Ok(Target { centre: (above.value / below.value).ln(), by, scale: Scale::Logarithm { factor, offset } })
}

fn ordered(one: f64, other: f64, level: f64, method: Method) -> Interval {
    Interval { low: one.min(other), high: one.max(other), level, method }
}
