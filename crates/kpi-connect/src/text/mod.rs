//! Files of text: CSV and NDJSON.
//!
//! They are read by this crate and not by Polars, because every refused row must be named by file and line, short rows
//! must not pass as empty values, and no value may be guessed. A table keeps the columns that it has read, so asking
//! again costs nothing; rows are converted strictly while they are read.
//!
//! The way of a file, each step in a module of its own:
//!
//! - `bytes`, `blanks`: from bytes on the disk to UTF-8 with `\n` at line ends, as a stream;
//! - `blocks`: the stream in blocks of whole records, the only step that must go through a file from start to end;
//! - `csv_block`, `json_block`: a block as a `grid` of cells, with lines and flaws;
//! - `convert`: a grid as columns; `misfits`: what does not fit, judged in the order of the file;
//! - `gather`: all blocks of all files; `store`: in memory, or on the disk in a `folder` of its own.
//!
//! `read` says which thread does what. `csv` and `ndjson` read records one by one: for the first rows (`head`), from which
//! types are inferred, and to say where a row stands. Tests hold the two ways of reading to the same outcome.

mod blanks;
mod blocks;
mod bytes;
mod convert;
mod csv;
mod csv_block;
mod folder;
mod gather;
mod grid;
mod head;
mod json_block;
mod misfits;
mod ndjson;
mod read;
mod store;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use bytes::{PACKED, PARQUET, UTF_16, UTF_16_BIG, ZIP};
pub(crate) use misfits::Misfit;
pub(crate) use table::TextTable;

use std::path::Path;

use kpi_config::{BadRows, Format, Reading};
use kpi_diagnostics::{Diagnostic, Span};

use crate::ColumnType;
use crate::files::DataFile;
use crate::value::{Cell, Form};

/// A column of a text file.
pub(crate) struct TextColumn {
    /// The name that definitions use.
    pub(crate) name: String,
    /// The header, or the dotted path of the key.
    pub(crate) header: String,
    /// How its cells are read.
    pub(crate) form: Form,
    /// Its type.
    pub(crate) kind: ColumnType,
}

/// What the reading of every file of a source needs.
pub(crate) struct Task {
    pub(crate) source: String,
    pub(crate) format: Format,
    pub(crate) reading: Reading,
    /// The path in `kpi.toml`, for messages.
    pub(crate) span: Span,
}

/// A row of either format while it is looked at.
pub(crate) trait Row {
    /// The cell under a header; `raw` when text of JSON may be read as other types, since that was declared.
    fn cell(&self, column: usize) -> Cell<'_>;
}

/// Why a row cannot be read at all.
pub(crate) enum Flaw {
    /// It has more or fewer values than the header.
    Ragged { found: usize, header: usize, spans_lines: bool },
    /// A quotation mark opens a value, and the file ends before one closes it.
    OpenQuote,
    /// Its bytes are not of the declared encoding.
    Encoding,
    /// It is no JSON.
    Json(String),
    /// It is JSON, and no object.
    NoObject,
    /// The file cannot be read on.
    Unreadable(String),
}

/// One thing after another that stands in a file.
pub(crate) trait Rows {
    /// Reads the next row: its line, and what is wrong with it. Nothing at the end.
    fn next(&mut self) -> Option<(u64, Result<&dyn Row, Flaw>)>;
}

/// A file opened for reading.
pub(crate) struct Opened<'t> {
    pub(crate) task: &'t Task,
    pub(crate) file: &'t DataFile,
}

impl Task {
    /// Whether rows with flaws are set aside.
    pub(crate) fn sets_aside(&self) -> bool {
        self.reading.bad_rows == BadRows::Quarantine
    }

    /// The cell of a text, which may be one of the words that mean nothing.
    pub(crate) fn is_null(&self, text: &str) -> bool {
        self.reading.null.iter().any(|word| word == text)
    }
}

/// What opening a file may end with.
pub(crate) type Outcome<T> = Result<T, Box<Diagnostic>>;

/// Whether the file is packed.
pub(crate) fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"))
}
