//! The rows behind counts, as tables below the numbers.

use kpi_diagnostics::render::Colour;
use kpi_engine::{KpiResult, Report, RowCell, RowColumn, RowList};

use super::{calendar, number, row};
use crate::ink::{Tone, paint};
use crate::table::{Align, Cell, Column, Keep, Line, lay_out};

/// So many rows stand below a number.
pub(crate) const FEW: usize = 20;
/// What stands for an empty value.
const EMPTY: &str = "–";

/// All lists of a report, at most so many rows of each; nothing when it has none.
pub(crate) fn lists(report: &Report, most: usize, width: usize, colour: Colour) -> String {
    let lists = report.results.iter().filter_map(|result| {
        let rows = result.rows.as_ref()?;
        Some(format!("\n{}{}", heading(result, rows, colour), list(rows, most, width, colour)))
    });
    lists.collect()
}

fn heading(result: &KpiResult, rows: &RowList, colour: Colour) -> String {
    let slice = (!result.slice.is_empty()).then(|| row::slice(&result.slice));
    let count = number::count(rows.values.len() as u64);
    let counted = if rows.values.len() == 1 { "1 row".to_owned() } else { format!("{count} rows") };
    let beside: Vec<String> =
        std::iter::once(calendar::name(&result.period)).chain(slice).chain(std::iter::once(counted)).collect();
    let name = paint(row::label(result), Tone::Strong, colour);
    format!("{name}  {}\n", paint(&beside.join(" · "), Tone::Quiet, colour))
}

fn list(rows: &RowList, most: usize, width: usize, colour: Colour) -> String {
    if rows.values.is_empty() {
        return String::new();
    }
    let lines: Vec<Line> = rows.values.iter().take(most).map(|values| line(&rows.columns, values)).collect();
    let mut text = lay_out(&columns(&rows.columns), &lines, width, colour);
    let left = rows.values.len().saturating_sub(most);
    if left > 0 {
        let more = format!("… and {} more; `kpi query … --rows` shows all", number::count(left as u64));
        text.extend([&paint(&more, Tone::Quiet, colour), "\n"]);
    }
    text
}

/// The columns of a list; the first text that is no key may shrink.
pub(crate) fn columns(columns: &[RowColumn]) -> Vec<Column> {
    let shrinking = columns.iter().position(|column| column.kind == "text" && !column.key);
    let column = |(at, column): (usize, &RowColumn)| {
        let numeric = matches!(column.kind, "number" | "duration");
        let align = if numeric && !column.key { Align::Right } else { Align::Left };
        Column::new(column.name.clone(), align, if Some(at) == shrinking { Keep::Shrinking } else { Keep::Always })
    };
    columns.iter().enumerate().map(column).collect()
}

/// A row of a list.
pub(crate) fn line(columns: &[RowColumn], values: &[RowCell]) -> Line {
    Line::Cells(columns.iter().zip(values).map(|(column, value)| cell(column, value)).collect())
}

fn cell(column: &RowColumn, value: &RowCell) -> Cell {
    let tone = if *value == RowCell::Empty { Tone::Quiet } else { Tone::Plain };
    Cell::new(shown(column, value), tone)
}

/// A value for people.
pub(crate) fn shown(column: &RowColumn, value: &RowCell) -> String {
    match value {
        RowCell::Empty => EMPTY.to_owned(),
        RowCell::Bool(true) => "yes".to_owned(),
        RowCell::Bool(false) => "no".to_owned(),
        RowCell::Whole(number) if column.key => number.to_string(),
        #[expect(clippy::cast_precision_loss, reason = "for people, numbers are rounded")]
        RowCell::Whole(number) => number::amount(*number as f64, &column.unit, None),
        RowCell::Number(number) => number::amount(*number, &column.unit, None),
        RowCell::Moment(moment) => moment.strftime("%Y-%m-%d %H:%M").to_string(),
        RowCell::Date(_) | RowCell::Text(_) => value.text(),
    }
}
