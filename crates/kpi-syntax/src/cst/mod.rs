//! From text to tree. The pairs of pest live and die in this folder.
//!
//! `scan.rs` and `layout.rs` cut a file into statements, `workers.rs` shares them out; `statement.rs` reads one of them with the grammar and builds
//! its item, with `clause.rs`, `expression.rs`, `window.rs`, `literal.rs` and `test_block.rs`; `failure.rs` finds the
//! one good message for a statement that the grammar refuses. What is written as in another language and was understood
//! all the same is told by `substitutes.rs`. The words of messages are in `crate::errors`.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the rule of a pair is one of the few that the grammar lets stand at its place"
)]

mod clause;
mod clause_words;
mod entry;
mod expression;
mod failure;
mod foreign_call;
mod grammar;
mod layout;
mod literal;
mod reader;
mod scan;
mod statement;
mod substitutes;
mod test_block;
mod window;
mod words;
mod workers;
mod yaml;

pub use entry::{parse, parse_expression, parse_query};
