//! A source of text files: reads the columns that are asked for, once.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use indexmap::IndexMap;
use kpi_config::{ColumnOptions, Format};
use kpi_diagnostics::Diagnostic;
use polars::prelude::{Column, DataFrame, DataType, PolarsResult, polars_bail};

use super::head::{self, Head};
use super::ndjson::KeyPath;
use super::sink::{Misfit, Sink, Strictness, reason_to_set_aside};
use super::{Opened, Outcome, Rows, Task, TextColumn, csv, ndjson};
use crate::files::DataFile;
use crate::infer::Declared;
use crate::quarantine::Quarantine;
use crate::value::exact;
use crate::{Hint, problems};

/// A source of CSV or NDJSON files.
pub(crate) struct TextTable {
    task: Task,
    files: Vec<DataFile>,
    columns: Vec<TextColumn>,
    paths: Vec<KeyPath>,
    kept: Mutex<Kept>,
}

/// What has been read so far.
#[derive(Default)]
struct Kept {
    columns: HashMap<usize, Column>,
    /// Columns with values that do not fit.
    refused: HashMap<usize, Diagnostic>,
    rows: Option<usize>,
    quarantine: Quarantine,
}

/// What one file gave.
struct Part {
    columns: Vec<Column>,
    misfits: Vec<Misfit>,
    quarantine: Quarantine,
    rows: usize,
}

impl TextTable {
    /// Looks at headers and first rows.
    pub(crate) fn open(
        task: Task,
        files: Vec<DataFile>,
        options: &IndexMap<String, ColumnOptions>,
        declared: &Declared,
    ) -> Result<(Self, Vec<Option<Hint>>), Vec<Diagnostic>> {
        let head = match task.format {
            Format::Ndjson => head::of_ndjson(&task, &files, options, declared),
            Format::Csv | Format::Parquet => head::of_csv(&task, &files, options, declared),
        };
        let Head { columns, hints, paths } = head?;
        Ok((Self { task, files, columns, paths, kept: Mutex::default() }, hints))
    }

    /// The columns.
    pub(crate) fn columns(&self) -> &[TextColumn] {
        &self.columns
    }

