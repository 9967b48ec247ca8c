//! Which types and which clock values have on both sides.
//!
//! The evaluator has numbers and durations (in seconds) as floats, and date-times as instants. A plugin has durations in
//! microseconds, and date-times as the project's clock showed them. A plugin may answer in more forms, which become few:
//! [`canonical`] is what frames of sources have, [`evaluated`] what the evaluator takes. A number that is none (`NaN`,
//! infinite) becomes empty.

use jiff::Timestamp;
use jiff::tz::TimeZone as Zone;
use kpi_plan::Calendar;
use kpi_plugin_host::ValueType;
use polars::prelude::*;

const MICROSECONDS: TimeUnit = TimeUnit::Microseconds;
const MICROSECONDS_PER_SECOND: f64 = 1e6;

/// A column of the evaluator in the type that a plugin takes.
pub(super) fn argument(series: &Series, value_type: ValueType, calendar: &Calendar) -> Result<Series, String> {
    let wall = DataType::Datetime(MICROSECONDS, None);
    match (value_type, series.dtype()) {
        (ValueType::Number, DataType::Int64 | DataType::Float64)
        | (ValueType::Text, DataType::String)
        | (ValueType::Bool, DataType::Boolean)
        | (ValueType::Date, DataType::Date) => Ok(series.clone()),
        (ValueType::Number, found) if found.is_primitive_numeric() => cast(series, &DataType::Float64),
        (ValueType::Number, DataType::Null) => cast(series, &DataType::Float64),
        (ValueType::Text, DataType::Null | DataType::Categorical(..) | DataType::Enum(..)) => {
            cast(series, &DataType::String)
        }
        (ValueType::Bool, DataType::Null) => cast(series, &DataType::Boolean),
        (ValueType::Date, DataType::Null) => cast(series, &DataType::Date),
        (ValueType::Datetime, DataType::Null | DataType::Date) => cast(series, &wall),
        (ValueType::Datetime, DataType::Datetime(_, zone)) => {
            let moments = cast(series, &DataType::Datetime(MICROSECONDS, zone.clone()))?;
            Ok(on_the_wall(&moments, calendar)?.into_datetime(MICROSECONDS, None))
        }
        (ValueType::Duration, DataType::Null | DataType::Duration(_)) => {
            cast(series, &DataType::Duration(MICROSECONDS))
        }
        (ValueType::Duration, found) if found.is_primitive_numeric() => microseconds_of_seconds(series),
        (_, found) => Err(format!("is a {value_type}, and the values are {}", words(found))),
    }
}

/// A column that came in an Arrow format, in the types of frames of sources: whole numbers or floats, texts, conditions,
/// dates, durations, date-times as a clock showed them or in UTC, all in microseconds.
pub(super) fn canonical(series: Series, format: &str) -> Result<Series, String> {
    let value_type = ValueType::of_format(format).ok_or_else(|| format!("values in the Arrow format `{format}`"))?;
    Ok(match value_type {
        ValueType::Text | ValueType::Bool => series,
        ValueType::Number if series.dtype().is_float() => finite(&cast(&series, &DataType::Float64)?)?,
        ValueType::Number => cast(&series, &DataType::Int64)?,
        ValueType::Date => cast(&series, &DataType::Date)?,
        ValueType::Datetime => {
            let zone = has_zone(format).then_some(TimeZone::UTC);
            microseconds(&series, format)?.into_datetime(MICROSECONDS, zone)
        }
        ValueType::Duration => microseconds(&series, format)?.into_duration(MICROSECONDS),
    })
}

/// A canonical column as the evaluator takes it.
pub(super) fn evaluated(series: &Series, calendar: &Calendar) -> Result<Series, String> {
    let found = series.dtype();
    if found.is_integer() {
        return cast(series, &DataType::Float64);
    }
    if found.is_duration() {
        let microseconds = cast(&series.to_physical_repr(), &DataType::Float64)?;
        return Ok(&microseconds / MICROSECONDS_PER_SECOND);
    }
    let DataType::Datetime(_, zone) = found else { return Ok(series.clone()) };
    let instants = if zone.is_some() || calendar.is_utc() {
        series.to_physical_repr().into_owned()
    } else {
        each(series, |wall| Some(calendar.instant(Zone::UTC.to_datetime(Timestamp::from_microsecond(wall).ok()?))))?
    };
    Ok(instants.into_datetime(MICROSECONDS, None))
}

