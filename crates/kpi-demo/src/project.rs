//! The project of the example company: `kpi.toml` and its definitions, carried in the program.
//!
//! The texts are files of their own, so that an editor knows them and `git` shows their history: `project/kpi.toml` of this
//! crate, and the definitions of the catalogue with their tests, which become the company's own: to be read and changed.

/// `kpi.toml`. The clock in it is that of data up to 2026-06-30.
pub const PROJECT_FILE: &str = include_str!("../project/kpi.toml");

/// The definitions by file name, in the order of the scorecard.
pub const DEFINITION_FILES: [(&str, &str); 8] = kpi_catalogue::FILES;

/// The tests beside them.
pub const TEST_FILES: [(&str, &str); 8] = kpi_catalogue::TESTS;
