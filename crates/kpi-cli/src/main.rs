//! The `kpi` command: the command line in front of the engine.
//!
//! [`arguments`] is what can be typed, [`commands`] has one file for each command, [`exit`] is how the program ends. What is
//! printed for people is in [`scorecard`] and [`explanation`], for programs in [`machine`]; [`console`], [`progress`] and
//! [`file`] are the ways out. Nothing is computed here.

mod arguments;
mod commands;
mod console;
mod exit;
mod explanation;
mod file;
mod ink;
mod machine;
mod period_argument;
mod progress;
mod scorecard;
mod table;
mod width;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use console::Console;
use exit::{Exit, Failure};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console::of(&arguments.common);
    let exit = match commands::execute(&arguments, &console) {
        Ok(exit) => exit,
        Err(Failure::ReaderGone) => Exit::Fine,
        Err(Failure::Messages(diagnostics, texts, exit)) => {
            console.messages(&diagnostics, &texts);
            exit
        }
    };
    exit.into()
}
