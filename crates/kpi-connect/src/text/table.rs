//! A source of text files: reads the columns that are asked for, once.
//!
//! What was read is kept: in memory, or on the disk when it is much (see [`store`](super::store)). A column that is asked
//! for later is another reading of the files; then columns in memory stay as they are, while those on the disk are
//! written anew, so that all are in the same files. What is wrong with a file is known after the first reading; it is not read
//! again.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};

use indexmap::IndexMap;
use kpi_config::{ColumnOptions, Format};
use kpi_diagnostics::Diagnostic;
use polars::prelude::{Column, DataFrame, IntoLazy, LazyFrame};

use super::convert::reason_to_set_aside;
use super::gather::{Gathered, Gathering};
use super::head::{self, Head};
use super::ndjson::KeyPath;
use super::read::Reading;
use super::store::{Disk, Limits, Stored};
use super::{Opened, Outcome, Rows, Task, TextColumn, csv, folder, ndjson};
use crate::files::DataFile;
use crate::infer::Declared;
use crate::quarantine::Quarantine;
use crate::{Hint, problems};

/// How much is done at once. A block is small enough for the caches of a processor. A piece is a row group of Parquet,
/// large enough to be read in one go. What stays in memory is less than what Polars needs beside it to read files, so that
/// it does not show; writing more than that costs less than converting it.
const LIMITS: Limits = Limits { block: 256 << 10, piece: 32 << 20, memory: 128 << 20, threads: 1 };

/// A source of CSV or NDJSON files.
pub(crate) struct TextTable {
    pub(super) task: Task,
    pub(super) files: Vec<DataFile>,
    columns: Vec<TextColumn>,
    paths: Vec<KeyPath>,
    limits: Limits,
    kept: Mutex<Kept>,
}

/// What has been read so far.
#[derive(Default)]
struct Kept {
    columns: HashMap<usize, Column>,
    disk: Option<OnDisk>,
    /// Those that were written before; frames that were given out may still read them.
    before: Vec<Disk>,
    /// Columns with values that do not fit.
    refused: HashMap<usize, Diagnostic>,
    /// What is wrong with the files.
    problems: Vec<Diagnostic>,
    rows: Option<usize>,
    quarantine: Quarantine,
}

struct OnDisk {
    columns: Vec<usize>,
    disk: Disk,
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
        folder::remove_orphans();
        let limits = Limits { threads: std::thread::available_parallelism().map_or(1, NonZero::get), ..LIMITS };
        Ok((Self { task, files, columns, paths, limits, kept: Mutex::default() }, hints))
    }

    /// A table of which everything is known.
    #[cfg(test)]
    pub(super) fn of(
        (task, files): (Task, Vec<DataFile>),
        columns: Vec<TextColumn>,
        paths: Vec<KeyPath>,
        limits: Limits,
    ) -> Self {
        Self { task, files, columns, paths, limits, kept: Mutex::default() }
    }

    /// The columns.
    pub(crate) fn columns(&self) -> &[TextColumn] {
        &self.columns
    }

    /// What was set aside by the reading so far.
    pub(crate) fn quarantine(&self) -> Quarantine {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).quarantine.clone()
    }

    /// Reads these columns, unless they were read before. What is wrong with them is said when they are asked for.
    pub(crate) fn prepare(&self, wanted: &[usize]) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        self.read(wanted, &mut kept);
    }

    /// The columns with these numbers.
    pub(crate) fn frame(&self, wanted: &[usize]) -> Result<LazyFrame, Vec<Diagnostic>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        self.read(wanted, &mut kept);
        if !kept.problems.is_empty() {
            return Err(kept.problems.clone());
        }
        let refused: Vec<_> = wanted.iter().filter_map(|index| kept.refused.get(index).cloned()).collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let frame = if let Some(on_disk) = &kept.disk {
            let names = wanted.iter().filter_map(|index| self.columns.get(*index));
            on_disk.disk.scan(&names.map(|column| column.name.as_str()).collect::<Vec<_>>())
        } else {
            let columns = wanted.iter().filter_map(|index| kept.columns.get(index).cloned()).collect();
            DataFrame::new(kept.rows.unwrap_or(0), columns).map(IntoLazy::lazy)
        };
        frame.map_err(|error| vec![problems::failed(&self.task, &error)])
    }

    /// Reads what is not known of these columns.
    fn read(&self, wanted: &[usize], kept: &mut Kept) {
        let missing: BTreeSet<usize> = wanted.iter().copied().filter(|index| !kept.has(*index)).collect();
        let mut missing: Vec<usize> = missing.into_iter().collect();
        if !kept.problems.is_empty() || (missing.is_empty() && kept.rows.is_some()) {
            return;
        }
        missing.extend(kept.disk.iter().flat_map(|on_disk| on_disk.columns.iter().copied()));
        let (beside, columns): (Vec<usize>, Vec<Column>) =
            kept.columns.iter().map(|(index, column)| (*index, column.clone())).unzip();
        let reading = Reading {
            task: &self.task,
            files: &self.files,
            columns: &self.columns,
            paths: &self.paths,
            wanted: &missing,
            limits: self.limits,
        };
        let mut gathering = Gathering::new(&self.task, &self.files, &self.columns, &missing, (self.limits, columns));
        reading.run(&mut gathering);
        match gathering.finish() {
            Ok(gathered) => kept.add(&missing, beside, gathered),
            Err(problems) => kept.problems = problems,
        }
    }

    /// The rows of a file, with the columns of the table.
    pub(super) fn rows<'t>(&'t self, file: &'t DataFile) -> Outcome<Box<dyn Rows + 't>> {
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
                    Ok(row) => {
                        self.task.sets_aside()
                            && reason_to_set_aside(&self.columns, |column| row.cell(column)).is_some()
                    }
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
}

impl Kept {
    fn has(&self, column: usize) -> bool {
        let on_disk = self.disk.as_ref().is_some_and(|on_disk| on_disk.columns.contains(&column));
        on_disk || self.columns.contains_key(&column) || self.refused.contains_key(&column)
    }

    /// Keeps columns that were read while others were in memory.
    fn add(&mut self, read: &[usize], beside: Vec<usize>, gathered: Gathered) {
        let Gathered { stored, refused, rows, quarantine } = gathered;
        self.rows = Some(rows);
        self.quarantine = quarantine;
        let usable = |index: &usize| !refused.contains_key(index);
        match stored {
            Stored::Memory(columns) => {
                self.before.extend(self.disk.take().map(|on_disk| on_disk.disk));
                self.columns.extend(read.iter().copied().zip(columns).filter(|(index, _)| usable(index)));
            }
            Stored::Disk(disk) => {
                let columns = read.iter().copied().filter(usable).chain(beside).collect();
                self.before.extend(self.disk.replace(OnDisk { columns, disk }).map(|on_disk| on_disk.disk));
                self.columns = HashMap::new();
            }
        }
        self.refused.extend(refused);
    }
}
