//! Finding and opening files: K0501 to K0509, K0518, K0522, K0526.

use std::fs::FileType;
use std::io;
use std::path::Path;

use kpi_config::{Files, Format};
use kpi_diagnostics::{Code, Diagnostic};
use polars::prelude::PolarsError;

use crate::files::DataFile;
use crate::text::{PACKED, PARQUET, Task, UTF_16, UTF_16_BIG, ZIP, is_packed};

const NO_FILES: Code = Code::new(501);
const ABSENT: Code = Code::new(502);
const DIRECTORY: Code = Code::new(503);
const NO_ENTRY: Code = Code::new(504);
const BAD_PATTERN: Code = Code::new(505);
const EMPTY: Code = Code::new(506);
const BROKEN_PARQUET: Code = Code::new(509);
const BROKEN: Code = Code::new(518);
const CHANGED: Code = Code::new(522);
const NO_ROOM: Code = Code::new(526);

/// A pattern that no file fits.
pub(crate) fn no_files(source: &str, files: &Files, folder: &Path) -> Diagnostic {
    let pattern = &files.path.value;
    Diagnostic::error(NO_FILES, format!("no file fits `{pattern}`, so the source `{source}` has no rows"))
        .primary(files.path.span, "nothing found")
        .note(format!("looked in `{}`", folder.display()))
        .help("correct the path; it starts at the folder of `kpi.toml`")
}

/// A file that is not there.
pub(crate) fn absent_file(files: &Files, folder: &Path, shown: &str) -> Diagnostic {
    let problem = Diagnostic::error(ABSENT, format!("there is no file `{shown}`"))
        .primary(files.path.span, "")
        .note(format!("looked in `{}`", folder.display()))
        .help("correct the path; it starts at the folder of `kpi.toml`");
    if shown.contains("://") {
        return problem.help("addresses in a network are not read: fetch the file first, and name it here");
    }
    if shown.starts_with("~/") {
        return problem.help("`~` stands for nothing here: write the whole path, or `${HOME}`");
    }
    match neighbour(folder, shown) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem,
    }
}

/// A file beside the absent one with nearly its name.
fn neighbour(folder: &Path, shown: &str) -> Option<String> {
    let path = Path::new(shown);
    let name = path.file_name()?.to_str()?;
    let parent = path.parent().unwrap_or(Path::new(""));
    let entries = std::fs::read_dir(folder.join(parent)).ok()?;
    let mut names: Vec<_> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).take(1000).collect();
    names.sort();
    let near = kpi_diagnostics::did_you_mean(name, names.iter().map(String::as_str))?;
    Some(parent.join(near).to_string_lossy().into_owned())
}

/// A folder where a file is wanted.
pub(crate) fn directory(files: &Files, folder: &Path) -> Diagnostic {
    let path = files.path.value.trim_end_matches('/');
    let ending = match files.format {
        Format::Csv => "csv",
        Format::Parquet => "parquet",
        Format::Ndjson => "ndjson",
    };
    Diagnostic::error(DIRECTORY, format!("`{path}` is a folder, not a file"))
        .primary(files.path.span, "")
        .note(format!("looked in `{}`", folder.display()))
        .help(format!("to read all files in it, write `path = \"{path}/*.{ending}\"`"))
}

/// Something that bytes come out of, and that is not a file that can be read twice.
pub(crate) fn no_plain_file(files: &Files, shown: &str, kind: FileType) -> Diagnostic {
    Diagnostic::error(DIRECTORY, format!("`{shown}` is {}, not a file", kind_words(kind)))
        .primary(files.path.span, "")
        .help("files are read more than once: write the data into a file, and name that")
}

