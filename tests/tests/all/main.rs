//! All tests that need several parts of the project, in one binary.
//!
//! `suite` runs the literate cases of `tests/suite`; `properties` holds the engine against the reference on random projects;
//! `accounts` adds up explanations and lists; `company` computes the scorecard of the example company by SQL; `pages` runs the examples of the codes; `intervals` holds intervals against published ones; `laws` checks what must hold whatever the definitions are; `oracle` holds the engine against SQL on random projects; `real_data` and `movements` compute known tables
//! (`real_tables`) by SQL as well.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests stop at the first thing that is not as it should be"
)]

mod accounts;
mod company;
mod intervals;
mod laws;
mod manual;
mod movements;
mod oracle;
mod pages;
mod properties;
mod real_data;
mod real_tables;
mod suite;
