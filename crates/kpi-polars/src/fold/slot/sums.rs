//! Counts and sums, in lanes within a batch.
//!
//! Rows next to each other often fall into the same cell and would wait for each other; so a cell has several sums
//! within a batch. Batches are added with the rounding error carried along.

/// A sum with its rounding error.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::fold) struct Sum {
    pub(in crate::fold) rows: u64,
    pub(in crate::fold) n: u64,
    high: f64,
    low: f64,
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
    sum: f64,
    n: u64,
}

impl Lane {
    fn take(&mut self, number: f64) {
        self.sum += number;
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
            sum.add(lanes.iter().map(|lane| lane.sum).sum());
        }
    }
}

/// Adds numbers of which some are empty.
pub(super) fn add_with_empty(sums: &mut [Sum], places: &[u32], numbers: &[f64]) {
    let mut lanes = vec![[(Lane::default(), 0_u64); LANES]; sums.len()];
    for (row, (place, number)) in places.iter().zip(numbers).enumerate() {
        let (lane, rows) = &mut lanes[*place as usize][row % LANES];
        let there = !number.is_nan();
        lane.sum += if there { *number } else { 0.0 };
        lane.n += u64::from(there);
        *rows += 1;
    }
    for (sum, lanes) in sums.iter_mut().zip(&lanes) {
        sum.rows += lanes.iter().map(|(_, rows)| rows).sum::<u64>();
        sum.n += lanes.iter().map(|(lane, _)| lane.n).sum::<u64>();
        sum.add(lanes.iter().map(|(lane, _)| lane.sum).sum());
    }
}

impl Sum {
    /// Adds a number; what is lost by rounding goes to the low part.
    fn add(&mut self, number: f64) {
        let sum = self.high + number;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (number - part);
        self.high = sum;
    }

    pub(in crate::fold) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.n += other.n;
        self.add(other.high);
        self.low += other.low;
    }

    pub(in crate::fold) fn total(&self) -> f64 {
        // An infinite or overflown sum has no rounding error worth keeping.
        if self.low.is_finite() { self.high + self.low } else { self.high }
    }
}
