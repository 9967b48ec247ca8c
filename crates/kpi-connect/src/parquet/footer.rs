//! The footer of a Parquet file: the columns that it names, looked at before the file is scanned.
//!
//! Polars panics on some damaged footers and on types that it does not know, and where a footer contradicts itself it gives
//! rows that were never written. All three are messages here. Values inside of pages carry no mark by which damage could
//! be told, unless they are compressed; nothing is looked for there.

use std::any::Any;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use kpi_diagnostics::Diagnostic;
use polars::prelude::*;

use crate::files::DataFile;
use crate::problems;
use crate::text::Task;

/// The digits that a decimal of Polars may have.
const MOST_DIGITS: usize = 38;

/// The columns that a file's footer names.
pub(super) fn schema(task: &Task, file: &DataFile) -> Result<Schema, Box<Diagnostic>> {
    let opened = File::open(&file.path).map_err(|error| problems::unreadable(task, file, &error))?;
    let length = opened.metadata().map_err(|error| problems::unreadable(task, file, &error))?.len();
    let broken = |words: &str| problems::broken_parquet(task, file, words);
    let arrow = contained(|| read(opened, length)).map_err(|words| broken(&words))?;
    if let Some(name) = twice(&arrow) {
        return Err(problems::two_columns(task, file, &name).into());
    }
    let unknown = arrow.iter_values().find_map(|field| Some((&field.name, unknown_type(field.dtype())?)));
    if let Some((name, unknown)) = unknown {
        return Err(problems::unknown_type(task, file, name, &unknown).into());
    }
    contained(|| Ok(Schema::from_arrow_schema(&arrow))).map_err(|words| broken(&words).into())
}

/// How many rows a file has.
pub(super) fn rows(file: &DataFile) -> Option<usize> {
    let opened = File::open(&file.path).ok()?;
    contained(|| ParquetReader::new(opened).num_rows().map_err(|error| error.to_string())).ok()
}

/// Does some work; a panic in it is an error in words.
fn contained<R>(work: impl FnOnce() -> Result<R, String>) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(format!("its footer is damaged: {}", words(&*panic))))
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no reason was given")
}

fn read(file: File, length: u64) -> Result<Arc<ArrowSchema>, String> {
    let mut reader = ParquetReader::new(file);
    let schema = reader.schema().map_err(|error| error.to_string())?;
    let footer = reader.get_metadata().map_err(|error| error.to_string())?;
    let contradiction = |words: String| Err(format!("its footer contradicts itself: {words}"));
    let rows = footer.row_groups.iter().fold(0_usize, |rows, group| rows.saturating_add(group.num_rows()));
    if rows != footer.num_rows {
        return contradiction(format!("{} rows in all, {rows} in its row groups", footer.num_rows));
    }
    for group in &footer.row_groups {
        let absent = schema.iter_names().find(|name| group.columns_under_root_iter(name).is_none());
        if let Some(name) = absent {
            return contradiction(format!("a row group has no column `{name}`"));
        }
        for column in group.parquet_columns() {
            let is_flat = column.descriptor().descriptor.max_rep_level == 0;
            let values = usize::try_from(column.num_values()).unwrap_or(usize::MAX);
            if is_flat && values != group.num_rows() {
                let name = column.descriptor().path_in_schema.join(".");
                return contradiction(format!(
                    "{values} values of `{name}` in a row group of {} rows",
                    group.num_rows()
                ));
            }
            if column.byte_range().end > length {
                return Err(format!("its columns go on behind its end, at byte {length}"));
            }
        }
    }
    Ok(schema)
}

/// A name that two columns have; blanks around a name do not count.
fn twice(schema: &ArrowSchema) -> Option<String> {
    let names: Vec<_> = schema.iter_names().map(|name| name.trim()).collect();
    let again = |(index, name): (usize, &&str)| names.iter().take(index).any(|before| before == name);
    names.iter().enumerate().find(|pair| again(*pair)).map(|(_, name)| (*name).to_owned())
}

/// What Polars does not know in a type, and which stands in the way of the other columns.
fn unknown_type(dtype: &ArrowDataType) -> Option<String> {
    if let ArrowDataType::Struct(fields) = dtype {
        return fields.iter().find_map(|field| unknown_type(field.dtype()));
    }
    if let ArrowDataType::Map(field, _) = dtype {
        return unknown_type(field.dtype());
    }
    if let ArrowDataType::Dictionary(_, inner, _) = dtype {
        return unknown_type(inner);
    }
    unknown_leaf(dtype).or_else(|| dtype.inner_dtype().and_then(unknown_type))
}

fn unknown_leaf(dtype: &ArrowDataType) -> Option<String> {
    if let ArrowDataType::Timestamp(_, Some(zone)) = dtype {
        let is_unknown = TimeZone::opt_try_new(Some(zone.clone())).is_err();
        return is_unknown.then(|| format!("the time zone `{zone}`"));
    }
    if let ArrowDataType::Decimal256(precision, _) = dtype {
        return (*precision > MOST_DIGITS).then(|| format!("numbers of {precision} digits"));
    }
    let is_interval = matches!(dtype, ArrowDataType::Interval(_));
    let is_half = matches!(dtype, ArrowDataType::Float16);
    is_interval.then_some("intervals of months and days").or(is_half.then_some("numbers of 16 bits")).map(str::to_owned)
}
