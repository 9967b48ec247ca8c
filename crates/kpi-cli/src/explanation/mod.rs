//! An explanation for people: meaning, text, sources, and the value as a tree of the numbers it is made of.
//!
//! [`tree`] draws the numbers, [`account`] what became of the rows behind each, [`fields`] what fields are and how their values
//! lie.

mod account;
mod fields;
mod tree;

use kpi_diagnostics::render::Colour;
use kpi_engine::Explanation;

use crate::ink::{Tone, paint};
use crate::scorecard::{calendar, number, row, sign, target};
use crate::table::{Align, Cell, Column, Keep, Line, lay_out};
use crate::width::wrap;

/// How far everything below a heading stands in.
const INDENT: &str = "  ";

/// The whole explanation.
pub(crate) fn explanation(explanation: &Explanation, width: usize, colour: Colour) -> String {
    let mut text = head(explanation, width, colour);
    let place = format!("{}:{}", explanation.file, explanation.line);
    section(&mut text, "definition", &place, colour);
    for line in explanation.definition.trim_end().lines() {
        push(&mut text, line);
    }
    if !explanation.sources.is_empty() {
        section(&mut text, "sources", "", colour);
        text.push_str(&sources(explanation, width, colour));
    }
    let facts = facts(explanation);
    if !facts.is_empty() {
        section(&mut text, "also", "", colour);
        for (name, value) in facts {
            push(&mut text, &format!("{} {value}", paint(name, Tone::Quiet, colour)));
        }
    }
    let result = &explanation.result;
    let when = format!("{} · as of {}", calendar::name(&result.period), explanation.as_of);
    section(&mut text, "value", &when, colour);
    push(&mut text, &verdict(explanation, colour));
    for reason in result.reason.iter().chain(&result.marks) {
        push(&mut text, &paint(reason, Tone::Quiet, colour));
    }
    text.push('\n');
    text.push_str(&tree::tree(&explanation.tree, width, colour));
    if !explanation.fields.is_empty() {
        section(&mut text, "fields", "", colour);
        text.push_str(&fields::fields(&explanation.fields, width, colour));
    }
    text
}

fn push(text: &mut String, line: &str) {
    text.extend([INDENT, line, "\n"]);
}

fn section(text: &mut String, heading: &str, beside: &str, colour: Colour) {
    let heading = paint(heading, Tone::Strong, colour);
    let gap = if beside.is_empty() { "" } else { INDENT };
    text.extend(["\n", &heading, gap, &paint(beside, Tone::Quiet, colour), "\n"]);
}

fn head(explanation: &Explanation, width: usize, colour: Colour) -> String {
    let name = explanation.label.as_deref().unwrap_or(&explanation.name);
    let also = explanation.label.as_ref().map(|_| explanation.name.as_str());
    let beside: Vec<&str> = also.into_iter().chain(explanation.group.as_deref()).collect();
    let mut text = paint(name, Tone::Strong, colour);
    if !beside.is_empty() {
        text.extend([INDENT, &paint(&beside.join(" · "), Tone::Quiet, colour)]);
    }
    text.push('\n');
    for line in explanation.doc.iter().flat_map(|doc| wrap(&one_line(doc), width)) {
        text.extend([line.as_str(), "\n"]);
    }
    text
}

/// Lines of a comment are broken where the author's editor ends; paragraphs stay.
fn one_line(doc: &str) -> String {
    doc.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect::<Vec<_>>().join("\n\n")
}

fn sources(explanation: &Explanation, width: usize, colour: Colour) -> String {
    let columns = [Column::new("", Align::Left, Keep::Always), Column::new("", Align::Left, Keep::Shrinking)];
    let line = |source: &kpi_engine::SourceUse| {
        Line::Cells(vec![
            Cell::plain(format!("{INDENT}{}", source.name)),
            Cell::new(source.origin.clone(), Tone::Quiet),
        ])
    };
    lay_out(&columns, &explanation.sources.iter().map(line).collect::<Vec<_>>(), width, colour)
}

fn facts(explanation: &Explanation) -> Vec<(&'static str, &str)> {
    let owner = explanation.owner.as_deref().map(|owner| ("owner", owner));
    let reference = explanation.reference.as_deref().map(|reference| ("source", reference));
    owner.into_iter().chain(reference).collect()
}

fn verdict(explanation: &Explanation, colour: Colour) -> String {
    let result = &explanation.result;
    let sign = format!("{} {}", sign::shape(result.status), result.status.words());
    let value = result.value.map(|_| row::value(result));
    let line = result.target.as_ref().map(|line| format!("target {}", target::text(line, &result.unit)));
    let n = result.n.map(|n| format!("n {}", number::count(n)));
    let interval = result.interval.as_ref().map(|interval| format!("{} ({})", row::interval(result), interval.method));
    let parts = [value, line, n, interval].into_iter().flatten();
    std::iter::once(paint(&sign, sign::tone(result.status), colour)).chain(parts).collect::<Vec<_>>().join("   ")
}
