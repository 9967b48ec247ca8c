//! Functions and aggregates of plain numbers, for what is computed after the cells.

use kpi_model::builtin::{Aggregator, Scalar};
use kpi_syntax::ast::CompareOp;

use crate::evaluate::{Computed, Missing, least};

/// The value of an aggregate over nothing.
pub(crate) fn of_nothing(function: Aggregator) -> Option<f64> {
    match function {
        Aggregator::Count | Aggregator::Sum | Aggregator::Any => Some(0.0),
        Aggregator::All => Some(1.0),
        Aggregator::Avg
        | Aggregator::Min
        | Aggregator::Max
        | Aggregator::Median
        | Aggregator::Percentile(_)
        | Aggregator::Stddev
        | Aggregator::Variance
        | Aggregator::First
        | Aggregator::Last
        | Aggregator::Plugin(_) => None,
    }
}

/// A sum of two computed numbers. What only rounding leaves of two that cancel each other is nothing: a quotient by it would
/// be a number of fifteen digits without meaning.
pub(crate) fn sum(left: f64, right: f64) -> f64 {
    let sum = left + right;
    if sum.abs() <= 1e-15 * left.abs().max(right.abs()) { 0.0 } else { sum }
}

/// A comparison of numbers.
pub(crate) fn compare(operator: CompareOp, left: f64, right: f64) -> bool {
    match operator {
        #[expect(clippy::float_cmp, reason = "`=` means equal")]
        CompareOp::Equal => left == right,
        #[expect(clippy::float_cmp, reason = "`!=` means not equal")]
        CompareOp::NotEqual => left != right,
        CompareOp::Less => left < right,
        CompareOp::LessOrEqual => left <= right,
        CompareOp::Greater => left > right,
        CompareOp::GreaterOrEqual => left >= right,
    }
}

/// An aggregate of numbers in order; none when it has no value. Those of plugins, which stand over rows alone, have
/// none here.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn aggregate(function: Aggregator, distinct: bool, numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    if distinct {
        sorted.dedup();
    }
    let count = sorted.len() as f64;
    let mean = || (count > 0.0).then(|| sorted.iter().sum::<f64>() / count);
    match function {
        Aggregator::Count => Some(count),
        Aggregator::Sum => Some(sorted.iter().sum()),
        Aggregator::Avg => mean(),
        Aggregator::Min => sorted.first().copied(),
        Aggregator::Max => sorted.last().copied(),
        Aggregator::Median => percentile(&sorted, 50.0),
        Aggregator::Percentile(rank) => percentile(&sorted, rank),
        Aggregator::Variance => variance(&sorted, mean()?),
        Aggregator::Stddev => variance(&sorted, mean()?).map(f64::sqrt),
        Aggregator::First => numbers.first().copied(),
        Aggregator::Last => numbers.last().copied(),
        Aggregator::Any => Some(f64::from(u8::from(sorted.iter().any(|number| *number != 0.0)))),
        Aggregator::All => Some(f64::from(u8::from(sorted.iter().all(|number| *number != 0.0)))),
        Aggregator::Plugin(_) => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn variance(numbers: &[f64], mean: f64) -> Option<f64> {
    let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
    (numbers.len() > 1).then(|| squares / (numbers.len() as f64 - 1.0))
}

/// The value at `rank` percent of sorted numbers, between two neighbours in proportion.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positions are between 0 and the length"
)]
pub(crate) fn percentile(sorted: &[f64], rank: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)? as f64;
    let position = (rank / 100.0).clamp(0.0, 1.0) * last;
    let below = *sorted.get(position.floor() as usize)?;
    let above = *sorted.get(position.ceil() as usize)?;
    Some(below + (above - below) * (position - position.floor()))
}

/// A built-in function of computed values.
pub(crate) fn call(function: Scalar, arguments: &[Computed]) -> Computed {
    let n = arguments.iter().fold(None, |n, argument| least(n, argument.n));
    let averaged = arguments.iter().fold(None, |n, argument| least(n, argument.averaged));
    Computed { value: scalar(function, arguments), n, averaged }
}

