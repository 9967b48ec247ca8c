//! Targets and warning lines in words.

use kpi_model::model::metric::{Bound, Line, MetricExpr, MetricKind, ScopeTerm};
use kpi_model::model::{Base, Unit};
use kpi_syntax::ast::CompareOp;

use super::number::number;
use super::stretch::Stretch;
use super::{Rank, Words, list};

impl Words<'_> {
    /// `below 5 % for segment "smb", from 2026-07-01 on`
    pub(crate) fn of_line(&self, line: &Line, unit: &Unit) -> String {
        let bound = match &line.bound {
            Bound::Compare(op, limit) => format!("{} {}", side(*op), self.limit(limit, unit)),
            Bound::Between(low, high) => format!("from {} to {}", self.limit(low, unit), self.limit(high, unit)),
        };
        let scope = if line.scope.is_empty() { String::new() } else { format!(" for {}", scope_words(&line.scope)) };
        let since = line.since.map(|since| format!(", from {since} on")).unwrap_or_default();
        format!("{bound}{scope}{since}")
    }

    fn limit(&self, limit: &MetricExpr, unit: &Unit) -> String {
        let MetricKind::Number(value) = limit.kind else {
            return self.metric(limit, &Stretch::period(), 0).within(Rank::Sum);
        };
        if unit.is_duration() {
            return self.texts.slice(limit.span).trim().to_owned();
        }
        with_unit(&number(value), unit)
    }
}

/// `5 %`, `20 points`, `1,000 EUR`
pub(crate) fn with_unit(number: &str, unit: &Unit) -> String {
    match unit.to_string() {
        word if word.is_empty() => number.to_owned(),
        word => format!("{number} {word}"),
    }
}

/// A unit for readers: `percent`, `euros` have no words of their own here, so a currency is its code.
pub(crate) fn unit_words(unit: &Unit) -> String {
    match unit.factors.as_slice() {
        _ if unit.label.is_some() => unit.to_string(),
        _ if unit.percent => "percent (%)".to_owned(),
        [] => "a plain number".to_owned(),
        [(Base::Duration, 1)] => "a length of time".to_owned(),
        _ => unit.to_string(),
    }
}

/// `segment "smb"`, `country "de" or "at"`, `segment empty`
pub(crate) fn scope_words(scope: &[ScopeTerm]) -> String {
    let term = |term: &ScopeTerm| {
        let value = |value: &Option<String>| value.as_ref().map_or("empty".to_owned(), |value| format!("\"{value}\""));
        let values: Vec<String> = term.values.iter().map(value).collect();
        format!("`{}` {}", term.dimension, list(&values, "or"))
    };
    list(&scope.iter().map(term).collect::<Vec<_>>(), "and")
}

fn side(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "exactly",
        CompareOp::NotEqual => "anything but",
        CompareOp::Less => "below",
        CompareOp::LessOrEqual => "at most",
        CompareOp::Greater => "above",
        CompareOp::GreaterOrEqual => "at least",
    }
}
