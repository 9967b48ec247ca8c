//! The error a plugin returns: what is wrong, and what to do about it.

use std::fmt;

use kpi_plugin_abi::{STATUS_CANCELLED, STATUS_FAILED, STATUS_INVALID, STATUS_PANICKED, STATUS_UNKNOWN};

/// Why a function or source could not do what was asked. The message is shown to people as it stands: one line, lower
/// case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    status: i32,
    message: String,
    help: Option<String>,
}

impl Error {
    /// An error with its message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { status: STATUS_FAILED, message: message.into(), help: None }
    }

    /// The same error with a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The error of work that stopped because the host asked for it.
    pub fn cancelled() -> Self {
        Self { status: STATUS_CANCELLED, ..Self::new("the run was cancelled") }
    }

    /// What was passed is not what the manifest asks for.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self { status: STATUS_INVALID, ..Self::new(message) }
    }

    /// There is no such function or source.
    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self { status: STATUS_UNKNOWN, ..Self::new(message) }
    }

    /// The plugin's code panicked with these words.
    pub(crate) fn panicked(words: String) -> Self {
        Self { status: STATUS_PANICKED, ..Self::new(words) }
    }

    /// The status that crosses the boundary.
    pub(crate) fn status(&self) -> i32 {
        self.status
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
