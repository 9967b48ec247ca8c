//! The fields that a number is made of: what they are, and how their values lie.

use kpi_diagnostics::render::Colour;
use kpi_engine::{Account, Fate, FieldUse, FieldValues, RowCell};

use super::INDENT;
use super::account::sample;
use crate::ink::{Tone, paint};
use crate::scorecard::{number, rows};
use crate::width::{width, wrap};

/// So many of the values are named.
const NAMED: usize = 6;

pub(super) fn fields(fields: &[FieldUse], room: usize, colour: Colour) -> String {
    let mut text = String::new();
    for field in fields {
        let place = paint(&format!("{}:{}", field.file, field.line), Tone::Quiet, colour);
        text.extend([INDENT, &field.name, INDENT, &place, "\n"]);
        let definition = field.definition.split_whitespace().collect::<Vec<_>>().join(" ");
        let body = definition.split_once('=').map_or(definition.as_str(), |(_, body)| body.trim());
        push(&mut text, &format!("= {body}"), Tone::Plain, room, colour);
        let values = field
            .values
            .as_ref()
            .map_or_else(|| "its values could not be computed".to_owned(), |values| told(field, values));
        push(&mut text, &values, Tone::Quiet, room, colour);
        for account in &field.gathered {
            lost(&mut text, account, room, colour);
        }
    }
    text
}

/// The rows that an aggregate in the field leaves out, since they lead to no row.
fn lost(text: &mut String, account: &Account, room: usize, colour: Colour) {
    for class in account.classes.iter().filter(|class| class.kind == Fate::Empty && class.rows > 0) {
        let rows = if class.rows == 1 { "row" } else { "rows" };
        let when = if account.when == "at any time" { String::new() } else { format!(" {}", account.when) };
        let words =
            format!("leaves out {} {rows} of {}{when}: {}", number::count(class.rows), account.source, class.text);
        push(text, &words, Tone::Quiet, room, colour);
        let behind = INDENT.repeat(4);
        for line in sample(account, class, &behind, room, colour) {
            text.extend([line.as_str(), "\n"]);
        }
    }
}

fn push(text: &mut String, content: &str, tone: Tone, room: usize, colour: Colour) {
    let indent = INDENT.repeat(3);
    for line in wrap(content, room.saturating_sub(width(&indent))) {
        text.extend([indent.as_str(), &paint(&line, tone, colour), "\n"]);
    }
}

/// `554 rows just before 2026-06-01: 420 × healthy, 74 × at risk, 60 empty`
fn told(field: &FieldUse, values: &FieldValues) -> String {
    let show = |value: &RowCell| rows::shown(&field.column, value);
    let mut parts: Vec<String> = Vec::new();
    if field.column.kind == "row" {
        parts.push(format!("{} found", number::count(values.rows - values.empty)));
    } else if values.frequent.is_empty() && values.rows > values.empty {
        parts.push(format!("{} to {}", show(&values.least), show(&values.greatest)));
        parts.push(values.different.map_or_else(
            || "more than 1,000 different".to_owned(),
            |different| format!("{} different", number::count(different as u64)),
        ));
    } else {
        let some = values.frequent.iter().take(NAMED);
        parts.extend(some.map(|(value, count)| format!("{} × {}", number::count(*count), show(value))));
        let others = values.different.unwrap_or_default().saturating_sub(NAMED.min(values.frequent.len()));
        parts.extend((others > 0).then(|| format!("{} other values", number::count(others as u64))));
    }
    parts.push(format!("{} empty", number::count(values.empty)));
    let over = if field.over == "all rows" { String::new() } else { format!(" {}", field.over) };
    let rows = if values.rows == 1 { "1 row".to_owned() } else { format!("{} rows", number::count(values.rows)) };
    format!("{rows}{over}: {}", parts.join(", "))
}
