//! The forms in which the cells of a column are read.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::{Cell, Pattern, Value, date, number};
use crate::{Clock, ColumnType, NumberKind};

/// How every cell of one column is read.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// Whole numbers of 64 bits; the column becomes one of [`Form::Decimal`] when one with decimals comes.
    Whole {
        /// `.` or `,`
        decimal_sign: u8,
    },
    /// Numbers; `NaN` is empty.
    Decimal {
        /// `.` or `,`
        decimal_sign: u8,
    },
    /// `true` and `false`, in any letters.
    Bool,
    /// The same, and `yes`, `no`, `y`, `n`, `t`, `f`, `1`, `0`: for declared columns.
    BoolWords,
    /// `2026-07-31`
    IsoDate,
    /// A date in a declared form.
    DatePattern(Pattern),
    /// `2026-07-31 23:59:59` on the clock of a zone, or on the project's.
    IsoWall(Option<TimeZone>),
    /// `2026-07-31` or with a time of day: for declared columns.
    IsoWallOrDate(Option<TimeZone>),
    /// `2026-07-31T23:59:59Z` or with an offset.
    IsoInstant,
    /// A date-time in a declared form.
    MomentPattern(Pattern, Option<TimeZone>),
    /// A number of seconds.
    Seconds {
        /// `.` or `,`
        decimal_sign: u8,
    },
    /// Any text.
    Text,
}

impl Form {
    /// The type of the column.
    pub(crate) fn kind(&self) -> ColumnType {
        match self {
            Self::Whole { .. } => ColumnType::Number(NumberKind::Whole),
            Self::Decimal { .. } => ColumnType::Number(NumberKind::Decimal),
            Self::Bool | Self::BoolWords => ColumnType::Bool,
            Self::IsoDate | Self::DatePattern(_) => ColumnType::Date,
            Self::IsoWall(zone) | Self::IsoWallOrDate(zone) => ColumnType::Datetime(clock(zone.is_some())),
            Self::IsoInstant => ColumnType::Datetime(Clock::Instant),
            Self::MomentPattern(pattern, zone) => ColumnType::Datetime(clock(pattern.has_offset || zone.is_some())),
            Self::Seconds { .. } => ColumnType::Duration,
            Self::Text => ColumnType::Text,
        }
    }

    /// What a misfit should have been, for messages.
    pub(crate) fn wanted(&self) -> String {
        match self {
            Self::Whole { .. } | Self::Decimal { .. } => "a number".to_owned(),
            Self::Bool => "`true` or `false`".to_owned(),
            Self::BoolWords => "`true` or `false`, `yes` or `no`".to_owned(),
            Self::IsoDate => "a date such as `2026-07-31`".to_owned(),
            Self::IsoWall(_) => "a date with a time such as `2026-07-31 23:59:59`".to_owned(),
            Self::IsoWallOrDate(_) => "a date, with or without a time, such as `2026-07-31 23:59`".to_owned(),
            Self::IsoInstant => "a date with a time and an offset such as `2026-07-31T23:59:59Z`".to_owned(),
            Self::DatePattern(pattern) | Self::MomentPattern(pattern, _) => {
                format!("a date of the form `{}`", pattern.text)
            }
            Self::Seconds { .. } => "a number of seconds".to_owned(),
            Self::Text => "text".to_owned(),
        }
    }

    /// Whether a cell fits, perhaps as the first number with decimals among whole ones.
    pub(crate) fn accepts(&self, cell: Cell<'_>) -> bool {
        self.read(cell).is_some() || self.with_decimals().is_some_and(|wider| wider.read(cell).is_some())
    }

    /// The form of whole numbers among which there are some with decimals.
    pub(crate) fn with_decimals(&self) -> Option<Self> {
        if let Self::Whole { decimal_sign } = self { Some(Self::Decimal { decimal_sign: *decimal_sign }) } else { None }
    }

