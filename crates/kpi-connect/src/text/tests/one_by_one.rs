//! What reading must give: rows taken one by one, in one thread, by the readers of single records.

use std::collections::HashMap;

use kpi_diagnostics::Diagnostic;
use polars::prelude::{Column, DataType, PolarsResult, polars_bail};

use crate::files::DataFile;
use crate::problems;
use crate::quarantine::{Quarantine, SetAside};
use crate::text::convert::reason_to_set_aside;
use crate::text::{Flaw, Misfit, Outcome, Row, TextTable};
use crate::value::{Builder, Cell, exact};

/// All columns of a table, or why one is refused.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) columns: HashMap<usize, Result<Column, Diagnostic>>,
    pub(super) rows: usize,
    pub(super) quarantine: Quarantine,
}

/// What one file gives.
struct Part {
    columns: Vec<Column>,
    misfits: Vec<Misfit>,
    quarantine: Quarantine,
    rows: usize,
}

/// Reads all columns.
pub(super) fn read(table: &TextTable) -> Result<Whole, Vec<Diagnostic>> {
    let (mut whole, mut problems): (Option<Part>, _) = (None, Vec::new());
    let mut refused = HashMap::new();
    let mut misfits: Vec<(usize, Misfit)> = Vec::new();
    for (index, file) in table.files.iter().enumerate() {
        let mut part = match read_file(table, file) {
            Ok(part) => part,
            Err(problem) => {
                problems.push(*problem);
                continue;
            }
        };
        for misfit in std::mem::take(&mut part.misfits) {
            match misfits.iter_mut().find(|(_, known)| known.column == misfit.column) {
                Some((_, known)) => known.count += misfit.count,
                None => misfits.push((index, misfit)),
            }
        }
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => refused.extend(join(table, whole, part)),
        }
    }
    let Some(whole) = whole.filter(|_| problems.is_empty()) else { return Err(problems) };
    for (file, misfit) in &misfits {
        let column = &table.columns()[misfit.column];
        refused.insert(misfit.column, problems::misfit(&table.task, &table.files[*file], column, misfit));
    }
    let columns = whole.columns.into_iter().enumerate();
    let columns = columns.map(|(index, column)| (index, refused.remove(&index).map_or(Ok(column), Err)));
    Ok(Whole { columns: columns.collect(), rows: whole.rows, quarantine: whole.quarantine })
}

fn read_file(table: &TextTable, file: &DataFile) -> Outcome<Part> {
    let mut builders: Vec<_> = table.columns().iter().map(|column| Builder::new(&column.name, &column.kind)).collect();
    let mut part = Part { columns: Vec::new(), misfits: Vec::new(), quarantine: Quarantine::default(), rows: 0 };
    let mut rows = table.rows(file)?;
    while let Some((line, row)) = rows.next() {
        let reason = match row {
            Ok(row) if !table.task.sets_aside() => {
                take(table, &mut builders, &mut part, (line, row));
                continue;
            }
            Ok(row) => match reason_to_set_aside(table.columns(), |column| row.cell(column)) {
                None => {
                    take(table, &mut builders, &mut part, (line, row));
                    continue;
                }
                Some(reason) => reason,
            },
            Err(flaw) => {
                let ends = matches!(flaw, Flaw::Unreadable(_) | Flaw::OpenQuote);
                if ends || !table.task.sets_aside() {
                    return Err(problems::flaw(&table.task, file, line, &flaw).into());
                }
                problems::flaw_words(&flaw)
            }
        };
        part.quarantine.add(SetAside { file: file.shown.clone(), line, reason });
    }
    part.columns = builders.into_iter().map(Builder::finish).collect();
    Ok(part)
}

fn take(table: &TextTable, builders: &mut [Builder], part: &mut Part, (line, row): (u64, &dyn Row)) {
    part.rows += 1;
    for ((index, builder), column) in builders.iter_mut().enumerate().zip(table.columns()) {
        let cell = row.cell(index);
        let is_lost = part.misfits.iter().any(|misfit| misfit.column == index);
        let fits = if is_lost { column.form.accepts(cell) } else { builder.take(&column.form, cell) };
        if !fits {
            remember(&mut part.misfits, index, cell, line);
        }
    }
}

fn remember(misfits: &mut Vec<Misfit>, column: usize, cell: Cell<'_>, line: u64) {
    match misfits.iter_mut().find(|misfit| misfit.column == column) {
        Some(misfit) => misfit.count += 1,
        None => misfits.push(Misfit { column, text: cell.words(), line, count: 1 }),
    }
}

fn join(table: &TextTable, whole: &mut Part, next: Part) -> Vec<(usize, Diagnostic)> {
    let mut refused = Vec::new();
    for (index, (column, more)) in whole.columns.iter_mut().zip(next.columns).enumerate() {
        if let Err(error) = append(column, more) {
            refused.push((index, problems::cannot_join(&table.task, &table.columns()[index].name, &error)));
        }
    }
    whole.quarantine.merge(next.quarantine);
    whole.rows += next.rows;
    refused
}

fn append(column: &mut Column, mut more: Column) -> PolarsResult<()> {
    if column.dtype() != more.dtype() {
        (*column, more) = (widened(column)?, widened(&more)?);
    }
    column.append(&more)?;
    Ok(())
}

fn widened(column: &Column) -> PolarsResult<Column> {
    let Ok(numbers) = column.i64() else { return Ok(column.clone()) };
    if let Some(number) = numbers.iter().flatten().find(|number| exact(*number).is_none()) {
        polars_bail!(ComputeError: "{number} has too many digits for a number with decimals");
    }
    column.cast(&DataType::Float64)
}
