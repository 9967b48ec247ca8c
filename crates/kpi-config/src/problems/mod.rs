//! The messages about `kpi.toml`, one function each: the code, the words, the way out.
//!
//! [`shape`] is about keys and values whatever they mean, [`text`] about text that is not TOML, [`words`] about single values, [`meaning`] about things that do
//! not fit together. No message holds a value after `${NAME}` was filled in.

mod meaning;
mod shape;
mod text;
mod words;

pub(crate) use meaning::*;
pub(crate) use shape::*;
pub(crate) use text::*;
pub(crate) use words::*;

use kpi_diagnostics::did_you_mean;

/// "did you mean `x`?" or, without a near one, the whole list.
fn nearest_or_all(name: &str, candidates: &[&str]) -> String {
    match did_you_mean(name, candidates.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", quoted_list(candidates)),
    }
}

/// `a`, `b`, `c`
fn quoted_list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
