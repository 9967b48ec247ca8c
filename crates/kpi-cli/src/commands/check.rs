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
        let metrics = project.model().metrics.len();
        console.tell(&summary(count(Severity::Error), count(Severity::Warning), metrics));
    }
    Ok(Exit::of(&diagnostics))
}

fn summary(errors: usize, warnings: usize, metrics: usize) -> String {
    let many = |count: usize, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
    match (errors, warnings) {
        (0, 0) => format!("{}, no mistake found\n", many(metrics, "definition")),
        (0, _) => format!("\n{}, {}\n", many(metrics, "definition"), many(warnings, "warning")),
        (_, 0) => format!("\n{}\n", many(errors, "error")),
        _ => format!("\n{}, {}\n", many(errors, "error"), many(warnings, "warning")),
    }
}
