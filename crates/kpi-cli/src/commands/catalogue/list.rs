//! The whole catalogue on a terminal.

use kpi_catalogue::{Entry, Needs, Shapes};
use kpi_diagnostics::render::Colour;
use kpi_engine::Standing;

use super::View;
use crate::ink::Tone;
use crate::table::{Align, Cell, Column, Keep, Line, lay_out};

pub(super) fn page(view: &View, width: usize, colour: Colour) -> String {
    let columns = [
        Column::new("", Align::Left, Keep::Always),
        Column::new("id", Align::Left, Keep::Always),
        Column::new("label", Align::Left, Keep::Until(1)),
        Column::new("meaning", Align::Left, Keep::Shrinking),
    ];
    let mut lines = Vec::new();
    let mut group = "";
    for entry in &view.entries {
        if entry.group != group {
            group = &entry.group;
            lines.push(Line::Heading(group.to_owned()));
        }
        lines.extend(lines_of(entry, view));
    }
    let table = lay_out(&columns, &lines, width, colour);
    format!("{table}\n{}", legend(view))
}

fn lines_of(entry: &Entry, view: &View) -> Vec<Line> {
    let (sign, tone) = sign(view.standing(&entry.id));
    let cells = vec![
        Cell::new(sign, tone),
        Cell::plain(&entry.id),
        Cell::plain(view.label(entry)),
        Cell::new(entry.meaning.first_sentence(), Tone::Quiet),
    ];
    let indent = "     ".to_owned();
    let needs = format!("from {}", needs(&entry.needs, &view.library.shapes));
    let mut lines = vec![Line::Cells(cells), Line::Remark(indent.clone(), Cell::new(needs, Tone::Quiet))];
    if let Some(Standing::Lacking(missing)) = view.standing(&entry.id) {
        let lacks: Vec<String> = missing.iter().map(ToString::to_string).collect();
        lines.push(Line::Remark(indent, Cell::new(lacks.join("; "), Tone::Warning)));
    }
    lines
}

/// What stands before a KPI: in use, possible, or not.
fn sign(standing: Option<&Standing>) -> (&'static str, Tone) {
    match standing {
        None => ("", Tone::Plain),
        Some(Standing::Own | Standing::Taken) => ("●", Tone::Good),
        Some(Standing::Possible) => ("○", Tone::Plain),
        Some(Standing::Lacking(_)) => ("–", Tone::Warning),
    }
}

/// `orders.amount (number), orders.customer -> customers; plugin referral`
pub(super) fn needs(needs: &Needs, shapes: &Shapes) -> String {
    let mut parts = Vec::new();
    for (name, source) in &needs.sources {
        let shape = shapes.sources.get(name);
        let kind = |column: &String| shape.and_then(|shape| shape.columns.get(column)).map_or("", |found| &found.kind);
        let columns = source.columns.iter().map(|column| format!("{name}.{column} ({})", kind(column)));
        let target = |reference: &str| shape.and_then(|shape| shape.target(reference)).unwrap_or_default().to_owned();
        let references =
            source.references.iter().map(|reference| format!("{name}.{reference} -> {}", target(reference)));
        let before = parts.len();
        parts.extend(columns.chain(references));
        if parts.len() == before {
            parts.push(name.clone());
        }
    }
    parts.extend(needs.functions.iter().map(|(plugin, function)| format!("plugin function {plugin}.{function}")));
    parts.join(", ")
}

fn legend(view: &View) -> String {
    let use_line = "`[catalogue] use = [\"engage\", \"mrr\"]` in `kpi.toml` takes groups and KPIs in; `kpi catalogue ID` shows one in full\n";
    let Some(standing) = &view.standing else { return use_line.to_owned() };
    let count = |wanted: fn(&Standing) -> bool| {
        view.entries.iter().filter_map(|entry| standing.get(&entry.id)).filter(|one| wanted(one)).count()
    };
    let used = count(|one| matches!(one, Standing::Own | Standing::Taken));
    let possible = count(|one| matches!(one, Standing::Possible));
    let lacking = count(|one| matches!(one, Standing::Lacking(_)));
    format!("● {used} in this project   ○ {possible} can be taken in   – {lacking} lack something\n{use_line}")
}
