//! The arrays that a slot fills: one entry for each cell, `group × bucket`.
//!
//! Within a batch sums are kept in four lanes, because rows next to each other often fall into the same cell and would wait
//! for each other; batches are added with the rounding error carried along (Knuth's two-sum), so that the sum does
//! not depend on which thread took which batch.

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use kpi_model::builtin::Aggregator;
use polars::prelude::*;

use super::SlotSpec;
use super::column::{Batch, Identities, Times, Values, identities};

/// What a slot has gathered; the vectors are indexed by cell.
#[derive(Debug)]
pub(super) enum Accumulator {
    /// How many rows.
    Count(Vec<u64>),
    /// Rows, values and their sum.
    Sum(Vec<Sum>),
    /// Rows, values, the least and the greatest.
    Range(Vec<Range>),
    /// Rows, values, and sums of what they differ from the first value, for the variance.
    Moments(Vec<Moments>),
    /// All values.
    Values(Vec<AllValues>),
    /// Each value once.
    Distinct(Distinct),
    /// The value of the earliest or latest row.
    Edge(Vec<Edge>, Which),
}

/// Which end of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The earliest.
    First,
    /// The latest.
    Last,
}

/// A sum with its rounding error.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    pub(super) rows: u64,
    pub(super) n: u64,
    high: f64,
    low: f64,
}

/// The least and greatest value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) rows: u64,
    pub(super) n: u64,
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) sum: Sum,
}

/// Count, mean, and sum of squared distances from the mean.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    pub(super) rows: u64,
    pub(super) n: u64,
    pub(super) mean: f64,
    pub(super) squares: f64,
}

/// All values of a cell.
#[derive(Clone, Debug, Default)]
pub(super) struct AllValues {
    pub(super) rows: u64,
    pub(super) values: Vec<f64>,
}

/// Each value of a cell once.
#[derive(Debug, Default)]
pub(super) struct Distinct {
    pub(super) rows: Vec<u64>,
    pub(super) n: Vec<u64>,
    pub(super) sets: Vec<super::finish::IdSet>,
    texts: HashMap<String, u32, RandomState>,
    pub(super) names: Vec<String>,
}

/// The row at one end of time.
#[derive(Clone, Debug, Default)]
pub(super) struct Edge {
    pub(super) rows: u64,
    pub(super) n: u64,
    pub(super) best: Option<Best>,
}

/// The time of a row, what decides between rows of the same time, and its value.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub(super) time: i64,
    pub(super) ties: Vec<Tie>,
    pub(super) value: f64,
}

/// A value that decides between rows of the same time; an empty one comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    Empty,
    Number(i64),
    Text(String),
}

impl Accumulator {
    pub(super) fn new(slot: &SlotSpec) -> Self {
        if slot.distinct {
            return Self::Distinct(Distinct::default());
        }
        match slot.function {
            Aggregator::Count if slot.value.is_none() => Self::Count(Vec::new()),
            Aggregator::Count | Aggregator::Sum | Aggregator::Avg | Aggregator::Any | Aggregator::All => {
                Self::Sum(Vec::new())
            }
            Aggregator::Min | Aggregator::Max => Self::Range(Vec::new()),
            Aggregator::Median | Aggregator::Percentile(_) => Self::Values(Vec::new()),
            Aggregator::Stddev | Aggregator::Variance => Self::Moments(Vec::new()),
            Aggregator::First => Self::Edge(Vec::new(), Which::First),
            Aggregator::Last => Self::Edge(Vec::new(), Which::Last),
        }
    }

    /// Takes the rows of a batch; `places` are their cells, of which there are `cells` by now.
    pub(super) fn take(
        &mut self,
        slot: &SlotSpec,
        batch: &Batch<'_>,
        places: &[u32],
        cells: usize,
    ) -> PolarsResult<()> {
        match self {
            Self::Count(counts) => {
                counts.resize(cells, 0);
                count(counts, places);
            }
            Self::Distinct(distinct) => distinct.take(batch, slot, places, cells),
            Self::Edge(edges, which) => {
                edges.resize(cells, Edge::default());
                return take_edges(edges, *which, slot, batch, places);
            }
            Self::Sum(sums) => {
                sums.resize(cells, Sum::default());
                if let Some((numbers, any_empty)) = numbers(batch, slot) {
                    if any_empty { add_with_empty(sums, places, numbers) } else { add(sums, places, numbers) }
                }
            }
            Self::Range(ranges) => {
                ranges.resize(cells, Range::default());
                each(batch, slot, places, |cell, number| ranges[cell].take(number));
            }
            Self::Moments(moments) => {
                moments.resize(cells, Moments::default());
                each(batch, slot, places, |cell, number| moments[cell].take(number));
            }
            Self::Values(all) => {
                all.resize(cells, AllValues::default());
                each(batch, slot, places, |cell, number| all[cell].take(number));
            }
        }
        Ok(())
    }
}

fn numbers<'b>(batch: &'b Batch<'_>, slot: &SlotSpec) -> Option<(&'b [f64], bool)> {
    match slot.value.map(|value| batch.values(value)) {
        Some(Values::Numbers { numbers, any_empty }) => Some((numbers, *any_empty)),
        Some(Values::Identities(_)) | None => None,
    }
}

fn each(batch: &Batch<'_>, slot: &SlotSpec, places: &[u32], mut visit: impl FnMut(usize, f64)) {
    if let Some((numbers, _)) = numbers(batch, slot) {
        for (place, number) in places.iter().zip(numbers) {
            visit(*place as usize, *number);
        }
    }
}

