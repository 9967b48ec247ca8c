//! One line of the scorecard.

use std::collections::HashMap;

use kpi_engine::{KpiResult, SliceValue, Status};

use super::change::Better;
use super::series::Series;
use super::{number, sign, target};
use crate::ink::Tone;
use crate::table::{Align, Cell, Column, Keep, Line};

/// The columns of every line. What is dropped first on a narrow terminal has the lowest rank.
pub(crate) fn columns() -> Vec<Column> {
    vec![
        Column::new("", Align::Left, Keep::Always),
        Column::new("", Align::Left, Keep::Shrinking),
        Column::new("value", Align::Right, Keep::Always),
        Column::new("change", Align::Left, Keep::Until(4)),
        Column::new("trend", Align::Left, Keep::Until(3)),
        Column::new("target", Align::Left, Keep::Until(5)),
        Column::new("status", Align::Left, Keep::Until(2)),
        Column::new("n", Align::Right, Keep::Until(0)),
        Column::new("interval", Align::Left, Keep::Until(1)),
    ]
}

/// A KPI or one of its slices.
pub(crate) fn line(series: &Series<'_>, better: &HashMap<String, Better>) -> Line {
    let result = series.current();
    let tone = sign::tone(result.status);
    Line::Cells(vec![
        Cell::new(sign::shape(result.status), tone),
        if series.is_total() { Cell::plain(label(result)) } else { Cell::plain(format!("  {}", slice(&result.slice))) },
        Cell::new(
            value(result),
            if result.status == Status::Missed || result.value.is_none() { tone } else { Tone::Plain },
        ),
        series.change(better),
        Cell::plain(series.trend()),
        Cell::plain(result.target.as_ref().map_or_else(String::new, |line| target::text(line, &result.unit))),
        Cell::new(result.status.words(), tone),
        Cell::new(result.n.map_or_else(String::new, number::count), Tone::Quiet),
        Cell::new(interval(result), Tone::Quiet),
    ])
}

/// The name of a KPI that is shown by its slices only.
pub(crate) fn title(series: &Series<'_>) -> Line {
    let mut cells = vec![Cell::default(), Cell::plain(label(series.current()))];
    cells.resize(columns().len(), Cell::default());
    Line::Cells(cells)
}

/// What has to be said below the line; empty when nothing has. Of a slice that has too few rows the line says it all.
pub(crate) fn remark(series: &Series<'_>, everywhere: &[&str]) -> String {
    let result = series.current();
    if result.status == Status::TooFew && !series.is_total() {
        return String::new();
    }
    let marks = result.marks.iter().map(String::as_str).filter(|mark| !everywhere.contains(mark));
    result.sentence.as_deref().into_iter().chain(result.reason.as_deref()).chain(marks).collect::<Vec<_>>().join("; ")
}

/// Errors stand out, all else stays in the background.
pub(crate) fn remark_tone(series: &Series<'_>) -> Tone {
    if series.current().status == Status::Error { Tone::Bad } else { Tone::Quiet }
}

/// The label, or the name where there is none.
pub(crate) fn label(result: &KpiResult) -> &str {
    result.label.as_deref().unwrap_or(&result.name)
}

/// The value with its unit; the word of the status where there is none.
pub(crate) fn value(result: &KpiResult) -> String {
    let limits = result.target.as_ref();
    let nearest = |value: f64| {
        let ends = limits.into_iter().flat_map(|line| [line.value, line.high]).flatten();
        ends.min_by(|left, right| (left - value).abs().total_cmp(&(right - value).abs()))
    };
    let word = || result.status.words().to_owned();
    result.value.map_or_else(word, |value| number::amount(value, &result.unit, nearest(value)))
}

/// `3.1 – 5.2`
pub(crate) fn interval(result: &KpiResult) -> String {
    let Some(interval) = &result.interval else { return String::new() };
    let end = |value| if result.unit == "s" { number::amount(value, "s", None) } else { number::digits(value, None) };
    format!("{} – {}", end(interval.low), end(interval.high))
}

/// `segment = smb, country = de`
pub(crate) fn slice(parts: &[SliceValue]) -> String {
    let part = |part: &SliceValue| format!("{} = {}", part.dimension, slice_value(part));
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// The value of a dimension; `(empty)` for the rows that have none.
pub(crate) fn slice_value(part: &SliceValue) -> &str {
    part.value.as_deref().unwrap_or("(empty)")
}
