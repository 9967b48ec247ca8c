//! The folder of the company: its project and its files.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use polars::io::parquet::write::{ParquetCompression, ParquetWriter};
use polars::prelude::DataFrame;

use super::tables::{TABLES, Table};
use super::{Company, Draw};
use crate::failure::Failure;

/// Rows of a row group.
const GROUP: u64 = 250_000;

const PROJECT: &str = include_str!("../../project/kpi.toml");
const DEFINITIONS: &str = include_str!("../../project/kpis.kpi");

/// Writes the configuration and the definitions.
pub(crate) fn write_project(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder.join("kpi-defs"))?;
    fs::write(folder.join("kpi.toml"), PROJECT)?;
    fs::write(folder.join("kpi-defs/kpis.kpi"), DEFINITIONS)?;
    Ok(())
}

/// Writes the tables, two at a time; the memory holds one row group of each.
pub(crate) fn write_data(company: &Company, folder: &Path) -> Result<(), Failure> {
    let folder = folder.join("data");
    fs::create_dir_all(&folder)?;
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    let work = || {
        while let Some(table) = TABLES.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = write(company, table, &folder);
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes.push(outcome);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    outcomes.into_inner().unwrap_or_default().into_iter().collect()
}

/// How many rows all tables have.
pub(crate) fn rows(company: &Company) -> u64 {
    TABLES.iter().map(|table| (table.rows)(company)).sum()
}

fn write(company: &Company, table: &Table, folder: &Path) -> Result<(), Failure> {
    let path = folder.join(format!("{}.parquet", table.name));
    let rows = (table.rows)(company);
    let draw = Draw::of(table.name);
    let piece = |first: u64| -> Result<DataFrame, Failure> {
        let end = (first + GROUP).min(rows);
        let height = usize::try_from(end - first)?;
        Ok(DataFrame::new(height, (table.columns)(company, draw, first..end)?)?)
    };
    let first = piece(0)?;
    let writer = ParquetWriter::new(BufWriter::new(File::create(&path)?)).with_compression(ParquetCompression::Snappy);
    let mut writer = writer.set_parallel(false).batched(first.schema())?;
    writer.write_batch(&first)?;
    for start in (0..rows).step_by(usize::try_from(GROUP)?).skip(1) {
        writer.write_batch(&piece(start)?)?;
    }
    writer.finish()?;
    Ok(())
}
