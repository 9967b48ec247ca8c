//! What `lift` and `risk_ratio` say, as a sentence: one group against the others, how sure that is, and how large both are.

use kpi_model::model::metric::{Filter, MetricExpr, MetricKind};
use kpi_model::model::{Metric, Model};
use kpi_plan::Comparison;

use crate::sureness::Sureness;

/// The sentence of a value that compares two groups; none for other metrics.
pub(crate) fn sentence(
    model: &Model,
    metric: &Metric,
    comparison: Option<&Comparison>,
    value: f64,
    sureness: &Sureness,
) -> Option<String> {
    let comparison = comparison?;
    let (inner, filter) = compared(model, &metric.body)?;
    let subject = subject(model, inner)?;
    let mut text = format!("{subject} is {} where {} as elsewhere", times(comparison.ratio(value)), filter.text);
    match sureness {
        Sureness::NotAsked => {}
        Sureness::Unknown(reason) => text = format!("{text}, {reason}"),
        Sureness::Known(interval) => {
            let (one, other) = (comparison.ratio(interval.low), comparison.ratio(interval.high));
            let (low, high) = (one.min(other), one.max(other));
            text = format!("{text}, {} % interval {} to {}", interval.level * 100.0, short(low), short(high));
            if low <= 1.0 && 1.0 <= high {
                text.push_str(" (so perhaps no difference)");
            }
        }
    }
    if let (Some(with), Some(without)) = (comparison.with.n, comparison.without.n) {
        text = format!("{text}, n = {} against {}", grouped(with), grouped(without));
    }
    Some(text)
}

/// The metric that is compared, and by what.
fn compared<'m>(model: &'m Model, expr: &'m MetricExpr) -> Option<(&'m MetricExpr, &'m Filter)> {
    if let MetricKind::Lift(inner, filter) | MetricKind::RiskRatio(inner, filter) = &expr.kind {
        return Some((inner, filter));
    }
    if let MetricKind::Metric(id) = &expr.kind {
        return compared(model, &model.metric(*id).body);
    }
    if let MetricKind::Over(inner, _) | MetricKind::Where(inner, _) = &expr.kind {
        return compared(model, inner);
    }
    None
}

/// What the compared metric is called; an expression without a name has no sentence.
fn subject(model: &Model, expr: &MetricExpr) -> Option<String> {
    let MetricKind::Metric(id) = &expr.kind else { return None };
    let metric = model.metric(*id);
    Some(metric.label.clone().unwrap_or_else(|| {
        let words = metric.name.replace('_', " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }))
}

/// `2.3 times as high`
fn times(ratio: f64) -> String {
    format!("{} times as high", short(ratio))
}

/// Two digits that count.
fn short(number: f64) -> String {
    if number == 0.0 || number.abs() >= 9.95 {
        format!("{number:.0}")
    } else if number.abs() >= 0.995 {
        format!("{number:.1}")
    } else {
        format!("{number:.2}")
    }
}

/// `1,204`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, short};

    #[test]
    fn numbers_in_a_sentence() {
        assert_eq!(
            [short(2.34), short(0.456), short(12.3), short(0.999), short(0.0)],
            ["2.3", "0.46", "12", "1.0", "0"]
        );
        assert_eq!([grouped(7), grouped(1_204), grouped(1_000_000)], ["7", "1,204", "1,000,000"]);
    }
}
