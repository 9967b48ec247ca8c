//! What is added up by month and segment, whoever does it, and how the KPIs follow from it.
//!
//! The forms that stand beside the engine compute these aggregates; the arithmetic over the few thousand of them is the
//! same for all and costs nothing.

use std::collections::HashMap;

use polars::prelude::{DataFrame, DataType};
use serde::{Deserialize, Serialize};

use crate::company::Months;
use crate::failure::Failure;
use crate::values::{Place, Values};

/// The segments of the company.
const SEGMENTS: [&str; 3] = ["small", "medium", "enterprise"];

/// Aggregates by name, number of the month and segment; the empty segment is all of them.
#[derive(Debug, Default)]
pub(crate) struct Aggregates(HashMap<(String, i32, String), f64>);

/// One row of aggregates.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) month: i32,
    /// None: of all.
    pub(crate) segment: Option<String>,
    pub(crate) numbers: Vec<(String, f64)>,
}

impl Aggregates {
    /// Takes what adds up over segments: the sum is kept besides.
    pub(crate) fn additive(&mut self, rows: impl IntoIterator<Item = Row>) {
        for row in rows {
            for (name, number) in &row.numbers {
                *self.0.entry((name.clone(), row.month, String::new())).or_default() += number;
            }
            self.plain([row]);
        }
    }

    /// Takes numbers as they are.
    pub(crate) fn plain(&mut self, rows: impl IntoIterator<Item = Row>) {
        for row in rows {
            let segment = row.segment.unwrap_or_default();
            for (name, number) in row.numbers {
                *self.0.entry((name, row.month, segment.clone())).or_default() += number;
            }
        }
    }

    /// The thirty KPIs in these months.
    pub(crate) fn values(&self, months: Months) -> Values {
        let mut values = Values::default();
        for segment in std::iter::once("").chain(SEGMENTS) {
            for month in 0..months.count() {
                let here = Here { aggregates: self, month, segment };
                for (kpi, value) in here.kpis() {
                    let segment = Some(segment.to_owned()).filter(|segment| !segment.is_empty());
                    values.put(Place { kpi: kpi.to_owned(), month: months.name(month), segment }, value);
                }
            }
        }
        values
    }
}

/// The rows of a frame with the column `month`, and `segment` as the place of a segment; the others are aggregates.
pub(crate) fn rows(frame: &DataFrame) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::with_capacity(frame.height());
    let whole = |name| Ok::<_, Failure>(frame.column(name)?.cast(&DataType::Int32)?.i32()?.clone());
    let segments = if frame.column("segment").is_ok() { Some(whole("segment")?) } else { None };
    for (index, month) in whole("month")?.iter().enumerate() {
        let segment = segments.as_ref().and_then(|segments| segments.get(index));
        let segment =
            segment.and_then(|place| SEGMENTS.get(usize::try_from(place).ok()?)).map(|name| (*name).to_owned());
        rows.push(Row { month: month.unwrap_or_default(), segment, numbers: Vec::new() });
    }
    for column in frame.columns() {
        if column.name() == "month" || column.name() == "segment" {
            continue;
        }
        let numbers = column.cast(&DataType::Float64)?;
        for (row, number) in rows.iter_mut().zip(numbers.f64()?.iter()) {
            row.numbers.extend(number.map(|number| (column.name().to_string(), number)));
        }
    }
    Ok(rows)
}

/// The aggregates of a month and segment.
struct Here<'a> {
    aggregates: &'a Aggregates,
    month: i32,
    segment: &'a str,
}

impl Here<'_> {
    fn at(&self, name: &str, month: i32) -> Option<f64> {
        self.aggregates.0.get(&(name.to_owned(), month, self.segment.to_owned())).copied()
    }

    fn now(&self, name: &str) -> Option<f64> {
        self.at(name, self.month)
    }

    fn ratio(&self, above: &str, below: &str) -> Option<f64> {
        self.now(above).zip(self.now(below)).filter(|(_, below)| *below != 0.0).map(|(above, below)| above / below)
    }

    fn share(&self, above: &str, below: &str) -> Option<f64> {
        self.ratio(above, below).map(|share| share * 100.0)
    }

    fn growth(&self, name: &str) -> Option<f64> {
        let before = self.at(name, self.month - 1).filter(|before| *before > 0.0)?;
        self.now(name).map(|now| (now - before) / before * 100.0)
    }

    fn kpis(&self) -> [(&'static str, Option<f64>); 30] {
        let nps = self.now("promoters").zip(self.now("detractors")).zip(self.now("answers"));
        let margin = self.now("amount").zip(self.now("cost")).map(|(amount, cost)| (amount - cost) / amount * 100.0);
        let quarter: f64 = (0..3).filter_map(|back| self.at("amount", self.month - back)).sum();
        let moved = |name| self.now(name).unwrap_or(0.0);
        [
            ("sales", self.now("amount")),
            ("active_users", self.now("users")),
            ("conversion", self.share("converted", "visits")),
            ("nps", nps.map(|((up, down), all)| (up / all - down / all) * 100.0)),
            ("churn", self.share("lost", "start")),
            ("order_value", self.ratio("amount", "orders")),
            ("uses", self.now("uses")),
            ("visit_count", self.now("visits")),
            ("first_contact", self.share("solved_at_once", "tickets")),
            ("page_count", self.now("page_views")),
            ("feature_uses", self.now("feature_uses")),
            ("export_uses", self.now("export_uses")),
            ("time_in_product", self.now("use_seconds")),
            ("seconds_per_use", self.ratio("use_seconds", "uses")),
            ("long_uses", self.share("long_uses", "uses")),
            ("uses_per_user", self.ratio("uses", "users")),
            ("uses_growth", self.growth("uses")),
            ("bounce_rate", self.share("bounces", "visits")),
            ("time_on_site", self.ratio("visit_seconds", "visits")),
            ("pages_per_visit", self.ratio("pages", "visits")),
            ("ad_visits", self.now("ad_visits")),
            ("slow_pages", self.share("slow_pages", "page_views")),
            ("margin", margin),
            ("sales_growth", self.growth("amount")),
            ("sales_quarter", Some(quarter)),
            ("buyers", self.now("buyers")),
            ("sales_per_visit", self.ratio("amount", "visits")),
            ("hours_to_solve", self.now("hours_to_solve")),
            ("recurring_revenue", self.now("mrr")),
            ("net_growth", Some(moved("won") - moved("left"))),
        ]
    }
}
