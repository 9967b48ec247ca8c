//! The tables of a test as the evaluator sees sources: in memory, in the types of the model.
//!
//! What `kpi.toml` says of duplicates holds for them as for files, and the project's calendar takes its rows from them where
//! they are given.

use std::collections::BTreeMap;

use kpi_config::{Config, Duplicates};
use kpi_diagnostics::Diagnostic;
use kpi_model::model::{Cell, ColumnId, Fixture, Model, SourceId, Test, Type};
use kpi_plan::Calendar;
use polars::prelude::{Column, DataFrame, DataType, IntoLazy, LazyFrame, NULL, UniqueKeepStrategy, col, lit};

use super::cells::{self, Values};
use super::messages;
use crate::calendar::{self, CalendarRows, Loaded};
use crate::duplicates::{self, AllRows, Dropped};
use crate::project::Project;

/// The world of a test. Sources that it does not name have no rows, columns that a table does not name no values.
#[derive(Debug)]
pub(super) struct TestTables<'a> {
    model: &'a Model,
    given: BTreeMap<SourceId, Table>,
    dropped: BTreeMap<SourceId, Result<Dropped, Diagnostic>>,
}

/// The rows of one source.
#[derive(Debug)]
struct Table {
    columns: BTreeMap<ColumnId, Values>,
    height: usize,
}

impl<'a> TestTables<'a> {
    /// The tables of a test, or a message for every column with a cell that is not of its type.
    pub(super) fn new(model: &'a Model, test: &Test, config: &Config) -> Result<Self, Vec<Diagnostic>> {
        let calendar = Calendar::of(&config.project);
        let mut given = BTreeMap::new();
        let mut problems = Vec::new();
        for fixture in &test.fixtures {
            match table(model, fixture, &calendar) {
                Ok(table) => {
                    given.insert(fixture.source, table);
                }
                Err(unreadable) => problems.extend(unreadable),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut tables = Self { model, given, dropped: BTreeMap::new() };
        tables.dropped = test.fixtures.iter().filter_map(|fixture| tables.duplicates(fixture.source, config)).collect();
        Ok(tables)
    }

    /// The rows of a source that are left out; none when none are to be.
    fn duplicates(&self, source: SourceId, config: &Config) -> Option<(SourceId, Result<Dropped, Diagnostic>)> {
        let name = &self.model.source(source).name;
        let declared = config.sources.get(name).filter(|declared| declared.duplicates != Duplicates::Error)?;
        let key: Vec<String> = declared.key.iter().map(|column| column.value.clone()).collect();
        let dropped = duplicates::find(&declared.duplicates, &key, &RowsOf { tables: self, source });
        Some((source, dropped.map_err(|words| duplicates::unclear(name, &declared.duplicates, &words))))
    }

    /// Why it is not known which rows of some sources are duplicates.
    pub(super) fn problems(&self, used: impl Fn(SourceId) -> bool) -> impl Iterator<Item = Diagnostic> {
        let unclear = self.dropped.iter().filter(move |(source, _)| used(**source));
        unclear.filter_map(|(_, dropped)| dropped.as_ref().err().cloned())
    }

    /// Whether the test has a table for the source of this name.
    pub(super) fn gives_rows_of(&self, source: &str) -> bool {
        self.model.source_named(source).is_some_and(|source| self.given.contains_key(&source))
    }

    /// The calendar with the rows that the test gives for it; none when it gives none.
    pub(super) fn calendar(&self, project: &Project) -> Option<Loaded> {
        let given = calendar::sources(project.config()).into_iter().any(|source| self.gives_rows_of(source));
        given.then(|| calendar::load(project.config(), &RowsOfCalendar { tables: self, project }))
    }

    fn column(&self, source: SourceId, column: ColumnId) -> Column {
        let table = self.given.get(&source);
        if let Some(values) = table.and_then(|table| table.columns.get(&column)) {
            return values.column.clone();
        }
        let declared = self.model.source(source);
        let known = declared.column(column).kind;
        let is_time = known == Type::Unknown && declared.tells_time(column);
        let kind = if is_time { Type::Date } else { known };
        cells::without_values(&declared.column(column).name, kind, table.map_or(0, |table| table.height))
    }

    /// Without the rows that are dropped.
    fn frame(&self, source: SourceId, columns: &[ColumnId]) -> Result<LazyFrame, String> {
        let all = self.whole(source, columns)?;
        match self.dropped.get(&source) {
            None => Ok(all),
            Some(Ok(dropped)) => dropped.leave_out(all).map_err(|error| error.to_string()),
            Some(Err(problem)) => Err(problem.message.clone()),
        }
    }

    fn whole(&self, source: SourceId, columns: &[ColumnId]) -> Result<LazyFrame, String> {
        let height = self.given.get(&source).map_or(0, |table| table.height);
        let columns = columns.iter().map(|column| self.column(source, *column)).collect();
        Ok(DataFrame::new(height, columns).map_err(|error| error.to_string())?.lazy())
    }
}

impl kpi_polars::Tables for TestTables<'_> {
    fn usable(&self, _source: SourceId) -> Result<(), String> {
        Ok(())
    }

    fn scan(&self, source: SourceId, columns: &[ColumnId]) -> Result<LazyFrame, String> {
        let Some((of, column)) = self.model.source(source).distinct_of else { return self.frame(source, columns) };
        let all = self.frame(of, &[column])?;
        let name = self.model.source(of).column(column).name.as_str();
        Ok(all.filter(col(name).is_not_null()).unique(None, UniqueKeepStrategy::Any))
    }

    fn holds_instants(&self, source: SourceId, column: ColumnId) -> bool {
        let (source, column) = self.model.source(source).distinct_of.unwrap_or((source, column));
        let values = self.given.get(&source).and_then(|table| table.columns.get(&column));
        values.is_some_and(|values| values.instants)
    }

    fn place(&self, source: SourceId, row: usize) -> Option<String> {
        let row = match self.dropped.get(&source) {
            Some(Ok(dropped)) => dropped.original(row),
            Some(Err(_)) | None => row,
        };
        Some(format!("row {} of its table", row + 1))
    }

    fn gives(&self, source: SourceId, column: ColumnId) -> bool {
        self.given.get(&source).is_some_and(|table| table.columns.contains_key(&column))
    }

    fn explain(&self, _source: SourceId, message: &str) -> String {
        message.to_owned()
    }
}

fn table(model: &Model, fixture: &Fixture, calendar: &Calendar) -> Result<Table, Vec<Diagnostic>> {
    let source = model.source(fixture.source);
    let mut columns = BTreeMap::new();
    let mut problems = Vec::new();
    for (position, id) in fixture.columns.iter().enumerate() {
        let column = source.column(*id);
        let written: Vec<&Cell> = fixture.rows.iter().filter_map(|row| row.get(position)).collect();
        let texts: Vec<&str> = written.iter().map(|cell| cell.text.as_str()).collect();
        match cells::values(&column.name, column.kind, &texts, calendar) {
            Ok(values) => {
                columns.insert(*id, values);
            }
            Err(row) => problems.extend(written.get(row).map(|cell| messages::unreadable_cell(cell, source, column))),
        }
    }
    if problems.is_empty() { Ok(Table { columns, height: fixture.rows.len() }) } else { Err(problems) }
}

/// The rows of one table, as [`duplicates`] asks for them.
struct RowsOf<'a> {
    tables: &'a TestTables<'a>,
    source: SourceId,
}

