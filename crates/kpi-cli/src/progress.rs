//! How far long work is: a bar on a terminal, lines of JSON when a program asks for them, otherwise nothing.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::arguments::{Common, ProgressForm};

/// Work that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(100);

/// Where progress goes.
#[derive(Debug)]
pub(crate) enum Shown {
    /// To a terminal.
    Bar(ProgressBar),
    /// To a program: one object a line on standard error, at most one for each percent.
    Lines(AtomicU64),
    /// To no one.
    Nowhere,
}

impl Shown {
    /// As the command line wants it.
    pub(crate) fn of(common: &Common) -> Self {
        match common.progress {
            ProgressForm::Json => Self::Lines(AtomicU64::new(u64::MAX)),
            ProgressForm::Auto if !common.quiet && io::stderr().is_terminal() => Self::Bar(bar()),
            ProgressForm::Auto | ProgressForm::Never => Self::Nowhere,
        }
    }

    /// A new part of the work begins.
    pub(crate) fn begin(&self, stage: &str) {
        match self {
            Self::Bar(bar) => {
                bar.set_message(stage.to_owned());
                bar.enable_steady_tick(PATIENCE);
            }
            Self::Lines(percent) => {
                percent.store(u64::MAX, Ordering::Relaxed);
                write_line(&serde_json::json!({ "stage": stage }));
            }
            Self::Nowhere => {}
        }
    }

    /// So much of it is done.
    pub(crate) fn reach(&self, done: u64, of: u64) {
        match self {
            Self::Bar(bar) => {
                bar.set_length(of);
                bar.set_position(done);
            }
            Self::Lines(percent) => {
                let now = done.saturating_mul(100) / of.max(1);
                if percent.swap(now, Ordering::Relaxed) != now {
                    write_line(&serde_json::json!({ "done": done, "of": of }));
                }
            }
            Self::Nowhere => {}
        }
    }

    /// All is done, or given up: the bar goes away.
    pub(crate) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

impl kpi_engine::Progress for Shown {
    fn stage(&self, text: &str) {
        self.begin(text);
    }

    fn advance(&self, done: u64, of: u64) {
        self.reach(done, of);
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.end();
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} {wide_bar} {percent:>3} %");
    // Of no length it would be full.
    let bar = ProgressBar::new(1);
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

fn write_line(line: &serde_json::Value) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
