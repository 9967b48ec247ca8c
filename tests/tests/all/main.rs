//! All tests that need several parts of the project, in one binary.
//!
//! `suite` runs the literate cases of `tests/suite`, `manual` the examples of the manual, `pages` those of the codes;
//! `properties` holds the engine against the reference on random projects, `oracle` against SQL, `many_rows` on a table that
//! comes in many batches; `laws` checks what must hold whatever the definitions are; `accounts` adds up explanations and
//! lists; `intervals` holds intervals against published ones; `company` computes the scorecard of the example company by
//! SQL, `real_data` and `movements` known tables (`real_tables`).

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
mod many_rows;
mod movements;
mod oracle;
mod pages;
mod properties;
mod real_data;
mod real_tables;
mod suite;
