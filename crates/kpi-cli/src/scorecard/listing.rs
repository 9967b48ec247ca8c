//! The table of a query: a line for each period and slice, a column for each dimension.

use kpi_diagnostics::render::Colour;
use kpi_engine::{KpiResult, Report};

use super::{calendar, number, row, sign, target};
use crate::ink::Tone;
use crate::table::{Align, Cell, Column, Keep, Line, lay_out};

/// The report as a plain table.
pub(crate) fn listing(report: &Report, width: usize, colour: Colour) -> String {
    let dimensions = dimensions(report);
    let lines: Vec<Line> = report.results.iter().flat_map(|result| lines(result, &dimensions)).collect();
    lay_out(&columns(&dimensions), &lines, width, colour)
}

/// All dimensions in the order in which they first appear.
fn dimensions(report: &Report) -> Vec<&str> {
    let mut dimensions = Vec::new();
    for part in report.results.iter().flat_map(|result| &result.slice) {
        if !dimensions.contains(&part.dimension.as_str()) {
            dimensions.push(part.dimension.as_str());
        }
    }
    dimensions
}

fn columns(dimensions: &[&str]) -> Vec<Column> {
    let mut columns =
        vec![Column::new("name", Align::Left, Keep::Shrinking), Column::new("period", Align::Left, Keep::Always)];
    columns.extend(dimensions.iter().map(|dimension| Column::new(*dimension, Align::Left, Keep::Always)));
    columns.extend([
        Column::new("value", Align::Right, Keep::Always),
        Column::new("n", Align::Right, Keep::Until(1)),
        Column::new("interval", Align::Left, Keep::Until(2)),
        Column::new("target", Align::Left, Keep::Until(3)),
        Column::new("", Align::Left, Keep::Until(5)),
        Column::new("status", Align::Left, Keep::Until(4)),
    ]);
    columns
}

fn lines(result: &KpiResult, dimensions: &[&str]) -> Vec<Line> {
    let tone = sign::tone(result.status);
    let mut cells = vec![Cell::plain(row::label(result)), Cell::plain(calendar::name(&result.period))];
    cells.extend(dimensions.iter().map(|dimension| {
        let part = result.slice.iter().find(|part| part.dimension == *dimension);
        part.map_or_else(|| Cell::new("(all)", Tone::Quiet), |part| Cell::plain(row::slice_value(part)))
    }));
    cells.extend([
        Cell::plain(row::value(result)),
        Cell::new(result.n.map_or_else(String::new, number::count), Tone::Quiet),
        Cell::new(row::interval(result), Tone::Quiet),
        Cell::plain(result.target.as_ref().map_or_else(String::new, |line| target::text(line, &result.unit))),
        Cell::new(sign::shape(result.status), tone),
        Cell::new(result.status.words(), tone),
    ]);
    let said: Vec<&str> = result.reason.as_deref().into_iter().chain(result.marks.iter().map(String::as_str)).collect();
    let mut lines = vec![Line::Cells(cells)];
    if !said.is_empty() {
        lines.push(Line::Remark("  ".to_owned(), Cell::new(said.join("; "), Tone::Quiet)));
    }
    lines
}
