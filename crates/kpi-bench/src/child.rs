//! Processes that are measured: each computes once and ends, so that start and memory are its own.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::failure::Failure;
use crate::forms::{Asked, Form, Report, duckdb, processor_seconds_in};

/// What one process took.
#[derive(Debug)]
pub(crate) struct Taken {
    /// What it says itself.
    pub(crate) report: Report,
    /// From its start to its end, in seconds.
    pub(crate) whole_seconds: f64,
    /// The most memory of its own, as it was seen from outside.
    pub(crate) own_bytes: u64,
}

/// Computes in a process of its own.
pub(crate) fn compute(form: Form, folder: &Path, asked: Asked) -> Result<Taken, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["one", &word(&form), "--folder"]).arg(folder).args(["--grain", &word(&asked.grain)]);
    command.args(["--months", &asked.months.count().to_string(), "--kpis", &asked.kpis.to_string()]);
    if form == Form::Ours {
        // As the `kpi` command does, so that the memory is its own.
        command.env("POLARS_FORCE_ASYNC", "1");
    }
    let ended = timed(&mut command)?;
    let report = serde_json::from_slice(&ended.output)?;
    Ok(Taken { report, whole_seconds: ended.seconds, own_bytes: ended.own_bytes })
}

/// As it is written on the command line.
fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// Computes by DuckDB in a process of Python.
pub(crate) fn compute_by_duckdb(python: &Path, folder: &Path, asked: Asked) -> Result<Taken, Failure> {
    let ended = timed(&mut duckdb::command(python, folder, asked.months)?)?;
    let report = duckdb::report(&ended.output, asked.months)?;
    Ok(Taken { report, whole_seconds: ended.seconds, own_bytes: ended.own_bytes })
}

/// Runs a program to its end; gives what it wrote, how long it took in seconds, and the most memory of its own that it was
/// seen to have. Pages of files that are only mapped are not its own: the system takes them back when it needs them.
pub(crate) fn timed(command: &mut Command) -> Result<Ended, Failure> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
    let process = format!("/proc/{}", child.id());
    let over = AtomicBool::new(false);
    let (output, (own_bytes, processor_seconds)) = thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let read = |file: &str| std::fs::read_to_string(format!("{process}/{file}")).ok();
            let (mut most, mut worked) = (0, 0.0_f64);
            while !over.load(Ordering::Relaxed) {
                most = most.max(read("status").and_then(|text| own(&text)).unwrap_or(0));
                worked = worked.max(read("stat").and_then(|text| processor_seconds_in(&text)).unwrap_or(0.0));
                thread::sleep(Duration::from_millis(5));
            }
            (most, worked)
        });
        let mut output = Vec::new();
        let read = child.stdout.take().map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut output));
        over.store(true, Ordering::Relaxed);
        (read.map(|_| output), watching.join().unwrap_or_default())
    });
    let ending = child.wait()?;
    let seconds = started.elapsed().as_secs_f64();
    if !ending.success() {
        return Err(Failure::new(format!("`{}` ended with {ending}", command.get_program().display())));
    }
    Ok(Ended { output: output?, seconds, processor_seconds, own_bytes })
}

/// What a program left behind.
pub(crate) struct Ended {
    pub(crate) output: Vec<u8>,
    pub(crate) seconds: f64,
    /// What it was last seen to have used of the processors.
    pub(crate) processor_seconds: f64,
    pub(crate) own_bytes: u64,
}

fn own(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// The middle one; of an even number the mean of the two in the middle.
pub(crate) fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
    if sorted.len() % 2 == 1 { at(middle) } else { f64::midpoint(at(middle.wrapping_sub(1)), at(middle)) }
}
