//! Counts and sums, in lanes within a batch.
//!
//! Rows next to each other often fall into the same cell and would wait for each other; so a cell has several sums
//! within a batch. Every sum carries its rounding error along (Knuth's two-sum), so that neither the cut into batches nor
//! the thread that takes one shows in the result: the same data give the same digits.

/// Twice the digits of a float: a number and what is left of it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::fold) struct Precise {
    high: f64,
    low: f64,
}

/// A sum with the rows and values behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::fold) struct Sum {
    pub(in crate::fold) rows: u64,
    pub(in crate::fold) n: u64,
    value: Precise,
}

/// How many sums a cell has within a batch.
const LANES: usize = 4;

pub(super) fn count(counts: &mut [u64], places: &[u32]) {
    let mut lanes = vec![[0_u32; LANES]; counts.len()];
    let mut fours = places.chunks_exact(LANES);
    for four in &mut fours {
        for (lane, place) in four.iter().enumerate() {
            lanes[*place as usize][lane] += 1;
        }
    }
    for place in fours.remainder() {
        lanes[*place as usize][0] += 1;
    }
    for (count, lanes) in counts.iter_mut().zip(&lanes) {
        *count += lanes.iter().map(|lane| u64::from(*lane)).sum::<u64>();
    }
}

#[derive(Clone, Copy, Default)]
struct Lane {
    sum: Precise,
    n: u64,
}

impl Lane {
    fn take(&mut self, number: f64) {
        self.sum.add(number);
        self.n += 1;
    }
}

/// Adds numbers none of which is empty.
pub(super) fn add(sums: &mut [Sum], places: &[u32], numbers: &[f64]) {
    let mut lanes = vec![[Lane::default(); LANES]; sums.len()];
    let (mut four_places, mut four_numbers) = (places.chunks_exact(LANES), numbers.chunks_exact(LANES));
    for (places, numbers) in (&mut four_places).zip(&mut four_numbers) {
        for (lane, (place, number)) in places.iter().zip(numbers).enumerate() {
            lanes[*place as usize][lane].take(*number);
        }
    }
    for (place, number) in four_places.remainder().iter().zip(four_numbers.remainder()) {
        lanes[*place as usize][0].take(*number);
    }
    for (sum, lanes) in sums.iter_mut().zip(&lanes) {
        let n = lanes.iter().map(|lane| lane.n).sum::<u64>();
        if n > 0 {
            sum.rows += n;
            sum.n += n;
            for lane in lanes {
                sum.value.merge(&lane.sum);
            }
        }
    }
}

/// Adds numbers of which some are empty.
pub(super) fn add_with_empty(sums: &mut [Sum], places: &[u32], numbers: &[f64]) {
    let mut lanes = vec![[(Lane::default(), 0_u64); LANES]; sums.len()];
    for (row, (place, number)) in places.iter().zip(numbers).enumerate() {
        let (lane, rows) = &mut lanes[*place as usize][row % LANES];
        let there = !number.is_nan();
        lane.sum.add(if there { *number } else { 0.0 });
        lane.n += u64::from(there);
        *rows += 1;
    }
    for (sum, lanes) in sums.iter_mut().zip(&lanes) {
        sum.rows += lanes.iter().map(|(_, rows)| rows).sum::<u64>();
        sum.n += lanes.iter().map(|(lane, _)| lane.n).sum::<u64>();
        for (lane, _) in lanes {
            sum.value.merge(&lane.sum);
        }
    }
}

impl Sum {
    pub(in crate::fold) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.n += other.n;
        self.value.merge(&other.value);
    }

    pub(in crate::fold) fn total(&self) -> f64 {
        self.value.total()
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
