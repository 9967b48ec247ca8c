//! `kpi-bench`: how fast the engine is, beside the best that is known for the same numbers.
//!
//! - `run`: thirty KPIs, thirteen months, three segments and all together, over eight tables: the engine, a bare scan of the
//!   needed columns, hand-written Polars and hand-fused DuckDB. Each runs in a process of its own ([`child`]), in turns;
//!   the median is shown. All numbers of all forms must agree, else nothing is shown.
//! - `grow`: how the time grows with KPIs, periods, rows and groups, and what one more KPI costs ([`grow`]).
//! - `check`, `start`: the `kpi` command as a process, start included ([`check`]).
//! - `text`: the `kpi` command on CSV files, with its memory ([`text_files`]).
//! - `generate`: the data alone ([`company`]); the other commands write what they need and use it again.
//!
//! The forms are in [`forms`], each in a file that says what was tried to make it fast. The figures that were measured are
//! in `BENCHMARKS.md` beside `Cargo.toml`. All files are in the file cache of the system when they are measured, and the
//! build is that of everyday: dependencies and the evaluator optimised, the rest a little. Processor seconds are shown
//! beside seconds because they bear other work on the same machine.
//!
//! Not here: tests of the numbers (the suite has them), and measurements of single functions.

mod aggregates;
mod arguments;
mod check;
mod child;
mod company;
mod data;
mod failure;
mod forms;
mod grow;
mod one_table;
mod run;
mod table;
#[cfg(test)]
mod tests;
mod text_files;
mod values;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use company::{Company, Months};
use failure::Failure;
use forms::Asked;

/// As in the `kpi` command, for all forms alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match execute(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match &arguments.command {
        Command::Generate(generate) => {
            let company = Company { events: generate.rows, months: Months::last(generate.months) };
            company::write_project(&generate.folder)?;
            company::write_data(&company, &generate.folder)?;
            writeln!(out, "{} rows in {}", company::rows(&company), generate.folder.display())?;
        }
        Command::One(one) => {
            let asked = Asked { months: Months::last(one.months), kpis: one.kpis, grain: one.grain };
            let report = forms::compute(one.form, &one.folder, asked)?;
            serde_json::to_writer(out, &report)?;
        }
        Command::Run(arguments) => run::run(arguments, &mut out)?,
        Command::Grow(arguments) => grow::run(arguments, &mut out)?,
        Command::Check(arguments) => check::check(arguments, &mut out)?,
        Command::Start(arguments) => check::start(arguments, &mut out)?,
        Command::Text(arguments) => text_files::run(arguments, &mut out)?,
    }
    Ok(())
}
