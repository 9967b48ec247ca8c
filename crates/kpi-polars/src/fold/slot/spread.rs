//! The least and greatest value, the variance, and all values.

use super::sums::Precise;

/// The least and greatest value.
#[derive(Clone, Copy, Debug)]
pub(in crate::fold) struct Range {
    pub(in crate::fold) rows: u64,
    pub(in crate::fold) n: u64,
    pub(in crate::fold) min: f64,
    pub(in crate::fold) max: f64,
}

/// Count, sum and sum of squares.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::fold) struct Moments {
    pub(in crate::fold) rows: u64,
    pub(in crate::fold) n: u64,
    sum: Precise,
    squares: Precise,
}

/// All values of a cell.
#[derive(Clone, Debug, Default)]
pub(in crate::fold) struct AllValues {
    pub(in crate::fold) rows: u64,
    pub(in crate::fold) values: Vec<f64>,
}

impl Default for Range {
    fn default() -> Self {
        Self { rows: 0, n: 0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }
}

impl Range {
    pub(super) fn take(&mut self, number: f64) {
        self.rows += 1;
        // A comparison with something that is not a number is false, so an empty value changes nothing.
        self.n += u64::from(!number.is_nan());
        self.min = if number < self.min { number } else { self.min };
        self.max = if number > self.max { number } else { self.max };
    }

    pub(in crate::fold) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.n += other.n;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

impl Moments {
    pub(super) fn take(&mut self, number: f64) {
        self.rows += 1;
        if !number.is_nan() {
            self.n += 1;
            self.sum.add(number);
            self.squares.add_square(number);
        }
    }

    pub(in crate::fold) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.n += other.n;
        self.sum.merge(&other.sum);
        self.squares.merge(&other.squares);
    }

    /// The sample variance; none of fewer than two values.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(in crate::fold) fn variance(&self) -> Option<f64> {
        let n = self.n as f64;
        (self.n > 1).then(|| self.squares.around_mean(&self.sum, n) / (n - 1.0))
    }
}

impl AllValues {
    pub(super) fn take(&mut self, number: f64) {
        self.rows += 1;
        if !number.is_nan() {
            self.values.push(number);
        }
    }
}
