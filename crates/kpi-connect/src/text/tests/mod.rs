//! Reading in blocks, on several threads, by way of the disk: always the same rows, messages and rows set aside as when
//! rows are taken one by one.
//!
//! `KPI_TRIALS=50` takes fifty times as many trials as a normal run, and other ones each time. A failure is shrunk.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod generated;
mod kept;
mod one_by_one;

use std::fs;
use std::path::Path;

use kpi_config::{BadRows, Format, Reading};
use kpi_diagnostics::{FileId, Span};
use polars::prelude::{Column, DataFrame, LazyFrame};

use super::ndjson::KeyPath;
use super::store::Limits;
use super::{Task, TextColumn, TextTable};
use crate::files::{self, DataFile};
use crate::value::Form;

/// All in memory, by the caller alone.
const ALONE: Limits = Limits { block: 1 << 20, piece: 1 << 20, memory: 1 << 30, threads: 1 };

/// What is read, and how.
#[derive(Clone, Debug)]
struct Source {
    format: Format,
    reading: Reading,
    /// Their names with their contents.
    files: Vec<(String, Vec<u8>)>,
}

/// The columns of every source here, one for each way of reading: headers and forms.
fn columns() -> Vec<TextColumn> {
    let number = b'.';
    let forms = [
        ("whole", Form::Whole { decimal_sign: number }),
        ("decimal", Form::Decimal { decimal_sign: number }),
        ("text", Form::Text),
        ("date", Form::IsoDate),
        ("flag", Form::BoolWords),
        ("moment", Form::IsoInstant),
        ("wall", Form::IsoWallOrDate(None)),
        ("length", Form::Seconds { decimal_sign: number }),
    ];
    let column = |(name, form): (&str, Form)| {
        let kind = form.kind();
        TextColumn { name: format!("the {name}"), header: name.to_owned(), form, kind }
    };
    forms.map(column).into()
}

impl Source {
    fn csv(text: &str) -> Self {
        let files = vec![("data.csv".to_owned(), text.as_bytes().to_vec())];
        Self { format: Format::Csv, reading: Reading::default(), files }
    }

    /// The table in a folder, where the files are written.
    fn table(&self, folder: &Path, limits: Limits) -> TextTable {
        let found: Vec<DataFile> = self
            .files
            .iter()
            .map(|(name, bytes)| {
                let path = folder.join(name);
                if fs::read(&path).ok().as_ref() != Some(bytes) {
                    fs::write(&path, bytes).unwrap();
                }
                files::plain(path, name)
            })
            .collect();
        let span = Span::new(FileId(0), 0, 0);
        let task = Task { source: "s".to_owned(), format: self.format, reading: self.reading.clone(), span };
        let path = |column: &TextColumn| KeyPath { keys: vec![column.header.clone()], is_declared: true };
        let paths = columns().iter().map(path).collect();
        TextTable::of((task, found), columns(), paths, limits)
    }

    /// Sets rows aside.
    fn setting_aside(mut self) -> Self {
        self.reading.bad_rows = BadRows::Quarantine;
        self
    }

    /// Holds reading within limits against reading row by row.
    fn hold(&self, limits: Limits) {
        let folder = tempfile::tempdir().unwrap();
        let table = self.table(folder.path(), limits);
        let all: Vec<usize> = (0..columns().len()).collect();
        table.prepare(&all);
        let whole = match one_by_one::read(&self.table(folder.path(), limits)) {
            Ok(whole) => whole,
            Err(problems) => {
                assert_eq!(table.frame(&all).map(|_| ()).unwrap_err(), problems);
                return;
            }
        };
        assert_eq!(table.quarantine(), whole.quarantine);
        let mut good = Vec::new();
        for (index, expected) in &whole.columns {
            match (expected, table.frame(&[*index])) {
                (Ok(expected), Ok(frame)) => {
                    assert_same(expected, &only(frame));
                    good.push(*index);
                }
                (Err(expected), Err(problems)) => assert_eq!(problems, std::slice::from_ref(expected)),
                (expected, Err(problems)) => panic!("{expected:?}\n{problems:?}"),
                (expected, Ok(frame)) => panic!("{expected:?}\n{:?}", frame.collect()),
            }
        }
        let together = collected(table.frame(&good).unwrap());
        assert_eq!(together.height(), whole.rows);
        for (index, column) in good.iter().zip(together.columns()) {
            assert_same(whole.columns[index].as_ref().unwrap(), column);
        }
    }
}

fn collected(frame: LazyFrame) -> DataFrame {
    frame.collect().unwrap()
}

fn only(frame: LazyFrame) -> Column {
    collected(frame).columns()[0].clone()
}

fn assert_same(expected: &Column, found: &Column) {
    assert_eq!(expected.dtype(), found.dtype());
    assert_eq!(expected.name(), found.name());
    let same = expected.as_materialized_series().equals_missing(found.as_materialized_series());
    assert!(same, "{expected:?}\n{found:?}");
}
