//! Where text goes: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};

use kpi_diagnostics::render::{self, Colour};
use kpi_diagnostics::{Diagnostic, Texts};

use crate::arguments::{Common, When};
use crate::exit::Failure;

/// The width of a page that goes to a file or a program.
const PAGE_WIDTH: usize = 120;
/// Less is taken as this: a page must be readable.
const LEAST_WIDTH: usize = 40;

/// What is known about the two streams.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Console {
    /// Whether results may be coloured.
    pub(crate) colour: Colour,
    /// Whether messages may be coloured.
    message_colour: Colour,
    /// How wide results may be.
    pub(crate) width: usize,
    quiet: bool,
}

impl Console {
    /// Of this process.
    pub(crate) fn of(common: &Common) -> Self {
        Self {
            colour: colour(common.color, io::stdout().is_terminal()),
            message_colour: colour(common.color, io::stderr().is_terminal()),
            width: width(),
            quiet: common.quiet,
        }
    }

    /// Prints a result.
    #[expect(clippy::unused_self, reason = "all printing goes through the console")]
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut output = io::stdout().lock();
        output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(|error| Failure::not_printed(&error))
    }

    /// Tells something beside the result, unless it is to be quiet.
    pub(crate) fn tell(&self, text: &str) {
        if !self.quiet {
            complain(text);
        }
    }

    /// Prints messages.
    pub(crate) fn messages(&self, diagnostics: &[Diagnostic], texts: &Texts) {
        complain(&render::terminal(diagnostics, texts, self.message_colour));
    }
}

/// When standard error is closed there is no one left to tell.
fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn colour(when: When, terminal: bool) -> Colour {
    let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    match when {
        When::Always => Colour::Always,
        When::Auto if terminal && !forbidden && !dumb => Colour::Always,
        When::Auto | When::Never => Colour::Never,
    }
}

fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    terminal.map_or(PAGE_WIDTH, |width| width.max(LEAST_WIDTH))
}
