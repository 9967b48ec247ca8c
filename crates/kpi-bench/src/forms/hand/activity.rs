//! Events, visits, page views and orders: sums and counts by month and segment, and distinct people.

use std::path::Path;

use polars::prelude::*;

use super::{collect, month, since, table};
use crate::aggregates::{Aggregates, rows};
use crate::company::Months;
use crate::failure::Failure;

pub(super) fn add(all: &mut Aggregates, folder: &Path, months: Months) -> Result<(), Failure> {
    let events = table(folder, "events")?.filter(since("happened_at", months));
    let events = events.with_columns([month("happened_at", months)]);
    let sums = [
        len().alias("uses"),
        col("feature").is_not_null().sum().alias("feature_uses"),
        col("feature").eq(lit("export")).sum().alias("export_uses"),
        col("seconds").sum().alias("use_seconds"),
        col("seconds").gt_eq(lit(120.0)).sum().alias("long_uses"),
    ];
    grouped(all, events.clone(), &sums)?;
    people(all, events, "user_id", "users")?;

    let visits = table(folder, "visits")?.filter(since("started_at", months));
    let visits = visits.with_columns([month("started_at", months)]);
    let sums = [
        len().alias("visits"),
        col("converted").sum().alias("converted"),
        col("pages").lt_eq(lit(1)).sum().alias("bounces"),
        col("seconds").sum().alias("visit_seconds"),
        col("pages").sum().alias("pages"),
        col("channel").eq(lit("ads")).sum().alias("ad_visits"),
    ];
    grouped(all, visits, &sums)?;

    let views = table(folder, "page_views")?.filter(since("viewed_at", months));
    let sums = [len().alias("page_views"), col("milliseconds").gt(lit(1000.0)).sum().alias("slow_pages")];
    grouped(all, views.with_columns([month("viewed_at", months)]), &sums)?;

    let orders = table(folder, "orders")?.filter(since("ordered_at", months));
    let orders = orders.with_columns([month("ordered_at", months)]);
    let sums = [len().alias("orders"), col("amount").sum(), col("cost").sum()];
    grouped(all, orders.clone(), &sums)?;
    people(all, orders, "customer_id", "buyers")
}

fn grouped(all: &mut Aggregates, frame: LazyFrame, sums: &[Expr]) -> Result<(), Failure> {
    let groups = collect(frame.group_by([col("month"), col("segment")]).agg(sums))?;
    all.additive(rows(&groups)?);
    Ok(())
}

/// Distinct people by month, and by month and segment.
fn people(all: &mut Aggregates, frame: LazyFrame, person: &str, name: &str) -> Result<(), Failure> {
    let once = frame.select([col("month"), col("segment"), col(person)]).unique(None, UniqueKeepStrategy::Any);
    let once = collect(once)?.lazy();
    let by_segment = once.clone().group_by([col("month"), col("segment")]).agg([len().alias(name)]);
    all.plain(rows(&collect(by_segment)?)?);
    let total = once.select([col("month"), col(person)]).unique(None, UniqueKeepStrategy::Any);
    all.plain(rows(&collect(total.group_by([col("month")]).agg([len().alias(name)]))?)?);
    Ok(())
}
