//! Parquet files: a lazy scan by Polars, so that only needed columns and row groups are read.
//!
//! A column that has its final type already is passed through untouched; only others get an expression, because an
//! expression hides a column from the pruning of row groups.

mod convert;
mod kind;

use std::fs::File;

use indexmap::IndexMap;
use kpi_config::ColumnOptions;
use kpi_diagnostics::Diagnostic;
use polars::polars_utils::pl_path::PlRefPath;
use polars::prelude::*;

pub(crate) use convert::decode_misfit;

use crate::files::DataFile;
use crate::infer::Declared;
use crate::text::Task;
use crate::{ColumnType, problems};

/// A source of Parquet files.
pub(crate) struct ParquetTable {
    files: Vec<DataFile>,
    columns: Vec<ParquetColumn>,
}

/// A column, or a field of a nested one.
pub(crate) struct ParquetColumn {
    /// The name that definitions use.
    pub(crate) name: String,
    /// Its type for definitions.
    pub(crate) kind: ColumnType,
    /// The value in its final type, under its name.
    expression: Expr,
}

impl ParquetTable {
    /// Reads the footers of all files.
    pub(crate) fn open(
        task: &Task,
        files: Vec<DataFile>,
        options: &IndexMap<String, ColumnOptions>,
        declared: &Declared,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut first: Option<(&DataFile, Schema)> = None;
        for file in &files {
            match (schema(task, file), &first) {
                (Err(problem), _) => problems.push(*problem),
                (Ok(schema), None) => first = Some((file, schema)),
                (Ok(schema), Some((first_file, expected))) => {
                    problems.extend(problems::compare_schemas(task, (first_file, expected), (file, &schema)));
                }
            }
        }
        let fields = first.map(|(_, schema)| kind::flatten(&schema)).unwrap_or_default();
        let headers: Vec<_> = fields.iter().map(|field| field.header.clone()).collect();
        problems.extend(problems::check_options(task, options, &headers));
        let mut columns = Vec::new();
        for field in fields {
            let name = crate::table::name_of(options, &field.header).to_owned();
            let kind = options.get(&name).and_then(|options| options.kind);
            match field.read_as(&name, kind, declared) {
                Ok((kind, expression)) => columns.push(ParquetColumn { name, kind, expression }),
                Err(found) => problems.push(problems::cannot_be(task, &name, &found, kind)),
            }
        }
        if problems.is_empty() { Ok(Self { files, columns }) } else { Err(problems) }
    }

    /// The columns.
    pub(crate) fn columns(&self) -> &[ParquetColumn] {
        &self.columns
    }

    /// Where a row stands.
    pub(crate) fn place(&self, row: usize) -> Option<String> {
        let mut left = row;
        for file in &self.files {
            let rows = ParquetReader::new(File::open(&file.path).ok()?).num_rows().ok()?;
            if left < rows {
                return Some(format!("row {} of `{}`", left + 1, file.shown));
            }
            left -= rows;
        }
        None
    }

    /// The columns with these numbers, lazily.
    pub(crate) fn frame(&self, wanted: &[usize]) -> PolarsResult<LazyFrame> {
        let paths: Vec<_> = self.files.iter().map(|file| PlRefPath::new(file.path.to_string_lossy())).collect();
        let arguments = ScanArgsParquet { glob: false, ..ScanArgsParquet::default() };
        let frame = LazyFrame::scan_parquet_sources(ScanSources::Paths(paths.into()), arguments)?;
        let expressions = wanted.iter().filter_map(|index| self.columns.get(*index));
        Ok(frame.select(expressions.map(|column| column.expression.clone()).collect::<Vec<_>>()))
    }
}

/// The columns that a file's footer names.
fn schema(task: &Task, file: &DataFile) -> Result<Schema, Box<Diagnostic>> {
    let opened = File::open(&file.path).map_err(|error| problems::unreadable(task, file, &error))?;
    let arrow = ParquetReader::new(opened).schema().map_err(|error| problems::broken_parquet(task, file, &error))?;
    match arrow.iter_values().find(|field| has_interval(field.dtype())) {
        None => Ok(Schema::from_arrow_schema(&arrow)),
        Some(field) => Err(problems::interval(task, file, &field.name).into()),
    }
}

/// Whether there are intervals of months, days and seconds, which Polars does not know, in a type.
fn has_interval(dtype: &ArrowDataType) -> bool {
    if let ArrowDataType::Struct(fields) = dtype {
        return fields.iter().any(|field| has_interval(field.dtype()));
    }
    if let ArrowDataType::Map(field, _) = dtype {
        return has_interval(field.dtype());
    }
    matches!(dtype, ArrowDataType::Interval(_)) || dtype.inner_dtype().is_some_and(has_interval)
}
