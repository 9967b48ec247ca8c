//! The example company in SQLite, and its scorecard by hand-written SQL.
//!
//! [`load()`] reads the files of the company without any of the engine's connectors into the tables of
//! `tests/company/setup/tables.sql`; [`statements()`] reads the statements of `tests/company/<group>.sql`, one for each
//! KPI; [`answers()`] runs one for a month. Nothing here knows how the engine computes.

mod load;
mod statements;

pub use load::load;
pub use statements::{Answer, Slice, Statement, answers, statements};
