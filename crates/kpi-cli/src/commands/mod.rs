//! The commands: one file each.

mod catalogue;
mod check;
mod code;
mod demo;
mod docs;
mod explain;
mod fix;
mod fmt;
pub(crate) mod language;
mod manual;
mod plugin_list;
mod project;
mod query;
mod request;
mod result;
mod run;
mod test;

use crate::arguments::{Arguments, Command, Plugin};
use crate::console::Console;
use crate::exit::{Exit, Failure};

/// Does what the command line asks for.
pub(crate) fn execute(arguments: &Arguments, console: &Console) -> Result<Exit, Failure> {
    let common = &arguments.common;
    match &arguments.command {
        Command::Demo(demo) => demo::execute(demo, common, console),
        Command::Check(check) => check::execute(check, common, console),
        Command::Fmt(fmt) => fmt::execute(fmt, common, console),
        Command::Run(run) => run::execute(run, common, console),
        Command::Query(query) => query::execute(query, common, console),
        Command::Explain(explain) => explain::execute(explain, common, console),
        Command::Manual(manual) => manual::execute(manual, console),
        Command::Test(test) => test::execute(test, common, console),
        Command::Docs(docs) => docs::execute(docs, common, console),
        Command::Catalogue(catalogue) => catalogue::execute(catalogue, common, console),
        Command::Plugin(Plugin::List(list)) => plugin_list::execute(list, common, console),
    }
}
