//! Whether the example may be written into a folder: never over somebody's work.

use std::fs;
use std::path::Path;

use kpi_diagnostics::Diagnostic;

use crate::exit::{Failure, OCCUPIED};

/// Fails unless the folder is new, empty, or holds an example that nobody changed.
pub(crate) fn refuse(folder: &Path) -> Result<(), Failure> {
    let occupied = |what: &str, help: String| {
        let diagnostic = Diagnostic::error(OCCUPIED, format!("`{}` {what}", folder.display())).help(help);
        Failure::usage(diagnostic.help("write the example elsewhere: `kpi demo DIR`, or over it: `--force`"))
    };
    let Ok(mut entries) = fs::read_dir(folder) else { return Ok(()) };
    if entries.next().is_none() {
        return Ok(());
    }
    match changed(folder) {
        None => Err(occupied("holds something else", "nothing was written".to_owned())),
        Some(files) if files.is_empty() => Ok(()),
        Some(files) => {
            let names = files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
            let run = format!("it is still there: `kpi run --project {}`", folder.display());
            Err(occupied(&format!("holds an example that was changed: {names}"), run))
        }
    }
}

/// The files of the example that differ from what would be written; none when it is no example.
fn changed(folder: &Path) -> Option<Vec<String>> {
    let project = fs::read_to_string(folder.join("kpi.toml"));
    // What another writing did not come to the end of.
    let project = project.or_else(|_| fs::read_to_string(folder.join("kpi.toml.part"))).ok()?;
    let heading = |text: &str| text.lines().next().map(str::to_owned);
    if heading(&project) != heading(kpi_demo::PROJECT_FILE) {
        return None;
    }
    let lines =
        |text: &str| text.lines().filter(|line| !line.starts_with("as_of")).map(str::to_owned).collect::<Vec<_>>();
    let mut files = Vec::new();
    if lines(&project) != lines(kpi_demo::PROJECT_FILE) {
        files.push("kpi.toml".to_owned());
    }
    for (name, text) in kpi_demo::DEFINITION_FILES.into_iter().chain(kpi_demo::TEST_FILES) {
        let path = format!("kpi-defs/{name}");
        if fs::read_to_string(folder.join(&path)).is_ok_and(|there| there != text) {
            files.push(path);
        }
    }
    Some(files)
}
