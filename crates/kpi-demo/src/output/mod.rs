//! Where rows go: files of three formats, written as rows come.
//!
//! Nothing here knows what a row means. The formats differ on purpose, so that the example company shows every connector and
//! most reading options: see `kpi.toml` of the project.

mod ndjson;
mod parquet;
mod text;

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::tables::Record;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Commas and points.
    Csv,
    /// Semicolons and decimal commas, dates as 31.12.2025: what a German spreadsheet exports.
    GermanCsv,
    /// One JSON object a line.
    Ndjson,
    /// Apache Parquet in row groups.
    Parquet,
}

impl Format {
    /// The ending of the file's name.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Csv | Self::GermanCsv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }
}

/// A file under another name until it is whole, so that nobody reads half of it. One that was left behind is written over.
#[derive(Debug)]
pub(crate) struct Part {
    path: PathBuf,
    whole: PathBuf,
}

impl Part {
    /// Of a file that is to have this name.
    pub(crate) fn of(whole: &Path) -> Self {
        let mut name = whole.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        Self { path: whole.with_file_name(name), whole: whole.to_owned() }
    }

    /// Where it is now.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name.
    pub(crate) fn finish(self) -> Result<(), Error> {
        fs::rename(&self.path, &self.whole).map_err(|error| Error::write(&self.whole, error))
    }
}

/// A file that takes rows.
#[derive(Debug)]
pub(crate) struct Table {
    path: PathBuf,
    part: Part,
    rows: u64,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    Text(text::TextFile),
    Ndjson(ndjson::NdjsonFile),
    Parquet(Box<parquet::ParquetFile>),
}

impl Table {
    /// A new file for rows of one kind.
    pub(crate) fn create<R: Record>(path: PathBuf, format: Format) -> Result<Self, Error> {
        let failed = |reason: &dyn std::fmt::Display| Error::write(&path, reason);
        let part = Part::of(&path);
        let file = BufWriter::new(File::create(part.path()).map_err(|error| failed(&error))?);
        let sink = match format {
            Format::Csv => text::TextFile::create(file, R::COLUMNS, text::Style::PLAIN).map(Sink::Text),
            Format::GermanCsv => text::TextFile::create(file, R::COLUMNS, text::Style::GERMAN).map(Sink::Text),
            Format::Ndjson => Ok(Sink::Ndjson(ndjson::NdjsonFile::create(file, R::COLUMNS))),
            Format::Parquet => {
                let opened = parquet::ParquetFile::create(file, R::COLUMNS).map_err(|error| failed(&error))?;
                Ok(Sink::Parquet(Box::new(opened)))
            }
        };
        let sink = sink.map_err(|error| failed(&error))?;
        Ok(Self { path, part, rows: 0, sink })
    }

    /// Adds a row.
    pub(crate) fn push<R: Record>(&mut self, row: &R) -> Result<(), Error> {
        self.rows += 1;
        match &mut self.sink {
            Sink::Text(file) => file.push(row).map_err(|error| Error::write(&self.path, error)),
            Sink::Ndjson(file) => file.push(row).map_err(|error| Error::write(&self.path, error)),
            Sink::Parquet(file) => file.push(row).map_err(|error| Error::write(&self.path, error)),
        }
    }

    /// Adds rows.
    pub(crate) fn extend<'r, R: Record + 'r>(&mut self, rows: impl IntoIterator<Item = &'r R>) -> Result<(), Error> {
        rows.into_iter().try_for_each(|row| self.push(row))
    }

    /// How many rows were added so far.
    pub(crate) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes what is left; gives the number of rows.
    pub(crate) fn finish(self) -> Result<u64, Error> {
        let Self { path, part, rows, sink } = self;
        let failed = |reason: &dyn std::fmt::Display| Error::write(&path, reason);
        match sink {
            Sink::Text(file) => file.finish().map_err(|error| failed(&error))?,
            Sink::Ndjson(file) => file.finish().map_err(|error| failed(&error))?,
            Sink::Parquet(file) => file.finish().map_err(|error| failed(&error))?,
        }
        part.finish()?;
        Ok(rows)
    }
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))
}

/// Writes a whole text.
pub(crate) fn write_text(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|error| Error::write(path, error))
}
