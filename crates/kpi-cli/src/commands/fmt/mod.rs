//! `kpi fmt`: finds the files, has each laid out, writes those that change.
//!
//! What the canonical form is, is not decided here but in [`kpi_syntax::format()`].

mod find;
mod report;

use std::io::Read;
use std::path::{Path, PathBuf};

use kpi_diagnostics::{Diagnostic, Texts};
use kpi_engine::read_text;

use crate::arguments::{Common, Fmt, FmtFormat};
use crate::console::Console;
use crate::exit::{Exit, Failure, UNREADABLE};
use crate::file;

/// What messages call the text that comes from a program.
const STANDARD_INPUT: &str = "<standard input>";

/// Whether files are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Write,
    Check,
}

/// What became of one file.
struct Outcome {
    name: String,
    /// None: standard input.
    path: Option<PathBuf>,
    before: String,
    state: State,
}

enum State {
    Unchanged,
    /// It is this now, or would be.
    Changed(String),
    /// It has mistakes and is left alone.
    Refused,
}

/// The texts, and what is wrong with them.
#[derive(Default)]
struct Formatter {
    texts: Texts,
    diagnostics: Vec<Diagnostic>,
}

pub(crate) fn execute(fmt: &Fmt, common: &Common, console: &Console) -> Result<Exit, Failure> {
    let mut formatter = Formatter::default();
    let dash = fmt.files.iter().any(|file| file == Path::new("-"));
    if dash && fmt.files.len() > 1 {
        return Err(find::not_alone());
    }
    let outcomes = if fmt.stdin || dash {
        vec![formatter.standard_input()]
    } else {
        find::files(&fmt.files, common)?.into_iter().map(|path| formatter.file(path)).collect()
    };
    let mode = if fmt.check { Mode::Check } else { Mode::Write };
    if mode == Mode::Write {
        outcomes.iter().try_for_each(write)?;
    }
    formatter.tell(fmt.format, mode, &outcomes, console)?;
    let changed = outcomes.iter().any(|outcome| matches!(outcome.state, State::Changed(_)));
    let exit = Exit::of(&formatter.diagnostics);
    Ok(if exit == Exit::Fine && mode == Mode::Check && changed { Exit::Missed } else { exit })
}

impl Formatter {
    fn file(&mut self, path: PathBuf) -> Outcome {
        let name = path.display().to_string();
        let text = read_text(&path);
        self.outcome(name, Some(path), text)
    }

    fn standard_input(&mut self) -> Outcome {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| error.to_string());
        let text = read.and_then(|_| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
        self.outcome(STANDARD_INPUT.to_owned(), None, text)
    }

    fn outcome(&mut self, name: String, path: Option<PathBuf>, text: Result<String, String>) -> Outcome {
        let (before, state) = match text {
            Ok(before) => {
                let file = self.texts.add(name.clone(), before.clone());
                let state = match kpi_syntax::format(file, &before) {
                    Ok(after) if after == before => State::Unchanged,
                    Ok(after) => State::Changed(after),
                    Err(diagnostics) => {
                        self.diagnostics.extend(diagnostics);
                        State::Refused
                    }
                };
                (before, state)
            }
            Err(reason) => {
                let diagnostic = Diagnostic::error(UNREADABLE, format!("`{name}` cannot be read: {reason}"));
                self.diagnostics.push(diagnostic.help("it is left as it is; definitions are files of text in UTF-8"));
                (String::new(), State::Refused)
            }
        };
        Outcome { name, path, before, state }
    }

    fn tell(&self, form: FmtFormat, mode: Mode, outcomes: &[Outcome], console: &Console) -> Result<(), Failure> {
        if form == FmtFormat::Json {
            return console.print(&report::json(outcomes, mode, &self.diagnostics, &self.texts));
        }
        let text = match outcomes {
            [Outcome { path: None, before, state, .. }] if mode == Mode::Write => match state {
                State::Unchanged => before.clone(),
                State::Changed(after) => after.clone(),
                State::Refused => String::new(),
            },
            _ => report::page(outcomes, mode),
        };
        console.print(&text)?;
        if !self.diagnostics.is_empty() {
            console.messages(&self.diagnostics, &self.texts);
        }
        if outcomes.iter().any(|outcome| outcome.path.is_some()) {
            console.tell(&report::summary(outcomes, mode));
        }
        Ok(())
    }
}

/// The file behind a link is replaced, not the link.
fn write(outcome: &Outcome) -> Result<(), Failure> {
    let (Some(path), State::Changed(after)) = (&outcome.path, &outcome.state) else { return Ok(()) };
    let target = path.canonicalize().unwrap_or_else(|_| path.clone());
    file::replace(&target, after.as_bytes())
        .map_err(|error| Failure::not_written(&format!("`{}`", outcome.name), &error))
}