#[cfg(unix)]
fn kind_words(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else if kind.is_dir() {
        "a folder"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind_words(kind: FileType) -> &'static str {
    if kind.is_dir() { "a folder" } else { "a device" }
}

/// A file that the system does not let us read.
pub(crate) fn no_entry(files: &Files, path: &Path, reason: &str) -> Diagnostic {
    let way_out = if reason.contains("symbolic link") {
        "the links lead in a circle: let one of them point to the file"
    } else {
        "let the user who runs `kpi` read the file and enter its folder"
    };
    Diagnostic::error(NO_ENTRY, format!("`{}` cannot be opened: {}", path.display(), lower(reason)))
        .primary(files.path.span, "")
        .help(way_out)
}

/// A file whose name is no text.
pub(crate) fn no_name(files: &Files, path: &Path) -> Diagnostic {
    Diagnostic::error(NO_ENTRY, format!("`{}` cannot be opened: its name is not UTF-8", path.display()))
        .primary(files.path.span, "fits this pattern")
        .help("rename the file, or write a pattern that leaves it out")
}

/// A pattern that is none.
pub(crate) fn bad_pattern(files: &Files, reason: &str) -> Diagnostic {
    Diagnostic::error(BAD_PATTERN, format!("`{}` is no pattern: {}", files.path.value, lower(reason)))
        .primary(files.path.span, "")
        .help("`*` stands for any part of a name, `?` for one character, `[0-9]` for one of several, `**` for any folders")
}

/// A file with nothing in it, not even a header.
pub(crate) fn empty_file(task: &Task, file: &DataFile) -> Diagnostic {
    let problem = Diagnostic::error(EMPTY, format!("`{}` is empty, so its columns are not known", file.shown))
        .primary(task.span, "");
    match task.format {
        Format::Csv => problem.help("write at least the header line into the file, or remove the file"),
        Format::Ndjson | Format::Parquet => problem.help("write the file again, or remove it"),
    }
}

/// A file whose bytes cannot be read as text.
pub(crate) fn unreadable(task: &Task, file: &DataFile, error: &io::Error) -> Diagnostic {
    let reason = error.to_string();
    let problem = Diagnostic::error(NO_ENTRY, format!("`{}` cannot be read: {}", file.shown, lower(&reason)))
        .primary(task.span, "");
    let source = &task.source;
    problem.help(match reason.as_str() {
        UTF_16 => format!("add `encoding = \"utf-16le\"` to `[source.{source}]`"),
        UTF_16_BIG => format!("add `encoding = \"utf-16be\"` to `[source.{source}]`"),
        PARQUET => format!("write `connector = \"parquet\"` in `[source.{source}]`"),
        PACKED => "let its name end in `.gz`, or unpack it".to_owned(),
        _ if is_packed(&file.path) => "it is cut off or was not packed by gzip: write it again".to_owned(),
        ZIP => "unpack it, or save the sheet as CSV".to_owned(),
        _ => "check that the user who runs `kpi` may read the file, and that `encoding` is the right one".to_owned(),
    })
}

/// A file that breaks off or is damaged.
pub(crate) fn broken(task: &Task, file: &DataFile, reason: &str) -> Diagnostic {
    Diagnostic::error(BROKEN, format!("`{}` cannot be read on: {}", file.shown, lower(reason)))
        .primary(task.span, "")
        .help("write the file again, or check its `encoding`")
}

/// A Parquet file that is none, or not whole.
pub(crate) fn broken_parquet(task: &Task, file: &DataFile, words: &str) -> Diagnostic {
    Diagnostic::error(BROKEN_PARQUET, format!("`{}` is no whole Parquet file", file.shown))
        .primary(task.span, "")
        .note(lower(&first_line(words)))
        .help("a file that was cut off while it was written or copied must be written again; check also that it is Parquet")
}

/// A Parquet file with a column of a type that makes all of it unreadable.
pub(crate) fn unknown_type(task: &Task, file: &DataFile, column: &str, what: &str) -> Diagnostic {
    let message = format!("`{}` cannot be read because its column `{column}` has {what}", file.shown);
    Diagnostic::error(BROKEN_PARQUET, message).primary(task.span, "").help(
        "write the column with a common type (a 64-bit number, a date, a moment in UTC), or leave it out of the file",
    )
}

/// A file that was written to while it was read.
pub(crate) fn changed(task: &Task, file: &DataFile) -> Diagnostic {
    Diagnostic::error(CHANGED, format!("`{}` was changed while it was read", file.shown))
        .primary(task.span, "")
        .note("rows of before and after would be mixed")
        .help("start again when the file is complete; write such files under another name and rename them when they are whole")
}

/// Columns that are too large for the memory they may take, and cannot be written to the disk.
pub(crate) fn cannot_store(task: &Task, error: &PolarsError) -> Diagnostic {
    let source = &task.source;
    Diagnostic::error(NO_ROOM, format!("the rows of `{source}` cannot be put into the folder for temporary files"))
        .primary(task.span, "")
        .note(format!("`{}`: {}", std::env::temp_dir().display(), lower(&first_line(&error.to_string()))))
        .note("columns of large text files are kept there during a run, and need about as much room as the files themselves")
        .help("make room there, or let `TMPDIR` name a folder on a disk with room")
        .help("Parquet files need no such room: where they can be had, read them instead")
}

pub(super) fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").to_owned()
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
