//! The built-in functions and those of plugins.

use std::sync::Arc;

use jiff::civil::DateTime;
use kpi_model::builtin::Scalar;
use kpi_model::model::Type;
use kpi_model::model::row::{PluginFunction, RowExpr};
use kpi_plan::{MEAN_MONTH_SECONDS, MEAN_YEAR_SECONDS, TimeWindow};
use polars::lazy::dsl::{max_horizontal, min_horizontal};
use polars::prelude::*;

use super::moment::{date_to_instant, instant_to_wall};
use super::{Place, number};
use crate::failure::of_function;
use crate::frame::Frames;

impl Frames<'_> {
    pub(super) fn call(
        &mut self,
        function: Scalar,
        arguments: &[RowExpr],
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        if function == Scalar::BusinessHours {
            return self.business_hours(arguments, place, window);
        }
        let mut lowered = Vec::with_capacity(arguments.len());
        for argument in arguments {
            lowered.push((self.lower_at(argument, place, window)?, argument.kind_of_value));
        }
        match function {
            Scalar::Abs
            | Scalar::Round
            | Scalar::Floor
            | Scalar::Ceil
            | Scalar::Sqrt
            | Scalar::Ln
            | Scalar::Exp
            | Scalar::Power
            | Scalar::Clamp => Ok(arithmetic(function, lowered)),
            Scalar::Least => min_horizontal(values(lowered)).map_err(|error| error.to_string()),
            Scalar::Greatest => max_horizontal(values(lowered)).map_err(|error| error.to_string()),
            Scalar::Coalesce => Ok(coalesce(&values(lowered))),
            Scalar::WeightedAvg => Ok(weighted_avg(&values(lowered))),
            Scalar::CountPresent => {
                let present = values(lowered).into_iter().map(|value| number(value.is_not_null()));
                Ok(present.reduce(|sum, more| sum + more).unwrap_or(lit(0.0)))
            }
            Scalar::Lower
            | Scalar::Upper
            | Scalar::Trim
            | Scalar::Length
            | Scalar::Contains
            | Scalar::StartsWith
            | Scalar::EndsWith => text(function, values(lowered)),
            Scalar::Seconds
            | Scalar::Minutes
            | Scalar::Hours
            | Scalar::Days
            | Scalar::Weeks
            | Scalar::Months
            | Scalar::Years => self.length(function, lowered),
            Scalar::Date
            | Scalar::Weekday
            | Scalar::DayOfMonth
            | Scalar::Month
            | Scalar::Quarter
            | Scalar::Year
            | Scalar::Hour
            | Scalar::StartOfWeek
            | Scalar::StartOfMonth
            | Scalar::StartOfQuarter
            | Scalar::StartOfYear
            | Scalar::BusinessHours => self.calendar_part(function, lowered),
        }
    }

    /// `hours(duration)`, `hours(a, b)`
    fn length(&mut self, function: Scalar, arguments: Vec<(Expr, Type)>) -> Result<Expr, String> {
        let mut arguments = arguments.into_iter();
        let (Some(first), second) = (arguments.next(), arguments.next()) else {
            return Err(format!("`{}` needs an argument", function.name()));
        };
        let seconds = match (second, function) {
            (Some(second), Scalar::Months | Scalar::Years) => {
                let (a, b) = (self.wall(first), self.wall(second));
                return Ok(whole_units(function, a, b));
            }
            (Some(second), _) if first.1 == Type::Date && second.1 == Type::Date => {
                (number(second.0.cast(DataType::Int32)) - number(first.0.cast(DataType::Int32))) * lit(86_400.0)
            }
            (Some(second), _) => {
                let (a, b) = self.same_clock(first, second);
                number(b.cast(DataType::Int64) - a.cast(DataType::Int64)) / lit(1e6)
            }
            (None, _) => number(first.0),
        };
        Ok(seconds / lit(unit_seconds(function)))
    }

    fn calendar_part(&mut self, function: Scalar, arguments: Vec<(Expr, Type)>) -> Result<Expr, String> {
        let Some((value, kind)) = arguments.into_iter().next() else {
            return Err(format!("`{}` needs an argument", function.name()));
        };
        if function == Scalar::Hour {
            let wall = self.wall((value, kind));
            return Ok(number(wall.dt().hour()));
        }
        let day = if kind == Type::Date { value } else { instant_to_wall(value, self.calendar).cast(DataType::Date) };
        let truncated = |every: &str| day.clone().dt().truncate(lit(every));
        #[expect(clippy::wildcard_enum_match_arm, reason = "`call` sends only functions of this kind here")]
        let part = match function {
            Scalar::Weekday => number(day.dt().weekday()),
            Scalar::DayOfMonth => number(day.dt().day()),
            Scalar::Month => number(day.dt().month()),
            Scalar::Quarter => ((number(day.dt().month()) + lit(2.0)) / lit(3.0)).floor(),
            Scalar::Year => number(day.dt().year()),
            Scalar::StartOfMonth => truncated("1mo"),
            Scalar::StartOfQuarter => truncated("1q"),
            Scalar::StartOfYear => truncated("1y"),
            Scalar::StartOfWeek => self.week_start(day),
            _ => day,
        };
        Ok(part)
    }

    fn week_start(&self, day: Expr) -> Expr {
        // 1970-01-01 was a Thursday, the third day after a Monday; a multiple of seven keeps the remainder positive.
        let first = i32::from(self.calendar.week_starts.to_monday_zero_offset());
        let days = day.cast(DataType::Int32);
        let behind = (days.clone() + lit(3 - first + 7_000_000)) % lit(7);
        (days - behind).cast(DataType::Date)
    }

    /// A moment as the clock on the project's wall showed it.
    fn wall(&self, value: (Expr, Type)) -> Expr {
        let instant = if value.1 == Type::Date { date_to_instant(value.0, self.calendar) } else { value.0 };
        instant_to_wall(instant, self.calendar)
    }
}

