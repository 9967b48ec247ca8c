//! What the evaluator needs from outside: rows and functions.

use kpi_model::model::row::PluginFunction;
use kpi_model::model::{ColumnId, SourceId};
use polars::prelude::{LazyFrame, Series};

/// The rows of the sources.
pub trait Tables: Sync {
    /// Whether a source could be opened, and if not, why. Columns of one that could not are not known.
    fn usable(&self, source: SourceId) -> Result<(), String>;

    /// A lazy frame with exactly these columns, under the names they have in the model.
    fn scan(&self, source: SourceId, columns: &[ColumnId]) -> Result<LazyFrame, String>;

    /// Whether a source is still what it was when it was opened, and if not, why not. Asked when a pass has read it, because
    /// a run reads a source more than once.
    fn unchanged(&self, _source: SourceId) -> Result<(), String> {
        Ok(())
    }

    /// Whether a column of date-times holds instants; otherwise it holds what a clock on the wall of the project's time
    /// zone showed.
    fn holds_instants(&self, source: SourceId, column: ColumnId) -> bool;

    /// Where a row stands in the data: the row with this number in the frames of [`scan`](Self::scan).
    fn place(&self, source: SourceId, row: usize) -> Option<String>;

    /// Whether a column is in the data, and not filled in because a definition names it.
    fn gives(&self, _source: SourceId, _column: ColumnId) -> bool {
        true
    }

    /// The column by which rows are counted when nothing else tells which; one that every row can be read in, if there is any.
    fn counted_by(&self, _source: SourceId) -> ColumnId {
        ColumnId(0)
    }

    /// What went wrong, for users, when reading frames of this source ended with this message.
    fn explain(&self, source: SourceId, message: &str) -> String;
}

/// The functions of plugins.
pub trait Functions: Send + Sync {
    /// Whether a function or an aggregate can be called, and if not, why.
    fn available(&self, function: &PluginFunction) -> Result<(), String>;

    /// One value for each row. Arguments are floats (durations in seconds), texts, conditions, dates, and date-times in UTC
    /// microseconds.
    fn call(&self, function: &PluginFunction, arguments: &[Series]) -> Result<Series, String>;

    /// One number for all values of a group, which are sorted, none of them empty, and at least one; none if the aggregate
    /// has no result for them. The values are in the form of arguments of a function.
    fn aggregate(&self, function: &PluginFunction, values: &Series) -> Result<Option<f64>, String>;
}
