//! The example company: two years of a firm that never was, with a project of definitions over them.
//!
//! [`write()`] makes a folder that `kpi run` works on at once: `kpi.toml`, definitions, and data in CSV, NDJSON and Parquet. The
//! data are simulated: seasons, growth, customers who leave after trouble, referrals that pay, content that convinces. The
//! same options give the same bytes, on every machine. Rows go to the files as they are made, so the size of the company is
//! a matter of time and disk, hardly of memory.
//!
//! Where to read next: `company` (what happens), `tables` (what the rows are), `output` (how they are written), `writing` (which
//! table goes where); the definitions are in `project/`. Not here: anything that computes a KPI.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that fails may fail loudly")
)]

mod calendar;
mod company;
mod error;
mod output;
mod project;
mod random;
mod tables;
mod writing;

use std::path::PathBuf;

use jiff::civil::Date;

pub use error::Error;
pub use project::{DEFINITION_FILES, PROJECT_FILE, TEST_FILES};
pub use writing::write;

/// How many rows all tables have together when nothing is said.
pub const DEFAULT_ROWS: u64 = company::ROWS_OF_SIZE_ONE;

/// With fewer rows the tables that do not grow would be most of the company.
pub const LEAST_ROWS: u64 = 20_000;

/// More would take hours and serve nobody.
pub const MOST_ROWS: u64 = 500_000_000;

/// The seed when nothing is said.
pub const DEFAULT_SEED: u64 = 7;

/// What to write, and where.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Options<'a> {
    /// The folder; made when it does not exist.
    pub folder: &'a std::path::Path,
    /// How many rows all tables have together: exactly, from [`LEAST_ROWS`] to [`MOST_ROWS`].
    pub rows: u64,
    /// Another seed is another company.
    pub seed: u64,
    /// The last day with data; they begin 24 months before the end of its month.
    pub last_day: Date,
    /// What to do about a project that is already there.
    pub existing: Existing,
    /// Told now and then how far things are.
    pub progress: Option<&'a dyn Fn(Progress)>,
}

impl<'a> Options<'a> {
    /// The usual company in that folder: [`DEFAULT_ROWS`], [`DEFAULT_SEED`], data up to 2026-06-30.
    pub const fn new(folder: &'a std::path::Path) -> Self {
        let last_day = jiff::civil::date(2026, 6, 30);
        let existing = Existing::Refuse;
        Self { folder, rows: DEFAULT_ROWS, seed: DEFAULT_SEED, last_day, existing, progress: None }
    }

    /// With that many rows.
    #[must_use]
    pub const fn rows(self, rows: u64) -> Self {
        Self { rows, ..self }
    }

    /// With that seed.
    #[must_use]
    pub const fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// With data up to that day.
    #[must_use]
    pub const fn last_day(self, last_day: Date) -> Self {
        Self { last_day, ..self }
    }

    /// Doing that about a project that is already there.
    #[must_use]
    pub const fn existing(self, existing: Existing) -> Self {
        Self { existing, ..self }
    }

    /// Telling how far things are.
    #[must_use]
    pub const fn progress(self, progress: &'a dyn Fn(Progress)) -> Self {
        Self { progress: Some(progress), ..self }
    }
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { folder, rows, seed, last_day, existing, progress: _ } = self;
        formatter
            .debug_struct("Options")
            .field("folder", folder)
            .field("rows", rows)
            .field("seed", seed)
            .field("last_day", last_day)
            .field("existing", existing)
            .finish_non_exhaustive()
    }
}

/// What to do about a project that is already in the folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Leave it alone and say so.
    #[default]
    Refuse,
    /// Write over the files that have the same names.
    Replace,
}

/// How far the writing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Rows written so far.
    pub rows: u64,
    /// Rows in the end.
    pub of: u64,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The folder of the project.
    pub folder: PathBuf,
    /// The tables in the order of writing.
    pub tables: Vec<TableSummary>,
    /// Rows of all tables.
    pub rows: u64,
    /// The first day with data.
    pub first_day: Date,
    /// The last day with data.
    pub last_day: Date,
}

/// A table that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSummary {
    /// Its name, which is that of the source.
    pub name: &'static str,
    /// Its file, or the glob of its files, relative to the folder.
    pub path: String,
    /// How many rows it has.
    pub rows: u64,
}