fn values(arguments: Vec<(Expr, Type)>) -> Vec<Expr> {
    arguments.into_iter().map(|(value, _)| value).collect()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "`call` sends only units of time here")]
fn unit_seconds(function: Scalar) -> f64 {
    match function {
        Scalar::Minutes => 60.0,
        Scalar::Hours => 3_600.0,
        Scalar::Days => 86_400.0,
        Scalar::Weeks => 604_800.0,
        Scalar::Months => MEAN_MONTH_SECONDS,
        Scalar::Years => MEAN_YEAR_SECONDS,
        _ => 1.0,
    }
}

/// Functions of numbers; empty when an argument is, or when the result is not a finite number.
fn arithmetic(function: Scalar, arguments: Vec<(Expr, Type)>) -> Expr {
    let arguments: Vec<Expr> = arguments.into_iter().map(|(value, _)| number(value)).collect();
    map_multiple(
        move |columns| {
            let mut inputs = Vec::with_capacity(columns.len());
            for column in columns.iter() {
                inputs.push(column.as_materialized_series().f64()?.clone());
            }
            let height = height(inputs.iter().map(ChunkedArray::len));
            let result: Float64Chunked = (0..height).map(|row| row_value(function, &inputs, row)).collect();
            Ok(result.into_series().into_column())
        },
        arguments,
        |_, fields| {
            Ok(Field::new(fields.first().map_or("value".into(), |field| field.name().clone()), DataType::Float64))
        },
    )
}

/// How many rows arguments of these lengths have. A literal is one value, beside a batch without rows too.
pub(super) fn height(lengths: impl IntoIterator<Item = usize>) -> usize {
    lengths.into_iter().reduce(|one, other| if one == 0 || other == 0 { 0 } else { one.max(other) }).unwrap_or(0)
}

fn row_value(function: Scalar, inputs: &[Float64Chunked], row: usize) -> Option<f64> {
    // A literal comes as a column of length one.
    let at = |index: usize| inputs.get(index).and_then(|input| input.get(if input.len() == 1 { 0 } else { row }));
    let first = at(0)?;
    #[expect(clippy::wildcard_enum_match_arm, reason = "`call` sends only functions of this kind here")]
    let value = match function {
        Scalar::Abs => first.abs(),
        Scalar::Floor => first.floor(),
        Scalar::Ceil => first.ceil(),
        Scalar::Sqrt => first.sqrt(),
        Scalar::Ln => first.ln(),
        Scalar::Exp => first.exp(),
        Scalar::Power => first.powf(at(1)?),
        Scalar::Clamp => first.max(at(1)?).min(at(2)?),
        _ if inputs.len() > 1 => kpi_plan::round(first, at(1)?),
        _ => kpi_plan::round(first, 0.0),
    };
    value.is_finite().then_some(value)
}

/// The mean of the values that are there, with the weights of these alone.
fn weighted_avg(arguments: &[Expr]) -> Expr {
    let (mut sum, mut weights) = (lit(0.0), lit(0.0));
    for pair in arguments.chunks_exact(2) {
        if let [value, weight] = pair {
            let (value, weight) = (number(value.clone()), number(weight.clone()));
            let there = value.clone().is_not_null().and(weight.clone().is_not_null());
            sum = sum + when(there.clone()).then(value * weight.clone()).otherwise(lit(0.0));
            weights = weights + when(there).then(weight).otherwise(lit(0.0));
        }
    }
    when(weights.clone().neq(lit(0.0))).then(sum / weights).otherwise(lit(NULL))
}

