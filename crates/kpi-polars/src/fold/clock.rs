//! From the time of a row to its bucket.
//!
//! Windows may touch, overlap or leave gaps. All their edges together cut time into elementary buckets; a selection is a run
//! of them, so a row is counted once however many windows it lies in, and the runs are added up at the end.
//! Bucket 0 is for rows outside of every window; the live ones count from 1.

use polars::prelude::{DataFrame, PolarsResult};

use super::FoldSpec;
use super::column::{Batch, Times};

/// What tells the time of a row, and the windows that are asked for.
#[derive(Debug)]
pub(crate) enum ClockSpec {
    /// All rows fall into the one bucket.
    All,
    /// A column of dates or date-times.
    Moment {
        /// Which column.
        column: usize,
        /// Where its buckets are.
        buckets: Buckets,
    },
    /// Two columns between which a row lives.
    Alive {
        /// The column of the first moment.
        from: usize,
        /// The column of the first moment gone.
        to: usize,
        /// One bucket for each selection.
        selections: Vec<AliveSelection>,
    },
}

/// When a living row is selected; edges are in the columns' own clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AliveSelection {
    /// `from` must be before this.
    pub(crate) from_before: i64,
    /// `to` must be empty, or this or later.
    pub(crate) to_at_least: i64,
}

impl ClockSpec {
    /// How many buckets there are, the one for rows outside included.
    pub(crate) fn stride(&self) -> u32 {
        match self {
            Self::All => 2,
            Self::Moment { buckets, .. } => buckets.live + 1,
            Self::Alive { selections, .. } => u32::try_from(selections.len()).unwrap_or(u32::MAX - 1) + 1,
        }
    }

    /// The buckets that a selection is made of.
    pub(crate) fn run(&self, selection: usize) -> std::ops::Range<u32> {
        match self {
            Self::All => 1..2,
            Self::Moment { buckets, .. } => buckets.runs[selection].clone(),
            Self::Alive { .. } => {
                let bucket = u32::try_from(selection).unwrap_or(0) + 1;
                bucket..bucket + 1
            }
        }
    }

    /// The bucket of each row; rows that live through several selections take several passes.
    pub(super) fn passes(&self, batch: &Batch<'_>) -> PolarsResult<Vec<Vec<u32>>> {
        match self {
            Self::All => Ok(vec![vec![1; batch.height()]]),
            Self::Moment { column, buckets } => Ok(vec![buckets.of(&batch.times(*column)?)]),
            Self::Alive { from, to, selections } => {
                let (from, to) = (batch.times(*from)?, batch.times(*to)?);
                Ok((1_u32..).zip(selections).map(|(bucket, selection)| selection.pass(bucket, &from, &to)).collect())
            }
        }
    }
}

/// Whether each row of a batch is in a selection of a clock: the same answer that the fold gives itself.
pub(crate) fn inside(clock: &ClockSpec, selection: usize, batch: &DataFrame) -> PolarsResult<Vec<bool>> {
    let nothing = FoldSpec { clocks: Vec::new(), groups: Vec::new(), values: Vec::new(), slots: Vec::new() };
    let run = clock.run(selection);
    let mut inside = vec![false; batch.height()];
    for pass in clock.passes(&Batch::new(batch, &nothing)?)? {
        for (inside, bucket) in inside.iter_mut().zip(pass) {
            *inside |= run.contains(&bucket);
        }
    }
    Ok(inside)
}

impl AliveSelection {
    fn pass(&self, bucket: u32, from: &Times, to: &Times) -> Vec<u32> {
        let mut numbers = vec![0; from.len()];
        from.for_each(|row, moment| {
            if moment < self.from_before {
                numbers[row] = bucket;
            }
        });
        to.for_each(|row, moment| {
            if moment < self.to_at_least {
                numbers[row] = 0;
            }
        });
        numbers
    }
}

/// Elementary buckets between sorted edges.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// Sorted, without repetition. Bucket `i` is `[edges[i], edges[i + 1])`.
    edges: Vec<i64>,
    /// The number of each bucket among those that belong to a selection; 0 for gaps.
    numbers: Vec<u32>,
    /// How many live buckets there are.
    live: u32,
    /// The live buckets of each selection.
    runs: Vec<std::ops::Range<u32>>,
    /// Where to look first for a time.
    table: Vec<u32>,
    origin: i64,
    per_unit: f64,
}

/// The size of the look-up table.
const TABLE: usize = 4096;

