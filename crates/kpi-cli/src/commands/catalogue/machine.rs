//! The catalogue for programs.

use kpi_catalogue::{Entry, Missing};
use kpi_engine::Standing;
use kpi_model::model::Role;
use serde_json::{Value, json};

use super::View;
use super::list::needs;

const COLUMNS: [&str; 10] = ["id", "group", "label", "meaning", "unit", "target", "by", "needs", "standing", "missing"];

/// One object with all definitions.
pub(super) fn json(view: &View) -> String {
    let entries: Vec<Value> = view.entries.iter().map(|entry| object(entry, view)).collect();
    format!("{:#}\n", json!({ "schema": "kpi-catalogue/1", "catalogue": entries }))
}

/// One line for each definition, after a line of column names.
pub(super) fn csv(view: &View) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for entry in &view.entries {
        let standing = view.standing(&entry.id);
        writer.write_record([
            entry.id.clone(),
            entry.group.clone(),
            view.label(entry).to_owned(),
            entry.meaning.first_sentence().to_owned(),
            entry.unit.clone(),
            entry.targets.join("; "),
            entry.breakdowns.join("; "),
            needs(&entry.needs, &view.library.shapes),
            standing.map_or("", word).to_owned(),
            missing(standing).iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        ])?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn object(entry: &Entry, view: &View) -> Value {
    let standing = view.standing(&entry.id);
    let lacks: Vec<Value> = missing(standing)
        .iter()
        .map(|missing| json!({ "what": missing.to_string(), "way_out": missing.way_out(&view.library.shapes) }))
        .collect();
    json!({
        "id": entry.id,
        "group": entry.group,
        "label": view.label(entry),
        "labels": entry.labels,
        "meaning": entry.meaning.description,
        "formula": entry.meaning.formula,
        "alternatives": entry.meaning.alternatives,
        "definition": entry.definition,
        "unit": entry.unit,
        "targets": entry.targets,
        "target_origin": entry.meaning.target,
        "by": entry.breakdowns,
        "needs": sources(entry, view),
        "plugin_functions": entry.needs.functions.iter().map(|(plugin, function)| format!("{plugin}.{function}"))
            .collect::<Vec<_>>(),
        "tests": entry.tests,
        "standing": standing.map(word),
        "missing": lacks,
    })
}

fn sources(entry: &Entry, view: &View) -> Vec<Value> {
    let mut sources = Vec::new();
    for (name, needs) in &entry.needs.sources {
        let Some(shape) = view.library.shapes.sources.get(name) else { continue };
        let columns: Vec<Value> = needs
            .columns
            .iter()
            .filter_map(|column| Some((column, shape.columns.get(column)?)))
            .map(|(column, found)| {
                json!({ "name": column, "type": found.kind, "unit": found.unit, "meaning": found.meaning })
            })
            .collect();
        let references: Vec<Value> = needs
            .references
            .iter()
            .map(|reference| json!({ "name": reference, "to": shape.target(reference) }))
            .collect();
        let roles: Vec<&str> = needs.roles.iter().map(|role| word_of(*role)).collect();
        sources.push(json!({
            "source": name,
            "row": shape.row,
            "placed_by": roles,
            "columns": columns,
            "references": references,
        }));
    }
    sources
}

fn word_of(role: Role) -> &'static str {
    match role {
        Role::Time => "time",
        Role::Alive => "alive",
        Role::Snapshot => "snapshot",
    }
}

fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Own => "own",
        Standing::Taken => "taken",
        Standing::Possible => "possible",
        Standing::Lacking(_) => "lacking",
    }
}

fn missing(standing: Option<&Standing>) -> &[Missing] {
    match standing {
        Some(Standing::Lacking(missing)) => missing,
        Some(Standing::Own | Standing::Taken | Standing::Possible) | None => &[],
    }
}
