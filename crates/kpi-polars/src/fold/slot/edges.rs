//! The value of the earliest or latest row.

use polars::prelude::*;

use super::numbers;
use crate::fold::column::{Identities, Times, identities};
use crate::fold::{Piece, SlotSpec};

/// Which end of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::fold) enum Which {
    /// The earliest.
    First,
    /// The latest.
    Last,
}

/// The row at one end of time.
#[derive(Clone, Debug, Default)]
pub(in crate::fold) struct Edge {
    pub(in crate::fold) rows: u64,
    pub(in crate::fold) n: u64,
    pub(in crate::fold) best: Option<Best>,
}

/// The time of a row, what decides between rows of the same time, and its value.
#[derive(Clone, Debug)]
pub(in crate::fold) struct Best {
    pub(in crate::fold) time: i64,
    pub(in crate::fold) ties: Vec<Tie>,
    pub(in crate::fold) value: f64,
}

/// A value that decides between rows of the same time; an empty one comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::fold) enum Tie {
    Empty,
    Number(i64),
    Text(String),
}

pub(super) fn take_edges(edges: &mut [Edge], which: Which, slot: &SlotSpec, piece: &Piece<'_>) -> PolarsResult<()> {
    let columns = piece.columns;
    let Some(numbers) = slot.value.and_then(|value| numbers(columns.values(value), columns.height())) else {
        return Ok(());
    };
    // The first tie column is the time itself.
    let Some((time, others)) = slot.ties.split_first() else { return Ok(()) };
    let moments = columns.times(*time)?;
    let deciding: Vec<Identities> =
        others.iter().map(|column| identities(columns.column(*column)?)).collect::<PolarsResult<_>>()?;
    let rows: Vec<(usize, f64)> = numbers.iter().copied().enumerate().collect();
    piece.places.each(piece.mask, &rows, |_, cell, (row, number)| {
        if cell != 0 {
            edges[cell].take(which, number, &moments, &deciding, row);
        }
    });
    Ok(())
}

impl Edge {
    fn take(&mut self, which: Which, number: f64, moments: &Times, deciding: &[Identities], row: usize) {
        self.rows += 1;
        let Some(time) = moments.get(row).filter(|_| !number.is_nan()) else { return };
        self.n += 1;
        let worse = self.best.as_ref().is_some_and(|best| match which {
            Which::First => time > best.time,
            Which::Last => time < best.time,
        });
        if worse {
            return;
        }
        self.offer(which, Best { time, ties: deciding.iter().map(|column| tie(column, row)).collect(), value: number });
    }

    /// Keeps the better of what is there and a candidate.
    pub(in crate::fold) fn offer(&mut self, which: Which, candidate: Best) {
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
