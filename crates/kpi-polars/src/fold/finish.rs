//! From the arrays of all threads to outcomes: merge, roll buckets up into selections, take the function's value.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use hashbrown::HashSet;
use kpi_model::builtin::Aggregator;
use kpi_plan::{Outcome, SliceKey, aggregate};
use polars::prelude::{NamedFrom as _, Series};

use super::slot::{Accumulator, AllValues, Distinct, Edge, Merge, Moments, Range, Sum, Which};
use super::{FoldSpec, SlotSpec, State};
use crate::tables::Functions;

/// The merged arrays of a fold.
#[derive(Debug)]
pub(crate) struct Folded {
    /// For each slot, the merged entries of each group and bucket.
    slots: Vec<HashMap<SliceKey, Vec<Entry>>>,
}

/// A set of numbers: bits while they are small, hashed otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct IdSet {
    bits: Vec<u64>,
    others: HashSet<u64, RandomState>,
}

/// Numbers below this are kept as bits: half a megabyte for a cell at most.
const DENSE: u64 = 1 << 22;

/// One cell of a slot.
#[derive(Clone, Debug)]
enum Entry {
    Count(u64),
    Sum(Sum),
    Range(Range),
    Moments(Moments),
    Values(AllValues),
    Distinct { rows: u64, n: u64, set: IdSet },
    Edge(Edge, Which),
}

impl IdSet {
    pub(super) fn insert(&mut self, value: u64) {
        if value < DENSE {
            let (word, bit) = ((value / 64) as usize, value % 64);
            if word >= self.bits.len() {
                self.bits.resize((word + 1).next_power_of_two(), 0);
            }
            self.bits[word] |= 1 << bit;
        } else {
            self.others.insert(value);
        }
    }

    fn merge(&mut self, other: &Self) {
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (word, more) in self.bits.iter_mut().zip(&other.bits) {
            *word |= more;
        }
        self.others.extend(&other.others);
    }

    fn len(&self) -> u64 {
        self.bits.iter().map(|word| u64::from(word.count_ones())).sum::<u64>() + self.others.len() as u64
    }

    fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        let dense = (0_u64..)
            .zip(&self.bits)
            .flat_map(|(word, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit));
        dense.chain(self.others.iter().copied())
    }
}

pub(super) fn finish(spec: &FoldSpec, states: Vec<State>) -> Folded {
    let mut slots: Vec<HashMap<SliceKey, Vec<Entry>>> = spec.slots.iter().map(|_| HashMap::new()).collect();
    let mut names: Vec<HashMap<String, u64>> = spec.slots.iter().map(|_| HashMap::new()).collect();
    for state in states {
        let State { groups, slots: accumulators } = state;
        for (index, accumulator) in accumulators.into_iter().enumerate() {
            let slot = &spec.slots[index];
            let stride = spec.clocks[slot.clock].stride() as usize;
            let entries = entries(accumulator, &mut names[index]);
            for (group, cells) in entries.chunks(stride).enumerate() {
                merge_group(slots[index].entry(groups[slot.group].key(group)).or_default(), cells);
            }
        }
    }
    Folded { slots }
}

fn merge_group(into: &mut Vec<Entry>, cells: &[Entry]) {
    if into.is_empty() {
        into.extend_from_slice(cells);
        return;
    }
    for (entry, more) in into.iter_mut().zip(cells) {
        entry.merge(more);
    }
}

fn entries(accumulator: Accumulator, names: &mut HashMap<String, u64>) -> Vec<Entry> {
    match accumulator {
        Accumulator::Count(counts) => counts.cells().into_iter().map(Entry::Count).collect(),
        Accumulator::Sum(sums) => sums.cells().into_iter().map(Entry::Sum).collect(),
        Accumulator::Range(ranges) => ranges.into_iter().map(Entry::Range).collect(),
        Accumulator::Moments(moments) => moments.into_iter().map(Entry::Moments).collect(),
        Accumulator::Values(values) => values.into_iter().map(Entry::Values).collect(),
        Accumulator::Distinct(distinct) => distinct_entries(distinct, names),
        Accumulator::Edge(edges, which) => edges.into_iter().map(|edge| Entry::Edge(edge, which)).collect(),
    }
}

/// Each thread numbers texts in its own order; here they get the same numbers.
fn distinct_entries(distinct: Distinct, names: &mut HashMap<String, u64>) -> Vec<Entry> {
    let common: Vec<u64> = distinct
        .names
        .iter()
        .map(|name| {
            let next = names.len() as u64;
            *names.entry(name.clone()).or_insert(next)
        })
        .collect();
    let renumber = |set: IdSet| {
        if common.is_empty() {
            return set;
        }
        let mut renumbered = IdSet::default();
        set.iter().filter_map(|id| common.get(usize::try_from(id).ok()?)).for_each(|id| renumbered.insert(*id));
        renumbered
    };
    let rows_and_values = distinct.rows.into_iter().zip(distinct.n);
    rows_and_values.zip(distinct.sets).map(|((rows, n), set)| Entry::Distinct { rows, n, set: renumber(set) }).collect()
}

