//! The messages about meaning, one function each: the code, the words, the way out.
//!
//! [`names`] (K0201 to K0229) is about names, [`worlds`] (K0230 to K0249) about names in the wrong world, [`time`]
//! (K0301 to K0309) about rows in time, [`aggregates`] (K0310 to K0334) about aggregates, [`types`] (K0335 to K0354)
//! about types, [`units`] (K0355 to K0362) about units, [`clauses`] (K0363 to K0376) about what stands behind a
//! definition, [`confidence`] (K0377 to K0380) about intervals, [`examples`] (K0385 to K0392) about `test` blocks, [`sources`] (K0450 to K0453) about columns that
//! `kpi.toml` names. Numbers are never used twice.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a message has advice for a few cases and common advice for the rest"
)]

mod aggregates;
mod clauses;
mod confidence;
mod examples;
mod habits;
mod names;
mod sources;
mod time;
mod types;
mod units;
mod worlds;

pub(crate) use aggregates::*;
pub(crate) use clauses::*;
pub(crate) use confidence::*;
pub(crate) use examples::*;
pub(crate) use names::*;
pub(crate) use sources::*;
pub(crate) use time::*;
pub(crate) use types::*;
pub(crate) use units::*;
pub(crate) use worlds::*;

use kpi_diagnostics::{Diagnostic, Span, did_you_mean};

/// Adds the nearest name as a change of the text, or the list of what there is.
fn with_nearest(problem: Diagnostic, written: &str, span: Span, names: &[&str], what: &str) -> Diagnostic {
    if let Some(near) = did_you_mean(written, names.iter().copied()) {
        return problem.primary(span, format!("did you mean `{near}`?")).suggestion(
            span,
            near,
            format!("write `{near}`"),
        );
    }
    let problem = problem.primary(span, "");
    if names.is_empty() { problem } else { problem.help(format!("{what}: {}", some_of(names))) }
}

/// `a`, `b`, `c` and 12 more
fn some_of(names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let list = quoted(names.get(..SHOWN.min(names.len())).unwrap_or_default());
    match names.len().saturating_sub(SHOWN) {
        0 => list,
        more => format!("{list} and {more} more"),
    }
}

/// `a`, `b`, `c`
fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The words of one line, cut where they would fill the message.
fn brief(words: &str) -> String {
    const MOST: usize = 60;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    let cut: String = line.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}

/// An aggregate with one more modifier: `count(customers` and `at end` give `count(customers at end)`.
fn with_modifier(aggregate: &str, modifier: &str) -> String {
    let inside = aggregate.trim_end().strip_suffix(')').unwrap_or(aggregate).trim_end();
    let gap = if inside.ends_with('(') { "" } else { " " };
    brief(&format!("{inside}{gap}{modifier})"))
}
