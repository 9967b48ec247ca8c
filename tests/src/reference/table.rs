//! Tables in memory.

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan;
use kpi_model::model::{ColumnId, Model, SourceId};

use super::calendar::Calendar;
use super::value::Value;

/// A row of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// Whose.
    pub source: SourceId,
    /// Its place in the table.
    pub index: usize,
}

/// The tables of a project by the names of their sources.
pub type Tables = BTreeMap<String, Vec<(String, Vec<Value>)>>;

/// The rows of one source, column by column in the order of the model.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// How many rows there are.
    pub rows: usize,
    columns: Vec<Vec<Value>>,
}

impl Table {
    /// A value.
    pub fn cell(&self, column: ColumnId, index: usize) -> &Value {
        &self.columns[column.0][index]
    }

    /// The rows by the text of their key.
    pub(super) fn index(&self, key: &[ColumnId]) -> HashMap<String, Vec<usize>> {
        let mut found: HashMap<String, Vec<usize>> = HashMap::new();
        if key.is_empty() {
            return found;
        }
        for index in 0..self.rows {
            let values: Vec<Value> = key.iter().map(|column| self.cell(*column, index).clone()).collect();
            found.entry(key_text(&values)).or_default().push(index);
        }
        found
    }
}

/// One text for the values of a key.
pub(super) fn key_text(values: &[Value]) -> String {
    values.iter().map(Value::identity).collect::<Vec<_>>().join("\u{1f}")
}

/// The tables of all sources of a model: missing columns are empty, inclusive ends are moved to the first day gone, and
/// derived sources get one row for each value.
pub(super) fn complete(model: &Model, calendar: &Calendar, mut tables: Tables) -> Vec<Table> {
    let mut complete: Vec<Table> = Vec::new();
    for source in &model.sources {
        let mut given: BTreeMap<String, Vec<Value>> =
            tables.remove(&source.name).unwrap_or_default().into_iter().collect();
        let rows = given.values().next().map_or(0, Vec::len);
        let mut columns: Vec<Vec<Value>> = Vec::new();
        for column in &source.columns {
            columns.push(given.remove(&column.name).unwrap_or_else(|| vec![Value::Empty; rows]));
        }
        if let Some(alive) = source.alive.filter(|alive| alive.inclusive_end) {
            for value in &mut columns[alive.to.0] {
                *value = day_after(value, calendar);
            }
        }
        complete.push(Table { rows, columns });
    }
    derive(model, &mut complete);
    complete
}

fn derive(model: &Model, tables: &mut [Table]) {
    for (index, source) in model.sources.iter().enumerate() {
        let Some((origin, column)) = source.distinct_of else { continue };
        let origin = &tables[origin.0];
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for row in 0..origin.rows {
            let value = origin.cell(column, row);
            if !value.is_empty() {
                values.insert(value.identity(), value.clone());
            }
        }
        let values: Vec<Value> = values.into_values().collect();
        tables[index] = Table { rows: values.len(), columns: vec![values; source.columns.len()] };
    }
}

fn day_after(value: &Value, calendar: &Calendar) -> Value {
    match value {
        Value::Date(day) => day.checked_add(1.day()).map_or(Value::Empty, Value::Date),
        Value::Datetime(moment) => {
            let there = calendar.wall_clock(*moment).checked_add(1.day()).expect("on the calendar");
            Value::Datetime(calendar.moment(there))
        }
        other => other.clone(),
    }
}
