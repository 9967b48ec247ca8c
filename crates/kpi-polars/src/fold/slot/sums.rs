//! Counts and sums.
//!
//! Every sum carries its rounding error along (Knuth's two-sum), so that neither the cut into batches nor the thread that
//! takes one shows in the result: the same data give the same digits. Whole numbers and conditions are added up as whole
//! numbers; rows of few cells are counted as bits.

use std::borrow::Cow;

use super::Piece;
use super::lanes::{LANES, Lanes, Merge};
use crate::fold::column::Values;
use crate::fold::places::Part;
use crate::fold::words::{Words, each_pair};

/// Twice the digits of a float: a number and what is left of it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::fold) struct Precise {
    high: f64,
    low: f64,
}

/// A sum with the values behind it and the rows without one.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::fold) struct Sum {
    /// How many values.
    pub(in crate::fold) n: u64,
    /// How many rows have none.
    empty: u64,
    value: Precise,
    /// What was added in whole numbers, exactly.
    whole: i64,
}

/// Counts rows.
pub(super) fn count(counts: &mut Lanes<u64>, piece: &Piece<'_>) {
    match piece.places.few() {
        Some(parts) => parts.iter().for_each(|part| *counts.at(0, part.cell) += among(part, piece.mask)),
        None => walk(counts, piece, piece.mask, piece.places.cells(), |count, _| *count += 1),
    }
}

/// Adds values up.
pub(super) fn add(sums: &mut Lanes<Sum>, piece: &Piece<'_>, values: &Values) {
    match values {
        Values::Truth { there, holds } => add_truth(sums, piece, there.as_ref(), holds),
        Values::Whole(numbers) => add_whole(sums, piece, numbers),
        Values::Numbers { numbers, any_empty: false } => walk(sums, piece, piece.mask, numbers, Sum::take),
        Values::Numbers { numbers, any_empty: true } => walk(sums, piece, piece.mask, numbers, Sum::take_if_there),
        Values::Identities(_) => {}
    }
}

/// Takes the values of the rows for which a condition holds.
fn walk<T: Merge, V: Copy>(
    lanes: &mut Lanes<T>,
    piece: &Piece<'_>,
    condition: Option<&Words>,
    values: &[V],
    take: impl Fn(&mut T, V),
) {
    let places = piece.places;
    match lanes {
        Lanes::Several(cells) => {
            places.each(condition, values, |row, cell, value| take(&mut cells[cell][row % LANES], value));
        }
        Lanes::One(cells) => places.each(condition, values, |_, cell, value| take(&mut cells[cell], value)),
    }
}

fn add_whole(sums: &mut Lanes<Sum>, piece: &Piece<'_>, numbers: &[i32]) {
    let Some(cell) = piece.places.only() else { return walk(sums, piece, piece.mask, numbers, Sum::take_whole) };
    let sum = sums.at(0, cell);
    sum.n += piece.mask.map_or(numbers.len() as u64, Words::count);
    let mut whole = 0;
    each_pair(piece.mask, numbers, numbers, |_, number, _| whole += i64::from(number));
    sum.whole += whole;
}

/// Conditions count as 1 and 0.
fn add_truth(sums: &mut Lanes<Sum>, piece: &Piece<'_>, there: Option<&Words>, holds: &Words) {
    let held = of_mask(piece.mask, holds);
    let valued = there.map(|there| of_mask(piece.mask, there));
    if let Some(parts) = piece.places.few() {
        for part in parts {
            let rows = among(part, piece.mask);
            let sum = sums.at(0, part.cell);
            let n = valued.as_ref().map_or(rows, |valued| part.rows.count_both(valued));
            sum.n += n;
            sum.empty += rows - n;
            sum.whole += part.rows.count_both(&held).cast_signed();
        }
        return;
    }
    let cells = piece.places.cells();
    walk(sums, piece, valued.as_deref().or(piece.mask), cells, |sum, _| sum.n += 1);
    walk(sums, piece, Some(&held), cells, |sum, _| sum.whole += 1);
    if let Some(there) = there {
        let empty = there.inverse(cells.len());
        walk(sums, piece, Some(&of_mask(piece.mask, &empty)), cells, |sum, _| sum.empty += 1);
    }
}

