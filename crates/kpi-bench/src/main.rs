//! How fast the engine is.
mod aggregates;
mod arguments;
mod child;
mod company;
mod data;
mod failure;
mod forms;
mod run;
mod table;
mod values;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use company::{Company, Months};
use failure::Failure;
use forms::Asked;

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
            let asked = Asked { months: Months::last(one.months), kpis: one.kpis };
            let report = forms::compute(one.form, &one.folder, asked)?;
            serde_json::to_writer(out, &report)?;
        }
        Command::Run(arguments) => run::run(arguments, &mut out)?,
    }
    Ok(())
}
