//! A source of text files: reads the columns that are asked for, once.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use indexmap::IndexMap;
use kpi_config::{ColumnOptions, Format};
use kpi_diagnostics::Diagnostic;
use polars::prelude::{Column, DataFrame};

use super::head::{self, Head};
use super::ndjson::KeyPath;
use super::sink::{Misfit, Sink, Strictness};
use super::{Opened, Outcome, Rows, Task, TextColumn, csv, ndjson};
use crate::files::DataFile;
use crate::infer::Declared;
use crate::quarantine::Quarantine;
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
        let missing: Vec<usize> = wanted.iter().copied().filter(|index| !kept.columns.contains_key(index)).collect();
        if !missing.is_empty() || kept.rows.is_none() {
            self.read(&missing, &mut kept)?;
        }
        let columns = wanted.iter().filter_map(|index| kept.columns.get(index).cloned()).collect();
        DataFrame::new(kept.rows.unwrap_or(0), columns).map_err(|error| vec![problems::failed(&self.task, &error)])
    }

    fn read(&self, missing: &[usize], kept: &mut Kept) -> Result<(), Vec<Diagnostic>> {
        let mut whole: Option<Part> = None;
        let mut problems = Vec::new();
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
            whole = Some(match whole {
                None => part,
                Some(whole) => join(whole, part).map_err(|error| vec![problems::failed(&self.task, &error)])?,
            });
        }
        problems.extend(
            self.files.iter().filter(|file| !file.is_unchanged()).map(|file| problems::changed(&self.task, file)),
        );
        problems.extend(misfits.iter().filter_map(|(file, misfit)| self.misfit(*file, misfit)));
        let Some(whole) = whole.filter(|_| problems.is_empty()) else { return Err(problems) };
        kept.rows = Some(whole.rows);
        kept.quarantine = whole.quarantine;
        kept.columns.extend(missing.iter().copied().zip(whole.columns));
        Ok(())
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
        let opened = Opened { task: &self.task, file };
        if self.task.format == Format::Ndjson {
            return self.drain(file, &mut ndjson::open(&opened, &self.paths)?, wanted);
        }
        let (own, mut rows) = csv::open(&opened)?;
        let headers: Vec<_> = self.columns.iter().map(|column| column.header.clone()).collect();
        rows.arrange(head::places(&headers, &own));
        self.drain(file, &mut rows, wanted)
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

fn join(mut whole: Part, next: Part) -> polars::prelude::PolarsResult<Part> {
    for (column, more) in whole.columns.iter_mut().zip(&next.columns) {
        column.append(more)?;
    }
    whole.quarantine.merge(next.quarantine);
    whole.rows += next.rows;
    Ok(whole)
}
