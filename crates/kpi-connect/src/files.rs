//! Finding the files of a source.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use kpi_config::Files;
use kpi_diagnostics::Diagnostic;

use crate::problems;

/// A file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DataFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path as the project knows it.
    pub(crate) shown: String,
    /// Its state when it was found.
    pub(crate) state: State,
}

/// What changes when somebody writes to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    length: u64,
    modified: Option<SystemTime>,
}

impl DataFile {
    /// Its size when it was found.
    pub(crate) fn bytes(&self) -> u64 {
        self.state.length
    }

    /// Whether the file is still as it was found.
    pub(crate) fn is_unchanged(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|now| State::of(&now) == self.state)
    }
}

impl State {
    fn of(metadata: &fs::Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// The files that the source's path names, in the order of their names.
pub(crate) fn find(source: &str, files: &Files, folder: &Path) -> Result<Vec<DataFile>, Box<Diagnostic>> {
    let written = files.path.value.as_str();
    let whole = folder.join(written);
    if whole.is_dir() {
        return Err(problems::directory(files, folder).into());
    }
    if !written.contains(['*', '?', '[']) || whole.is_file() {
        return Ok(vec![one(files, folder, whole)?]);
    }
    let pattern = format!("{}/{written}", glob::Pattern::escape(&folder.to_string_lossy()));
    let pattern = if Path::new(written).is_absolute() { written.to_owned() } else { pattern };
    let paths = glob::glob(&pattern).map_err(|error| problems::bad_pattern(files, error.msg))?;
    let mut found = Vec::new();
    for path in paths {
        let path = path.map_err(|error| problems::no_entry(files, error.path(), &error.error().to_string()))?;
        if !path.is_dir() {
            found.push(one(files, folder, path)?);
        }
    }
    if let Some(path) = unnamed(Path::new(&pattern)) {
        return Err(problems::no_name(files, &path).into());
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    if found.is_empty() { Err(problems::no_files(source, files, folder).into()) } else { Ok(found) }
}

/// A file that fits a pattern but for a name that is not UTF-8: such files are passed over where patterns are looked up, and
/// rows would be missing without a word.
fn unnamed(pattern: &Path) -> Option<PathBuf> {
    let name = glob::Pattern::new(&pattern.file_name()?.to_string_lossy()).ok()?;
    let folders = glob::glob(&pattern.parent()?.to_string_lossy()).ok()?.filter_map(Result::ok);
    let entries = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
    let is_unnamed = |entry: &fs::DirEntry| match entry.file_name().to_str() {
        Some(_) => false,
        None => name.matches(&entry.file_name().to_string_lossy()),
    };
    entries.into_iter().find(is_unnamed).map(|entry| entry.path())
}

fn one(files: &Files, folder: &Path, path: PathBuf) -> Result<DataFile, Box<Diagnostic>> {
    let shown = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
    // Looked at before it is opened: opening a pipe waits for somebody to write into it.
    let found = fs::metadata(&path)
        .and_then(|metadata| if metadata.is_file() { fs::File::open(&path)?.metadata() } else { Ok(metadata) });
    match found {
        Ok(metadata) if !metadata.is_file() => Err(problems::no_plain_file(files, &shown, metadata.file_type()).into()),
        Ok(metadata) => Ok(DataFile { state: State::of(&metadata), path, shown }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(problems::absent_file(files, folder, &shown).into())
        }
        Err(error) => Err(problems::no_entry(files, Path::new(&shown), &error.to_string()).into()),
    }
}

/// A file that is there.
#[cfg(test)]
pub(crate) fn plain(path: PathBuf, shown: &str) -> DataFile {
    let state = fs::metadata(&path).map_or(State { length: 0, modified: None }, |metadata| State::of(&metadata));
    DataFile { path, shown: shown.to_owned(), state }
}
