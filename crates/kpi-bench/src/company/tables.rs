//! The rows of each table, a piece at a time.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "rows, people and days stay far below 2^31"
)]

use std::ops::Range;

use polars::prelude::*;

use super::{Company, Draw, segment};

/// One table of the company.
#[derive(Clone, Copy)]
pub(super) struct Table {
    /// The name of the source and of the file.
    pub(super) name: &'static str,
    /// How many rows it has.
    pub(super) rows: fn(&Company) -> u64,
    /// Draws some of them.
    pub(super) columns: fn(&Company, Draw, Range<u64>) -> PolarsResult<Vec<Column>>,
}

/// All tables, the largest first.
pub(super) const TABLES: [Table; 8] = [
    Table { name: "events", rows: |company| company.events, columns: events },
    Table { name: "visits", rows: |company| company.events / 2, columns: visits },
    Table { name: "page_views", rows: |company| company.events / 4, columns: page_views },
    Table { name: "orders", rows: |company| company.events / 5, columns: orders },
    Table { name: "tickets", rows: |company| company.events / 50, columns: tickets },
    Table { name: "subscriptions", rows: |company| company.people() * 2, columns: subscriptions },
    Table { name: "surveys", rows: |company| company.events / 100, columns: surveys },
    Table { name: "customers", rows: Company::people, columns: customers },
];

fn whole(name: &str, rows: Range<u64>, value: impl FnMut(u64) -> i64) -> Column {
    Column::new(name.into(), rows.map(value).collect::<Vec<i64>>())
}

fn number(name: &str, rows: Range<u64>, value: impl FnMut(u64) -> f64) -> Column {
    Column::new(name.into(), rows.map(value).collect::<Vec<f64>>())
}

fn flag(name: &str, rows: Range<u64>, value: impl FnMut(u64) -> bool) -> Column {
    Column::new(name.into(), rows.map(value).collect::<Vec<bool>>())
}

fn text(name: &str, rows: Range<u64>, value: impl FnMut(u64) -> Option<&'static str>) -> Column {
    let texts: StringChunked = rows.map(value).collect();
    texts.with_name(name.into()).into_column()
}

fn moment(name: &str, rows: Range<u64>, value: impl FnMut(u64) -> Option<i64>) -> PolarsResult<Column> {
    let moments = Column::new(name.into(), rows.map(value).collect::<Vec<Option<i64>>>());
    moments.cast(&DataType::Datetime(TimeUnit::Microseconds, None))
}

fn day(name: &str, rows: Range<u64>, value: impl FnMut(u64) -> Option<i32>) -> PolarsResult<Column> {
    Column::new(name.into(), rows.map(value).collect::<Vec<Option<i32>>>()).cast(&DataType::Date)
}

