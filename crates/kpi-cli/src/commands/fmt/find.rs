//! Which files are meant: those of the project, those named, those in folders that are named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kpi_diagnostics::{Diagnostic, FileId, Texts};
use kpi_engine::{definition_files, read_text};

use crate::arguments::Common;
use crate::commands::project::{FILE, folder};
use crate::exit::{Failure, NO_FILE};

/// The files, each once. Without a name they are those of the project, or all below this folder if it is in none.
pub(super) fn files(names: &[PathBuf], common: &Common) -> Result<Vec<PathBuf>, Failure> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    if names.is_empty() {
        found = match folder(common) {
            Ok(project) => of_project(&project)?,
            Err(failure) if common.project.is_some() => return Err(failure),
            Err(_) => below(Path::new(".")),
        };
    }
    for name in names {
        if name.is_dir() {
            let project = name.join(FILE).is_file();
            found.extend(if project { of_project(name)? } else { below(name) });
        } else if name.exists() {
            found.push(name.clone());
        } else {
            return Err(no_such_file(name));
        }
    }
    let found: Vec<PathBuf> = found.into_iter().map(shown).collect();
    if found.is_empty() {
        return Err(nothing_found(names));
    }
    Ok(found.into_iter().filter(|file| seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone()))).collect())
}

/// What `kpi.toml` takes for definitions. Mistakes elsewhere in it do not matter here.
fn of_project(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let text = read_text(&folder.join(FILE)).unwrap_or_default();
    let (config, _) = kpi_config::read(FileId(0), &text, &|name| std::env::var(name).ok());
    let mut problems = Vec::new();
    let files = definition_files(folder, &config, &mut problems);
    if problems.is_empty() { Ok(files) } else { Err(Failure::of(problems, &Texts::default())) }
}

/// Every definition file below a folder, sorted; hidden folders are left alone, links to folders too.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(folder) = todo.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        for entry in entries.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')) {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                todo.push(path);
            } else if path.extension().is_some_and(|ending| ending == "kpi") && path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A path as it is shortest from here.
fn shown(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let shorter = path.strip_prefix(&here).or_else(|_| path.strip_prefix(".")).map(Path::to_owned);
    shorter.unwrap_or(path)
}

fn no_such_file(name: &Path) -> Failure {
    let message = format!("there is no file or folder `{}`", name.display());
    Failure::usage(Diagnostic::error(NO_FILE, message).help("`kpi fmt` without a name takes the files of the project"))
}

/// `-` beside other names.
pub(super) fn not_alone() -> Failure {
    let diagnostic = Diagnostic::error(NO_FILE, "`-` stands for standard input and cannot stand beside other files");
    Failure::usage(diagnostic.help("format the files by a command of their own"))
}

fn nothing_found(names: &[PathBuf]) -> Failure {
    let places: Vec<String> = names.iter().map(|name| format!("`{}`", name.display())).collect();
    let place = if places.is_empty() { "here".to_owned() } else { format!("in {}", places.join(", ")) };
    let diagnostic = Diagnostic::error(NO_FILE, format!("there is no definition file {place}"));
    Failure::usage(diagnostic.help("definition files end in `.kpi`; name one, or a folder that holds some"))
}