    /// The value of a cell; nothing when it does not fit.
    pub(crate) fn read<'a>(&self, cell: Cell<'a>) -> Option<Value<'a>> {
        match cell {
            Cell::Empty => Some(Value::Null),
            Cell::Raw(text) => self.read_raw(text),
            Cell::Text(text) => self.read_text(text),
            Cell::Whole(value) => self.read_whole(value),
            Cell::Decimal(value) => self.read_decimal(value),
            Cell::Flag(value) => self.read_flag(value),
            Cell::Huge | Cell::Nested => None,
        }
    }

    fn read_raw<'a>(&self, text: &'a str) -> Option<Value<'a>> {
        Some(match self {
            Self::Whole { .. } => Value::Whole(number::whole(text)?),
            Self::Decimal { .. } if text.eq_ignore_ascii_case("nan") => Value::Null,
            Self::Decimal { decimal_sign } => Value::Decimal(number::decimal(text, *decimal_sign)?),
            Self::Bool => Value::Flag(flag(text)?),
            Self::BoolWords => Value::Flag(flag(text).or_else(|| flag_word(text))?),
            Self::Seconds { decimal_sign } => Value::Length(seconds(number::decimal(text, *decimal_sign)?)?),
            Self::IsoDate
            | Self::DatePattern(_)
            | Self::IsoWall(_)
            | Self::IsoWallOrDate(_)
            | Self::IsoInstant
            | Self::MomentPattern(..)
            | Self::Text => return self.read_text(text),
        })
    }

    fn read_text<'a>(&self, text: &'a str) -> Option<Value<'a>> {
        Some(match self {
            Self::Text => Value::Text(Cow::Borrowed(text)),
            Self::IsoDate => Value::Date(date::iso_date(text)?),
            Self::DatePattern(pattern) => Value::Date(pattern.date(text)?),
            Self::IsoWall(zone) => Value::Moment(on_clock(iso_wall(text)?, zone.as_ref())?),
            Self::IsoWallOrDate(zone) => {
                let wall =
                    iso_wall(text).or_else(|| date::iso_date(text).map(|day| i64::from(day) * 86_400_000_000))?;
                Value::Moment(on_clock(wall, zone.as_ref())?)
            }
            Self::IsoInstant => match date::iso_moment(text)? {
                (wall, Some(offset)) => Value::Moment(wall - i64::from(offset) * 1_000_000),
                (_, None) => return None,
            },
            Self::MomentPattern(pattern, zone) => {
                let zone = zone.as_ref().filter(|_| !pattern.has_offset);
                Value::Moment(on_clock(pattern.moment(text)?, zone)?)
            }
            Self::Whole { .. } | Self::Decimal { .. } | Self::Bool | Self::BoolWords | Self::Seconds { .. } => {
                return None;
            }
        })
    }

    fn read_flag(&self, value: bool) -> Option<Value<'static>> {
        if matches!(self, Self::Text) {
            return Some(Value::Text(Cow::Borrowed(if value { "true" } else { "false" })));
        }
        matches!(self, Self::Bool | Self::BoolWords).then_some(Value::Flag(value))
    }

    fn read_whole(&self, value: i64) -> Option<Value<'static>> {
        match self {
            Self::Whole { .. } => Some(Value::Whole(value)),
            Self::Decimal { .. } => number::exact(value).map(Value::Decimal),
            Self::Seconds { .. } => value.checked_mul(1_000_000).map(Value::Length),
            Self::BoolWords if value == 0 || value == 1 => Some(Value::Flag(value == 1)),
            Self::DatePattern(_) | Self::MomentPattern(..) => self.read_text(&value.to_string()).map(Value::into_owned),
            Self::Text => Some(Value::Text(Cow::Owned(value.to_string()))),
            Self::Bool
            | Self::BoolWords
            | Self::IsoDate
            | Self::IsoWall(_)
            | Self::IsoWallOrDate(_)
            | Self::IsoInstant => None,
        }
    }

    fn read_decimal(&self, value: f64) -> Option<Value<'static>> {
        match self {
            Self::Decimal { .. } => Some(Value::Decimal(value)),
            Self::Seconds { .. } => seconds(value).map(Value::Length),
            Self::Text => Some(Value::Text(Cow::Owned(value.to_string()))),
            Self::Whole { .. }
            | Self::Bool
            | Self::BoolWords
            | Self::IsoDate
            | Self::DatePattern(_)
            | Self::IsoWall(_)
            | Self::IsoWallOrDate(_)
            | Self::IsoInstant
            | Self::MomentPattern(..) => None,
        }
    }
}

fn clock(is_instant: bool) -> Clock {
    if is_instant { Clock::Instant } else { Clock::Wall }
}

fn iso_wall(text: &str) -> Option<i64> {
    match date::iso_moment(text)? {
        (wall, None) => Some(wall),
        (_, Some(_)) => None,
    }
}

fn on_clock(wall: i64, zone: Option<&TimeZone>) -> Option<i64> {
    zone.map_or(Some(wall), |zone| date::instant(wall, zone))
}

fn flag(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

fn flag_word(text: &str) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["yes", "y", "t", "1"]) {
        return Some(true);
    }
    is(["no", "n", "f", "0"]).then_some(false)
}

#[expect(clippy::cast_possible_truncation, reason = "bounded before")]
fn seconds(value: f64) -> Option<i64> {
    let micros = (value * 1e6).round();
    (micros.abs() < 9e18).then_some(micros as i64)
}
