//! Sums of squares of what independent things move, and when such a sum is nothing but rounding.

use super::gradient::Gradient;

/// A variance below this share of its terms is what rounding left of zero.
const ROUNDING: f64 = 1e-11;

/// A variance, and the number of independent things that it comes from.
pub(super) struct Spread {
    pub(super) variance: f64,
    pub(super) n: u64,
}

/// How far one independent thing moves a value, and how large the terms were that this is the sum of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved {
    by: f64,
    terms: f64,
}

impl Moved {
    pub(super) fn add(&mut self, term: f64) {
        self.by += term;
        self.terms += term.abs();
    }
}

impl Spread {
    pub(super) fn of(moved: impl Iterator<Item = Moved>) -> Self {
        let (mut variance, mut terms, mut n) = (0.0, 0.0, 0);
        for one in moved {
            variance += one.by * one.by;
            terms += one.terms * one.terms;
            n += 1;
        }
        Self { variance: without_rounding(variance, terms), n }
    }
}

/// A variance that is only what rounding left of zero is zero.
pub(super) fn without_rounding(variance: f64, terms: f64) -> f64 {
    if variance <= terms * ROUNDING { 0.0 } else { variance }
}

/// Σ z² over the parts of `per KEY`.
pub(super) fn spread_of_parts(by: &[f64], gradient: &Gradient<'_, '_>) -> Spread {
    let count = gradient.parts.iter().map(|part| part.values.len()).max().unwrap_or(0);
    let moved = (0..count).filter_map(|index| {
        let values: Vec<Option<f64>> =
            gradient.parts.iter().map(|part| part.values.get(index).copied().flatten()).collect();
        let mut moved = Moved::default();
        for (value, by) in values.iter().zip(by.chunks_exact(2)) {
            if let (Some(value), [sum, present]) = (value, by) {
                moved.add(value * sum);
                moved.add(*present);
            }
        }
        values.iter().any(Option::is_some).then_some(moved)
    });
    Spread::of(moved)
}
