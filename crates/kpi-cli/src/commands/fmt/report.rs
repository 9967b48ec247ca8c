//! What is told of the files, to people and to programs.

use kpi_diagnostics::{Diagnostic, Texts, render};
use serde_json::{Value, json};

use super::{Mode, Outcome, State};
use crate::difference::unified;

/// The version of the shape.
const SCHEMA: &str = "kpi-fmt/1";

/// A line for each changed file, or what would change.
pub(super) fn page(outcomes: &[Outcome], mode: Mode) -> String {
    let changed = outcomes.iter().filter_map(|outcome| match &outcome.state {
        State::Changed(after) if mode == Mode::Check => Some(unified(&outcome.name, &outcome.before, after)),
        State::Changed(_) => Some(format!("formatted {}\n", outcome.name)),
        State::Unchanged | State::Refused => None,
    });
    changed.collect()
}

/// One line about all of them.
pub(super) fn summary(outcomes: &[Outcome], mode: Mode) -> String {
    let count = |wanted: fn(&State) -> bool| outcomes.iter().filter(|outcome| wanted(&outcome.state)).count();
    let changed = count(|state| matches!(state, State::Changed(_)));
    let refused = count(|state| matches!(state, State::Refused));
    let mut words = match (changed, mode) {
        (0, _) if refused == outcomes.len() => String::new(),
        (0, _) => format!("{} in canonical form", many(outcomes.len() - refused)),
        (_, Mode::Check) => format!("{} would change; `kpi fmt` does it", many(changed)),
        (_, Mode::Write) => format!("{} formatted", many(changed)),
    };
    if refused > 0 {
        let gap = if words.is_empty() { "" } else { "; " };
        words.extend([gap, &many(refused), " with mistakes left untouched"]);
    }
    words + "\n"
}

fn many(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

/// The same for programs.
pub(super) fn json(outcomes: &[Outcome], mode: Mode, diagnostics: &[Diagnostic], texts: &Texts) -> String {
    let files: Vec<Value> = outcomes.iter().map(|outcome| object(outcome, mode)).collect();
    let messages = render::json(diagnostics, texts);
    format!("{:#}\n", json!({ "schema": SCHEMA, "files": files, "diagnostics": messages.get("diagnostics") }))
}

fn object(outcome: &Outcome, mode: Mode) -> Value {
    let (state, text) = match &outcome.state {
        State::Unchanged => ("unchanged", Some(&outcome.before)),
        State::Changed(after) => (if mode == Mode::Check { "would change" } else { "formatted" }, Some(after)),
        State::Refused => ("refused", None),
    };
    if outcome.path.is_none() {
        return json!({ "path": outcome.name, "state": state, "text": text });
    }
    json!({ "path": outcome.name, "state": state })
}