/// How many sums a cell has within a batch.
const LANES: usize = 4;

fn count(counts: &mut [u64], places: &[u32]) {
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
fn add(sums: &mut [Sum], places: &[u32], numbers: &[f64]) {
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
fn add_with_empty(sums: &mut [Sum], places: &[u32], numbers: &[f64]) {
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
    pub(super) fn add(&mut self, number: f64) {
        let sum = self.high + number;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (number - part);
        self.high = sum;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.n += other.n;
        self.add(other.high);
        self.low += other.low;
    }

    pub(super) fn total(&self) -> f64 {
        // An infinite or overflown sum has no rounding error worth keeping.
        if self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

impl Default for Range {
    fn default() -> Self {
        Self { rows: 0, n: 0, min: f64::INFINITY, max: f64::NEG_INFINITY, sum: Sum::default() }
    }
}

impl Range {
    fn take(&mut self, number: f64) {
        self.rows += 1;
        // A comparison with something that is not a number is false, so an empty value changes nothing.
        self.n += u64::from(!number.is_nan());
        self.min = if number < self.min { number } else { self.min };
        self.max = if number > self.max { number } else { self.max };
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.n += other.n;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

impl Moments {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn take(&mut self, number: f64) {
        self.rows += 1;
        if number.is_nan() {
            return;
        }
        self.n += 1;
        let distance = number - self.mean;
        self.mean += distance / self.n as f64;
        self.squares += distance * (number - self.mean);
    }

    /// Chan, Golub and LeVeque's rule for two groups.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        let n = self.n + other.n;
        if other.n == 0 {
            return;
        }
        let distance = other.mean - self.mean;
        let share = other.n as f64 / n as f64;
        self.squares += other.squares + distance * distance * self.n as f64 * share;
        self.mean += distance * share;
        self.n = n;
    }
}

impl AllValues {
    fn take(&mut self, number: f64) {
        self.rows += 1;
        if !number.is_nan() {
            self.values.push(number);
        }
    }
}

impl Distinct {
    fn take(&mut self, batch: &Batch<'_>, slot: &SlotSpec, places: &[u32], cells: usize) {
        self.rows.resize(cells, 0);
        self.n.resize(cells, 0);
        self.sets.resize_with(cells, Default::default);
        let Some(Values::Identities(identities)) = slot.value.map(|value| batch.values(value)) else { return };
        match identities {
            Identities::Numbers(column) => {
                for (place, value) in places.iter().zip(column.iter()) {
                    self.put(*place, value.map(i64::cast_unsigned));
                }
            }
            Identities::Texts(column) => {
                for (place, text) in places.iter().zip(column.iter()) {
                    // Rows that nobody asks for need no name.
                    let id = text.filter(|_| *place != 0).map(|text| u64::from(self.name(text)));
                    self.put(*place, id);
                }
            }
        }
    }

    fn put(&mut self, place: u32, value: Option<u64>) {
        let place = place as usize;
        self.rows[place] += 1;
        if let Some(value) = value
            && place != 0
        {
            self.n[place] += 1;
            self.sets[place].insert(value);
        }
    }

    fn name(&mut self, text: &str) -> u32 {
        if let Some(known) = self.texts.get(text) {
            return *known;
        }
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.texts.insert(text.to_owned(), id);
        self.names.push(text.to_owned());
        id
    }
}

fn take_edges(
    edges: &mut [Edge],
    which: Which,
    slot: &SlotSpec,
    batch: &Batch<'_>,
    places: &[u32],
) -> PolarsResult<()> {
    let Some((numbers, _)) = numbers(batch, slot) else { return Ok(()) };
    // The first tie column is the time itself.
    let Some((time, ties)) = slot.ties.split_first() else { return Ok(()) };
    let times = batch.times(*time)?;
    let ties: Vec<Identities> =
        ties.iter().map(|column| identities(batch.column(*column)?)).collect::<PolarsResult<_>>()?;
    for (row, (place, number)) in places.iter().zip(numbers).enumerate() {
        if *place != 0 {
            edges[*place as usize].take(which, *number, &times, &ties, row);
        }
    }
    Ok(())
}

impl Edge {
    fn take(&mut self, which: Which, number: f64, times: &Times, ties: &[Identities], row: usize) {
        self.rows += 1;
        let Some(time) = times.get(row).filter(|_| !number.is_nan()) else { return };
        self.n += 1;
        let worse = self.best.as_ref().is_some_and(|best| match which {
            Which::First => time > best.time,
            Which::Last => time < best.time,
        });
        if worse {
            return;
        }
        let ties = ties.iter().map(|column| tie(column, row)).collect();
        self.offer(which, Best { time, ties, value: number });
    }

    /// Keeps the better of what is there and a candidate.
    pub(super) fn offer(&mut self, which: Which, candidate: Best) {
        let better = self.best.as_ref().is_none_or(|best| {
            let order = (candidate.time, &candidate.ties).cmp(&(best.time, &best.ties));
            match which {
                Which::First => order.is_lt(),
                Which::Last => order.is_gt(),
            }
        });
        if better {
            self.best = Some(candidate);
        }
    }
}

fn tie(column: &Identities, row: usize) -> Tie {
    match column {
        Identities::Numbers(numbers) => numbers.get(row).map_or(Tie::Empty, Tie::Number),
        Identities::Texts(texts) => texts.get(row).map_or(Tie::Empty, |text| Tie::Text(text.to_owned())),
    }
}
