//! Tests of the project that need several of its parts at once.
//!
//! [`mod@reference`] is an interpreter of the model that shares nothing with the engine; [`suite`] reads the literate cases of
//! `tests/suite`; [`agreement`] holds the engine's results against the reference's; [`company`] is the example company in
//! SQLite; [`sql`] translates the model into SQL.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::print_stdout,
    clippy::missing_panics_doc,
    clippy::format_push_string,
    clippy::return_self_not_must_use,
    reason = "this crate is test code: it stops at the first thing that is not as it should be"
)]

pub mod agreement;
pub mod company;
pub mod engine;
pub mod outcome;
pub mod random;
pub mod reference;
pub mod sql;
pub mod suite;
