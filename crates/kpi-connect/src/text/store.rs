//! Where converted columns are kept: in memory as long as they are small, else in Parquet files.
//!
//! Pieces of blocks are put together to pieces of some megabytes. When all pieces of a source are more than may stay in
//! memory, they are written out, and so is each further piece as soon as it is full; what is written is read lazily
//! afterwards, as a source of Parquet files is. Columns that are in memory from before go with them, so that all columns
//! of a source are at one place.
//!
//! A column of whole numbers that becomes one of decimals has pieces of both kinds; they are made the same at the end, when the
//! kind is known.

use std::fs::{self, File};
use std::path::PathBuf;

use polars::polars_utils::pl_path::PlRefPath;
use polars::prelude::*;

use super::folder::Folder;

/// How much of what is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The bytes of text that are converted in one go.
    pub(crate) block: usize,
    /// The bytes of columns that are written in one go.
    pub(crate) piece: usize,
    /// The bytes of columns of a source that stay in memory.
    pub(crate) memory: usize,
    /// How many threads convert.
    pub(crate) threads: usize,
}

/// The columns of a source in the making.
pub(crate) struct Store {
    limits: Limits,
    /// Columns that are there already, whole.
    beside: Vec<Column>,
    open: Vec<Vec<Column>>,
    open_bytes: usize,
    pieces: Vec<Vec<Column>>,
    bytes: usize,
    disk: Option<Disk>,
}

/// Where the columns are now.
pub(crate) enum Stored {
    /// The new ones alone.
    Memory(Vec<Column>),
    /// Those from before too.
    Disk(Disk),
}

/// Columns in Parquet files, one behind the other.
pub(crate) struct Disk {
    folder: Folder,
    files: Vec<PathBuf>,
    written: usize,
    rows: usize,
}

impl Store {
    /// Begins with columns without rows.
    pub(crate) fn new(limits: Limits, nothing: Vec<Column>, beside: Vec<Column>) -> Self {
        let bytes = bytes(&beside);
        Self { limits, beside, open: vec![nothing], open_bytes: 0, pieces: Vec::new(), bytes, disk: None }
    }

    /// Puts rows behind the others.
    pub(crate) fn add(&mut self, columns: Vec<Column>) -> PolarsResult<()> {
        self.open_bytes += bytes(&columns);
        self.open.push(columns);
        if self.open_bytes >= self.limits.piece { self.close() } else { Ok(()) }
    }

    /// Makes one piece of all that are open.
    fn close(&mut self) -> PolarsResult<()> {
        let mut open = std::mem::take(&mut self.open).into_iter();
        self.open_bytes = 0;
        let Some(mut piece) = open.next() else { return Ok(()) };
        for more in open {
            for (column, more) in piece.iter_mut().zip(more) {
                append(column, &more)?;
            }
        }
        let piece: Vec<Column> = piece.iter().map(Column::rechunk).collect();
        self.bytes += bytes(&piece);
        self.pieces.push(piece);
        if self.disk.is_some() || self.bytes > self.limits.memory {
            self.write_out()?;
        }
        Ok(())
    }

    fn write_out(&mut self) -> PolarsResult<()> {
        let disk = match &mut self.disk {
            Some(disk) => disk,
            none => none.insert(Disk { folder: Folder::new()?, files: Vec::new(), written: 0, rows: 0 }),
        };
        for piece in self.pieces.drain(..) {
            disk.add(piece, &self.beside)?;
        }
        Ok(())
    }

    /// The columns; of those that `decimal` tells, the whole numbers become decimals.
    pub(crate) fn finish(mut self, decimal: &[bool]) -> PolarsResult<Stored> {
        self.close()?;
        if let Some(mut disk) = self.disk {
            disk.widen(decimal)?;
            return Ok(Stored::Disk(disk));
        }
        let mut pieces = self.pieces.into_iter();
        let mut whole = pieces.next().unwrap_or_default();
        for more in pieces {
            for (column, more) in whole.iter_mut().zip(more) {
                append(column, &more)?;
            }
        }
        widen(&mut whole, decimal)?;
        Ok(Stored::Memory(whole))
    }
}

impl Disk {
    fn add(&mut self, mut piece: Vec<Column>, beside: &[Column]) -> PolarsResult<()> {
        let rows = piece.first().map_or(0, Column::len);
        let offset = i64::try_from(self.rows).unwrap_or(i64::MAX);
        piece.extend(beside.iter().map(|column| column.slice(offset, rows)));
        let file = self.write(piece)?;
        self.files.push(file);
        self.rows += rows;
        Ok(())
    }

    fn write(&mut self, columns: Vec<Column>) -> PolarsResult<PathBuf> {
        let path = self.folder.file(self.written);
        self.written += 1;
        let rows = columns.first().map_or(0, Column::len);
        let mut frame = DataFrame::new(rows, columns)?;
        let writer = ParquetWriter::new(File::create(&path)?).with_compression(ParquetCompression::Lz4Raw);
        writer.finish(&mut frame)?;
        Ok(path)
    }

    /// Writes files anew in which whole numbers stand where there are decimals in others.
    fn widen(&mut self, decimal: &[bool]) -> PolarsResult<()> {
        for index in 0..self.files.len() {
            let Some(path) = self.files.get(index).cloned() else { continue };
            let schema = ParquetReader::new(File::open(&path)?).schema()?;
            let is_whole = |(place, field): (usize, &Field)| {
                *field.dtype() == DataType::Int64 && decimal.get(place).is_some_and(|decimal| *decimal)
            };
            if !Schema::from_arrow_schema(&schema).iter_fields().enumerate().any(|(at, field)| is_whole((at, &field))) {
                continue;
            }
            let frame = ParquetReader::new(File::open(&path)?).finish()?;
            let mut columns = frame.columns().to_vec();
            widen(&mut columns, decimal)?;
            let wider = self.write(columns)?;
            if let Some(file) = self.files.get_mut(index) {
                *file = wider;
            }
            // Disk space is all that is lost if it stays.
            let _ = fs::remove_file(path);
        }
        Ok(())
    }

    /// The columns of these names, lazily.
    pub(crate) fn scan(&self, names: &[&str]) -> PolarsResult<LazyFrame> {
        let paths: Vec<_> = self.files.iter().map(|path| PlRefPath::new(path.to_string_lossy())).collect();
        let arguments =
            ScanArgsParquet { glob: false, hive_options: HiveOptions::new_disabled(), ..ScanArgsParquet::default() };
        let frame = LazyFrame::scan_parquet_sources(ScanSources::Paths(paths.into()), arguments)?;
        Ok(frame.select(names.iter().map(|name| col(*name)).collect::<Vec<_>>()))
    }
}

/// The room that columns take.
fn bytes(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.as_materialized_series().estimated_size()).sum()
}

/// Puts values behind others; whole numbers beside decimals become such.
fn append(column: &mut Column, more: &Column) -> PolarsResult<()> {
    if column.dtype() == more.dtype() {
        column.append(more)?;
        return Ok(());
    }
    *column = column.cast(&DataType::Float64)?;
    column.append(&more.cast(&DataType::Float64)?)?;
    Ok(())
}

fn widen(columns: &mut [Column], decimal: &[bool]) -> PolarsResult<()> {
    for (column, _) in columns.iter_mut().zip(decimal).filter(|(_, decimal)| **decimal) {
        *column = column.cast(&DataType::Float64)?;
    }
    Ok(())
}
