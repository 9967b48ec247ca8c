//! Takes the rows of one file in: converts what is wanted, and remembers what does not fit.

use polars::prelude::Column;

use super::{Flaw, Row, TextColumn};
use crate::quarantine::{Quarantine, SetAside};
use crate::value::{Builder, Cell};

/// A cell that does not fit its column.
#[derive(Clone, Debug)]
pub(crate) struct Misfit {
    pub(crate) column: usize,
    /// The text of the first one.
    pub(crate) text: String,
    /// Its line.
    pub(crate) line: u64,
    /// How many there are.
    pub(crate) count: usize,
}

/// What happens to rows with misfits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// They are remembered, and reading goes on to count them.
    Refuse,
    /// They are set aside whole, for a misfit in any column.
    SetAside,
}

/// The columns of one file in the making.
pub(crate) struct Sink<'t> {
    columns: &'t [TextColumn],
    wanted: Vec<(usize, Builder)>,
    strictness: Strictness,
    pub(crate) rows: usize,
    pub(crate) misfits: Vec<Misfit>,
    pub(crate) quarantine: Quarantine,
}

impl<'t> Sink<'t> {
    pub(crate) fn new(columns: &'t [TextColumn], wanted: &[usize], strictness: Strictness) -> Self {
        let builder =
            |index: &usize| columns.get(*index).map(|column| (*index, Builder::new(&column.name, &column.kind)));
        let wanted = wanted.iter().filter_map(builder).collect();
        Self { columns, wanted, strictness, rows: 0, misfits: Vec::new(), quarantine: Quarantine::default() }
    }

    /// Takes a row.
    pub(crate) fn take(&mut self, file: &str, line: u64, row: &dyn Row) {
        if self.strictness == Strictness::SetAside
            && let Some(reason) = reason_to_set_aside(self.columns, row)
        {
            self.quarantine.add(SetAside { file: file.to_owned(), line, reason });
            return;
        }
        self.rows += 1;
        for (index, builder) in &mut self.wanted {
            let Some(column) = self.columns.get(*index) else { continue };
            let cell = row.cell(*index);
            if self.misfits.iter().any(|misfit| misfit.column == *index) {
                // The column is lost; what is left of it is only counted.
                if !column.form.accepts(cell) {
                    remember(&mut self.misfits, *index, cell, line);
                }
            } else if !builder.take(&column.form, cell) {
                remember(&mut self.misfits, *index, cell, line);
            }
        }
    }

    /// Sets a row aside that cannot be read at all; gives the flaw back when that must not be.
    pub(crate) fn take_flaw(&mut self, file: &str, line: u64, flaw: Flaw) -> Result<(), Flaw> {
        if self.strictness == Strictness::Refuse || matches!(flaw, Flaw::Unreadable(_) | Flaw::OpenQuote) {
            return Err(flaw);
        }
        self.quarantine.add(SetAside { file: file.to_owned(), line, reason: crate::problems::flaw_words(&flaw) });
        Ok(())
    }

    /// The columns, in the order in which they were wanted; those with misfits are cut off.
    pub(crate) fn finish(self) -> (Vec<Column>, Vec<Misfit>, Quarantine, usize) {
        let columns = self.wanted.into_iter().map(|(_, builder)| builder.finish()).collect();
        (columns, self.misfits, self.quarantine, self.rows)
    }
}

/// Why a row is set aside, when rows with misfits are.
pub(crate) fn reason_to_set_aside(columns: &[TextColumn], row: &dyn Row) -> Option<String> {
    columns.iter().enumerate().find_map(|(index, column)| {
        let usable = !matches!(column.kind, crate::ColumnType::Other(_));
        let misfit = usable && !column.form.accepts(row.cell(index));
        misfit.then(|| format!("`{}` in `{}` is not {}", row.cell(index).words(), column.name, column.form.wanted()))
    })
}

fn remember(misfits: &mut Vec<Misfit>, column: usize, cell: Cell<'_>, line: u64) {
    match misfits.iter_mut().find(|misfit| misfit.column == column) {
        Some(misfit) => misfit.count += 1,
        None => misfits.push(Misfit { column, text: cell.words(), line, count: 1 }),
    }
}