impl AllRows for RowsOf<'_> {
    fn of(&self, columns: &[&str]) -> Result<LazyFrame, String> {
        let source = self.tables.model.source(self.source);
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for name in columns {
            match source.column_named(name) {
                Some(column) => known.push(column),
                None => unknown.push(lit(NULL).alias(*name)),
            }
        }
        Ok(self.tables.whole(self.source, &known)?.with_columns(unknown))
    }

    /// Columns without values do not tell rows apart.
    fn columns(&self) -> Result<Vec<String>, String> {
        let table = self.tables.given.get(&self.source);
        let columns = table.into_iter().flat_map(|table| table.columns.values());
        let names = |column: &Column| column.name().to_string();
        let all: Vec<&Column> = columns.map(|values| &values.column).collect();
        let with_values = all.iter().filter(|column| *column.dtype() != DataType::Null);
        let told: Vec<String> = with_values.map(|column| names(column)).collect();
        Ok(if told.is_empty() { all.iter().map(|column| names(column)).collect() } else { told })
    }
}

/// Where a calendar takes its rows from in a test: from its tables, and from the project's sources what has none.
struct RowsOfCalendar<'a> {
    tables: &'a TestTables<'a>,
    project: &'a Project,
}

impl CalendarRows for RowsOfCalendar<'_> {
    fn known(&self, source: &str) -> Option<Vec<String>> {
        let model = self.tables.model;
        let Some((id, table)) = model.source_named(source).and_then(|id| Some((id, self.tables.given.get(&id)?)))
        else {
            return self.project.known(source);
        };
        Some(table.columns.keys().map(|column| model.source(id).column(*column).name.clone()).collect())
    }

    fn columns(&self, source: &str, columns: &[&str]) -> Result<LazyFrame, String> {
        let model = self.tables.model;
        let given = model.source_named(source).filter(|id| self.tables.given.contains_key(id));
        let Some(id) = given else { return self.project.columns(source, columns) };
        let columns: Vec<ColumnId> =
            columns.iter().filter_map(|column| model.source(id).column_named(column)).collect();
        self.tables.frame(id, &columns)
    }
}
