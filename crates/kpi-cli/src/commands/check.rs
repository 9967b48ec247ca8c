//! `kpi check`

use kpi_diagnostics::{Severity, render};
use kpi_engine::Offline;

use super::project;
use crate::arguments::{Check, Common, MessageFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure};

pub(crate) fn execute(check: &Check, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let project = project::open(common)?;
    let diagnostics = project.check(if check.offline { Offline::Yes } else { Offline::No });
    let texts = project.texts();
    let text = match check.format {
        MessageFormat::Terminal => render::terminal(&diagnostics, texts, console.colour),
        MessageFormat::Concise => render::concise(&diagnostics, texts),
        MessageFormat::Json => format!("{:#}\n", render::json(&diagnostics, texts)),
        MessageFormat::Sarif => format!("{:#}\n", render::sarif(&diagnostics, texts)),
    };
    console.print(&text)?;
    if check.format == MessageFormat::Terminal {
        let count = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
        let found = found(count(Severity::Error), count(Severity::Warning));
        let seen = if check.offline { "data not looked at" } else { "data and plugins fit" };
        console.tell(&found.unwrap_or_else(|| format!("no mistake found; {seen}\n")));
    }
    Ok(Exit::of(&diagnostics))
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
