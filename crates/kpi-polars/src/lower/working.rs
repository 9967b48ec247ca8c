//! `business_hours(from, to)`: what is worked between two instants.
//!
//! The worked time is added up once for the years that the data lie in, and again when later batches reach further; each
//! row then costs two look-ups.

use std::sync::{Arc, Mutex};

use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Literal, Type};
use kpi_plan::{Calendar, TimeWindow, WorkedTime, WorkingTime, whole_years};
use polars::prelude::*;

use super::Place;
use super::moment::date_to_instant;
use crate::frame::Frames;

/// The worked time of the years from the first day to the last, as far as it was asked for.
struct Known {
    first: jiff::civil::Date,
    last: jiff::civil::Date,
    worked: Arc<WorkedTime>,
}

impl Frames<'_> {
    pub(super) fn business_hours(
        &mut self,
        arguments: &[RowExpr],
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        let [from, to, rest @ ..] = arguments else { return Err("`business_hours` needs two moments".to_owned()) };
        let name = match rest {
            [RowExpr { kind: RowKind::Literal(Literal::Text(name)), .. }] => Some(name.clone()),
            _ => None,
        };
        let declared = self.calendar.working.get(&name).cloned();
        let time = declared.ok_or("these business hours are not declared in `kpi.toml`")??;
        let mut instants = Vec::with_capacity(2);
        for moment in [from, to] {
            let value = self.lower_at(moment, place, window)?;
            let is_date = moment.kind_of_value == Type::Date;
            instants.push(if is_date { date_to_instant(value, self.calendar) } else { value });
        }
        Ok(worked_between(instants, time, self.calendar.clone()))
    }
}

/// The seconds that are worked from the first of two instants to the second.
fn worked_between(instants: Vec<Expr>, time: WorkingTime, calendar: Calendar) -> Expr {
    let known: Mutex<Option<Known>> = Mutex::new(None);
    map_multiple(
        move |columns| {
            let mut inputs = Vec::with_capacity(2);
            for column in columns.iter() {
                inputs.push(column.as_materialized_series().cast(&DataType::Int64)?.i64()?.clone());
            }
            let [from, to] = inputs.as_slice() else { polars_bail!(ComputeError: "two moments are needed") };
            let worked = worked(&known, [from, to], &time, &calendar)?;
            let height = super::scalar::height([from.len(), to.len()]);
            let at = |input: &Int64Chunked, row: usize| input.get(if input.len() == 1 { 0 } else { row });
            #[expect(clippy::cast_precision_loss, reason = "microseconds of centuries stay below 2^53")]
            let seconds = |from: i64, to: i64| (worked.until(to) - worked.until(from)) as f64 / 1e6;
            let result: Float64Chunked = (0..height).map(|row| Some(seconds(at(from, row)?, at(to, row)?))).collect();
            Ok(result.into_series().into_column())
        },
        instants,
        |_, fields| {
            Ok(Field::new(fields.first().map_or("value".into(), |field| field.name().clone()), DataType::Float64))
        },
    )
}

/// The worked time of years that hold all these instants.
fn worked(
    known: &Mutex<Option<Known>>,
    instants: [&Int64Chunked; 2],
    time: &WorkingTime,
    calendar: &Calendar,
) -> PolarsResult<Arc<WorkedTime>> {
    let earliest = instants.iter().filter_map(|input| input.min()).min();
    let latest = instants.iter().filter_map(|input| input.max()).max();
    let (Some(earliest), Some(latest)) = (earliest, latest) else { return Ok(Arc::default()) };
    let Some((first, last)) = whole_years(earliest, latest, &calendar.timezone) else {
        polars_bail!(ComputeError: "`business_hours` was given a moment beyond the calendar, which ends with the year 9999");
    };
    let mut known = known.lock().map_err(|_| polars_err!(ComputeError: "working times could not be shared"))?;
    let (first, last) = match &*known {
        Some(known) if known.first <= first && last <= known.last => return Ok(Arc::clone(&known.worked)),
        Some(known) => (known.first.min(first), known.last.max(last)),
        None => (first, last),
    };
    let worked = Arc::new(WorkedTime::of(time, calendar, first, last));
    *known = Some(Known { first, last, worked: Arc::clone(&worked) });
    Ok(worked)
}
