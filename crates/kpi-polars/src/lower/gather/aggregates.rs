//! What is computed from the gathered rows: one Polars aggregate under a mask.

use kpi_model::builtin::Aggregator;
use kpi_model::model::SourceId;
use kpi_model::model::row::Gather;
use kpi_plan::TimeWindow;
use polars::prelude::*;

use super::in_place;
use crate::frame::{Aggregated, Frames};
use crate::lower::{Place, number};

impl Frames<'_> {
    pub(super) fn aggregated(
        &mut self,
        gather: &Gather,
        place: &mut Place<'_>,
        conditions: Vec<Expr>,
        window: TimeWindow,
    ) -> Result<Aggregated, String> {
        let mask = conditions.into_iter().reduce(Expr::and).unwrap_or(lit(true)).fill_null(lit(false));
        let ordered = matches!(gather.function, Aggregator::First | Aggregator::Last);
        let value = match &gather.value {
            Some(value) => Some(self.lower_at(value, place, window)?),
            None if ordered => {
                let row = self.row(place.inner());
                Some(in_place(row, place, self))
            }
            None => None,
        };
        let order = if ordered { self.order(gather.source, place)? } else { Vec::new() };
        let name = self.fresh();
        Ok(match value {
            Some(value) => of_values(gather, value, mask, order, name),
            None => of_rows(gather.function, place, mask, name, self),
        })
    }

    /// What puts rows in order: time, then key, then position.
    fn order(&mut self, source: SourceId, place: &mut Place<'_>) -> Result<Vec<Expr>, String> {
        let model = self.model;
        let id = source;
        let source = model.source(id);
        let time = source.time.or(source.alive.map(|alive| alive.from)).or(source.snapshot.map(|shot| shot.column));
        let inner = place.inner();
        let mut order = Vec::new();
        if let Some(time) = time {
            order.push(self.typed_column(id, time, inner)?.0);
        }
        for column in &source.key {
            order.push(self.raw(inner, *column));
        }
        order.push(self.row(inner));
        Ok(order.into_iter().map(|part| in_place(part, place, self)).collect())
    }
}

/// An aggregate of the rows themselves.
fn of_rows(
    function: Aggregator,
    place: &mut Place<'_>,
    mask: Expr,
    name: String,
    frames: &mut Frames<'_>,
) -> Aggregated {
    // A mask that is a literal has no length of its own; a column of the rows gives it one.
    let anchor = frames.row(place.inner());
    let anchor = in_place(anchor, place, frames).is_not_null();
    let mask = anchor.and(mask);
    match function {
        Aggregator::Any | Aggregator::All => {
            Aggregated { expr: mask.any(true), name, of_nothing: Some(lit(false)), order: Vec::new() }
        }
        Aggregator::Count
        | Aggregator::Sum
        | Aggregator::Avg
        | Aggregator::Min
        | Aggregator::Max
        | Aggregator::Median
        | Aggregator::Percentile(_)
        | Aggregator::Stddev
        | Aggregator::Variance
        | Aggregator::First
        | Aggregator::Last
        | Aggregator::Plugin(_) => Aggregated {
            expr: mask.cast(DataType::UInt32).sum().cast(DataType::Float64),
            name,
            of_nothing: Some(lit(0.0)),
            order: Vec::new(),
        },
    }
}

fn of_values(gather: &Gather, value: Expr, mask: Expr, order: Vec<Expr>, name: String) -> Aggregated {
    let present = mask.and(value.clone().is_not_null());
    let count = present.clone().cast(DataType::UInt32).sum().cast(DataType::Float64);
    if gather.distinct {
        let values = value.filter(present).unique();
        let count = values.clone().len().cast(DataType::Float64);
        return of_present(gather.function, values, count, name, order);
    }
    // What does not take part is made empty, row by row, and not filtered, group by group: that is many times faster.
    let values = when(present).then(value).otherwise(lit(NULL));
    of_present(gather.function, values, count, name, order)
}

/// An aggregate of the values that take part, beside which there may be empty ones.
fn of_present(function: Aggregator, values: Expr, count: Expr, name: String, order: Vec<Expr>) -> Aggregated {
    let (expr, of_nothing) = match function {
        Aggregator::Count => (count, Some(lit(0.0))),
        Aggregator::Sum => (steady_sum(number(values)), Some(lit(0.0))),
        Aggregator::Avg => {
            let mean = steady_sum(number(values)) / count.clone();
            (when(count.gt(lit(0.0))).then(mean).otherwise(lit(NULL)), None)
        }
        Aggregator::Min => (values.min(), None),
        Aggregator::Max => (values.max(), None),
        Aggregator::Median => (number(values).median(), None),
        Aggregator::Percentile(rank) => (number(values).quantile(lit(rank / 100.0), QuantileMethod::Linear), None),
        Aggregator::Stddev => (number(values).std(1), None),
        Aggregator::Variance => (number(values).var(1), None),
        Aggregator::First => (values.first_non_null(), None),
        Aggregator::Last => (values.last_non_null(), None),
        Aggregator::Any => (values.any(true), Some(lit(false))),
        Aggregator::All => (values.all(true), Some(lit(true))),
        // A list, of which the plugin makes a number when it has reached its row.
        Aggregator::Plugin(_) => (number(values), None),
    };
    Aggregated { expr, name, of_nothing, order }
}

/// A sum that does not depend on the order of the values: whole multiples of 1/1024 add up exactly, and what is left of them
/// is so small that its rounding does not show.
fn steady_sum(values: Expr) -> Expr {
    let coarse = (values.clone() * lit(1024.0)).floor() / lit(1024.0);
    let rest = (values - coarse.clone()).fill_nan(lit(0.0));
    coarse.sum() + rest.sum()
}
