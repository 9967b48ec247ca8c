//! The `kpi` command: the command line in front of the engine.
//!
//! [`arguments`] is what can be typed, [`commands`] has one file for each command, [`exit`] is how the program ends. What is
//! printed for people is in [`scorecard`] and [`explanation`], for programs in [`machine`]; [`console`], [`progress`] and
//! [`mod@file`] are the ways out. Nothing is computed here.

mod arguments;
mod code_page;
mod commands;
mod console;
mod difference;
mod exit;
mod explanation;
mod ffi;
mod file;
mod ink;
mod machine;
mod period_argument;
mod progress;
mod scorecard;
mod table;
mod tested;
mod width;

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::thread;

use clap::Parser;

use arguments::Arguments;
use console::Console;
use exit::{Exit, Failure};

/// Batches of rows come and go by the megabyte, on several threads. The allocator of the system gives such pieces back and
/// has every page of them cleared again; this one keeps them, and plans of Polars, which are many small pieces, are made faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Definitions may build on each other ten thousand levels deep; a stack is only used as far as it is needed.
const STACK_BYTES: usize = 512 << 20;

fn main() -> ExitCode {
    ffi::read_files_in_pieces();
    // Broken files make libraries panic on threads of their own; what is known of it is said as a message, not as a trace.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        panic::set_hook(Box::new(|_| {}));
    }
    let arguments = Arguments::parse();
    let console = Console::of(&arguments.common);
    let work = || panic::catch_unwind(AssertUnwindSafe(|| commands::execute(&arguments, &console)));
    let outcome =
        thread::scope(|scope| match thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work) {
            Ok(worker) => worker.join().unwrap_or_else(Err),
            Err(_) => work(),
        });
    let exit = match outcome.unwrap_or_else(|panic| Err(Failure::bug(panic.as_ref()))) {
        Ok(exit) => exit,
        Err(Failure::ReaderGone) => Exit::Fine,
        Err(Failure::Messages(diagnostics, texts, exit)) => {
            console.messages(&diagnostics, &texts);
            exit
        }
    };
    exit.into()
}
