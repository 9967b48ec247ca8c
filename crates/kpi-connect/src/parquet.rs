//! Parquet files: a lazy scan by Polars, so that only needed columns and row groups are read.
//!
//! A column that has its final type already is passed through untouched; only others get an expression, because an
//! expression hides a column from the pruning of row groups.

mod convert;
mod footer;
mod kind;

use indexmap::IndexMap;
use kpi_config::ColumnOptions;
use kpi_diagnostics::Diagnostic;
use polars::polars_utils::pl_path::PlRefPath;
use polars::prelude::*;

pub(crate) use convert::decode_misfit;

use crate::files::DataFile;
use crate::infer::Declared;
use crate::text::Task;
use crate::{ColumnType, Hint, problems};

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
    /// What it may have been meant to be.
    pub(crate) hint: Option<Hint>,
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
            match (footer::schema(task, file), &first) {
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
            // A column in which nothing was ever written has no type, and fits everywhere.
            let hint = (field.has_no_type() && kind.is_none()).then_some(Hint::EmptyHead);
            match field.read_as(&name, kind, declared) {
                Ok((kind, expression)) => columns.push(ParquetColumn { name, kind, hint, expression }),
                Err(found) => problems.push(problems::cannot_be(task, &name, &found, kind)),
            }
        }
        if problems.is_empty() { Ok(Self { files, columns }) } else { Err(problems) }
    }

    /// The columns.
    pub(crate) fn columns(&self) -> &[ParquetColumn] {
        &self.columns
    }

    /// A file that is not any more as it was found.
    pub(crate) fn changed(&self) -> Option<&DataFile> {
        self.files.iter().find(|file| !file.is_unchanged())
    }

    /// Where a row stands.
    pub(crate) fn place(&self, row: usize) -> Option<String> {
        let mut left = row;
        for file in &self.files {
            let rows = footer::rows(file)?;
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