/// Whether a format of date-times has a time zone, so that they are instants.
pub(super) fn has_zone(format: &str) -> bool {
    format.split_once(':').is_some_and(|(_, zone)| !zone.is_empty())
}

/// Instants as the project's clock showed them, in microseconds.
fn on_the_wall(instants: &Series, calendar: &Calendar) -> Result<Series, String> {
    if calendar.is_utc() {
        return Ok(instants.to_physical_repr().into_owned());
    }
    each(instants, |instant| {
        let wall = calendar.timezone.to_datetime(Timestamp::from_microsecond(instant).ok()?);
        Some(Zone::UTC.to_timestamp(wall).ok()?.as_microsecond())
    })
}

/// Values in the unit that a format names, in microseconds.
fn microseconds(series: &Series, format: &str) -> Result<Series, String> {
    match format.chars().nth(2) {
        Some('s') => each(series, |seconds| seconds.checked_mul(1_000_000)),
        Some('m') => each(series, |milliseconds| milliseconds.checked_mul(1_000)),
        Some('n') => each(series, |nanoseconds| Some(nanoseconds.div_euclid(1_000))),
        _ => Ok(series.clone()),
    }
}

/// Each value anew; one that has no place on the calendar is an error.
fn each(series: &Series, change: impl Fn(i64) -> Option<i64>) -> Result<Series, String> {
    let physical = series.to_physical_repr();
    let values = physical.i64().map_err(|error| error.to_string())?;
    let out_of_range = |value| format!("the time {value}, which is out of range");
    let changed = values.iter().map(|value| match value {
        Some(value) => change(value).map(Some).ok_or_else(|| out_of_range(value)),
        None => Ok(None),
    });
    let changed: Int64Chunked = changed.collect::<Result<_, _>>()?;
    Ok(changed.with_name(series.name().clone()).into_series())
}

/// Durations in seconds as durations in microseconds.
fn microseconds_of_seconds(series: &Series) -> Result<Series, String> {
    let seconds = cast(series, &DataType::Float64)?;
    let seconds = seconds.f64().map_err(|error| error.to_string())?;
    #[expect(clippy::cast_possible_truncation, reason = "beyond 300,000 years it is the longest duration there is")]
    let whole = |seconds: f64| (seconds * MICROSECONDS_PER_SECOND).round() as i64;
    let lengths: Int64Chunked =
        seconds.iter().map(|value| value.filter(|value| value.is_finite()).map(whole)).collect();
    Ok(lengths.with_name(series.name().clone()).into_series().into_duration(MICROSECONDS))
}

/// Floats without those that are not a number or infinite.
fn finite(series: &Series) -> Result<Series, String> {
    let floats = series.f64().map_err(|error| error.to_string())?;
    if floats.downcast_iter().all(|chunk| chunk.values().iter().all(|value| value.is_finite())) {
        return Ok(series.clone());
    }
    let kept: Float64Chunked = floats.iter().map(|value| value.filter(|value| value.is_finite())).collect();
    Ok(kept.with_name(series.name().clone()).into_series())
}

fn cast(series: &Series, to: &DataType) -> Result<Series, String> {
    series.strict_cast(to).map_err(|error| format!("values that are not {}: {error}", words(to)))
}

/// What values are, for users.
fn words(found: &DataType) -> &'static str {
    let words = [
        (found.is_primitive_numeric(), "numbers"),
        (found.is_string() || found.is_categorical() || found.is_enum(), "text"),
        (found.is_bool(), "conditions"),
        (found.is_date(), "dates"),
        (found.is_datetime(), "dates with time"),
        (found.is_duration(), "durations"),
    ];
    words.iter().find(|(fits, _)| *fits).map_or("something else", |(_, words)| words)
}