fn pick(draw: Draw, column: u64, row: u64, items: &[&'static str]) -> Option<&'static str> {
    items.get(draw.below(column, row, items.len() as u64) as usize).copied()
}

/// Mostly small, sometimes large, in hundredths.
fn skewed(draw: Draw, column: u64, row: u64, scale: f64) -> f64 {
    let unit = draw.unit(column, row);
    (unit * unit * unit * scale * 100.0).round() / 100.0
}

fn events(company: &Company, draw: Draw, rows: Range<u64>) -> PolarsResult<Vec<Column>> {
    let user = |row| company.person(draw, 1, row);
    let features = ["search", "export", "share", "report", "import", "chart", "filter", "alert"];
    let feature = |row| if draw.chance(2, row, 0.6) { pick(draw, 3, row, &features) } else { None };
    Ok(vec![
        moment("happened_at", rows.clone(), |row| Some(company.moment(draw, row, company.events)))?,
        whole("user_id", rows.clone(), |row| user(row) as i64),
        text("segment", rows.clone(), |row| Some(segment(user(row)))),
        text("feature", rows.clone(), feature),
        number("seconds", rows, |row| skewed(draw, 4, row, 300.0)),
    ])
}

fn visits(company: &Company, draw: Draw, rows: Range<u64>) -> PolarsResult<Vec<Column>> {
    let visitor = |row| company.person(draw, 1, row);
    Ok(vec![
        moment("started_at", rows.clone(), |row| Some(company.moment(draw, row, company.events / 2)))?,
        whole("visitor_id", rows.clone(), |row| visitor(row) as i64),
        text("segment", rows.clone(), |row| Some(segment(visitor(row)))),
        text("channel", rows.clone(), |row| pick(draw, 2, row, &["direct", "search", "ads", "mail", "social"])),
        whole("pages", rows.clone(), |row| 1 + skewed(draw, 3, row, 20.0) as i64),
        number("seconds", rows.clone(), |row| skewed(draw, 4, row, 900.0)),
        flag("converted", rows, |row| draw.chance(5, row, 0.04)),
    ])
}

fn page_views(company: &Company, draw: Draw, rows: Range<u64>) -> PolarsResult<Vec<Column>> {
    Ok(vec![
        moment("viewed_at", rows.clone(), |row| Some(company.moment(draw, row, company.events / 4)))?,
        text("segment", rows.clone(), |row| Some(segment(company.person(draw, 1, row)))),
        text("page", rows.clone(), |row| pick(draw, 2, row, &["/", "/prices", "/docs", "/blog", "/help"])),
        number("milliseconds", rows, |row| 80.0 + skewed(draw, 3, row, 2000.0)),
    ])
}

fn orders(company: &Company, draw: Draw, rows: Range<u64>) -> PolarsResult<Vec<Column>> {
    let customer = |row| company.person(draw, 1, row);
    let amount = |row| 5.0 + skewed(draw, 2, row, 400.0);
    Ok(vec![
        moment("ordered_at", rows.clone(), |row| Some(company.moment(draw, row, company.events / 5)))?,
        whole("customer_id", rows.clone(), |row| customer(row) as i64),
        text("segment", rows.clone(), |row| Some(segment(customer(row)))),
        number("amount", rows.clone(), amount),
        number("cost", rows, |row| (amount(row) * (50.0 + 30.0 * draw.unit(3, row))).round() / 100.0),
    ])
}

fn tickets(company: &Company, draw: Draw, rows: Range<u64>) -> PolarsResult<Vec<Column>> {
    let opened = |row| company.moment(draw, row, company.events / 50);
    let solved = |row| {
        let seconds = (skewed(draw, 2, row, 120.0) * 3600.0) as i64;
        draw.chance(1, row, 0.97).then(|| opened(row) + seconds * 1_000_000)
    };
    Ok(vec![
        moment("opened_at", rows.clone(), |row| Some(opened(row)))?,
        moment("solved_at", rows.clone(), solved)?,
        whole("customer_id", rows.clone(), |row| company.person(draw, 3, row) as i64),
        flag("first_touch_solved", rows, |row| draw.chance(4, row, 0.7)),
    ])
}

fn surveys(company: &Company, draw: Draw, rows: Range<u64>) -> PolarsResult<Vec<Column>> {
    let score = |row| 10 - (draw.unit(2, row) * draw.unit(3, row) * 11.0) as i64;
    Ok(vec![
        moment("answered_at", rows.clone(), |row| Some(company.moment(draw, row, company.events / 100)))?,
        whole("customer_id", rows.clone(), |row| company.person(draw, 1, row) as i64),
        whole("score", rows, score),
    ])
}

/// When a person became a customer and ceased to be one: over the data and five years before, about 3 % leave a month.
fn membership(company: &Company, person: u64) -> (i32, Option<i32>) {
    let draw = Draw::of("membership");
    let (first, last) = (company.months.day_number(-60), company.months.day_number(company.months.count()));
    let place = (person as f64 + draw.unit(1, person)) / company.people() as f64;
    let start = first + (place * f64::from(last - first)) as i32;
    let stay = 30.0 / (draw.unit(2, person) + 0.02);
    let end = start + 1 + stay as i32;
    (start, (end < last).then_some(end))
}

fn customers(company: &Company, _draw: Draw, rows: Range<u64>) -> PolarsResult<Vec<Column>> {
    Ok(vec![
        whole("customer_id", rows.clone(), |row| row as i64),
        text("segment", rows.clone(), |row| Some(segment(row))),
        day("started_on", rows.clone(), |row| Some(membership(company, row).0))?,
        day("ended_on", rows, |row| membership(company, row).1)?,
    ])
}

/// Two terms for each customer: the second begins when the first ends.
fn subscriptions(company: &Company, draw: Draw, rows: Range<u64>) -> PolarsResult<Vec<Column>> {
    let term = |row: u64| {
        let (start, end) = membership(company, row / 2);
        let last = end.unwrap_or(company.months.day_number(company.months.count()));
        let middle = start + (f64::from(last - start) * draw.unit(1, row / 2)) as i32;
        if row.is_multiple_of(2) { (start, Some(middle)) } else { (middle, end) }
    };
    Ok(vec![
        whole("customer_id", rows.clone(), |row| (row / 2) as i64),
        text("segment", rows.clone(), |row| Some(segment(row / 2))),
        day("started_on", rows.clone(), |row| Some(term(row).0))?,
        day("ended_on", rows.clone(), |row| term(row).1)?,
        number("mrr", rows, |row| 20.0 + skewed(draw, 2, row, 300.0)),
    ])
}
