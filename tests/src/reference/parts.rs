//! Aggregates of parts: of the rows of each key, of each unit of time, of each moment.

use std::collections::BTreeMap;

use kpi_model::model::When;
use kpi_model::model::metric::{Aggregate, Input, MetricExpr};
use kpi_model::model::row::RowExpr;
use kpi_syntax::ast::TimeUnit;

use super::Reference;
use super::aggregate::count;
use super::metric::{Context, Cut};
use super::outcome::{Counted, Missing};
use super::row::Place;
use super::stretch::Stretch;
use super::table::Row;
use super::value::{Value, order};

impl Reference<'_> {
    /// The sum of the values at each moment of the source's time, oldest first.
    pub(super) fn values_per_moment(&self, expr: &RowExpr, rows: &[Row], context: &Context<'_>) -> Vec<Value> {
        let mut sums: BTreeMap<_, f64> = BTreeMap::new();
        for row in rows {
            if let Some(value) = self.value(expr, Place::of(*row, &context.window)).number() {
                *sums.entry(self.own_time(*row)).or_insert(0.0) += value;
            }
        }
        sums.into_values().map(Value::Number).collect()
    }

    /// The inner expression for the rows of each key, in the order of the keys.
    pub(super) fn values_per_key<'c>(
        &'c self,
        per: (&'c RowExpr, &'c MetricExpr),
        rows: &[Row],
        context: &Context<'c>,
    ) -> Result<Vec<Value>, Missing> {
        let mut parts: BTreeMap<String, (Value, Vec<Row>)> = BTreeMap::new();
        for row in rows {
            let key = self.value(per.0, Place::of(*row, &context.window));
            if !key.is_empty() {
                parts.entry(key.identity()).or_insert((key, Vec::new())).1.push(*row);
            }
        }
        let mut parts: Vec<(Value, Vec<Row>)> = parts.into_values().collect();
        parts.sort_by(|left, right| order(&left.0, &right.0, &self.calendar));
        let inside = |rows| Context { part: Some((rows, context.window)), ..context.clone() };
        parts.into_iter().map(|(_, rows)| part_value(self.expression(per.1, &inside(rows)))).collect()
    }

    /// The inner expression in each unit of the window, oldest first.
    pub(super) fn values_per_unit<'c>(
        &'c self,
        of: &'c Aggregate,
        per: (TimeUnit, &'c MetricExpr),
        context: &Context<'c>,
    ) -> Result<Vec<Value>, Missing> {
        let units = self.units(of, per.0, context).ok_or(Missing::NoWindow)?;
        units.iter().map(|unit| part_value(self.expression(per.1, unit))).collect()
    }

    /// The n of an aggregate of parts that has no value: the units of time that there are.
    pub(super) fn parts_without_value<'c>(&'c self, of: &'c Aggregate, context: &Context<'c>) -> f64 {
        match &of.input {
            Input::PerUnit(unit, _) => count(self.units(of, *unit, context).map_or(0, |units| units.len())),
            Input::Rows | Input::Value(_) | Input::PerKey(..) | Input::PerMoment(_) => 0.0,
        }
    }

    /// The contexts of the units that have begun; none when the window is not made of whole ones, or
    /// when none of them has begun.
    pub(super) fn units<'c>(
        &'c self,
        of: &'c Aggregate,
        unit: TimeUnit,
        context: &Context<'c>,
    ) -> Option<Vec<Context<'c>>> {
        let whole = match &of.when {
            When::During(_, relative) => context.window.inside(relative, &self.calendar)?,
            When::At(_) | When::Always => context.window,
        };
        let units = whole.units(unit, &self.calendar)?;
        let cut = Cut { units: units.clone(), around: (of, context.window) };
        let begun = |unit: &Stretch| self.clock.is_none_or(|clock| unit.start.is_none_or(|start| start <= clock));
        let units: Vec<Stretch> = units.into_iter().filter(begun).collect();
        if units.is_empty() {
            return None;
        }
        Some(units.into_iter().map(|unit| Context { cut: Some(cut.clone()), ..context.over(unit) }).collect())
    }
}

/// The value of a part or a unit: empty when it has none, missing when its source is silent or there is no such window.
fn part_value(part: Counted) -> Result<Value, Missing> {
    match part.value {
        Ok(value) => Ok(Value::Number(value)),
        Err(missing @ (Missing::NoRows | Missing::NoWindow)) => Err(missing),
        Err(Missing::NoValues | Missing::Undefined | Missing::NoBase) => Ok(Value::Empty),
    }
}
