//! `kpi check`

use kpi_diagnostics::{Diagnostic, Severity, render};
use kpi_engine::{Offline, Project};

use super::fix::Repair;
use super::project;
use crate::arguments::{Check, Common, MessageFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure};

pub(crate) fn execute(check: &Check, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let offline = if check.offline { Offline::Yes } else { Offline::No };
    if !check.fix {
        let project = project::open(common)?;
        return say(check, &project.check(offline), &project, console);
    }
    let folder = project::folder(common)?;
    let repair = Repair::of(&folder, offline);
    if check.diff {
        console.print(&repair.difference())?;
        console.tell(&format!("{}; nothing is written\n", changes(&repair)));
        return Ok(Exit::of(&repair.diagnostics));
    }
    repair.write(&folder)?;
    console.tell(&format!("{}{}\n\n", repair.lines.concat(), changes(&repair)));
    say(check, &repair.diagnostics, &repair.project, console)
}

/// Prints the messages, and how the program ends with them.
fn say(check: &Check, diagnostics: &[Diagnostic], project: &Project, console: &Console) -> Result<Exit, Failure> {
    let texts = project.texts();
    console.print(&match check.format {
        MessageFormat::Terminal => render::terminal(diagnostics, texts, console.colour),
        MessageFormat::Concise => render::concise(diagnostics, texts),
        MessageFormat::Json => format!("{:#}\n", render::json(diagnostics, texts)),
        MessageFormat::Sarif => format!("{:#}\n", render::sarif(diagnostics, texts)),
    })?;
    if check.format == MessageFormat::Terminal {
        let count = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
        let found = found(count(Severity::Error), count(Severity::Warning));
        let seen = if check.offline { "data not looked at" } else { "data and plugins fit" };
        console.tell(&found.unwrap_or_else(|| format!("no mistake found; {seen}\n")));
        console.tell(&ways_on(diagnostics));
    }
    Ok(Exit::of(diagnostics))
}

/// Where more is to be read, and what can be done at once.
fn ways_on(diagnostics: &[Diagnostic]) -> String {
    let Some(first) = diagnostics.first() else { return String::new() };
    let fixable = diagnostics.iter().filter(|one| one.fixes.iter().any(|fix| fix.safe)).count();
    let fixable = match fixable {
        0 => String::new(),
        count => format!("`kpi check --fix` corrects {count} of them; "),
    };
    format!("{fixable}`kpi explain {}` tells more about a code\n", first.code)
}

/// `3 fixes in 2 files`
fn changes(repair: &Repair) -> String {
    let files = if repair.files() == 1 { "1 file".to_owned() } else { format!("{} files", repair.files()) };
    match repair.lines.len() {
        0 => "nothing can be fixed without a person's look".to_owned(),
        1 => "1 fix in 1 file".to_owned(),
        count => format!("{count} fixes in {files}"),
    }
}

/// `2 errors, 1 warning`; none when there is nothing to count.
fn found(errors: usize, warnings: usize) -> Option<String> {
    let many = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts: Vec<String> = [many(errors, "error"), many(warnings, "warning")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("\n{}\n", parts.join(", ")))
}
