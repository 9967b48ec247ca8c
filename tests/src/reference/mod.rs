//! The meaning of a model, spelled out: a row-at-a-time interpreter that is slow and plain.
//!
//! It computes what `semantics` says, rule by rule, over tables in memory, and shares no code with the plan, the
//! evaluator or the engine: no bucketing, no joins, no fusion, and its own calendar. Where the engine and this
//! interpreter disagree, one of them is wrong. What is deliberately absent: targets and statuses (they are
//! comparisons of the results), and speed.
//!
//! Start at [`Reference`]; `row` is the row world, `metric` the metric world, `select` says which rows an
//! aggregate takes, `slices` which slices a breakdown has, and [`plugins`] has functions and aggregates of plugins anew.

mod aggregate;
mod calendar;
mod gather;
mod interval;
mod list;
mod metric;
mod outcome;
mod parts;
pub mod plugins;
mod quantile;
mod ratio;
mod row;
mod scalar;
mod select;
mod slices;
mod stretch;
mod table;
mod text;
mod value;

use std::collections::HashMap;

use jiff::Timestamp;
use kpi_model::model::{Model, SourceId};

pub use calendar::{Calendar, TableRow};
pub use metric::Context;
pub use outcome::{Missing, Outcome};
pub use slices::Slice;
pub use stretch::{Kind, Stretch};
pub use table::{Row, Table, Tables};
pub use text::read_cell;
pub use value::Value;

/// An interpreter of one model over tables in memory.
pub struct Reference<'m> {
    /// What is computed.
    pub model: &'m Model,
    /// Where days, weeks and years begin.
    pub calendar: Calendar,
    /// The clock: units of time that begin behind it do not take part; none: everything has begun.
    pub clock: Option<Timestamp>,
    tables: Vec<Table>,
    keys: Vec<HashMap<String, Vec<usize>>>,
}

impl<'m> Reference<'m> {
    /// An interpreter of `model`. Sources without a table are empty; derived sources are made from the others.
    pub fn new(model: &'m Model, calendar: Calendar, tables: Tables) -> Self {
        let tables = table::complete(model, &calendar, tables);
        let keys = model.sources.iter().zip(&tables).map(|(source, table)| table.index(&source.key)).collect();
        Self { model, calendar, clock: None, tables, keys }
    }

    /// The table of a source.
    pub fn table(&self, source: SourceId) -> &Table {
        &self.tables[source.0]
    }

    /// Every row of a source, in the order of the data.
    pub fn rows(&self, source: SourceId) -> impl Iterator<Item = Row> + use<> {
        let count = self.tables[source.0].rows;
        (0..count).map(move |index| Row { source, index })
    }

    /// The rows of a source whose key columns hold these values; none when one of them is empty.
    fn rows_with_key(&self, source: SourceId, key: &[Value]) -> Vec<Row> {
        if key.is_empty() || key.contains(&Value::Empty) {
            return Vec::new();
        }
        let key = table::key_text(key);
        let found = self.keys[source.0].get(&key).map_or(&[][..], Vec::as_slice);
        found.iter().map(|index| Row { source, index: *index }).collect()
    }
}
