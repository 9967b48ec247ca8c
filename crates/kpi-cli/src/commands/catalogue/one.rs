//! One definition of the catalogue in full.

use kpi_catalogue::{Entry, SourceNeeds};
use kpi_diagnostics::render::Colour;
use kpi_engine::Standing;

use super::{View, list};
use crate::ink::{Tone, paint};
use crate::table::{Align, Cell, Column, Keep, Line, lay_out};
use crate::width::wrap;

const INDENT: &str = "  ";

pub(super) fn page(entry: &Entry, view: &View, width: usize, colour: Colour) -> String {
    let mut text = paint(view.label(entry), Tone::Strong, colour);
    let beside = format!("{} · {}", entry.id, entry.group);
    text.extend([INDENT, &paint(&beside, Tone::Quiet, colour), "\n"]);
    for line in wrap(&entry.meaning.description, width) {
        text.extend([line.as_str(), "\n"]);
    }
    let parts = [
        ("formula", entry.meaning.formula.clone()),
        ("alternatives", entry.meaning.alternatives.clone()),
        ("target", target(entry)),
        ("by", (!entry.breakdowns.is_empty()).then(|| entry.breakdowns.join("; "))),
        ("labels", Some(labels(entry))),
    ];
    for (heading, words) in parts {
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            section(&mut text, heading, colour);
            for line in wrap(&words, width - INDENT.len()) {
                push(&mut text, &line);
            }
        }
    }
    tests(&mut text, entry, width, colour);
    section(&mut text, "definition", colour);
    entry.definition.lines().for_each(|line| push(&mut text, line));
    section(&mut text, "needs", colour);
    text.push_str(&needs(entry, view, width, colour));
    let extras = list::needs(&entry.extras, &view.library.shapes);
    if !extras.is_empty() {
        let words = format!("for slices and lists, if it is there: {extras}");
        for line in wrap(&words, width - INDENT.len()) {
            push(&mut text, &paint(&line, Tone::Quiet, colour));
        }
    }
    if let Some(standing) = view.standing(&entry.id) {
        section(&mut text, "this project", colour);
        project(&mut text, standing, view, width, colour);
    }
    text
}

/// The title of each test on a line of its own.
fn tests(text: &mut String, entry: &Entry, width: usize, colour: Colour) {
    if entry.tests.is_empty() {
        return;
    }
    section(text, "tests", colour);
    for title in &entry.tests {
        for (index, line) in wrap(title, width - 2 * INDENT.len()).iter().enumerate() {
            push(text, &if index == 0 { line.clone() } else { format!("{INDENT}{line}") });
        }
    }
}

fn push(text: &mut String, line: &str) {
    text.extend([INDENT, line, "\n"]);
}

fn section(text: &mut String, heading: &str, colour: Colour) {
    text.extend(["\n", &paint(heading, Tone::Strong, colour), "\n"]);
}

fn target(entry: &Entry) -> Option<String> {
    if entry.targets.is_empty() {
        return None;
    }
    let origin = entry.meaning.target.as_ref().map_or_else(String::new, |origin| format!(": {origin}"));
    Some(format!("{}{origin}", entry.targets.join(", ")))
}

fn labels(entry: &Entry) -> String {
    entry.labels.iter().map(|(language, label)| format!("{language} {label}")).collect::<Vec<_>>().join(" · ")
}

/// Each source with what it is, and below it what of it is needed.
fn needs(entry: &Entry, view: &View, width: usize, colour: Colour) -> String {
    let columns = [
        Column::new("", Align::Left, Keep::Always),
        Column::new("", Align::Left, Keep::Always),
        Column::new("", Align::Left, Keep::Shrinking),
    ];
    let mut lines = Vec::new();
    for (name, needs) in &entry.needs.sources {
        let Some(shape) = view.library.shapes.sources.get(name) else { continue };
        let row = Cell::new(format!("one row: {}", shape.row), Tone::Quiet);
        lines.push(line(Cell::plain(format!("{INDENT}{name}")), Cell::plain(""), row));
        for (what, kind, meaning) in parts(needs, shape) {
            let name = Cell::plain(format!("{INDENT}{INDENT}{what}"));
            lines.push(line(name, Cell::new(kind, Tone::Quiet), Cell::new(meaning, Tone::Quiet)));
        }
    }
    for (plugin, function) in &entry.needs.functions {
        let meaning = view.library.shapes.plugins.get(plugin).and_then(|plugin| plugin.functions.get(function));
        let name = Cell::plain(format!("{INDENT}{plugin}.{function}"));
        let meaning = meaning.cloned().unwrap_or_default();
        lines.push(line(name, Cell::new("plugin", Tone::Quiet), Cell::new(meaning, Tone::Quiet)));
    }
    lay_out(&columns, &lines, width, colour)
}

fn line(first: Cell, second: Cell, third: Cell) -> Line {
    Line::Cells(vec![first, second, third])
}

/// The roles, columns and references that are needed of a source: name, type, meaning.
fn parts(needs: &SourceNeeds, shape: &kpi_catalogue::Shape) -> Vec<(String, String, String)> {
    let mut parts = Vec::new();
    for (role, column) in shape.clocks() {
        let meaning = shape.columns.get(column).map_or("", |column| column.meaning.as_str());
        let word = match role {
            kpi_model::model::Role::Time => "time",
            kpi_model::model::Role::Alive => "alive",
            kpi_model::model::Role::Snapshot => "snapshot",
        };
        let known = parts.iter().any(|(name, _, _)| name == column);
        if !known && (needs.roles.contains(&role) || needs.columns.contains(column)) {
            parts.push((column.to_owned(), word.to_owned(), meaning.to_owned()));
        }
    }
    for column in &needs.columns {
        let Some(found) = shape.columns.get(column) else { continue };
        if !parts.iter().any(|(name, _, _)| name == column) {
            parts.push((column.clone(), found.kind.clone(), found.meaning.clone()));
        }
    }
    for reference in &needs.references {
        let target = format!("leads to a row of `{}`", shape.target(reference).unwrap_or_default());
        parts.push((reference.clone(), "reference".to_owned(), target));
    }
    parts
}

fn project(text: &mut String, standing: &Standing, view: &View, width: usize, colour: Colour) {
    match standing {
        Standing::Own => push(text, "has a definition of its own with this name"),
        Standing::Taken => push(text, "takes it in"),
        Standing::Possible => push(text, "can take it in: add the id to `use` in `[catalogue]` of `kpi.toml`"),
        Standing::Lacking(missing) => {
            for missing in missing {
                push(text, &paint(&missing.to_string(), Tone::Warning, colour));
                for line in wrap(&missing.way_out(&view.library.shapes), width.saturating_sub(4)) {
                    push(text, &format!("{INDENT}{line}"));
                }
            }
        }
    }
}
