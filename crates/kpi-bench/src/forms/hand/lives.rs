//! Tickets and surveys by the segment of their customer; customers and subscriptions from one date to another.

use std::path::Path;

use polars::prelude::*;

use super::{collect, day, grouped, key, month, segment, since, table};
use crate::aggregates::{Aggregates, Row, rows};
use crate::company::Months;
use crate::failure::Failure;

pub(super) fn add(all: &mut Aggregates, folder: &Path, months: Months) -> Result<(), Failure> {
    let customers = table(folder, "customers")?.with_columns([segment()]);
    let segments = collect(customers.clone().select([col("customer_id"), col("segment")]))?.lazy();
    let with_segment = |frame: LazyFrame| {
        frame.join(segments.clone(), [col("customer_id")], [col("customer_id")], JoinArgs::new(JoinType::Left))
    };
    let by_key = |all: &mut Aggregates, frame: LazyFrame, time: &str, sums: &[Expr]| -> Result<(), Failure> {
        let frame = with_segment(frame.filter(since(time, months))).with_columns([key(time, months)]);
        all.additive(rows(&grouped(frame, sums)?)?);
        Ok(())
    };
    let sums = [len().alias("tickets"), col("first_touch_solved").sum().alias("solved_at_once")];
    by_key(all, table(folder, "tickets")?, "opened_at", &sums)?;
    solved(all, with_segment(table(folder, "tickets")?.filter(since("solved_at", months))), months)?;
    let sums = [
        len().alias("answers"),
        col("score").gt_eq(lit(9)).sum().alias("promoters"),
        col("score").lt_eq(lit(6)).sum().alias("detractors"),
    ];
    by_key(all, table(folder, "surveys")?, "answered_at", &sums)?;
    by_month(all, customers, &movements(months))?;
    by_month(all, table(folder, "subscriptions")?.with_columns([segment()]), &recurring(months))
}

fn solved(all: &mut Aggregates, tickets: LazyFrame, months: Months) -> Result<(), Failure> {
    let microseconds = |name: &str| col(name).cast(DataType::Int64);
    let hours = (microseconds("solved_at") - microseconds("opened_at")).cast(DataType::Float64) / lit(3.6e9);
    let tickets = tickets.select([month("solved_at", months).alias("month"), col("segment"), hours.alias("hours")]);
    let tickets = collect(tickets)?.lazy();
    let median = || [col("hours").median().alias("hours_to_solve")];
    all.plain(rows(&collect(tickets.clone().group_by([col("month"), col("segment")]).agg(median()))?)?);
    all.plain(rows(&collect(tickets.group_by([col("month")]).agg(median()))?)?);
    Ok(())
}

/// Alive just before a day.
fn alive(edge: i32) -> Expr {
    col("started_on").lt(day(edge)).and(col("ended_on").is_null().or(col("ended_on").gt_eq(day(edge))))
}

fn within(column: &str, start: i32, end: i32) -> Expr {
    col(column).gt_eq(day(start)).and(col(column).lt(day(end)))
}

fn movements(months: Months) -> Vec<Expr> {
    let mut sums = Vec::new();
    for month in 0..months.count() {
        let (start, end) = (months.day_number(month), months.day_number(month + 1));
        let left = within("ended_on", start, end).fill_null(lit(false));
        sums.push(alive(start).sum().alias(format!("start {month}")));
        sums.push(alive(start).and(left.clone()).sum().alias(format!("lost {month}")));
        sums.push(within("started_on", start, end).sum().alias(format!("won {month}")));
        sums.push(left.sum().alias(format!("left {month}")));
    }
    sums
}

fn recurring(months: Months) -> Vec<Expr> {
    let sum = |month| {
        let there = alive(months.day_number(month + 1));
        col("mrr").filter(there).sum().alias(format!("mrr {month}"))
    };
    (0..months.count()).map(sum).collect()
}

/// Sums with names such as `won 3`: an aggregate and its month.
fn by_month(all: &mut Aggregates, frame: LazyFrame, sums: &[Expr]) -> Result<(), Failure> {
    let mut wide = collect(frame.group_by([col("segment")]).agg(sums))?;
    wide.with_column(Column::new_scalar("month".into(), 0.into(), wide.height()))?;
    for row in rows(&wide)? {
        for (name, number) in row.numbers {
            let Some((name, month)) = name.split_once(' ') else { continue };
            let Ok(month) = month.parse() else { continue };
            let numbers = vec![(name.to_owned(), number)];
            all.additive([Row { month, segment: row.segment.clone(), numbers }]);
        }
    }
    Ok(())
}
