//! Functions of single values, as their documentation says.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use kpi_model::builtin::Scalar;
use kpi_syntax::ast::TimeUnit;

use super::calendar::Calendar;
use super::value::{Value, compare};

/// The value of a call.
pub(crate) fn call(function: Scalar, arguments: &[Value], calendar: &Calendar) -> Value {
    match function {
        Scalar::Least => extreme(arguments, Ordering::Less, calendar),
        Scalar::Greatest => extreme(arguments, Ordering::Greater, calendar),
        Scalar::Coalesce => arguments.iter().find(|value| !value.is_empty()).cloned().unwrap_or(Value::Empty),
        Scalar::WeightedAvg => weighted_mean(arguments),
        Scalar::CountPresent => {
            Value::Number(arguments.iter().filter(|value| !value.is_empty()).map(|_| 1.0).sum::<f64>())
        }
        _ if arguments.iter().any(Value::is_empty) => Value::Empty,
        Scalar::Abs | Scalar::Round | Scalar::Floor | Scalar::Ceil | Scalar::Clamp => rounded(function, arguments),
        Scalar::Sqrt | Scalar::Ln | Scalar::Exp | Scalar::Power => Value::of_number(power(function, arguments)),
        Scalar::Lower | Scalar::Upper | Scalar::Trim | Scalar::Length => text(function, arguments),
        Scalar::Contains | Scalar::StartsWith | Scalar::EndsWith => search(function, arguments),
        Scalar::Seconds | Scalar::Minutes | Scalar::Hours | Scalar::Days | Scalar::Weeks => {
            Value::of_number(elapsed(arguments, calendar).map(|seconds| seconds / unit_seconds(function)))
        }
        Scalar::Months | Scalar::Years => Value::of_number(calendar_length(function, arguments, calendar)),
        Scalar::BusinessHours => Value::Duration(worked(arguments, calendar)),
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
        | Scalar::StartOfYear => day_part(function, &arguments[0], calendar),
    }
}

fn extreme(arguments: &[Value], wanted: Ordering, calendar: &Calendar) -> Value {
    let mut best = Value::Empty;
    for value in arguments.iter().filter(|value| !value.is_empty()) {
        if best.is_empty() || compare(value, &best, calendar) == Some(wanted) {
            best = value.clone();
        }
    }
    best
}

fn weighted_mean(arguments: &[Value]) -> Value {
    let (mut sum, mut weights) = (0.0, 0.0);
    for pair in arguments.chunks(2) {
        if let (Some(value), Some(weight)) = (pair[0].number(), pair[1].number()) {
            sum += value * weight;
            weights += weight;
        }
    }
    if weights == 0.0 { Value::Empty } else { like(&arguments[0], sum / weights) }
}

/// A number with the type of another one.
fn like(pattern: &Value, number: f64) -> Value {
    match pattern {
        Value::Duration(_) | Value::Length(_) => Value::Duration(number),
        _ => Value::Number(number),
    }
}

fn rounded(function: Scalar, arguments: &[Value]) -> Value {
    let numbers: Vec<f64> = arguments.iter().filter_map(Value::number).collect();
    let number = numbers[0];
    let result = match function {
        Scalar::Abs => number.abs(),
        Scalar::Floor => number.floor(),
        Scalar::Ceil => number.ceil(),
        Scalar::Clamp => number.max(numbers[1]).min(numbers[2]),
        _ => {
            let scale = 10f64.powf(numbers.get(1).copied().unwrap_or(0.0));
            (number * scale).round() / scale
        }
    };
    like(&arguments[0], result)
}

fn power(function: Scalar, arguments: &[Value]) -> Option<f64> {
    let number = arguments[0].number()?;
    Some(match function {
        Scalar::Sqrt => number.sqrt(),
        Scalar::Ln => number.ln(),
        Scalar::Exp => number.exp(),
        _ => number.powf(arguments[1].number()?),
    })
}

fn text(function: Scalar, arguments: &[Value]) -> Value {
    let Some(text) = arguments[0].text() else { return Value::Empty };
    match function {
        Scalar::Lower => Value::Text(text.to_lowercase()),
        Scalar::Upper => Value::Text(text.to_uppercase()),
        Scalar::Trim => Value::Text(text.trim().to_owned()),
        _ => Value::Number(text.chars().map(|_| 1.0).sum()),
    }
}

fn search(function: Scalar, arguments: &[Value]) -> Value {
    let (Some(text), Some(other)) = (arguments[0].text(), arguments[1].text()) else { return Value::Empty };
    Value::Bool(match function {
        Scalar::Contains => text.contains(other),
        Scalar::StartsWith => text.starts_with(other),
        _ => text.ends_with(other),
    })
}

