//! The project of the example company: `kpi.toml` and its definitions, carried in the program.

/// `kpi.toml`. The clock in it is that of data up to 2026-06-30.
pub const PROJECT_FILE: &str = include_str!("../project/kpi.toml");

/// The definitions by file name.
pub const DEFINITION_FILES: &[(&str, &str)] = &[];
