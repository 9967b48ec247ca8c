//! An open source: its columns, and frames of them.

use std::path::Path;

use indexmap::IndexMap;
use kpi_config::{ColumnOptions, Files, Format};
use kpi_diagnostics::Diagnostic;
use polars::prelude::{LazyFrame, PolarsError};

use crate::infer::Declared;
use crate::parquet::ParquetTable;
use crate::text::{Task, TextTable};
use crate::{Column, ColumnType, Quarantine, files, problems};

/// A source whose files were found and whose columns are known.
pub struct Table {
    task: Task,
    schema: Vec<Column>,
    rows: Rows,
}

enum Rows {
    Text(Box<TextTable>),
    Parquet(ParquetTable),
}

/// Finds the files of a source and learns its columns: names, types, and whether they are the same in all files.
/// `folder` is the project's; a relative path starts there. Rows beyond the first are not looked at.
pub fn open(
    source: &str,
    files: &Files,
    columns: &IndexMap<String, ColumnOptions>,
    folder: &Path,
    project_timezone: &str,
) -> Result<Table, Vec<Diagnostic>> {
    let found = files::find(source, files, folder).map_err(|problem| vec![*problem])?;
    let declared = Declared::new(&files.reading, project_timezone);
    let task = || Task {
        source: source.to_owned(),
        format: files.format,
        reading: files.reading.clone(),
        span: files.path.span,
    };
    let task_of_table = task();
    match files.format {
        Format::Parquet => {
            let parquet = ParquetTable::open(&task_of_table, found, columns, &declared)?;
            let schema = parquet.columns().iter();
            let schema = schema.map(|column| Column {
                name: column.name.clone(),
                kind: column.kind.clone(),
                hint: column.hint.clone(),
            });
            Ok(Table { task: task_of_table, schema: schema.collect(), rows: Rows::Parquet(parquet) })
        }
        Format::Csv | Format::Ndjson => {
            let (text, hints) = TextTable::open(task(), found, columns, &declared)?;
            let schema = text.columns().iter().zip(hints);
            let schema =
                schema.map(|(column, hint)| Column { name: column.name.clone(), kind: column.kind.clone(), hint });
            Ok(Table { task: task_of_table, schema: schema.collect(), rows: Rows::Text(Box::new(text)) })
        }
    }
}

impl Table {
    /// The columns in the order of the file. None of them is read before it is asked for.
    pub fn schema(&self) -> &[Column] {
        &self.schema
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.schema.iter().find(|column| column.name == name)
    }

    /// The rows, with exactly these columns, each in the type that [`ColumnType`] promises.
    ///
    /// Parquet is not read before the frame is collected. Text is converted here and now, strictly, and kept: asking for
    /// the same columns again costs nothing, asking for others reads the files again. What is kept is in memory, or, when it
    /// is much, in temporary files, from which the frame is read when it is collected. When no column is asked for, that of
    /// [`Self::counted_by`] is given, so that rows can be counted.
    pub fn scan(&self, needed: &[&str]) -> Result<LazyFrame, Vec<Diagnostic>> {
        let wanted = self.wanted(needed)?;
        match &self.rows {
            Rows::Text(text) => text.frame(&wanted),
            Rows::Parquet(parquet) => parquet.frame(&wanted).map_err(|error| vec![self.explain_failure(&error)]),
        }
    }

    /// Reads these columns in one go, if they must be read before a frame of them can be given. It only saves time: what is
    /// wrong with a column is told to those who ask for it.
    pub fn prepare(&self, columns: &[&str]) {
        let known = |name: &&str| self.schema.iter().position(|column| column.name == **name);
        let is_usable = |index: &usize| {
            let column = self.schema.get(*index);
            column.is_some_and(|column| !matches!(column.kind, ColumnType::Other(_)))
        };
        match &self.rows {
            Rows::Text(text) => text.prepare(&columns.iter().filter_map(known).filter(is_usable).collect::<Vec<_>>()),
            Rows::Parquet(_) => {}
        }
    }

    /// A column by which rows can be counted, when no other is asked for: the first that can be used. Of text files it is one
    /// of text, if there is any, since every cell of CSV fits it.
    pub fn counted_by(&self) -> Option<&Column> {
        let is_text = |column: &&Column| column.kind == ColumnType::Text && column.hint.is_none();
        let sure = match &self.rows {
            Rows::Text(_) => self.schema.iter().find(is_text),
            Rows::Parquet(_) => None,
        };
        sure.or_else(|| self.schema.iter().find(|column| !matches!(column.kind, ColumnType::Other(_))))
    }

    /// What was set aside so far under `bad_rows = "quarantine"`; known once a column has been read.
    pub fn quarantine(&self) -> Quarantine {
        match &self.rows {
            Rows::Text(text) => text.quarantine(),
            Rows::Parquet(_) => Quarantine::default(),
        }
    }

    /// Where a row stands: the row with this number in every frame of this table.
    pub fn place(&self, row: usize) -> Option<String> {
        match &self.rows {
            Rows::Text(text) => text.place(row),
            Rows::Parquet(parquet) => parquet.place(row),
        }
    }

    /// What is said of files that were written to since they were found. To be asked when a frame was collected: Parquet is
    /// read several times, and text is looked at where it is read.
    pub fn changed(&self) -> Option<Diagnostic> {
        match &self.rows {
            Rows::Text(_) => None,
            Rows::Parquet(parquet) => parquet.changed().map(|file| problems::changed(&self.task, file)),
        }
    }

    /// What an error means that came up while a frame of this source was collected.
    pub fn explain_failure(&self, error: &PolarsError) -> Diagnostic {
        problems::failed(&self.task, error)
    }

    fn wanted(&self, needed: &[&str]) -> Result<Vec<usize>, Vec<Diagnostic>> {
        if needed.is_empty() {
            let counted_by = self.counted_by();
            let place = self.schema.iter().position(|column| counted_by.is_some_and(|by| by.name == column.name));
            return Ok(place.into_iter().collect());
        }
        let mut problems = Vec::new();
        let mut wanted = Vec::new();
        for name in needed {
            match self.schema.iter().enumerate().find(|(_, column)| column.name == *name) {
                None => problems.push(problems::unknown_column(&self.task, name, &self.schema)),
                Some((_, column)) if matches!(column.kind, ColumnType::Other(_)) => {
                    problems.push(problems::unusable_column(&self.task, column));
                }
                Some((index, _)) if wanted.contains(&index) => {}
                Some((index, _)) => wanted.push(index),
            }
        }
        if problems.is_empty() { Ok(wanted) } else { Err(problems) }
    }
}

/// The name that definitions use for a header.
pub(crate) fn name_of<'a>(options: &'a IndexMap<String, ColumnOptions>, header: &'a str) -> &'a str {
    let renamed = options.iter().find(|(_, options)| options.from.as_deref() == Some(header));
    renamed.map_or(header, |(name, _)| name)
}