    /// What was set aside by the reading so far.
    pub(crate) fn quarantine(&self) -> Quarantine {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).quarantine.clone()
    }

    /// The columns with these numbers, whole.
    pub(crate) fn frame(&self, wanted: &[usize]) -> Result<DataFrame, Vec<Diagnostic>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |index: &usize| kept.columns.contains_key(index) || kept.refused.contains_key(index);
        let missing: Vec<usize> = wanted.iter().copied().filter(|index| !known(index)).collect();
        if !missing.is_empty() || kept.rows.is_none() {
            self.read(&missing, &mut kept)?;
        }
        let refused: Vec<_> = wanted.iter().filter_map(|index| kept.refused.get(index).cloned()).collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let columns = wanted.iter().filter_map(|index| kept.columns.get(index).cloned()).collect();
        DataFrame::new(kept.rows.unwrap_or(0), columns).map_err(|error| vec![problems::failed(&self.task, &error)])
    }

    fn read(&self, missing: &[usize], kept: &mut Kept) -> Result<(), Vec<Diagnostic>> {
        let mut whole: Option<Part> = None;
        let mut problems = Vec::new();
        let mut refused = HashMap::new();
        let mut misfits: Vec<(usize, Misfit)> = Vec::new();
        for (index, part) in self.read_files(missing).into_iter().enumerate() {
            let mut part = match part {
                Ok(part) => part,
                Err(problem) => {
                    problems.push(*problem);
                    continue;
                }
            };
            gather(&mut misfits, index, std::mem::take(&mut part.misfits));
            match &mut whole {
                None => whole = Some(part),
                Some(whole) => refused.extend(self.join(whole, part, missing)),
            }
        }
        problems.extend(
            self.files.iter().filter(|file| !file.is_unchanged()).map(|file| problems::changed(&self.task, file)),
        );
        let Some(whole) = whole.filter(|_| problems.is_empty()) else { return Err(problems) };
        for (file, misfit) in &misfits {
            refused.extend(self.misfit(*file, misfit).map(|problem| (misfit.column, problem)));
        }
        kept.rows = Some(whole.rows);
        kept.quarantine = whole.quarantine;
        let read = missing.iter().copied().zip(whole.columns);
        kept.columns.extend(read.filter(|(index, _)| !refused.contains_key(index)));
        kept.refused.extend(refused);
        Ok(())
    }

    /// Puts rows behind others; gives the columns for which that cannot be.
    fn join(&self, whole: &mut Part, next: Part, indexes: &[usize]) -> Vec<(usize, Diagnostic)> {
        let mut refused = Vec::new();
        for ((column, more), index) in whole.columns.iter_mut().zip(next.columns).zip(indexes) {
            if let Err(error) = append(column, more) {
                let name = self.columns.get(*index).map_or("", |column| column.name.as_str());
                refused.push((*index, problems::cannot_join(&self.task, name, &error)));
            }
        }
        whole.quarantine.merge(next.quarantine);
        whole.rows += next.rows;
        refused
    }

    fn misfit(&self, file: usize, misfit: &Misfit) -> Option<Diagnostic> {
        let (file, column) = (self.files.get(file)?, self.columns.get(misfit.column)?);
        Some(problems::misfit(&self.task, file, column, misfit))
    }

    /// Every file on its own, on as many processors as there are.
    fn read_files(&self, wanted: &[usize]) -> Vec<Outcome<Part>> {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get).min(self.files.len());
        if processors <= 1 {
            return self.files.iter().map(|file| self.read_file(file, wanted)).collect();
        }
        let next = AtomicUsize::new(0);
        let parts: Mutex<Vec<(usize, Outcome<Part>)>> = Mutex::default();
        std::thread::scope(|scope| {
            for _ in 0..processors {
                scope.spawn(|| {
                    while let Some((index, file)) = self.take_next(&next) {
                        let part = self.read_file(file, wanted);
                        parts.lock().unwrap_or_else(PoisonError::into_inner).push((index, part));
                    }
                });
            }
        });
        let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        parts.sort_by_key(|(index, _)| *index);
        parts.into_iter().map(|(_, part)| part).collect()
    }

    fn take_next(&self, next: &AtomicUsize) -> Option<(usize, &DataFile)> {
        let index = next.fetch_add(1, Ordering::Relaxed);
        self.files.get(index).map(|file| (index, file))
    }

    fn read_file(&self, file: &DataFile, wanted: &[usize]) -> Outcome<Part> {
        let mut rows = self.rows(file)?;
        self.drain(file, rows.as_mut(), wanted)
    }

    /// The rows of a file, with the columns of the table.
    fn rows<'t>(&'t self, file: &'t DataFile) -> Outcome<Box<dyn Rows + 't>> {
        let opened = Opened { task: &self.task, file };
        if self.task.format == Format::Ndjson {
            return Ok(Box::new(ndjson::open(&opened, &self.paths)?));
        }
        let (own, mut rows) = csv::open(&opened)?;
        let headers: Vec<_> = self.columns.iter().map(|column| column.header.clone()).collect();
        rows.arrange(head::places(&headers, &own));
        Ok(Box::new(rows))
    }

    /// Where a row stands: the row with this number among those that were not set aside.
    pub(crate) fn place(&self, row: usize) -> Option<String> {
        let mut left = row;
        for file in &self.files {
            let mut rows = self.rows(file).ok()?;
            while let Some((line, row)) = rows.next() {
                let is_aside = match row {
                    Ok(row) => self.task.sets_aside() && reason_to_set_aside(&self.columns, row).is_some(),
                    Err(_) => true,
                };
                if is_aside {
                    continue;
                }
                if left == 0 {
                    return Some(format!("line {line} of `{}`", file.shown));
                }
                left -= 1;
            }
        }
        None
    }

    fn drain(&self, file: &DataFile, rows: &mut dyn Rows, wanted: &[usize]) -> Outcome<Part> {
        let strictness = if self.task.sets_aside() { Strictness::SetAside } else { Strictness::Refuse };
        let mut sink = Sink::new(&self.columns, wanted, strictness);
        while let Some((line, row)) = rows.next() {
            match row {
                Ok(row) => sink.take(&file.shown, line, row),
                Err(flaw) => sink
                    .take_flaw(&file.shown, line, flaw)
                    .map_err(|flaw| problems::flaw(&self.task, file, line, &flaw))?,
            }
        }
        let (columns, misfits, quarantine, rows) = sink.finish();
        Ok(Part { columns, misfits, quarantine, rows })
    }
}

/// The first misfit of each column, with the number of all.
fn gather(all: &mut Vec<(usize, Misfit)>, file: usize, found: Vec<Misfit>) {
    for misfit in found {
        match all.iter_mut().find(|(_, known)| known.column == misfit.column) {
            Some((_, known)) => known.count += misfit.count,
            None => all.push((file, misfit)),
        }
    }
}

/// Puts values behind others. Whole numbers beside numbers with decimals become such, if that loses no digit.
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
