//! The main measurement: all forms in turns, each in a process of its own, and their numbers held against each other.

use std::io::{StdoutLock, Write};

use crate::arguments::Run;
use crate::child::{self, Taken, median};
use crate::company::Months;
use crate::data;
use crate::failure::Failure;
use crate::forms::{Asked, Form, Grain, duckdb};
use crate::table::Table;

/// The months that are asked for, which are also those of the data.
const MONTHS: u32 = 13;
/// All definitions.
pub(crate) const KPIS: usize = 30;

/// What the runs of a form took.
struct Runs {
    form: Form,
    taken: Vec<Taken>,
}

impl Runs {
    fn seconds(&self) -> f64 {
        median(self.taken.iter().map(|taken| taken.report.seconds))
    }

    fn whole_seconds(&self) -> f64 {
        median(self.taken.iter().map(|taken| taken.whole_seconds))
    }

    fn processor_seconds(&self) -> f64 {
        median(self.taken.iter().map(|taken| taken.report.processor_seconds))
    }

    fn own_bytes(&self) -> u64 {
        self.taken.iter().map(|taken| taken.own_bytes).max().unwrap_or(0)
    }

    fn peak_bytes(&self) -> u64 {
        self.taken.iter().map(|taken| taken.report.peak_bytes).max().unwrap_or(0)
    }
}

/// Measures and prints; numbers that disagree are a failure.
pub(crate) fn run(arguments: &Run, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
    let place = data::company(&arguments.data, arguments.data.rows, MONTHS)?;
    let asked = Asked { months: Months::last(MONTHS), kpis: KPIS, grain: Grain::Month };
    let python = duckdb::python();
    let mut forms = vec![Form::Ours, Form::Scan, Form::Hand];
    match &python {
        Ok(_) => forms.push(Form::DuckDb),
        Err(reason) => writeln!(out, "without DuckDB: {reason}")?,
    }
    let mut all: Vec<Runs> = forms.into_iter().map(|form| Runs { form, taken: Vec::new() }).collect();
    // Once for the file cache; it does not count.
    child::compute(Form::Scan, &place.folder, asked)?;
    for _ in 0..arguments.times.max(1) {
        for runs in &mut all {
            runs.taken.push(match (runs.form, &python) {
                (Form::DuckDb, Ok(python)) => child::compute_by_duckdb(python, &place.folder, asked)?,
                (form, _) => child::compute(form, &place.folder, asked)?,
            });
        }
    }
    writeln!(
        out,
        "{} rows in events, {} in all tables; median of {}",
        arguments.data.rows, place.rows, arguments.times
    )?;
    print(&all, place.rows, out)?;
    agree(&all, out)
}

#[expect(clippy::cast_precision_loss, reason = "rows and bytes stay far below 2^53")]
fn print(all: &[Runs], rows: u64, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
    let ours = all.first().map_or(f64::NAN, Runs::seconds);
    let mut table = Table::new(&[
        "form",
        "seconds",
        "with start",
        "processor",
        "million rows/s",
        "ours is ... of it",
        "peak memory, MB",
        "of its own",
    ]);
    for runs in all {
        let seconds = runs.seconds();
        table.line([
            runs.form.words().to_owned(),
            format!("{seconds:.3}"),
            format!("{:.3}", runs.whole_seconds()),
            format!("{:.2}", runs.processor_seconds()),
            format!("{:.1}", rows as f64 / seconds / 1e6),
            format!("{:.2}", ours / seconds),
            format!("{:.0}", runs.peak_bytes() as f64 / 1e6),
            format!("{:.0}", runs.own_bytes() as f64 / 1e6),
        ]);
    }
    Ok(table.print(out)?)
}

/// Holds the numbers of every run of every form against those of the engine's first.
fn agree(all: &[Runs], out: &mut StdoutLock<'_>) -> Result<(), Failure> {
    let Some(ours) = all.first().and_then(|runs| runs.taken.first()) else { return Ok(()) };
    for runs in all.iter().filter(|runs| runs.form != Form::Scan) {
        let (mut compared, mut worst) = (0, 0.0_f64);
        for taken in &runs.taken {
            let comparison = ours.report.values.compare(&taken.report.values);
            compared = comparison.compared;
            worst = worst.max(comparison.worst);
            if let Some(first) = comparison.differences.first() {
                let (count, form) = (comparison.differences.len(), runs.form.words());
                let words = format!("{count} of {compared} numbers of the engine and of {form} differ, first {first}");
                return Err(Failure::new(words));
            }
        }
        writeln!(out, "{compared} numbers of {} agree to {worst:.1e}", runs.form.words())?;
    }
    Ok(())
}
