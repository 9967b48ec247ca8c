//! Sources of plugins (`connector = "plugin.table"`): their columns, and their rows as a frame.

use kpi_config::Spanned;
use kpi_connect::{Clock, Column, ColumnType, NumberKind};
use kpi_diagnostics::Diagnostic;
use kpi_plugin_host::{BatchStream, Plugin as _, ScanRequest, SourceColumn, ValueType};
use polars::prelude::{Column as FrameColumn, DataFrame};

use super::{Plugins, ffi, problems, values};

impl Plugins {
    /// The columns that a table of a plugin has with these options (a JSON object). When the plugin itself could not be
    /// loaded, the problem is the same as in [`Plugins::diagnostics`].
    #[expect(clippy::result_large_err, reason = "asked once for each source, and the message is kept")]
    pub(crate) fn source_columns(
        &self,
        plugin: &Spanned<String>,
        table: &Spanned<String>,
        options: &str,
    ) -> Result<Vec<Column>, Diagnostic> {
        let library = self.library(&plugin.value).map_err(|problem| {
            // One that was not loaded has its place already.
            if problem.labels.is_empty() { problem.primary(plugin.span, "") } else { problem }
        })?;
        let columns =
            library.source_columns(&table.value, options).map_err(|error| problems::source_failed(&error, table))?;
        Ok(columns.iter().map(described).collect())
    }

    /// Reads a table of a plugin: exactly these columns, in the types that [`kpi_connect::ColumnType`] tells.
    pub(crate) fn scan(&self, plugin: &str, table: &str, options: &str, columns: &[&str]) -> Result<DataFrame, String> {
        let library = self.library(plugin).map_err(|problem| problems::line_of(&problem))?;
        // A plugin that gives no columns gives no rows to count either.
        let wanted = (!columns.is_empty()).then(|| columns.iter().map(|&name| name.to_owned()).collect());
        let request = ScanRequest { columns: wanted, limit: None };
        let stream = library.open_source(table, options, &request).map_err(|error| problems::line(&error))?;
        let call = format!("{plugin}.{table}");
        let places = places(stream.columns(), columns).map_err(|name| {
            format!("`{call}` gave no column `{name}`; check the options of the source in `kpi.toml`")
        })?;
        read(stream, &places, &call)
    }
}

fn described(column: &SourceColumn) -> Column {
    Column { name: column.name.clone(), kind: column_type(column), hint: None }
}

fn column_type(column: &SourceColumn) -> ColumnType {
    match column.value_type {
        ValueType::Number if matches!(column.format.as_str(), "g" | "f") => ColumnType::Number(NumberKind::Decimal),
        ValueType::Number => ColumnType::Number(NumberKind::Whole),
        ValueType::Text => ColumnType::Text,
        ValueType::Bool => ColumnType::Bool,
        ValueType::Date => ColumnType::Date,
        ValueType::Datetime if values::has_zone(&column.format) => ColumnType::Datetime(Clock::Instant),
        ValueType::Datetime => ColumnType::Datetime(Clock::Wall),
        ValueType::Duration => ColumnType::Duration,
    }
}

/// Where the wanted columns are among those that come; the error is the one that does not.
fn places<'a>(given: &[SourceColumn], wanted: &[&'a str]) -> Result<Vec<usize>, &'a str> {
    let place = |&name: &&'a str| given.iter().position(|column| column.name == name).ok_or(name);
    wanted.iter().map(place).collect()
}

fn read(mut stream: BatchStream, places: &[usize], call: &str) -> Result<DataFrame, String> {
    let unusable = |reason: String| format!("`{call}` gave {reason}");
    let given = stream.columns().to_vec();
    let frame = |rows: usize, columns: Vec<polars::prelude::Series>| {
        let mut kept = Vec::with_capacity(places.len());
        for place in places {
            let pair = columns.get(*place).zip(given.get(*place));
            let (series, column) = pair.ok_or_else(|| "a batch with too few columns".to_owned())?;
            kept.push(FrameColumn::from(values::canonical(series.clone(), &column.format)?));
        }
        DataFrame::new(rows, kept).map_err(|error| format!("a batch that cannot be used: {error}"))
    };
    let mut table = frame(0, ffi::empty_batch(&given).map_err(unusable)?).map_err(unusable)?;
    for batch in &mut stream {
        let batch = batch.map_err(|error| problems::line(&error))?;
        let rows = usize::try_from(batch.rows()).unwrap_or(0);
        if rows == 0 {
            continue;
        }
        let columns = ffi::import_batch(batch, &given).map_err(unusable)?;
        let batch = frame(rows, columns).map_err(unusable)?;
        table.vstack_mut(&batch).map_err(|error| unusable(format!("batches of different types: {error}")))?;
    }
    table.rechunk_mut();
    Ok(table)
}
