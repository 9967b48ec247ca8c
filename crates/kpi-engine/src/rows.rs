//! Rows that are read out: the list behind a count, the samples of an explanation.
//!
//! The backend gives plain values; here they get their names, types, units and the project's time zone.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kpi_model::model::row::RowExpr;
use kpi_model::model::{Model, Type};
use kpi_polars::{Inspected, Inspection, RowValue};
use serde::{Serialize, Serializer};

use crate::checks;
use crate::evaluate::Computation;
use crate::project::Project;
use crate::sources::Scans;

/// Rows with the columns that are shown of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowList {
    /// What stands in each place of a row.
    pub columns: Vec<RowColumn>,
    /// The rows in the order of their keys, each with as many values as there are columns.
    pub values: Vec<Vec<RowCell>>,
}

/// A column of a list of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowColumn {
    /// As written: `name`, `customer.segment`.
    pub name: String,
    /// `number`, `text`, `bool`, `date`, `datetime`, `duration` (in seconds), `row` (the key of a row), `unknown`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The unit of its numbers, or nothing.
    pub unit: String,
    /// Whether it is of the key.
    pub key: bool,
}

/// A value in a list of rows.
#[derive(Clone, Debug, PartialEq)]
pub enum RowCell {
    /// No value.
    Empty,
    /// True or false.
    Bool(bool),
    /// A whole number, exactly.
    Whole(i64),
    /// A number; durations in seconds.
    Number(f64),
    /// A day.
    Date(Date),
    /// A moment, in the project's time zone.
    Moment(Box<Zoned>),
    /// A text.
    Text(Arc<str>),
}

impl RowColumn {
    pub(crate) fn new(name: impl Into<String>, value: &RowExpr, key: bool) -> Self {
        let kind = match value.kind_of_value {
            Type::Number => "number",
            Type::Text => "text",
            Type::Bool => "bool",
            Type::Date => "date",
            Type::Datetime => "datetime",
            Type::Duration => "duration",
            Type::Row(_) => "row",
            Type::Unknown => "unknown",
        };
        let unit = if value.kind_of_value == Type::Duration { "s".to_owned() } else { value.unit.to_string() };
        Self { name: name.into(), kind, unit, key }
    }
}

impl RowCell {
    pub(crate) fn of(value: &RowValue, zone: &TimeZone) -> Self {
        match value {
            RowValue::Empty => Self::Empty,
            RowValue::Bool(value) => Self::Bool(*value),
            RowValue::Whole(number) => Self::Whole(*number),
            RowValue::Number(number) => Self::Number(number.get()),
            RowValue::Date(date) => Self::Date(*date),
            RowValue::Moment(moment) => jiff::Timestamp::from_microsecond(*moment)
                .map_or(Self::Empty, |moment| Self::Moment(Box::new(moment.to_zoned(zone.clone())))),
            RowValue::Text(text) => Self::Text(Arc::clone(text)),
        }
    }

    /// The whole value as a text; nothing for the empty one. A moment is in the form of RFC 3339.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Bool(value) => value.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Moment(moment) => moment.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string(),
            Self::Text(text) => text.to_string(),
        }
    }
}

impl Serialize for RowCell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Date(_) | Self::Moment(_) => serializer.serialize_str(&self.text()),
        }
    }
}

impl Project {
    /// Looks at rows of the sources of a computation. Keys of sources that only these questions read are checked first: a key
    /// that is there twice would list a row twice.
    pub(crate) fn look(
        &self,
        model: &Model,
        questions: &[Inspection],
        computation: &mut Computation<'_>,
    ) -> Vec<Result<Inspected, String>> {
        if questions.is_empty() {
            return Vec::new();
        }
        let calendar = self.calendar();
        let scans = Scans { sources: self.sources(), plugins: self.loaded_plugins(), model };
        let mut broken: BTreeMap<_, _> = computation.broken.clone();
        let read = questions.iter().flat_map(|question| question.sources(model));
        let more = read.filter(|source| !computation.read.contains(source)).collect();
        let checked = checks::keys_of(model, more, &scans).placed(model, self.config());
        broken.extend(checked.by_source);
        computation.problems.extend(checked.problems);
        let functions = Arc::clone(self.loaded_plugins()) as Arc<dyn kpi_polars::Functions>;
        kpi_polars::inspect(questions, model, &calendar, &scans, functions, &broken)
    }
}
