//! The literate suite: Markdown files whose cases are run by the engine and by the reference.
//!
//! A file is a topic. Under its `#` heading may stand blocks that all its cases share; every `##` heading begins a case.
//! The fenced blocks of a case:
//!
//! - `toml`: parts of `kpi.toml`. A source with a `csv` block needs no path, and one with nothing else to say no section.
//!   The shipped plugins are found by their names; `[plugin.fixture]` with `path = "plugins/fixture"` is that of the host's tests.
//! - `csv NAME`: the rows of a source. A block of the case replaces a shared one of the same name.
//! - `kpi`: definitions.
//! - `run`: what is asked for: `period 2026-06; trend 3; as of 2026-07-01`.
//! - `result`: what must come out, as a table. Only the columns that stand in it are compared; a value may be written as
//!   an arithmetic expression of numbers, such as `100 / 3`. Every result of a name that occurs must have its row.
//! - `diagnostics`: the messages that must come out, one a line; with `period 2026-06` behind the word those of a run.
//! - `file PATH`: another file; `\xE9` in it is a byte.
//!
//! [`markdown`] reads the files, [`project`] makes a project of a case, [`expected`] compares. [`pages`] are the pages of the codes,
//! whose examples are cases.

pub mod bless;
pub mod check;
mod duplicates;
pub mod expected;
mod fixture;
mod gzip;
pub mod markdown;
pub mod pages;
mod parquet;
pub mod project;
pub mod request;
