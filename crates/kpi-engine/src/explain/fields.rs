//! The fields that a number is made of: what they are, and how their values lie.

use kpi_diagnostics::Texts;
use kpi_model::model::{Field, FieldId, Model, SourceId, Unit};
use kpi_plan::{Pinned, print_expr};
use kpi_polars::{RowValue, Spread};
use serde::Serialize;

use super::account::Account;
use crate::rows::{RowCell, RowColumn};

/// So many different values are told one by one.
const MOST: usize = 12;

/// A field that a number is made of.
#[derive(Clone, Debug, Serialize)]
pub struct FieldUse {
    /// `customers.band`
    pub name: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// The file that defines it.
    pub file: String,
    /// The line of that file.
    pub line: usize,
    /// The text of the definition.
    pub definition: String,
    /// What its values are.
    pub column: RowColumn,
    /// Of which rows the values are told: `just before 2026-06-01`, or `all rows`.
    pub over: String,
    /// How its values lie; none when they could not be computed.
    pub values: Option<FieldValues>,
    /// For each aggregate in it over rows that lead to its own: what became of those rows, and which lead nowhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gathered: Vec<Account>,
}

/// How the values of a field lie.
#[derive(Clone, Debug, Serialize)]
pub struct FieldValues {
    /// How many rows there are.
    pub rows: u64,
    /// How many of them have no value.
    pub empty: u64,
    /// The least value.
    pub least: RowCell,
    /// The greatest value.
    pub greatest: RowCell,
    /// How many different values there are; none for more than a thousand.
    pub different: Option<usize>,
    /// The most frequent values with how often they stand there; all of them when there are no more than twelve different ones,
    /// and nothing for numbers and dates that are more than that.
    pub frequent: Vec<(RowCell, u64)>,
}

/// A field that is asked after.
pub(super) struct Asked<'m> {
    pub(super) field: &'m Field,
    pub(super) over: String,
    /// The aggregate whose question carries it; none: it has a question of its own.
    pub(super) within: Option<usize>,
    /// Its place among the spreads of that question.
    pub(super) position: usize,
}

/// A field on the rows of its source, read like another expression.
pub(super) fn pinned(model: &Model, field: FieldId, window: kpi_plan::TimeWindow) -> Pinned {
    let declared = model.field(field);
    let expr = kpi_model::model::row::RowExpr {
        kind: kpi_model::model::row::RowKind::Field(field),
        kind_of_value: declared.body.kind_of_value,
        unit: Unit::clone(&declared.body.unit),
        span: declared.span,
    };
    let print = print_expr(&expr).into();
    Pinned { expr: std::sync::Arc::new(expr), window: Some(window), print }
}

/// What is told of a field.
pub(super) fn told(
    asked: &Asked<'_>,
    spread: Option<&Spread>,
    gathered: Vec<Account>,
    (model, texts): (&Model, &Texts),
    zone: &jiff::tz::TimeZone,
) -> FieldUse {
    let field = asked.field;
    let source: SourceId = field.source;
    FieldUse {
        name: format!("{}.{}", model.source(source).name, field.name),
        doc: field.doc.clone(),
        file: texts.get(field.span.file).map(|text| text.name.clone()).unwrap_or_default(),
        line: texts.line_column(field.span).0,
        definition: texts.slice(field.span).trim_end().to_owned(),
        column: RowColumn::new(field.name.clone(), &field.body, false),
        over: asked.over.clone(),
        values: spread.map(|spread| values(spread, zone)),
        gathered,
    }
}

fn values(spread: &Spread, zone: &jiff::tz::TimeZone) -> FieldValues {
    let cell = |value: &RowValue| RowCell::of(value, zone);
    let end = |value: &Option<RowValue>| value.as_ref().map_or(RowCell::Empty, cell);
    let frequencies = spread.frequencies();
    let different = frequencies.as_ref().map(Vec::len);
    let is_text = matches!(spread.least, Some(RowValue::Text(_) | RowValue::Bool(_)));
    let told = frequencies.filter(|list| is_text || list.len() <= MOST).unwrap_or_default();
    FieldValues {
        rows: spread.rows,
        empty: spread.empty,
        least: end(&spread.least),
        greatest: end(&spread.greatest),
        different,
        frequent: told.iter().take(MOST).map(|(value, count)| (cell(value), *count)).collect(),
    }
}
