//! Many values become one.

use std::cmp::Ordering;
use std::collections::HashSet;

use kpi_model::builtin::Aggregator;

use super::calendar::Calendar;
use super::plugins;
use super::value::{Value, compare};

/// The aggregate of values that stand in the order of their rows; empty ones do not take part.
pub(crate) fn aggregate(function: Aggregator, values: &[Value], calendar: &Calendar) -> Value {
    let values: Vec<&Value> = values.iter().filter(|value| !value.is_empty()).collect();
    let numbers = || values.iter().filter_map(|value| share(value)).collect::<Vec<f64>>();
    let like_values = |number: Option<f64>| match (number, values.first()) {
        (Some(number), Some(Value::Duration(_) | Value::Length(_))) => Value::Duration(number),
        (number, _) => Value::of_number(number),
    };
    match function {
        Aggregator::Count => Value::Number(count(values.len())),
        Aggregator::Sum => like_values(Some(numbers().iter().sum())),
        Aggregator::Avg => like_values(mean(&numbers())),
        Aggregator::Min => extreme(&values, Ordering::Less, calendar),
        Aggregator::Max => extreme(&values, Ordering::Greater, calendar),
        Aggregator::Median => like_values(percentile(numbers(), 50.0)),
        Aggregator::Percentile(rank) => like_values(percentile(numbers(), rank)),
        Aggregator::Variance => like_values(variance(&numbers())),
        Aggregator::Stddev => like_values(variance(&numbers()).map(f64::sqrt)),
        Aggregator::First => values.first().map_or(Value::Empty, |value| (*value).clone()),
        Aggregator::Last => values.last().map_or(Value::Empty, |value| (*value).clone()),
        Aggregator::Any => Value::Bool(values.iter().any(|value| value.condition() == Some(true))),
        Aggregator::Plugin(aggregate) => plugins::aggregate(&aggregate.function(), &values),
        Aggregator::All => Value::Bool(values.iter().all(|value| value.condition() == Some(true))),
    }
}

/// The values each once, in their order, without empty ones.
pub(crate) fn distinct(values: Vec<Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    values.into_iter().filter(|value| !value.is_empty() && seen.insert(value.identity())).collect()
}

/// How many, as a number.
#[expect(clippy::cast_precision_loss, reason = "tables of tests are small")]
pub(crate) fn count(many: usize) -> f64 {
    many as f64
}

/// A number, or 1 for a condition that is true.
fn share(value: &Value) -> Option<f64> {
    value.number().or_else(|| value.condition().map(|condition| if condition { 1.0 } else { 0.0 }))
}

fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / count(numbers.len()))
}

fn variance(numbers: &[f64]) -> Option<f64> {
    let mean = mean(numbers).filter(|_| numbers.len() >= 2)?;
    let squares: f64 = numbers.iter().map(|number| (number - mean) * (number - mean)).sum();
    Some(squares / count(numbers.len() - 1))
}

fn percentile(mut numbers: Vec<f64>, rank: f64) -> Option<f64> {
    if numbers.is_empty() {
        return None;
    }
    numbers.sort_by(f64::total_cmp);
    let place = count(numbers.len() - 1) * rank / 100.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    let below = place.floor() as usize;
    let (low, high) = (numbers[below], numbers[(below + 1).min(numbers.len() - 1)]);
    Some(low + (high - low) * (place - place.floor()))
}

fn extreme(values: &[&Value], wanted: Ordering, calendar: &Calendar) -> Value {
    let mut best: Option<&Value> = None;
    for value in values {
        if best.is_none_or(|best| compare(value, best, calendar) == Some(wanted)) {
            best = Some(value);
        }
    }
    best.cloned().unwrap_or(Value::Empty)
}
