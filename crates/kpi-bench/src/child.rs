//! Processes that are measured: each computes once and ends, so that start and memory are its own.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use clap::ValueEnum;

use crate::failure::Failure;
use crate::forms::{Asked, Form, Report};

/// What one process took.
#[derive(Debug)]
pub(crate) struct Taken {
    /// What it says itself.
    pub(crate) report: Report,
    /// From its start to its end, in seconds.
    pub(crate) whole_seconds: f64,
}

/// Computes in a process of its own.
pub(crate) fn compute(form: Form, folder: &Path, asked: Asked) -> Result<Taken, Failure> {
    let word = form.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["one", &word, "--folder"]).arg(folder);
    command.args(["--months", &asked.months.count().to_string(), "--kpis", &asked.kpis.to_string()]);
    let (output, whole_seconds) = timed(&mut command)?;
    Ok(Taken { report: serde_json::from_slice(&output)?, whole_seconds })
}

/// Runs a program to its end; gives what it wrote, and how long it took in seconds.
pub(crate) fn timed(command: &mut Command) -> Result<(Vec<u8>, f64), Failure> {
    let started = Instant::now();
    let output = command.stderr(Stdio::inherit()).output()?;
    let seconds = started.elapsed().as_secs_f64();
    if !output.status.success() {
        return Err(Failure::new(format!("`{}` ended with {}", command.get_program().display(), output.status)));
    }
    Ok((output.stdout, seconds))
}

/// The middle one; of an even number the mean of the two in the middle.
pub(crate) fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
    if sorted.len() % 2 == 1 { at(middle) } else { f64::midpoint(at(middle.wrapping_sub(1)), at(middle)) }
}
