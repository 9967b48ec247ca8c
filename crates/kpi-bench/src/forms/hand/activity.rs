//! Events, visits, page views and orders: sums and counts by month and segment, and distinct people.

use std::path::Path;

use polars::prelude::*;

use super::{BEFORE, between, grouped, key, segment, since, table};
use crate::aggregates::{Aggregates, rows};
use crate::company::Months;
use crate::failure::Failure;

pub(super) fn add(all: &mut Aggregates, folder: &Path, months: Months) -> Result<(), Failure> {
    let events = People { table: "events", time: "happened_at", person: "user_id", name: "users" };
    let sums = [
        len().alias("uses"),
        col("feature").is_not_null().sum().alias("feature_uses"),
        col("feature").eq(lit("export")).sum().alias("export_uses"),
        col("seconds").sum().alias("use_seconds"),
        col("seconds").gt_eq(lit(120.0)).sum().alias("long_uses"),
    ];
    events.add(all, folder, months, &sums)?;

    let sums = [
        len().alias("visits"),
        col("converted").sum().alias("converted"),
        col("pages").lt_eq(lit(1)).sum().alias("bounces"),
        col("seconds").sum().alias("visit_seconds"),
        col("pages").sum().alias("pages"),
        col("channel").eq(lit("ads")).sum().alias("ad_visits"),
    ];
    by_key(all, table(folder, "visits")?, "started_at", months, &sums)?;

    let sums = [len().alias("page_views"), col("milliseconds").gt(lit(1000.0)).sum().alias("slow_pages")];
    by_key(all, table(folder, "page_views")?, "viewed_at", months, &sums)?;

    let orders = People { table: "orders", time: "ordered_at", person: "customer_id", name: "buyers" };
    orders.add(all, folder, months, &[len().alias("orders"), col("amount").sum(), col("cost").sum()])
}

fn by_key(all: &mut Aggregates, frame: LazyFrame, time: &str, months: Months, sums: &[Expr]) -> Result<(), Failure> {
    let frame = frame.filter(since(time, months)).with_columns([segment()]).with_columns([key(time, months)]);
    all.additive(rows(&grouped(frame, sums)?)?);
    Ok(())
}

/// A table whose distinct people are counted.
struct People {
    table: &'static str,
    time: &'static str,
    person: &'static str,
    name: &'static str,
}

/// People have numbers below this; the segment stands above them.
const PEOPLE: i32 = 1 << 28;

impl People {
    fn add(&self, all: &mut Aggregates, folder: &Path, months: Months, sums: &[Expr]) -> Result<(), Failure> {
        for month in -BEFORE..months.count() {
            let within = between(self.time, months.microsecond(month), months.microsecond(month + 1));
            let rows_of_month = table(folder, self.table)?.filter(within).with_columns([segment()]);
            let with_month = |frame: &DataFrame| -> PolarsResult<DataFrame> {
                let mut frame = frame.clone();
                frame.with_column(Column::new_scalar("month".into(), month.into(), frame.height()))?;
                Ok(frame)
            };
            let groups = rows_of_month.clone().group_by([col("segment")]).agg(sums);
            let packed = col("segment") * lit(PEOPLE) + col(self.person).cast(DataType::Int32);
            let once = rows_of_month.select([packed.alias("packed")]).unique(None, UniqueKeepStrategy::Any);
            // Growth needs the month before, people do not.
            let plans =
                if month < 0 { vec![groups.logical_plan] } else { vec![groups.logical_plan, once.logical_plan] };
            let flags = OptFlags::default() | OptFlags::STREAMING;
            let frames = LazyFrame::collect_all_with_engine(plans, Engine::Streaming, flags)?;
            if let Some(groups) = frames.first() {
                all.additive(rows(&with_month(groups)?)?);
            }
            if let Some(once) = frames.get(1) {
                for counts in self.count(once)? {
                    all.plain(rows(&with_month(&counts)?)?);
                }
            }
        }
        Ok(())
    }

    /// People by segment, and all of them.
    fn count(&self, once: &DataFrame) -> PolarsResult<[DataFrame; 2]> {
        let by_segment = once.clone().lazy().group_by([col("packed").floor_div(lit(PEOPLE)).alias("segment")]);
        let by_segment = by_segment.agg([len().alias(self.name)]).collect()?;
        let total =
            once.clone().lazy().select([(col("packed") % lit(PEOPLE)).n_unique().alias(self.name)]).collect()?;
        Ok([by_segment, total])
    }
}