fn text(function: Scalar, arguments: Vec<Expr>) -> Result<Expr, String> {
    let mut arguments = arguments.into_iter();
    let first = arguments.next().ok_or("a text function needs an argument")?;
    let second = arguments.next().unwrap_or(lit(""));
    let names = first.str();
    #[expect(clippy::wildcard_enum_match_arm, reason = "`call` sends only functions of this kind here")]
    let value = match function {
        Scalar::Lower => names.to_lowercase(),
        Scalar::Upper => names.to_uppercase(),
        Scalar::Trim => names.strip_chars(lit(NULL)),
        Scalar::Length => number(names.len_chars()),
        Scalar::Contains => names.contains_literal(second),
        Scalar::StartsWith => names.starts_with(second),
        _ => names.ends_with(second),
    };
    Ok(value)
}

/// Whole calendar months or years between two wall-clock times.
fn whole_units(function: Scalar, from: Expr, to: Expr) -> Expr {
    map_multiple(
        move |columns| {
            let mut inputs = Vec::with_capacity(columns.len());
            for column in columns.iter() {
                inputs.push(column.as_materialized_series().cast(&DataType::Int64)?.i64()?.clone());
            }
            let [from, to] = inputs.as_slice() else { polars_bail!(ComputeError: "two moments are needed") };
            let height = height([from.len(), to.len()]);
            let at = |input: &Int64Chunked, row: usize| input.get(if input.len() == 1 { 0 } else { row });
            let result: Float64Chunked =
                (0..height).map(|row| units_between(function, at(from, row)?, at(to, row)?)).collect();
            Ok(result.into_series().into_column())
        },
        [from, to],
        |_, fields| {
            Ok(Field::new(fields.first().map_or("value".into(), |field| field.name().clone()), DataType::Float64))
        },
    )
}

fn units_between(function: Scalar, from: i64, to: i64) -> Option<f64> {
    let civil = |microseconds: i64| -> Option<DateTime> {
        let moment = jiff::Timestamp::from_microsecond(microseconds).ok()?;
        Some(jiff::tz::TimeZone::UTC.to_datetime(moment))
    };
    let unit = if function == Scalar::Years { jiff::Unit::Year } else { jiff::Unit::Month };
    let span = civil(from)?.until((unit, civil(to)?)).ok()?;
    Some(f64::from(if function == Scalar::Years { i32::from(span.get_years()) } else { span.get_months() }))
}

/// A function of a plugin, row by row over whole columns.
///
/// Results depend on the arguments alone, so a function without any is a constant: it is called once, for one row.
pub(super) fn plugin(
    frames: &Frames<'_>,
    function: &PluginFunction,
    arguments: &[Expr],
    returns: Type,
) -> Result<Expr, String> {
    let functions = Arc::clone(&frames.functions);
    let function = function.clone();
    let dtype = match returns {
        Type::Text => DataType::String,
        Type::Bool => DataType::Boolean,
        Type::Date => DataType::Date,
        Type::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        Type::Number | Type::Duration | Type::Row(_) | Type::Unknown => DataType::Float64,
    };
    if arguments.is_empty() {
        let constant = functions.call(&function, &[]).map_err(|words| of_function(&words))?;
        let constant = constant.cast(&dtype).map_err(|error| error.to_string())?;
        let value = constant.get(0).map_err(|error| error.to_string())?.into_static();
        return Ok(Expr::Literal(LiteralValue::Scalar(polars::prelude::Scalar::new(dtype, value))));
    }
    let output = dtype.clone();
    Ok(map_multiple(
        move |columns| {
            let height = height(columns.iter().map(Column::len));
            let series: Vec<Series> = columns
                .iter()
                .map(|column| {
                    let series = column.as_materialized_series();
                    if series.len() == height { series.clone() } else { series.new_from_index(0, height) }
                })
                .collect();
            let result = functions
                .call(&function, &series)
                .map_err(|words| polars_err!(ComputeError: "{}", of_function(&words)))?;
            Ok(result.cast(&dtype)?.into_column())
        },
        arguments,
        move |_, fields| {
            Ok(Field::new(fields.first().map_or("value".into(), |field| field.name().clone()), output.clone()))
        },
    ))
}
