//! What ends the program: one sentence.

use std::fmt;

/// Why nothing was measured.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// With these words.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

macro_rules! from {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        }
    )*};
}

from!(std::io::Error, polars::prelude::PolarsError, serde_json::Error, std::num::TryFromIntError);
