//! What is written in the cells of a table: which types they could be, and their values as a column.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kpi_model::model::Type;
use kpi_plan::Calendar;
use kpi_syntax::PeriodName;
use polars::prelude::{
    Column, DataType, Int32Chunked, Int64Chunked, IntoSeries, NamedFrom, NewChunkedArray, Series, TimeUnit, TimeZone,
};

const MICROSECONDS: i64 = 1_000_000;
const SECONDS_PER_DAY: f64 = 86_400.0;

/// A column of values.
#[derive(Clone, Debug)]
pub(super) struct Values {
    /// In the form that connectors give columns of its type.
    pub(super) column: Column,
    /// Whether its date-times are instants, not what a clock on the wall showed.
    pub(super) instants: bool,
}

/// The type that all of these texts have, as a connector would find it; none without any text.
pub(super) fn kind_of<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Option<Type> {
    let mut written = texts.filter(|text| !text.is_empty()).peekable();
    written.peek()?;
    let all = |fits: &dyn Fn(&str) -> bool| written.clone().all(fits);
    Some(match () {
        () if all(&|text| number(text).is_some()) => Type::Number,
        () if all(&|text| flag(text).is_some()) => Type::Bool,
        () if all(&|text| day(text).is_some()) => Type::Date,
        () if all(&|text| moment(text).is_some()) => Type::Datetime,
        () => Type::Text,
    })
}

/// The values of a column of this type; the position of the first text that cannot be read as one otherwise. Empty
/// texts are empty values.
pub(super) fn values(name: &str, kind: Type, texts: &[&str], calendar: &Calendar) -> Result<Values, usize> {
    let kind = if kind == Type::Unknown { kind_of(texts.iter().copied()).unwrap_or(Type::Unknown) } else { kind };
    let plain = |series: Series| Values { column: series.with_name(name.into()).into(), instants: false };
    Ok(match kind {
        Type::Number => plain(numbers(texts)?),
        Type::Bool => plain(Series::new(name.into(), each(texts, flag)?)),
        Type::Date => plain(days(texts)?),
        Type::Datetime => return moments(name, texts, calendar),
        Type::Duration => plain(lengths(texts)?),
        Type::Text | Type::Row(_) => plain(Series::new(name.into(), each(texts, |text| Some(words(text)))?)),
        Type::Unknown => plain(Series::new_null(name.into(), texts.len())),
    })
}

/// The column of a source without values.
pub(super) fn without_values(name: &str, kind: Type, height: usize) -> Column {
    let dtype = match kind {
        Type::Number => DataType::Float64,
        Type::Bool => DataType::Boolean,
        Type::Date => DataType::Date,
        Type::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        Type::Duration => DataType::Duration(TimeUnit::Microseconds),
        Type::Text | Type::Row(_) => DataType::String,
        Type::Unknown => DataType::Null,
    };
    Series::full_null(name.into(), height, &dtype).into()
}

/// What a cell should have been.
pub(super) fn wanted(kind: Type) -> &'static str {
    match kind {
        Type::Number => "a number such as `12` or `0.5`",
        Type::Bool => "`true` or `false`",
        Type::Date => "a date such as `2026-07-31`",
        Type::Datetime => "a date, with or without a time, such as `2026-07-31 23:59`",
        Type::Duration => "a number of seconds, or a length such as `2 hours`",
        Type::Text | Type::Row(_) | Type::Unknown => "a text",
    }
}

