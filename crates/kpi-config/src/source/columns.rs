//! `columns.NAME = { type, unit, label, from }`, and options that are handed to a plugin as JSON.

use indexmap::IndexMap;
use serde_json::Value;
use toml::de::DeValue;

use crate::document::{Entry, Reader, Section};
use crate::{ColumnKind, ColumnOptions, environment, problems};

const KINDS: [(&str, ColumnKind); 6] = [
    ("number", ColumnKind::Number),
    ("text", ColumnKind::Text),
    ("bool", ColumnKind::Bool),
    ("date", ColumnKind::Date),
    ("datetime", ColumnKind::Datetime),
    ("duration", ColumnKind::Duration),
];

/// The units that a length of time may have in data.
const SECONDS: [&str; 3] = ["second", "seconds", "duration"];

pub(super) fn read_all(reader: &mut Reader<'_>, section: &mut Section<'_>) -> IndexMap<String, ColumnOptions> {
    let mut columns = IndexMap::new();
    for entry in section.pairs(reader, "columns") {
        if let Some(column) = entry.section(reader, format!("`columns.{}`", entry.name)) {
            columns.insert(entry.name.to_owned(), read(reader, column));
        }
    }
    columns
}

fn read(reader: &mut Reader<'_>, mut section: Section<'_>) -> ColumnOptions {
    let kind = section.word(reader, "type", &KINDS).map(|word| word.value);
    let unit = section.text(reader, "unit");
    if let (Some(ColumnKind::Duration), Some(unit)) = (kind, &unit)
        && !SECONDS.contains(&unit.value.as_str())
    {
        reader.report(problems::unit_of_duration(&unit.value, unit.span));
    }
    let options = ColumnOptions {
        kind,
        unit: unit.map(|unit| unit.value),
        label: section.text(reader, "label").map(|label| label.value),
        from: section.text(reader, "from").map(|header| header.value.trim().to_owned()),
    };
    section.finish(reader);
    options
}

/// A table as JSON text, the environment filled in.
pub(super) fn json_table(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<String> {
    let (value, span) = entry.value();
    if !matches!(value, DeValue::Table(_)) {
        reader.report(problems::wrong_type(entry.name, "a table", value, span));
        return None;
    }
    let fill = |reader: &mut Reader<'_>, text: &str, range| {
        let filled = environment::fill(text, reader.environment());
        if let Err(variable) = &filled {
            let span = reader.span(range);
            reader.report(problems::missing_variable(variable, span));
        }
        filled.ok()
    };
    json(reader, value, span.range(), &fill).map(|json| json.to_string())
}

type Fill = dyn Fn(&mut Reader<'_>, &str, std::ops::Range<usize>) -> Option<String>;

fn json(reader: &mut Reader<'_>, value: &DeValue<'_>, range: std::ops::Range<usize>, fill: &Fill) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(fill(reader, text, range)?),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map_or(Value::Null, Value::from)
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().ok().map_or(Value::Null, Value::from),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| json(reader, item.get_ref(), item.span(), fill)).collect();
            Value::Array(items.into_iter().collect::<Option<_>>()?)
        }
        DeValue::Table(table) => {
            let pairs =
                table.iter().map(|(key, value)| (key.to_string(), json(reader, value.get_ref(), value.span(), fill)));
            let pairs: Vec<_> = pairs.collect();
            Value::Object(pairs.into_iter().map(|(key, value)| value.map(|value| (key, value))).collect::<Option<_>>()?)
        }
    })
}