/// The seconds of a duration, or between two moments.
fn elapsed(arguments: &[Value], calendar: &Calendar) -> Option<f64> {
    let Some(to) = arguments.get(1) else { return arguments[0].number() };
    if let (Value::Date(from), Value::Date(to)) = (&arguments[0], to) {
        return Some(f64::from(from.until(*to).ok()?.get_days()) * 86_400.0);
    }
    let (from, to) = (calendar.instant(&arguments[0])?, calendar.instant(to)?);
    #[expect(clippy::cast_precision_loss, reason = "microseconds of tests fit")]
    Some((to.as_microsecond() - from.as_microsecond()) as f64 / 1e6)
}

/// Working time, minute by minute on the clock of the wall; quarter by quarter of an hour when all spans are made of them,
/// as the differences of time zones are.
fn worked(arguments: &[Value], calendar: &Calendar) -> f64 {
    let name = arguments.get(2).and_then(Value::text).map(str::to_owned);
    let (hours, off) = &calendar.working[&name];
    let instant = |value: &Value| calendar.instant(value).expect("a moment").as_microsecond();
    let (from, to) = (instant(&arguments[0]), instant(&arguments[1]));
    let works = |moment: i64| {
        let clock = calendar.wall_clock(Timestamp::from_microsecond(moment).expect("a moment on the calendar"));
        let minute =
            u16::try_from(clock.hour()).expect("an hour") * 60 + u16::try_from(clock.minute()).expect("a minute");
        let spans = hours.day(clock.weekday());
        !off.contains(&clock.date()) && spans.iter().any(|span| span.from <= minute && minute < span.to)
    };
    let in_quarters = hours.week.iter().flatten().all(|span| span.from % 15 == 0 && span.to % 15 == 0);
    let step: i64 = if in_quarters { 900_000_000 } else { 60_000_000 };
    let (mut moment, mut sum) = (from.min(to), 0);
    while moment < from.max(to) {
        let next = (moment.div_euclid(step) + 1) * step;
        let next = next.min(from.max(to));
        if works(moment) {
            sum += next - moment;
        }
        moment = next;
    }
    #[expect(clippy::cast_precision_loss, reason = "microseconds of tests fit")]
    let seconds = sum as f64 / 1e6;
    if to < from { -seconds } else { seconds }
}

fn unit_seconds(function: Scalar) -> f64 {
    match function {
        Scalar::Minutes => 60.0,
        Scalar::Hours => 3_600.0,
        Scalar::Days => 86_400.0,
        Scalar::Weeks => 7.0 * 86_400.0,
        Scalar::Months => 30.436_875 * 86_400.0,
        Scalar::Years => 365.2425 * 86_400.0,
        _ => 1.0,
    }
}

/// Whole months or years between two moments, or a duration in mean ones.
fn calendar_length(function: Scalar, arguments: &[Value], calendar: &Calendar) -> Option<f64> {
    let Some(to) = arguments.get(1) else {
        return arguments[0].number().map(|seconds| seconds / unit_seconds(function));
    };
    let clock = |value: &Value| calendar.instant(value).map(|moment| calendar.wall_clock(moment));
    let (from, to) = (clock(&arguments[0])?, clock(to)?);
    let month = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let within = |clock: jiff::civil::DateTime| (clock.day(), clock.time());
    let mut months = month(to.date()) - month(from.date());
    if months > 0 && within(to) < within(from) {
        months -= 1;
    } else if months < 0 && within(to) > within(from) {
        months += 1;
    }
    Some(f64::from(if function == Scalar::Years { months / 12 } else { months }))
}

fn day_part(function: Scalar, moment: &Value, calendar: &Calendar) -> Value {
    let Some(day) = calendar.day(moment) else { return Value::Empty };
    let number = |part: i8| Value::Number(f64::from(part));
    let quarter = (day.month() - 1) / 3;
    match function {
        Scalar::Weekday => number(day.weekday().to_monday_one_offset()),
        Scalar::DayOfMonth => number(day.day()),
        Scalar::Month => number(day.month()),
        Scalar::Quarter => number(quarter + 1),
        Scalar::Year => Value::Number(f64::from(day.year())),
        Scalar::Hour => match moment {
            Value::Datetime(moment) => number(calendar.wall_clock(*moment).hour()),
            _ => number(0),
        },
        Scalar::StartOfWeek => Value::Date(calendar.first_day(TimeUnit::Week, day)),
        Scalar::StartOfMonth => Value::Date(day.first_of_month()),
        Scalar::StartOfQuarter => Value::Date(Date::new(day.year(), quarter * 3 + 1, 1).expect("the first of a month")),
        Scalar::StartOfYear => Value::Date(day.first_of_year()),
        _ => Value::Date(day),
    }
}
