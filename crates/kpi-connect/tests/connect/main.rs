//! Reading files, one sentence of the product at a time.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests")]

mod csv;
mod files;
mod ndjson;
mod parquet;
mod real;
mod typing;

use std::fs;
use std::path::Path;

use kpi_config::{Config, Files, Origin};
use kpi_connect::{Table, open};
use kpi_diagnostics::{Diagnostic, FileId};
use polars::prelude::*;
use tempfile::TempDir;

/// A project in a folder of its own: the lines of its only source, and its files.
struct Project {
    folder: TempDir,
    options: String,
}

impl Project {
    fn new(options: &str) -> Self {
        Self { folder: TempDir::new().unwrap(), options: options.to_owned() }
    }

    /// A source of one CSV file.
    fn csv(content: &str) -> Self {
        Self::new("path = 'data.csv'").with("data.csv", content)
    }

    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    fn saying(mut self, options: &str) -> Self {
        self.options = format!("{}\n{options}", self.options);
        self
    }

    fn open(&self) -> Result<Table, Vec<Diagnostic>> {
        open_source(&self.options, self.folder.path())
    }

    fn table(&self) -> Table {
        self.open().unwrap_or_else(|problems| panic!("{problems:#?}"))
    }

    /// What opening says.
    fn refused(&self) -> Vec<String> {
        self.open().map(|_| ()).map_err(|problems| words(&problems)).unwrap_err()
    }

    /// What reading a column says.
    fn refused_column(&self, column: &str) -> Diagnostic {
        let Err(mut problems) = self.table().scan(&[column]) else { panic!("`{column}` was read") };
        assert_eq!(problems.len(), 1, "{problems:#?}");
        problems.remove(0)
    }

    fn frame(&self, columns: &[&str]) -> DataFrame {
        frame(&self.table(), columns)
    }

    /// The values of a column as texts; nothing is `-`.
    fn values(&self, column: &str) -> Vec<String> {
        values(&self.table(), column)
    }

    /// The type of a column.
    fn kind(&self, column: &str) -> String {
        format!("{:?}", self.table().column(column).unwrap().kind)
    }
}

fn open_source(options: &str, folder: &Path) -> Result<Table, Vec<Diagnostic>> {
    let text = format!("[project]\ntimezone = 'Europe/Berlin'\n[source.s]\n{options}");
    let (config, problems) = kpi_config::read(FileId(0), &text, &|_| None);
    assert!(problems.iter().all(|problem| problem.severity == kpi_diagnostics::Severity::Warning), "{problems:#?}");
    let (files, columns) = files_of(&config);
    open("s", files, columns, folder, &config.project.timezone)
}

fn files_of(config: &Config) -> (&Files, &indexmap::IndexMap<String, kpi_config::ColumnOptions>) {
    let source = &config.sources["s"];
    let Origin::Files(files) = &source.origin else { panic!("no files") };
    (files, &source.columns)
}

fn frame(table: &Table, columns: &[&str]) -> DataFrame {
    let frame = table.scan(columns).unwrap_or_else(|problems| panic!("{problems:#?}"));
    collect(frame).unwrap()
}

fn collect(frame: LazyFrame) -> PolarsResult<DataFrame> {
    let result = frame.collect_with_engine(Engine::Streaming)?;
    Ok(result.unwrap_single())
}

fn values(table: &Table, column: &str) -> Vec<String> {
    let frame = frame(table, &[column]);
    let column = frame.column(column).unwrap();
    (0..column.len()).map(|index| column.get(index).unwrap()).map(|value| shown(&value)).collect()
}

fn shown(value: &AnyValue<'_>) -> String {
    if value.is_null() {
        return "-".to_owned();
    }
    match value.get_str() {
        Some(text) => format!("'{text}'"),
        None => value.to_string(),
    }
}

/// Each message as `K0501 words`.
fn words(problems: &[Diagnostic]) -> Vec<String> {
    for problem in problems {
        assert!(problem.span().is_some() && !problem.help.is_empty(), "{problem:#?}");
        assert!(!problem.message.ends_with('.') && !problem.message.contains('\n'), "{problem:#?}");
    }
    problems.iter().map(|problem| format!("{} {}", problem.code, problem.message)).collect()
}
