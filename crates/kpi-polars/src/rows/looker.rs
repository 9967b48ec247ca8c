//! Looks at the rows of batches as they arrive, from any thread.

use std::sync::Mutex;

use polars::prelude::*;

use super::{Inspected, Keep, Row, RowValue, Spread, Truth};
use crate::fold::{ClockSpec, inside};

/// An inspection in terms of the columns of a batch.
#[derive(Debug)]
pub(crate) struct Look {
    /// What says which rows are in the window.
    pub(crate) inside: Inside,
    /// The tests of rows outside.
    pub(crate) outside_tests: Vec<Probe>,
    /// The tests of rows inside.
    pub(crate) inside_tests: Vec<Probe>,
    /// Which rows are read out.
    pub(crate) keep: Keep,
    /// The columns of the key.
    pub(crate) key: Vec<usize>,
    /// The columns that are read of them.
    pub(crate) columns: Vec<usize>,
    /// The columns of which the spread is wanted.
    pub(crate) spreads: Vec<usize>,
}

/// What says which rows are in the window.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inside {
    /// A selection of a clock.
    Clock(usize, usize),
    /// A column that is a condition.
    Condition(usize),
}

/// A test in terms of the columns of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe {
    /// The column it is about.
    pub(crate) of: usize,
    /// What the value must be.
    pub(crate) is: Truth,
    /// A column that must be empty besides.
    pub(crate) without: Option<usize>,
}

/// All looks at the rows of one source, with what was seen so far.
#[derive(Debug)]
pub(crate) struct Looker {
    clocks: Vec<ClockSpec>,
    looks: Vec<(Look, Mutex<Inspected>)>,
}

impl Looker {
    pub(crate) fn new(clocks: Vec<ClockSpec>, looks: Vec<Look>) -> Self {
        let looks = looks.into_iter().map(|look| {
            let nothing = look.nothing();
            (look, Mutex::new(nothing))
        });
        Self { clocks, looks: looks.collect() }
    }

    /// Takes a batch in.
    pub(crate) fn take(&self, batch: &DataFrame) -> PolarsResult<()> {
        for (look, seen) in &self.looks {
            let inside = match look.inside {
                Inside::Clock(clock, selection) => match self.clocks.get(clock) {
                    Some(clock) => inside(clock, selection, batch)?,
                    None => polars_bail!(ComputeError: "a clock was lost"),
                },
                Inside::Condition(column) => holds(series(batch, column)?, Truth::True)?,
            };
            let more = look.seen(batch, &inside)?;
            if let Ok(mut seen) = seen.lock() {
                seen.add(more, look.keep);
            }
        }
        Ok(())
    }

    /// What was seen, in the order of the looks.
    pub(crate) fn finish(&self) -> Vec<Inspected> {
        let seen = self.looks.iter().map(|(_, seen)| seen.lock().map(|mut seen| std::mem::take(&mut *seen)));
        let mut all: Vec<Inspected> = seen.map(Result::unwrap_or_default).collect();
        for rows in all.iter_mut().flat_map(|seen| &mut seen.rows) {
            rows.sort();
        }
        all
    }
}

impl Look {
    fn nothing(&self) -> Inspected {
        let (outside, inside) = (self.outside_tests.len() + 1, self.inside_tests.len() + 1);
        Inspected {
            outside: vec![0; outside],
            inside: vec![0; inside],
            rows: vec![Vec::new(); outside + inside],
            spreads: vec![Spread::default(); self.spreads.len()],
        }
    }

