//! The parser that pest makes of `kpi.pest`, kept apart so that what it generates answers to no lint of ours.
#![allow(unreachable_pub, missing_docs, clippy::all, clippy::pedantic, reason = "generated code")]

use pest_derive::Parser;

/// Made of `kpi.pest`.
#[derive(Parser)]
#[grammar = "kpi.pest"]
pub(super) struct Grammar;
