//! From the records of a block to columns.
//!
//! A block is converted column by column, so that what a column is is asked once and not for each cell. What cannot be
//! decided in a block is left to the [`Gathering`](super::gather::Gathering).

use polars::prelude::Column;

use super::grid::{Flawed, Grid};
use super::misfits::{Seen, Spot};
use super::{Flaw, TextColumn};
use crate::problems;
use crate::quarantine::{Quarantine, SetAside};
use crate::value::{Builder, Cell, Form, Value, exact};

/// What happens to rows with misfits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// They are remembered, and reading goes on to count them.
    Refuse,
    /// They are set aside whole, for a misfit in any column.
    SetAside,
}

/// What is wanted of a file.
pub(crate) struct Wanted<'t> {
    pub(crate) columns: &'t [TextColumn],
    /// The numbers of the columns that are wanted.
    pub(crate) numbers: &'t [usize],
    pub(crate) strictness: Strictness,
    /// The file, as the project knows it.
    pub(crate) file: &'t str,
}

/// What a block gave.
#[derive(Default)]
pub(crate) struct Piece {
    /// The columns in the order in which they are wanted; not if there is a flaw.
    pub(crate) columns: Vec<Column>,
    /// What was seen in each.
    pub(crate) seen: Vec<Seen>,
    pub(crate) rows: usize,
    pub(crate) quarantine: Quarantine,
    /// Where reading the file ends, and why.
    pub(crate) flaw: Option<(u64, Flaw)>,
}

/// Converts a block.
pub(crate) fn convert<G: Grid>(wanted: &Wanted<'_>, mut grid: G) -> Piece {
    let flaws = grid.flaws();
    let rows: Vec<usize> = (0..grid.lines().len()).collect();
    let (rows, quarantine) = match wanted.strictness {
        Strictness::Refuse => match flaws.into_iter().next() {
            Some(flawed) => return Piece { flaw: Some((flawed.line, flawed.flaw)), ..Piece::default() },
            None => (rows, Quarantine::default()),
        },
        Strictness::SetAside => match set_aside(wanted, &grid, flaws) {
            Ok(left) => left,
            Err(flaw) => return Piece { flaw: Some(flaw), ..Piece::default() },
        },
    };
    let mut piece = Piece { rows: rows.len(), quarantine, ..Piece::default() };
    for number in wanted.numbers {
        let Some(column) = wanted.columns.get(*number) else { continue };
        let (values, seen) = fill(column, *number, &grid, &rows);
        piece.columns.push(values);
        piece.seen.push(seen);
    }
    piece
}

/// The rows that stay, and the others.
fn set_aside<G: Grid>(
    wanted: &Wanted<'_>,
    grid: &G,
    flaws: Vec<Flawed>,
) -> Result<(Vec<usize>, Quarantine), (u64, Flaw)> {
    let mut quarantine = Quarantine::default();
    let mut add = |line, reason| quarantine.add(SetAside { file: wanted.file.to_owned(), line, reason });
    let mut flaws = flaws.into_iter().peekable();
    let mut rows = Vec::with_capacity(grid.lines().len());
    for (row, line) in grid.lines().iter().enumerate() {
        while let Some(flawed) = flaws.next_if(|flawed| flawed.rows_before <= row) {
            add(flawed.line, can_be_set_aside(flawed)?);
        }
        match reason_to_set_aside(wanted.columns, |column| grid.cell(row, column)) {
            Some(reason) => add(*line, reason),
            None => rows.push(row),
        }
    }
    for flawed in flaws {
        add(flawed.line, can_be_set_aside(flawed)?);
    }
    Ok((rows, quarantine))
}

/// What is said of a record that is set aside; not of one behind which nothing can be read.
fn can_be_set_aside(flawed: Flawed) -> Result<String, (u64, Flaw)> {
    if matches!(flawed.flaw, Flaw::Unreadable(_) | Flaw::OpenQuote) {
        return Err((flawed.line, flawed.flaw));
    }
    Ok(problems::flaw_words(&flawed.flaw))
}

/// Why a row is set aside, when rows with misfits are.
pub(crate) fn reason_to_set_aside<'a>(columns: &[TextColumn], cell: impl Fn(usize) -> Cell<'a>) -> Option<String> {
    columns.iter().enumerate().find_map(|(index, column)| {
        let usable = !matches!(column.kind, crate::ColumnType::Other(_));
        let misfit = usable && !column.form.accepts(cell(index));
        misfit.then(|| format!("`{}` in `{}` is not {}", cell(index).words(), column.name, column.form.wanted()))
    })
}

/// The values of a column.
fn fill<G: Grid>(column: &TextColumn, number: usize, grid: &G, rows: &[usize]) -> (Column, Seen) {
    let mut filling = Filling {
        form: &column.form,
        wider: column.form.with_decimals(),
        builder: Builder::with_capacity(&column.name, &column.kind, rows.len()),
        seen: Seen::default(),
    };
    for (row, line) in rows.iter().filter_map(|row| Some((*row, *grid.lines().get(*row)?))) {
        filling.take(grid.cell(row, number), row, line);
    }
    (filling.builder.finish(), filling.seen)
}

struct Filling<'t> {
    form: &'t Form,
    /// Of whole numbers: the form of those with decimals.
    wider: Option<Form>,
    builder: Builder,
    seen: Seen,
}

impl Filling<'_> {
    #[inline]
    fn take(&mut self, cell: Cell<'_>, row: usize, line: u64) {
        match self.form.read(cell) {
            Some(Value::Whole(number)) => self.whole(number, cell, (row, line)),
            Some(value) => self.builder.push(value),
            None => self.other(cell, (row, line)),
        }
    }

    #[inline]
    fn whole(&mut self, number: i64, cell: Cell<'_>, (row, line): (usize, u64)) {
        let float = exact(number);
        if float.is_none() && self.seen.long.is_none() {
            self.seen.long = Some((Spot::new(row, line, cell), number));
        }
        self.builder.push(match float {
            Some(float) if self.builder.is_decimal() => Value::Decimal(float),
            Some(_) | None => Value::Whole(number),
        });
    }

    #[cold]
    fn other(&mut self, cell: Cell<'_>, (row, line): (usize, u64)) {
        match self.wider.as_ref().and_then(|wider| wider.read(cell)) {
            Some(Value::Decimal(number)) => {
                self.seen.decimal.get_or_insert_with(|| Spot::new(row, line, cell));
                self.builder.widen();
                self.builder.push(Value::Decimal(number));
            }
            // `NaN` is empty in either form.
            Some(value) => self.builder.push(value),
            None => {
                self.seen.strangers += 1;
                self.seen.stranger.get_or_insert_with(|| Spot::new(row, line, cell));
                self.builder.push(Value::Null);
            }
        }
    }
}