impl Buckets {
    /// The buckets of these windows, `[start, end)` each, in the clock of the column.
    pub(crate) fn new(windows: &[(i64, i64)]) -> Self {
        let mut edges: Vec<i64> = windows.iter().flat_map(|(start, end)| [*start, *end]).collect();
        edges.sort_unstable();
        edges.dedup();
        let place = |edge: i64| edges.partition_point(|known| *known < edge);
        let mut covered = vec![false; edges.len()];
        for (start, end) in windows {
            // A window that ends before it begins holds nothing.
            if let Some(inside) = covered.get_mut(place(*start)..place(*end)) {
                inside.fill(true);
            }
        }
        let mut live = 0;
        let numbers: Vec<u32> = covered
            .iter()
            .map(|covered| {
                live += u32::from(*covered);
                if *covered { live } else { 0 }
            })
            .collect();
        let runs = windows
            .iter()
            .map(|(start, end)| {
                let (first, behind) = (place(*start), place(*end));
                if first >= behind { 1..1 } else { numbers[first]..numbers[behind - 1] + 1 }
            })
            .collect();
        let mut buckets = Self { edges, numbers, live, runs, table: Vec::new(), origin: 0, per_unit: 0.0 };
        buckets.fill_table();
        buckets
    }

    /// The table covers the finite edges evenly; each entry is the bucket of its first moment.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the table is only a first guess")]
    fn fill_table(&mut self) {
        let finite: Vec<i64> =
            self.edges.iter().copied().filter(|edge| *edge != i64::MIN && *edge != i64::MAX).collect();
        let (Some(first), Some(last)) = (finite.first().copied(), finite.last().copied()) else { return };
        self.origin = first;
        let width = (last - first).max(1) as f64;
        self.per_unit = (TABLE - 1) as f64 / width;
        self.table = (0..TABLE)
            .map(|index| {
                let moment = first + (index as f64 / self.per_unit) as i64;
                u32::try_from(self.edges.partition_point(|edge| *edge <= moment).saturating_sub(1)).unwrap_or(0)
            })
            .collect();
    }

    /// The bucket number of each time.
    fn of(&self, times: &Times) -> Vec<u32> {
        let mut numbers = vec![0; times.len()];
        // Rows are often sorted by time, so the bucket of the row before is tried first.
        let (mut low, mut high, mut number) = (1, 0, 0);
        times.for_each(|row, moment| {
            if moment < low || moment >= high {
                (low, high, number) = self.find(moment);
            }
            numbers[row] = number;
        });
        numbers
    }

    /// The bucket of a moment: its two edges and its number.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the table is only a first guess"
    )]
    fn find(&self, moment: i64) -> (i64, i64, u32) {
        let count = self.edges.len();
        if count == 0 || moment < self.edges[0] {
            return (i64::MIN, self.edges.first().copied().unwrap_or(i64::MAX), 0);
        }
        let guess = (moment.saturating_sub(self.origin) as f64 * self.per_unit).clamp(0.0, (TABLE - 1) as f64) as usize;
        let mut bucket = self.table.get(guess).map_or(0, |bucket| *bucket as usize);
        while bucket + 1 < count && moment >= self.edges[bucket + 1] {
            bucket += 1;
        }
        while moment < self.edges[bucket] {
            bucket -= 1;
        }
        let high = self.edges.get(bucket + 1).copied().unwrap_or(i64::MAX);
        (self.edges[bucket], high, self.numbers[bucket])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(buckets: &Buckets, moments: &[i64]) -> Vec<u32> {
        moments.iter().map(|moment| buckets.find(*moment).2).collect()
    }

    #[test]
    fn windows_that_overlap_are_runs_of_buckets() {
        let buckets = Buckets::new(&[(0, 10), (5, 15), (20, 30)]);
        assert_eq!(
            numbers(&buckets, &[-1, 0, 4, 5, 9, 10, 14, 15, 19, 20, 29, 30]),
            [0, 1, 1, 2, 2, 3, 3, 0, 0, 4, 4, 0]
        );
        assert_eq!(buckets.runs, [1..3, 2..4, 4..5]);
    }

    #[test]
    fn windows_without_a_start_or_with_nothing_in_them() {
        let buckets = Buckets::new(&[(i64::MIN, 10), (i64::MIN, 20), (7, 7)]);
        assert_eq!(numbers(&buckets, &[i64::MIN, -5, 9, 10, 19, 20]), [1, 1, 2, 3, 3, 0]);
        assert_eq!(buckets.runs, [1..3, 1..4, 1..1]);
        assert_eq!(Buckets::new(&[]).find(3).2, 0);
    }
}
