//! The ways to the same numbers. Each runs in a process of its own and says what it took.

pub(crate) mod duckdb;
mod hand;
mod ours;
mod scan;

use std::path::Path;
use std::time::Instant;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::company::Months;
use crate::failure::Failure;
use crate::values::Values;

/// One of the ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// The engine, from the definitions
    Ours,
    /// Reading the needed columns and nothing else
    Scan,
    /// Hand-written Polars: one fused grouping for each table
    Hand,
    /// Hand-written SQL for DuckDB: one fused query for each table
    #[value(skip)]
    DuckDb,
}

impl Form {
    /// As a line of a table.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Ours => "the engine",
            Self::Scan => "bare scan",
            Self::Hand => "hand-written Polars",
            Self::DuckDb => "hand-fused DuckDB",
        }
    }
}

/// What is computed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The months.
    pub(crate) months: Months,
    /// So many of the definitions, from the first.
    pub(crate) kpis: usize,
    /// What the months are cut into.
    pub(crate) grain: Grain,
}

/// The length of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Grain {
    /// Each month is one.
    #[default]
    Month,
    /// Each day of the months is one; only the engine does that.
    Day,
}

/// What a process says at its end.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// From opening the first file to the last number.
    pub(crate) seconds: f64,
    /// Of all threads, from the start of the process.
    pub(crate) processor_seconds: f64,
    /// The most memory that was resident at a time.
    pub(crate) peak_bytes: u64,
    /// What was read from files; not known of DuckDB, and not of files that are mapped.
    pub(crate) read_bytes: Option<u64>,
    /// The numbers; none of a bare scan.
    pub(crate) values: Values,
}

/// Computes in this process.
pub(crate) fn compute(form: Form, folder: &Path, asked: Asked) -> Result<Report, Failure> {
    let started = Instant::now();
    let read_before = read_bytes();
    let values = match form {
        Form::Ours => ours::values(folder, asked)?,
        Form::Scan => scan::values(folder, asked.months)?,
        Form::Hand => hand::values(folder, asked.months)?,
        Form::DuckDb => return Err(Failure::new("DuckDB runs in a process of Python")),
    };
    let seconds = started.elapsed().as_secs_f64();
    let read_bytes = read_bytes().zip(read_before).map(|(after, before)| after - before);
    Ok(Report { seconds, processor_seconds: processor_seconds()?, peak_bytes: peak_bytes()?, read_bytes, values })
}

/// What this process has read from files so far, from their cache or from the disk.
fn read_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/io").ok()?;
    text.lines().find_map(|line| line.strip_prefix("rchar: "))?.trim().parse().ok()
}

/// The high-water mark of this process.
fn peak_bytes() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse::<u64>().ok());
    kilobytes
        .map(|kilobytes| kilobytes * 1024)
        .ok_or_else(|| Failure::new("the system does not say how much memory was used"))
}

/// What this process has used of the processors.
fn processor_seconds() -> Result<f64, Failure> {
    let line = std::fs::read_to_string("/proc/self/stat")?;
    processor_seconds_in(&line).ok_or_else(|| Failure::new("the system does not say how long the processors worked"))
}

/// What a process has used of the processors, from its `stat`; the system counts in hundredths.
pub(crate) fn processor_seconds_in(stat: &str) -> Option<f64> {
    // The name in brackets may hold anything; user and system time are the 12th and 13th field behind it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    let ticks: Vec<f64> = fields.map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(ticks.iter().sum::<f64>() / 100.0)
}
