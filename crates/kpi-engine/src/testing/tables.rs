//! The tables of a test as the evaluator sees sources: in memory, in the types of the model.

use std::collections::BTreeMap;

use kpi_diagnostics::Diagnostic;
use kpi_model::model::{Cell, ColumnId, Fixture, Model, SourceId, Test, Type};
use kpi_plan::Calendar;
use polars::prelude::{Column, DataFrame, IntoLazy, LazyFrame, UniqueKeepStrategy, col};

use super::cells::{self, Values};
use super::messages;

/// The world of a test. Sources that it does not name have no rows, columns that a table does not name no values.
#[derive(Debug)]
pub(super) struct TestTables<'a> {
    model: &'a Model,
    given: BTreeMap<SourceId, Table>,
}

/// The rows of one source.
#[derive(Debug)]
struct Table {
    columns: BTreeMap<ColumnId, Values>,
    height: usize,
}

impl<'a> TestTables<'a> {
    /// The tables of a test, or a message for every column with a cell that is not of its type.
    pub(super) fn new(model: &'a Model, test: &Test, calendar: &Calendar) -> Result<Self, Vec<Diagnostic>> {
        let mut given = BTreeMap::new();
        let mut problems = Vec::new();
        for fixture in &test.fixtures {
            match table(model, fixture, calendar) {
                Ok(table) => {
                    given.insert(fixture.source, table);
                }
                Err(unreadable) => problems.extend(unreadable),
            }
        }
        if problems.is_empty() { Ok(Self { model, given }) } else { Err(problems) }
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

    fn frame(&self, source: SourceId, columns: &[ColumnId]) -> Result<LazyFrame, String> {
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

    fn place(&self, _source: SourceId, row: usize) -> Option<String> {
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
