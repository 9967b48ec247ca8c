//! A value with the rows behind it, or the reason why there is none, and how two of them become one.
//!
//! Nothing here knows formulas or cells; [`super::Evaluator`] does.

use kpi_diagnostics::{Span, Texts};
use kpi_model::builtin::Aggregator;
use kpi_model::model::{Model, SourceId};

use crate::cell::Selection;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq)]
pub enum Missing {
    /// The source has no row among these by its own time.
    NoRows(SourceId, Selection),
    /// An aggregate of nothing.
    Nothing(Aggregator, SourceId),
    /// A division by zero, with the place of what was divided by.
    DivisionByZero(Option<Span>),
    /// The base of a growth is not above zero.
    BaseNotPositive,
    /// A function has no result for its arguments, such as the logarithm of zero.
    Undefined(&'static str),
    /// There is no such window.
    Impossible(String),
    /// A source or a plugin failed.
    Failed(String),
}

/// A value with the rows behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// The number, or why there is none. Conditions are 1 and 0.
    pub value: Result<f64, Missing>,
    /// Rows of the average or denominator; the least of several. None for literals.
    pub n: Option<u64>,
    /// The least rows of the averages and denominators alone: what a quotient takes from its numerator, whose sums and
    /// counts may well be small.
    pub averaged: Option<u64>,
}

impl Computed {
    /// A value with its rows, which are not those of an average.
    pub(super) fn of(value: Result<f64, Missing>, n: Option<u64>) -> Self {
        Self { value, n, averaged: None }
    }

    /// The value of an aggregate of rows or parts.
    pub(super) fn aggregated(function: Aggregator, value: Result<f64, Missing>, n: u64) -> Self {
        let averages = match function {
            Aggregator::Avg
            | Aggregator::Median
            | Aggregator::Percentile(_)
            | Aggregator::Stddev
            | Aggregator::Variance
            | Aggregator::Plugin(_) => true,
            Aggregator::Count
            | Aggregator::Sum
            | Aggregator::Min
            | Aggregator::Max
            | Aggregator::First
            | Aggregator::Last
            | Aggregator::Any
            | Aggregator::All => false,
        };
        Self { value, n: Some(n), averaged: averages.then_some(n) }
    }

    /// All its rows count as those of a denominator.
    pub(super) fn into_quotient(self) -> Self {
        Self { averaged: self.n, ..self }
    }
}

impl Missing {
    /// The reason for readers.
    pub fn words(&self, model: &Model, texts: &Texts) -> String {
        let name = |source: &SourceId| model.sources.get(source.0).map_or("", |source| source.name.as_str());
        match self {
            Self::NoRows(source, selection) => format!("`{}` has no rows {}", name(source), selection.words()),
            Self::Nothing(function, source) => {
                let needed = if matches!(function, Aggregator::Stddev | Aggregator::Variance) {
                    "needs at least two values"
                } else {
                    "has no rows to work on"
                };
                format!("`{}` of `{}` {needed}", function.name(), name(source))
            }
            Self::DivisionByZero(None) => "the denominator is 0".to_owned(),
            Self::DivisionByZero(Some(place)) => {
                let written = texts.slice(*place).split_whitespace().collect::<Vec<_>>().join(" ");
                format!("the denominator `{written}` is 0")
            }
            Self::BaseNotPositive => "the value before is not above 0, so there is no growth".to_owned(),
            Self::Undefined(function) => format!("`{function}` has no result for these values"),
            Self::Impossible(reason) | Self::Failed(reason) => reason.clone(),
        }
    }
}

pub(super) fn map(computed: Computed, function: impl Fn(f64) -> Result<f64, Missing>) -> Computed {
    Computed { value: computed.value.and_then(function), ..computed }
}

/// Strict in what is missing; a failure outweighs any other reason.
pub(super) fn both(left: &Computed, right: &Computed, function: impl Fn(f64, f64) -> Result<f64, Missing>) -> Computed {
    let value = match (&left.value, &right.value) {
        (Ok(a), Ok(b)) => function(*a, *b),
        (Err(_), Err(failed @ Missing::Failed(_))) | (Ok(_), Err(failed)) => Err(failed.clone()),
        (Err(missing), _) => Err(missing.clone()),
    };
    Computed { value, n: least(left.n, right.n), averaged: least(left.averaged, right.averaged) }
}

/// A quotient has the rows of its denominator, or fewer when its numerator has an average or denominator of fewer.
pub(super) fn quotient(left: &Computed, right: &Computed, value: Result<f64, Missing>) -> Computed {
    let n = least(right.n, left.averaged).or(left.n);
    Computed { value, n, averaged: n }
}

/// The least of those that are there.
pub(crate) fn least(left: Option<u64>, right: Option<u64>) -> Option<u64> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

/// `fill` is for an empty window, never for a division by zero.
pub(super) fn filled(computed: Computed, fill: f64) -> Computed {
    match computed.value {
        Err(Missing::NoRows(..)) => Computed { value: Ok(fill), ..computed },
        Ok(_) | Err(_) => computed,
    }
}

/// `place` is where the denominator is written.
pub(super) fn divide(above: f64, below: f64, place: Option<Span>) -> Result<f64, Missing> {
    if below == 0.0 { Err(Missing::DivisionByZero(place)) } else { Ok(above / below) }
}

pub(super) fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}
