//! How the program ends: the six codes that scripts rely on, and failures with their messages.

use std::any::Any;
use std::io;
use std::process::ExitCode;

use kpi_diagnostics::{Code, Diagnostic, Severity, Texts};

/// The exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Fine.
    Fine = 0,
    /// A target is missed and `--fail-on` asked for it, a test failed, or `--check` found a file to format.
    Missed = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// Definitions or configuration are invalid.
    Invalid = 3,
    /// Data or a plugin failed; what could be computed was written.
    Failed = 4,
    /// Nothing could be written.
    NothingWritten = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// What messages mean for the end of the program. The hundreds of a code tell the stage; texts that are wrong weigh more
    /// than data that are.
    pub(crate) fn of(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let stages: Vec<u16> = errors.map(|diagnostic| diagnostic.code.number() / 100).collect();
        if stages.iter().any(|stage| (1..=4).contains(stage)) {
            Self::Invalid
        } else if stages.contains(&7) {
            Self::Usage
        } else if stages.is_empty() {
            Self::Fine
        } else {
            Self::Failed
        }
    }
}

/// Why a command could not do what it was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Messages for the user, and how the program ends.
    Messages(Vec<Diagnostic>, Texts, Exit),
    /// The reader of the output is gone, which is no mistake.
    ReaderGone,
}

impl Failure {
    /// Of messages about texts, with the exit that they mean.
    pub(crate) fn of(diagnostics: Vec<Diagnostic>, texts: &Texts) -> Self {
        let exit = Exit::of(&diagnostics);
        Self::Messages(diagnostics, texts.clone(), exit)
    }

    /// Of the command line.
    pub(crate) fn usage(diagnostic: Diagnostic) -> Self {
        Self::Messages(vec![diagnostic], Texts::default(), Exit::Usage)
    }

    /// Of a place that cannot be written to.
    pub(crate) fn not_written(place: &str, error: &io::Error) -> Self {
        let message = format!("cannot write {place}: {error}");
        let help = "name a place that exists, has room and may be written to";
        let diagnostic = Diagnostic::error(NOT_WRITTEN, message).help(help);
        Self::Messages(vec![diagnostic], Texts::default(), Exit::NothingWritten)
    }

    /// Of a mistake in this program.
    pub(crate) fn bug(panic: &(dyn Any + Send)) -> Self {
        let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        let message = format!("this is a mistake in `kpi` itself: {}", words.unwrap_or("no reason was given"));
        let help = "run it again with `RUST_BACKTRACE=1` and report what it prints";
        let diagnostic = Diagnostic::error(BUG, message).help(help);
        Self::Messages(vec![diagnostic], Texts::default(), Exit::NothingWritten)
    }

    /// Of printing.
    pub(crate) fn not_printed(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::not_written("the output", error)
        }
    }
}

/// A mistake in this program.
pub(crate) const BUG: Code = Code::new(799);
/// There is no `kpi.toml`.
pub(crate) const NO_PROJECT: Code = Code::new(701);
/// No scorecard has that name, or several could be meant.
pub(crate) const NO_SCORECARD: Code = Code::new(702);
/// No KPI has that name.
pub(crate) const NO_KPI: Code = Code::new(703);
/// A file cannot be written.
pub(crate) const NOT_WRITTEN: Code = Code::new(704);
/// The example would overwrite something else.
pub(crate) const OCCUPIED: Code = Code::new(705);
/// There is no such code.
pub(crate) const NO_CODE: Code = Code::new(706);
/// A file was changed by somebody else meanwhile.
pub(crate) const CHANGED: Code = Code::new(707);
/// The ending of an output file stands for no form.
pub(crate) const NO_FORM: Code = Code::new(708);
/// There is nothing to format.
pub(crate) const NO_FILE: Code = Code::new(717);
/// A definition file cannot be read; the engine's number for the same.
pub(crate) const UNREADABLE: Code = Code::new(472);
/// The project has no tests.
pub(crate) const NO_TESTS: Code = Code::new(715);

/// A metric lists no rows.
pub(crate) const NO_ROWS: Code = Code::new(719);
/// The manual has no such chapter or section.
pub(crate) const NO_CHAPTER: Code = Code::new(720);

#[cfg(test)]
mod tests {
    use kpi_diagnostics::{Code, Diagnostic};

    use super::Exit;

    #[test]
    fn the_stage_decides() {
        let exit = |codes: &[u16]| {
            let errors: Vec<_> = codes.iter().map(|code| Diagnostic::error(Code::new(*code), "")).collect();
            Exit::of(&errors)
        };
        assert_eq!(exit(&[]), Exit::Fine);
        assert_eq!(exit(&[501]), Exit::Failed);
        assert_eq!(exit(&[501, 203]), Exit::Invalid);
        assert_eq!(exit(&[701]), Exit::Usage);
        assert_eq!(Exit::of(&[Diagnostic::warning(Code::new(203), "")]), Exit::Fine);
    }
}
