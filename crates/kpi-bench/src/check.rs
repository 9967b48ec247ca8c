//! How long the `kpi` command takes from its start to its end: to check many definitions, and to run a small example.

use std::fmt::Write as _;
use std::fs;
use std::io::{StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::arguments::{Check, Data, Start};
use crate::child::{median, timed};
use crate::company::write_project;
use crate::data;
use crate::failure::Failure;
use crate::table::Table;

/// Times `kpi check` for each number of definitions.
pub(crate) fn check(arguments: &Check, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
    let company = data::company(&Data { rows: 100_000, cache: arguments.cache.clone() }, 100_000, 13)?;
    let mut table = Table::new(&["definitions", "against the data, ms", "--offline, ms"]);
    for count in &arguments.definitions {
        let folder = company.folder.with_file_name(format!("{count}-definitions"));
        write_definitions(&folder, &company.folder, *count)?;
        let mut seconds = Vec::new();
        for options in [[].as_slice(), &["--offline"]] {
            let mut command = Command::new(kpi()?);
            command.args(["check", "--quiet", "--project"]).arg(&folder).args(options);
            seconds.push(repeated(&mut command, arguments.times)?);
        }
        let milliseconds = seconds.iter().map(|seconds| format!("{:.0}", seconds * 1000.0));
        table.line(std::iter::once(count.to_string()).chain(milliseconds));
    }
    Ok(table.print(out)?)
}

/// Times `kpi run` and `kpi check` on the example company.
pub(crate) fn start(arguments: &Start, out: &mut StdoutLock<'_>) -> Result<(), Failure> {
    let folder = data::base(arguments.cache.as_deref()).join("example");
    if !folder.join("kpi.toml").exists() {
        timed(Command::new(kpi()?).arg("demo").arg(&folder))?;
    }
    let mut table = Table::new(&["command", "ms"]);
    for words in [["run", "monthly"].as_slice(), &["check"], &["query", "nps by segment"], &["--version"]] {
        let mut command = Command::new(kpi()?);
        command.args(words);
        if words != ["--version"] {
            command.arg("--quiet").arg("--project").arg(&folder);
        }
        let seconds = repeated(&mut command, arguments.times)?;
        table.line([format!("kpi {}", words.join(" ")), format!("{:.0}", seconds * 1000.0)]);
    }
    writeln!(out, "The example company as `kpi demo` writes it:\n")?;
    Ok(table.print(out)?)
}

/// The command that was built beside this one.
pub(crate) fn kpi() -> Result<PathBuf, Failure> {
    let path = std::env::current_exe()?.with_file_name("kpi");
    if path.exists() {
        Ok(path)
    } else {
        Err(Failure::new(format!("`{}` is not built; `cargo build` builds it", path.display())))
    }
}

/// The median of some runs after one that does not count.
fn repeated(command: &mut Command, times: usize) -> Result<f64, Failure> {
    timed(command)?;
    let taken: Result<Vec<f64>, Failure> = (0..times.max(1)).map(|_| Ok(timed(command)?.seconds)).collect();
    Ok(median(taken?))
}

/// Definitions in a file.
const IN_A_FILE: usize = 250;

fn write_definitions(folder: &Path, company: &Path, count: usize) -> Result<(), Failure> {
    write_project(folder)?;
    fs::remove_file(folder.join("kpi-defs/kpis.kpi"))?;
    let data = folder.join("data");
    if !data.exists() {
        std::os::unix::fs::symlink(fs::canonicalize(company.join("data"))?, data)?;
    }
    for file in 0..count.div_ceil(IN_A_FILE) {
        let mut text = format!("# Part {file} of many definitions.\n\nfrom visits\ngroup \"Part {file}\"\n\n");
        for number in file * IN_A_FILE..count.min((file + 1) * IN_A_FILE) {
            definition(&mut text, number).map_err(|error| Failure::new(error.to_string()))?;
        }
        fs::write(folder.join(format!("kpi-defs/part-{file:03}.kpi")), text)?;
    }
    Ok(())
}

/// Definitions as people write them; every fifth builds on those before.
fn definition(text: &mut String, number: usize) -> std::fmt::Result {
    let limit = number % 97;
    let base = number - number % 5;
    match number % 5 {
        0 => writeln!(text, "m_{number} = count(visits where channel = \"ads\" and pages > {limit})"),
        1 => writeln!(
            text,
            "## The share of long visits.\nm_{number} \"Long visits {number}\" = avg(seconds >= {limit}) * 100\n    target > 10%; warn > 5%\n    by segment\n    owner \"Web\"\n"
        ),
        2 => writeln!(
            text,
            "m_{number} \"Sales {number}\" = sum(orders.amount - cost where amount > {limit}); by segment; min n 30"
        ),
        3 => writeln!(text, "m_{number} = count(distinct events.user_id over last 28 days where seconds > {limit})"),
        _ => writeln!(
            text,
            "m_{number} \"Ratio {number}\" = m_{base} / m_{} * 100\n    target >= prev(m_{number})\n",
            base + 3
        ),
    }
}