fn scalar(function: Scalar, arguments: &[Computed]) -> Result<f64, Missing> {
    if let Some(failed) = arguments.iter().find_map(|argument| match &argument.value {
        Err(failed @ Missing::Failed(_)) => Some(failed.clone()),
        _ => None,
    }) {
        return Err(failed);
    }
    let present: Vec<f64> = arguments.iter().filter_map(|argument| argument.value.clone().ok()).collect();
    let first_missing = || match arguments.iter().find_map(|argument| argument.value.clone().err()) {
        Some(missing) => missing,
        None => Missing::Undefined(function.name()),
    };
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other function needs all its arguments")]
    let lenient = match function {
        Scalar::Coalesce => Some(present.first().copied()),
        Scalar::Least => Some(present.iter().copied().reduce(f64::min)),
        Scalar::Greatest => Some(present.iter().copied().reduce(f64::max)),
        #[expect(clippy::cast_precision_loss, reason = "argument counts are small")]
        Scalar::CountPresent => Some(Some(present.len() as f64)),
        Scalar::WeightedAvg => Some(weighted(arguments)),
        _ => None,
    };
    if let Some(value) = lenient {
        return value.ok_or_else(first_missing);
    }
    let numbers: Vec<f64> = arguments.iter().map(|argument| argument.value.clone()).collect::<Result<_, Missing>>()?;
    strict(function, &numbers).filter(|value| value.is_finite()).ok_or(Missing::Undefined(function.name()))
}

fn weighted(arguments: &[Computed]) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for pair in arguments.chunks_exact(2) {
        if let [value, weight] = pair
            && let (Ok(value), Ok(weight)) = (&value.value, &weight.value)
        {
            sum += value * weight;
            weights += weight;
        }
    }
    (weights != 0.0).then(|| sum / weights)
}

fn strict(function: Scalar, numbers: &[f64]) -> Option<f64> {
    let at = |index: usize| numbers.get(index).copied();
    let first = at(0)?;
    match function {
        Scalar::Abs => Some(first.abs()),
        Scalar::Floor => Some(first.floor()),
        Scalar::Ceil => Some(first.ceil()),
        Scalar::Sqrt => (first >= 0.0).then(|| first.sqrt()),
        Scalar::Ln => (first > 0.0).then(|| first.ln()),
        Scalar::Exp => Some(first.exp()),
        Scalar::Power => Some(first.powf(at(1)?)),
        Scalar::Clamp => Some(first.max(at(1)?).min(at(2)?)),
        Scalar::Round => Some(round(first, at(1).unwrap_or(0.0))),
        Scalar::Seconds => Some(first),
        Scalar::Minutes => Some(first / 60.0),
        Scalar::Hours => Some(first / 3_600.0),
        Scalar::Days => Some(first / 86_400.0),
        Scalar::Weeks => Some(first / 604_800.0),
        Scalar::Months => Some(first / MEAN_MONTH_SECONDS),
        Scalar::Years => Some(first / MEAN_YEAR_SECONDS),
        Scalar::Coalesce
        | Scalar::Least
        | Scalar::Greatest
        | Scalar::CountPresent
        | Scalar::WeightedAvg
        | Scalar::Lower
        | Scalar::Upper
        | Scalar::Trim
        | Scalar::Length
        | Scalar::Contains
        | Scalar::StartsWith
        | Scalar::EndsWith
        | Scalar::BusinessHours
        | Scalar::Date
        | Scalar::Weekday
        | Scalar::DayOfMonth
        | Scalar::Month
        | Scalar::Quarter
        | Scalar::Year
        | Scalar::Hour
        | Scalar::StartOfWeek
        | Scalar::StartOfMonth
        | Scalar::StartOfQuarter
        | Scalar::StartOfYear => None,
    }
}

/// A twelfth of [`MEAN_YEAR_SECONDS`].
pub const MEAN_MONTH_SECONDS: f64 = MEAN_YEAR_SECONDS / 12.0;
/// The mean year of the Gregorian calendar, 365.2425 days.
pub const MEAN_YEAR_SECONDS: f64 = 365.2425 * 86_400.0;

/// Half away from zero, to so many digits behind the point.
#[expect(clippy::cast_possible_truncation, reason = "digits are clamped to a small range")]
pub fn round(number: f64, digits: f64) -> f64 {
    let factor = 10_f64.powi(digits.clamp(-15.0, 15.0) as i32);
    (number * factor).round() / factor
}
