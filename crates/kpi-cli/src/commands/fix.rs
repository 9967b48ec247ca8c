//! `kpi check --fix`: the safe fixes, applied until none is left.
//!
//! All rounds happen in memory; the files are written once at the end, each whole or not at all, and only if nobody changed
//! them meanwhile. A fix may uncover the next mistake, so the project is checked again after every round.

use std::collections::BTreeMap;
use std::path::Path;

use kpi_diagnostics::{Diagnostic, apply_safe};
use kpi_engine::{Offline, Project};

use super::project;
use crate::difference::unified;
use crate::exit::{CHANGED, Exit, Failure};
use crate::file;

/// More rounds are only needed if fixes undo each other.
const MOST_ROUNDS: usize = 20;

/// A project with its safe fixes applied, in memory.
pub(super) struct Repair {
    /// The project with the changed texts.
    pub(super) project: Project,
    /// What is left to say of it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The new texts by their names.
    changed: BTreeMap<String, String>,
    /// The texts as they were read.
    before: BTreeMap<String, String>,
    /// One line for each change.
    pub(super) lines: Vec<String>,
}

impl Repair {
    /// Checks and fixes until there is nothing that may be fixed unseen.
    pub(super) fn of(folder: &Path, offline: Offline) -> Self {
        let mut changed = BTreeMap::new();
        let project = project::open_folder_changed(folder, &changed);
        let before = project.texts().iter().map(|(_, text)| (text.name.clone(), text.content.clone())).collect();
        let diagnostics = project.check(offline);
        let mut repair = Self { project, diagnostics, changed: BTreeMap::new(), before, lines: Vec::new() };
        for _ in 0..MOST_ROUNDS {
            if !repair.round(&mut changed) {
                break;
            }
            repair.project = project::open_folder_changed(folder, &changed);
            repair.diagnostics = repair.project.check(offline);
        }
        repair.changed = changed;
        repair
    }

    /// Applies what may be applied now; whether there was anything.
    fn round(&mut self, changed: &mut BTreeMap<String, String>) -> bool {
        let texts = self.project.texts();
        let fixed = apply_safe(&self.diagnostics, texts);
        for text in &fixed {
            let Some(name) = texts.get(text.file).map(|text| text.name.clone()) else { continue };
            for (code, fix) in &text.applied {
                let (line, column) = texts.line_column(fix.span);
                self.lines.push(format!("{name}:{line}:{column}: fixed[{code}]: {}\n", fix.text));
            }
            changed.insert(name, text.content.clone());
        }
        !fixed.is_empty()
    }

    /// How many files change.
    pub(super) fn files(&self) -> usize {
        self.changed.len()
    }

    /// The changes as a diff.
    pub(super) fn difference(&self) -> String {
        let old = |name: &String| self.before.get(name).map_or("", String::as_str);
        self.changed.iter().map(|(name, new)| unified(name, old(name), new)).collect()
    }

    /// Writes the changed files.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Failure> {
        for name in self.changed.keys() {
            let now = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
            if self.before.get(name) != Some(&now) {
                return Err(changed_meanwhile(name));
            }
        }
        for (name, content) in &self.changed {
            // The file behind a link is replaced, not the link.
            let path = folder.join(name);
            let path = path.canonicalize().unwrap_or(path);
            file::replace(&path, content.as_bytes())
                .map_err(|error| Failure::not_written(&format!("`{name}`"), &error))?;
        }
        Ok(())
    }
}

fn changed_meanwhile(name: &str) -> Failure {
    let problem = Diagnostic::error(CHANGED, format!("`{name}` was changed while it was checked; nothing was written"))
        .help("start again when nobody else writes to it");
    Failure::Messages(vec![problem], kpi_diagnostics::Texts::default(), Exit::NothingWritten)
}
