//! What a metric gives in a context.

/// The value of a metric with what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The number, or why there is none. Durations are in seconds.
    pub value: Result<f64, Missing>,
    /// The rows of the average or denominator; the least of several.
    pub n: Option<f64>,
    /// Of a ratio or share.
    pub numerator: Option<f64>,
    /// Of a ratio or share.
    pub denominator: Option<f64>,
}

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A source has no row in the window, before any filter.
    NoRows,
    /// An average, or another aggregate that needs values, of none.
    NoValues,
    /// Division by zero, or another result that is no number.
    Undefined,
    /// The base of a growth is not above zero.
    NoBase,
    /// There is no such window: all time has no period before it, or a window is not made of whole units.
    NoWindow,
}

/// A number with its n; conditions are 1 and 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counted {
    pub(super) value: Result<f64, Missing>,
    pub(super) n: Option<f64>,
    /// As `n`, of averages and denominators only: the n that a numerator brings to a quotient.
    pub(super) sure: Option<f64>,
}

impl Counted {
    pub(super) fn literal(value: f64) -> Self {
        Self { value: Ok(value), n: None, sure: None }
    }

    pub(super) fn nothing(missing: Missing) -> Self {
        Self { value: Err(missing), n: None, sure: None }
    }

    /// What divides, or compares a number with one before.
    pub(super) fn quotient(self) -> Self {
        Self { sure: self.n, ..self }
    }

    /// A combination of two that is missing when one of them is; n is the least of both.
    pub(super) fn and(self, other: Self, combined: impl FnOnce(f64, f64) -> Result<f64, Missing>) -> Self {
        let value = match (self.value, other.value) {
            (Ok(left), Ok(right)) => combined(left, right),
            (Err(missing), _) | (_, Err(missing)) => Err(missing),
        };
        Self { value, n: least(self.n, other.n), sure: least(self.sure, other.sure) }
    }

    pub(super) fn map(self, changed: impl FnOnce(f64) -> f64) -> Self {
        Self { value: self.value.map(changed), ..self }
    }
}

/// The least of those that are there.
pub(super) fn least(left: Option<f64>, right: Option<f64>) -> Option<f64> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (one, other) => one.or(other),
    }
}
