//! What can keep the example company from being written.

use std::fmt;
use std::path::PathBuf;

/// Why nothing, or not everything, was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The folder already holds a project.
    Occupied {
        /// The folder.
        folder: PathBuf,
    },
    /// So many rows are not offered.
    Rows {
        /// How many were asked for.
        asked: u64,
    },
    /// A file or folder could not be written.
    Write {
        /// Which.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl Error {
    pub(crate) fn write(path: impl Into<PathBuf>, reason: impl fmt::Display) -> Self {
        Self::Write { path: path.into(), reason: reason.to_string() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occupied { folder } => {
                write!(
                    formatter,
                    "`{}` already holds a project: name another folder, or empty this one",
                    folder.display()
                )
            }
            Self::Rows { asked } => {
                write!(formatter, "cannot make `{asked}` rows: ask for {} to {}", crate::LEAST_ROWS, crate::MOST_ROWS)
            }
            Self::Write { path, reason } => {
                write!(formatter, "cannot write `{}`: {reason}; name a folder that you may write to", path.display())
            }
        }
    }
}

impl std::error::Error for Error {}
