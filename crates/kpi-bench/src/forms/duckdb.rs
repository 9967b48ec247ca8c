//! DuckDB, from a Python process: the queries are in `duckdb.py`, beside this file.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::Report;
use crate::aggregates::{Aggregates, Row};
use crate::company::Months;
use crate::failure::Failure;

const SCRIPT: &str = include_str!("duckdb.py");
/// The release that is measured.
const PACKAGE: &str = "duckdb==2.0.0";

/// What the script writes.
#[derive(Deserialize)]
struct Written {
    seconds: f64,
    processor_seconds: f64,
    peak_bytes: u64,
    additive: Vec<Row>,
    plain: Vec<Row>,
}

/// A Python that has DuckDB; it is made when it is not there yet.
pub(crate) fn python() -> Result<PathBuf, Failure> {
    let folder = home()?.join("kpi-bench-python");
    let python = folder.join("bin/python");
    if !said(&python, ["-c", "import duckdb"]) {
        let made = said("python3", [OsStr::new("-m"), OsStr::new("venv"), folder.as_os_str()]);
        if !made || !said(&python, ["-m", "pip", "install", "--quiet", PACKAGE]) {
            return Err(Failure::new(format!("`{PACKAGE}` cannot be installed with python3 and pip")));
        }
    }
    Ok(python)
}

/// The target folder of the build, or that of temporary files.
fn home() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    Ok(target.map_or_else(std::env::temp_dir, Path::to_owned))
}

/// Whether a program ran and was content; what it prints is of no interest.
fn said<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = A>) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The process that computes.
pub(crate) fn command(python: &Path, folder: &Path, months: Months) -> Result<Command, Failure> {
    let edges: Vec<(i32, String, String)> = (-super::hand::BEFORE..months.count())
        .map(|month| (month, months.first_day(month).to_string(), months.first_day(month + 1).to_string()))
        .collect();
    let mut command = Command::new(python);
    command.args(["-c", SCRIPT]).arg(folder).arg(serde_json::to_string(&edges)?);
    Ok(command)
}

/// What it computed.
pub(crate) fn report(output: &[u8], months: Months) -> Result<Report, Failure> {
    let Written { seconds, processor_seconds, peak_bytes, additive, plain } = serde_json::from_slice(output)?;
    let mut all = Aggregates::default();
    all.additive(additive);
    all.plain(plain);
    Ok(Report { seconds, processor_seconds, peak_bytes, read_bytes: None, values: all.values(months) })
}
