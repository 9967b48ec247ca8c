//! The sources as the evaluator sees them: rows of the columns that it asks for, in the types that the model says.
//!
//! What a file holds and what the model calls it may differ: a column without any value is read as text, and a number can be
//! a duration by its unit. That is made even here, and nowhere else.

use kpi_connect::{Clock, ColumnType};
use kpi_model::model::{ColumnId, Model, Source, SourceId, Type};
use polars::prelude::{DataType, Expr, LazyFrame, PolarsError, TimeUnit, col, lit, when};

use super::{Rows, Sources, has_no_value};
use crate::plugins::Plugins;

/// The sources as the evaluator sees them.
pub(crate) struct Scans<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) plugins: &'a Plugins,
    pub(crate) model: &'a Model,
}

impl kpi_polars::Tables for Scans<'_> {
    fn usable(&self, source: SourceId) -> Result<(), String> {
        match self.sources.named(&self.model.source(source).name).map(|opened| &opened.rows) {
            Some(Rows::Failed(problems)) => Err(self.sources.fail(problems.clone())),
            Some(Rows::Files(_) | Rows::Distinct { .. } | Rows::Plugin { .. }) | None => Ok(()),
        }
    }

    fn place(&self, source: SourceId, row: usize) -> Option<String> {
        self.sources.place(source, row)
    }

    fn unchanged(&self, source: SourceId) -> Result<(), String> {
        self.sources.unchanged(&self.model.source(source).name)
    }

    fn counted_by(&self, source: SourceId) -> ColumnId {
        let declared = self.model.source(source);
        let column = match self.sources.named(&declared.name).map(|opened| &opened.rows) {
            Some(Rows::Files(table)) => table.counted_by().and_then(|column| declared.column_named(&column.name)),
            Some(Rows::Distinct { .. } | Rows::Plugin { .. } | Rows::Failed(_)) | None => None,
        };
        column.unwrap_or(ColumnId(0))
    }

    fn scan(&self, source: SourceId, columns: &[ColumnId]) -> Result<LazyFrame, String> {
        let source = self.model.source(source);
        let names: Vec<&str> = columns.iter().map(|column| source.column(*column).name.as_str()).collect();
        let frame = self.sources.scan_named(&source.name, &names, self.plugins)?;
        in_lengths(frame.with_columns(self.without_values(source, columns)), source, columns)
    }

    fn holds_instants(&self, source: SourceId, column: ColumnId) -> bool {
        let model = self.model.source(source);
        let (owner, column) = match model.distinct_of {
            Some((other, column)) => (self.model.source(other), column),
            None => (model, column),
        };
        let name = &owner.column(column).name;
        match self.sources.named(&owner.name).map(|opened| &opened.rows) {
            Some(Rows::Files(table)) => {
                table.column(name).is_some_and(|column| column.kind == ColumnType::Datetime(Clock::Instant))
            }
            Some(Rows::Plugin { columns, .. }) => {
                columns.iter().any(|known| known.name == *name && known.kind == ColumnType::Datetime(Clock::Instant))
            }
            Some(Rows::Distinct { .. } | Rows::Failed(_)) | None => false,
        }
    }

    fn explain(&self, source: SourceId, message: &str) -> String {
        let name = &self.model.source(source).name;
        match self.sources.named(name).map(|opened| &opened.rows) {
            Some(Rows::Files(table)) if !self.sources.already(message) => {
                let problem = table.explain_failure(&PolarsError::ComputeError(message.to_owned().into()));
                self.sources.fail(vec![problem])
            }
            _ => message.to_owned(),
        }
    }
}

impl Scans<'_> {
    /// The columns in which no value was seen, read as text so far: dates where rows take their time from them, and else of
    /// a type that fits everywhere. A value behind the rows that were looked at is an error.
    fn without_values(&self, source: &Source, columns: &[ColumnId]) -> Vec<Expr> {
        let Some(Rows::Files(table)) = self.sources.named(&source.name).map(|opened| &opened.rows) else {
            return Vec::new();
        };
        let times = [
            source.time,
            source.alive.map(|alive| alive.from),
            source.alive.map(|alive| alive.to),
            source.snapshot.map(|snapshot| snapshot.column),
        ];
        let empty = columns.iter().filter_map(|id| {
            let name = source.column(*id).name.as_str();
            let is_empty = table.column(name).is_some_and(has_no_value);
            let kind = if times.contains(&Some(*id)) { DataType::Date } else { DataType::Null };
            is_empty.then(|| col(name).strict_cast(kind))
        });
        empty.collect()
    }
}

/// Numbers that are durations because of their unit (`columns.NAME.unit = "seconds"`), in the form of durations.
fn in_lengths(mut frame: LazyFrame, source: &Source, columns: &[ColumnId]) -> Result<LazyFrame, String> {
    let lengths = columns.iter().map(|id| source.column(*id)).filter(|column| column.kind == Type::Duration);
    let names: Vec<&str> = lengths.map(|column| column.name.as_str()).collect();
    if names.is_empty() {
        return Ok(frame);
    }
    let schema = frame.collect_schema().map_err(|error| error.to_string())?;
    let is_number = |name: &&str| schema.get(name).is_some_and(DataType::is_primitive_numeric);
    let lengths: Vec<Expr> = names.into_iter().filter(is_number).map(length_of_seconds).collect();
    Ok(if lengths.is_empty() { frame } else { frame.with_columns(lengths) })
}

/// To the nearest microsecond.
fn length_of_seconds(name: &str) -> Expr {
    let microseconds = col(name).cast(DataType::Float64) * lit(1e6);
    let half = when(microseconds.clone().lt(lit(0.0))).then(lit(-0.5)).otherwise(lit(0.5));
    (microseconds + half).cast(DataType::Int64).cast(DataType::Duration(TimeUnit::Microseconds))
}