impl Entry {
    fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Count(count), Self::Count(more)) => *count += more,
            (Self::Sum(sum), Self::Sum(more)) => sum.merge(more),
            (Self::Range(range), Self::Range(more)) => range.merge(more),
            (Self::Moments(moments), Self::Moments(more)) => moments.merge(more),
            (Self::Values(values), Self::Values(more)) => {
                values.rows += more.rows;
                values.values.extend_from_slice(&more.values);
            }
            (Self::Distinct { rows, n, set }, Self::Distinct { rows: r, n: m, set: more }) => {
                *rows += r;
                *n += m;
                set.merge(more);
            }
            (Self::Edge(edge, which), Self::Edge(more, _)) => {
                edge.rows += more.rows;
                edge.n += more.n;
                if let Some(best) = &more.best {
                    edge.offer(*which, best.clone());
                }
            }
            // Entries of one slot are of one kind.
            _ => {}
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn outcome(self, slot: &SlotSpec, functions: &dyn Functions) -> Result<Outcome, String> {
        Ok(match self {
            Self::Count(rows) => Outcome { value: Some(rows as f64), rows, n: rows, sum: rows as f64 },
            Self::Sum(sum) => {
                let total = sum.total();
                let value = match slot.function {
                    Aggregator::Count => Some(sum.n as f64),
                    Aggregator::Avg => (sum.n > 0).then(|| total / sum.n as f64),
                    Aggregator::Sum
                    | Aggregator::Min
                    | Aggregator::Max
                    | Aggregator::Median
                    | Aggregator::Percentile(_)
                    | Aggregator::Stddev
                    | Aggregator::Variance
                    | Aggregator::Any
                    | Aggregator::All
                    | Aggregator::First
                    | Aggregator::Last
                    | Aggregator::Plugin(_) => Some(total),
                };
                Outcome { value, rows: sum.rows(), n: sum.n, sum: total }
            }
            Self::Range(range) => {
                let value = if slot.function == Aggregator::Min { range.min } else { range.max };
                Outcome { value: (range.n > 0).then_some(value), rows: range.rows, n: range.n, sum: 0.0 }
            }
            Self::Moments(moments) => {
                let variance = moments.variance();
                let value = if slot.function == Aggregator::Stddev { variance.map(f64::sqrt) } else { variance };
                Outcome { value, rows: moments.rows, n: moments.n, sum: 0.0 }
            }
            Self::Values(values) => {
                let (rows, n) = (values.rows, values.values.len() as u64);
                Outcome { value: of_values(slot.function, values.values, functions)?, rows, n, sum: 0.0 }
            }
            Self::Distinct { rows, n, set } => distinct_outcome(slot, rows, n, &set),
            Self::Edge(edge, _) => {
                Outcome { value: edge.best.map(|best| best.value), rows: edge.rows, n: edge.n, sum: 0.0 }
            }
        })
    }
}

/// An aggregate that looks at all values. A plugin gets them sorted, whatever the order in which threads had them, and is
/// not asked about none.
fn of_values(function: Aggregator, mut values: Vec<f64>, functions: &dyn Functions) -> Result<Option<f64>, String> {
    let Aggregator::Plugin(plugin) = function else { return Ok(aggregate(function, false, &values)) };
    if values.is_empty() {
        return Ok(None);
    }
    values.sort_by(f64::total_cmp);
    functions.aggregate(&plugin.function(), &Series::new("value".into(), values))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn distinct_outcome(slot: &SlotSpec, rows: u64, n: u64, set: &IdSet) -> Outcome {
    if slot.function == Aggregator::Count {
        let count = set.len() as f64;
        return Outcome { value: Some(count), rows, n, sum: count };
    }
    let values: Vec<f64> = set.iter().map(f64::from_bits).collect();
    Outcome { value: aggregate(slot.function, false, &values), rows, n, sum: values.iter().sum() }
}

impl Folded {
    /// The outcomes of a slot in one selection, for each group that has rows; a plugin may fail.
    pub(crate) fn outcomes(
        &self,
        spec: &FoldSpec,
        (slot, selection): (usize, usize),
        functions: &dyn Functions,
    ) -> Result<HashMap<SliceKey, Outcome>, String> {
        let asked = &spec.slots[slot];
        let run = spec.clocks[asked.clock].run(selection);
        let mut outcomes = HashMap::new();
        for (group, entries) in &self.slots[slot] {
            let buckets = &entries[(run.start as usize).min(entries.len())..(run.end as usize).min(entries.len())];
            let Some((first, others)) = buckets.split_first() else { continue };
            let mut entry = first.clone();
            for more in others {
                entry.merge(more);
            }
            let outcome = entry.outcome(asked, functions)?;
            if outcome.rows > 0 {
                outcomes.insert(group.clone(), outcome);
            }
        }
        Ok(outcomes)
    }
}