/// The rows of a mask for which a condition holds.
fn of_mask<'w>(mask: Option<&Words>, condition: &'w Words) -> Cow<'w, Words> {
    mask.map_or(Cow::Borrowed(condition), |mask| Cow::Owned(mask.both(condition)))
}

/// How many rows of a part are in a mask.
fn among(part: &Part, mask: Option<&Words>) -> u64 {
    mask.map_or_else(|| part.rows.count(), |mask| part.rows.count_both(mask))
}

impl Merge for Sum {
    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.empty += other.empty;
        self.value.merge(&other.value);
        self.whole += other.whole;
    }
}

impl Sum {
    fn take(&mut self, number: f64) {
        self.n += 1;
        self.value.add(number);
    }

    fn take_if_there(&mut self, number: f64) {
        let there = !number.is_nan();
        self.n += u64::from(there);
        self.empty += u64::from(!there);
        self.value.add(if there { number } else { 0.0 });
    }

    fn take_whole(&mut self, number: i32) {
        self.n += 1;
        self.whole += i64::from(number);
    }

    /// How many rows, those without a value included.
    pub(in crate::fold) fn rows(&self) -> u64 {
        self.n + self.empty
    }

    #[expect(clippy::cast_precision_loss, reason = "each half has few enough bits")]
    pub(in crate::fold) fn total(&self) -> f64 {
        let mut value = self.value;
        value.add((self.whole >> 32) as f64 * 4_294_967_296.0);
        value.add((self.whole & 0xFFFF_FFFF) as f64);
        value.total()
    }
}

impl Precise {
    /// Adds a number; what is lost by rounding goes to the low part.
    pub(super) fn add(&mut self, number: f64) {
        let sum = self.high + number;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (number - part);
        self.high = sum;
    }

    /// Adds the square of a number, with what is lost by rounding it.
    pub(super) fn add_square(&mut self, number: f64) {
        let square = number * number;
        self.add(square);
        self.low += number.mul_add(number, -square);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.add(other.high);
        self.low += other.low;
    }

    pub(super) fn total(&self) -> f64 {
        // An infinite or overflown sum has no rounding error worth keeping.
        if self.low.is_finite() { self.high + self.low } else { self.high }
    }

    /// This sum of squares less the square of a sum divided by `count`: what is left of the squares around the mean.
    pub(super) fn around_mean(&self, sum: &Self, count: f64) -> f64 {
        let square = sum.high * sum.high;
        let rest = sum.high.mul_add(sum.high, -square) + 2.0 * sum.high * sum.low;
        let part = square / count;
        let part_rest = ((-part).mul_add(count, square) + rest) / count;
        ((self.high - part) + (self.low - part_rest)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_numbers_does_not_show() {
        let numbers: Vec<f64> = (0..10_000).map(|i| f64::from(i) * 0.1 + 970.81).collect();
        let sum = |numbers: &mut dyn Iterator<Item = f64>| {
            let mut sum = Precise::default();
            numbers.for_each(|number| sum.add(number));
            sum.total()
        };
        let (forward, backward) = (sum(&mut numbers.iter().copied()), sum(&mut numbers.iter().rev().copied()));
        assert_eq!(forward.to_bits(), backward.to_bits());
    }

    #[test]
    fn variance_survives_a_large_mean() {
        let (mut sum, mut squares) = (Precise::default(), Precise::default());
        for number in [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0] {
            sum.add(number);
            squares.add_square(number);
        }
        assert!((squares.around_mean(&sum, 4.0) - 90.0).abs() < 1e-6);
    }
}