/// The value of each text, or the position of the first that has none.
fn each<'t, T>(texts: &[&'t str], read: impl Fn(&'t str) -> Option<T>) -> Result<Vec<Option<T>>, usize> {
    let one =
        |(index, text): (usize, &&'t str)| if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(index) };
    texts.iter().enumerate().map(one).collect()
}

/// Whole numbers stay whole, so that they can be keys.
fn numbers(texts: &[&str]) -> Result<Series, usize> {
    if let Ok(whole) = each(texts, whole) {
        return Ok(Series::new("".into(), whole));
    }
    Ok(Series::new("".into(), each(texts, number)?))
}

fn days(texts: &[&str]) -> Result<Series, usize> {
    let days =
        each(texts, |text| i32::try_from(microseconds(day(text)?.at(0, 0, 0, 0)) / (86_400 * MICROSECONDS)).ok())?;
    Ok(Int32Chunked::from_slice_options("".into(), &days).into_date().into_series())
}

fn lengths(texts: &[&str]) -> Result<Series, usize> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be far from the ends")]
    let microseconds = |text| {
        let microseconds = seconds(text)? * 1e6;
        (microseconds.abs() < 9e18).then_some(microseconds.round() as i64)
    };
    let lengths = each(texts, microseconds)?;
    let lengths = Int64Chunked::from_slice_options("".into(), &lengths);
    Ok(lengths.into_duration(TimeUnit::Microseconds).into_series())
}

/// Where one text has an offset from UTC all become instants; those without one are on the project's clock.
fn moments(name: &str, texts: &[&str], calendar: &Calendar) -> Result<Values, usize> {
    let moments = each(texts, moment)?;
    let instants = moments.iter().flatten().any(|moment| matches!(moment, Moment::Instant(_)));
    let number = |moment: Moment| match moment {
        Moment::Instant(instant) => instant.as_microsecond(),
        Moment::Wall(wall) if instants => calendar.instant(wall),
        Moment::Wall(wall) => microseconds(wall),
    };
    let numbers: Vec<Option<i64>> = moments.into_iter().map(|moment| moment.map(number)).collect();
    let zone = instants.then_some(TimeZone::UTC);
    let column = Int64Chunked::from_slice_options(name.into(), &numbers);
    Ok(Values { column: column.into_datetime(TimeUnit::Microseconds, zone).into_series().into(), instants })
}

/// A text as it is, or what stands between quotes: so a text may be empty, or begin with a blank.
fn words(text: &str) -> &str {
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}

fn whole(text: &str) -> Option<i64> {
    number(text)?;
    text.replace('_', "").parse().ok()
}

/// As connectors read numbers (`007` is none), and with the `_` of the language.
fn number(text: &str) -> Option<f64> {
    let plain = text.replace('_', "");
    let digits = plain.trim_start_matches(['+', '-']);
    let leading_zero =
        digits.len() > 1 && digits.starts_with('0') && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let shape = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    let begins = digits.starts_with(|sign: char| sign.is_ascii_digit() || sign == '.');
    if leading_zero || !shape || !begins {
        return None;
    }
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

fn day(text: &str) -> Option<Date> {
    match PeriodName::parse(text)? {
        PeriodName::Day(day) => Some(day),
        PeriodName::Year(..) | PeriodName::Quarter(..) | PeriodName::Month(..) | PeriodName::Week(..) => None,
    }
}

/// A date-time.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// With an offset.
    Instant(Timestamp),
    /// On the project's clock.
    Wall(DateTime),
}

fn moment(text: &str) -> Option<Moment> {
    if let Some(day) = day(text) {
        return Some(Moment::Wall(day.at(0, 0, 0, 0)));
    }
    day(text.get(..10)?)?;
    let with_time = text.get(10..)?.starts_with(['T', 't', ' ']);
    if !with_time {
        return None;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(Moment::Instant(instant));
    }
    text.parse().ok().map(Moment::Wall)
}

/// `90`, `1.5`, `2 hours`
fn seconds(text: &str) -> Option<f64> {
    if let Some(seconds) = number(text) {
        return Some(seconds);
    }
    let (count, unit) = text.split_once(' ')?;
    let unit = match unit.trim().trim_end_matches('s') {
        "second" => 1.0,
        "minute" => 60.0,
        "hour" => 3600.0,
        "day" => SECONDS_PER_DAY,
        "week" => 7.0 * SECONDS_PER_DAY,
        _ => return None,
    };
    Some(number(count)? * unit)
}

/// Since 1970 on the same clock.
fn microseconds(wall: DateTime) -> i64 {
    let utc = jiff::tz::TimeZone::UTC.to_timestamp(wall);
    utc.map_or(0, Timestamp::as_microsecond)
}