    fn seen(&self, batch: &DataFrame, inside: &[bool]) -> PolarsResult<Inspected> {
        let (outside_tests, inside_tests) = (answers(&self.outside_tests, batch)?, answers(&self.inside_tests, batch)?);
        let mut seen = self.nothing();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); seen.rows.len()];
        for (row, inside) in inside.iter().enumerate() {
            let (tests, counts, first) = if *inside {
                (&inside_tests, &mut seen.inside, seen.outside.len())
            } else {
                (&outside_tests, &mut seen.outside, 0)
            };
            let holds = |test: &Vec<bool>| test.get(row) == Some(&true);
            let class = tests.iter().position(holds).unwrap_or(tests.len());
            if let Some(count) = counts.get_mut(class) {
                *count += 1;
            }
            if let Some(members) = members.get_mut(first + class) {
                members.push(row);
            }
        }
        self.keep(batch, &members, &mut seen.rows)?;
        for (spread, column) in seen.spreads.iter_mut().zip(&self.spreads) {
            let values = series(batch, *column)?.iter();
            let within = values.zip(inside).filter(|(_, inside)| **inside);
            within.for_each(|(value, _)| spread.take(RowValue::of(&value)));
        }
        Ok(seen)
    }

    /// Reads the rows of the classes that are kept.
    fn keep(&self, batch: &DataFrame, members: &[Vec<usize>], kept: &mut [Vec<Row>]) -> PolarsResult<()> {
        let columns =
            |list: &[usize]| list.iter().map(|column| series(batch, *column)).collect::<PolarsResult<Vec<_>>>();
        let (key, columns) = (columns(&self.key)?, columns(&self.columns)?);
        let read = |list: &[&Series], row: usize| -> PolarsResult<Vec<RowValue>> {
            list.iter().map(|series| Ok(RowValue::of(&series.get(row)?))).collect()
        };
        let last = members.len().saturating_sub(1);
        for (class, (members, kept)) in members.iter().zip(kept).enumerate() {
            let most = match self.keep {
                Keep::Nothing => continue,
                Keep::Last if class < last => continue,
                Keep::Last => members.len(),
                Keep::First(most) => most,
            };
            let mut found = Vec::with_capacity(members.len());
            for row in members {
                found.push((read(&key, *row)?, *row));
            }
            if most < found.len() {
                found.sort();
                found.truncate(most);
            }
            for (key, row) in found {
                kept.push(Row { key, values: read(&columns, row)? });
            }
        }
        Ok(())
    }
}

impl Inspected {
    fn add(&mut self, more: Self, keep: Keep) {
        let add =
            |counts: &mut Vec<u64>, more: Vec<u64>| counts.iter_mut().zip(more).for_each(|(count, n)| *count += n);
        add(&mut self.outside, more.outside);
        add(&mut self.inside, more.inside);
        for (rows, more) in self.rows.iter_mut().zip(more.rows) {
            rows.extend(more);
            if let Keep::First(most) = keep {
                rows.sort();
                rows.truncate(most);
            }
        }
        for (spread, more) in self.spreads.iter_mut().zip(more.spreads) {
            spread.merge(more);
        }
    }
}

fn series(batch: &DataFrame, column: usize) -> PolarsResult<&Series> {
    let found = batch.select_at_idx(column);
    Ok(found.ok_or_else(|| polars_err!(ColumnNotFound: "column {column} of a batch"))?.as_materialized_series())
}

/// For each test whether it holds for each row.
fn answers(tests: &[Probe], batch: &DataFrame) -> PolarsResult<Vec<Vec<bool>>> {
    let answer = |test: &Probe| {
        let mut answer = holds(series(batch, test.of)?, test.is)?;
        if let Some(column) = test.without {
            let empty = holds(series(batch, column)?, Truth::Empty)?;
            answer.iter_mut().zip(empty).for_each(|(holds, empty)| *holds &= empty);
        }
        Ok(answer)
    };
    tests.iter().map(answer).collect()
}

fn holds(column: &Series, is: Truth) -> PolarsResult<Vec<bool>> {
    let condition = || column.cast(&DataType::Boolean);
    Ok(match is {
        Truth::Anything => vec![true; column.len()],
        Truth::Empty if column.dtype().is_float() => {
            column.cast(&DataType::Float64)?.f64()?.iter().map(|number| number.is_none_or(f64::is_nan)).collect()
        }
        Truth::Empty | Truth::Null => column.is_null().iter().map(|empty| empty == Some(true)).collect(),
        Truth::True => condition()?.bool()?.iter().map(|holds| holds == Some(true)).collect(),
        Truth::False => condition()?.bool()?.iter().map(|holds| holds == Some(false)).collect(),
        Truth::NotTrue => condition()?.bool()?.iter().map(|holds| holds != Some(true)).collect(),
    })
}
