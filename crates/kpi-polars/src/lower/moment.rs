//! Time: dates, date-times, durations and windows.

use jiff::civil::DateTime;
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Literal, Type, Window};
use kpi_plan::{Calendar, MEAN_MONTH_SECONDS, MEAN_YEAR_SECONDS, Shifts, TimeWindow};
use kpi_syntax::ast::{BinaryOp, Duration, TimeUnit};
use polars::prelude::*;

use super::{Place, number};
use crate::frame::{Frames, first_day, wall_microseconds};

/// The day that holds the first moment of a window, as a value.
pub(super) fn day_of_start(moment: DateTime) -> Expr {
    let whole = if moment == DateTime::MIN { moment } else { moment.date().at(0, 0, 0, 0) };
    day(whole)
}

/// The day behind the last of a window, as a value.
pub(super) fn day(moment: DateTime) -> Expr {
    let days = i32::try_from(first_day(moment).clamp(-1_000_000, 3_000_000)).unwrap_or(0);
    lit(days).cast(DataType::Date)
}

/// A literal duration in seconds; months and years are mean ones.
pub(super) fn seconds(length: Duration) -> f64 {
    let unit = match length.unit {
        TimeUnit::Second => 1.0,
        TimeUnit::Minute => 60.0,
        TimeUnit::Hour => 3_600.0,
        TimeUnit::Day => 86_400.0,
        TimeUnit::Week => 604_800.0,
        TimeUnit::Month => MEAN_MONTH_SECONDS,
        TimeUnit::Quarter => 3.0 * MEAN_MONTH_SECONDS,
        TimeUnit::Year => MEAN_YEAR_SECONDS,
    };
    f64::from(length.count) * unit
}

const MICROSECONDS: DataType = DataType::Datetime(TimeUnit_::Microseconds, None);
use polars::prelude::TimeUnit as TimeUnit_;

/// An instant without its zone.
pub(super) fn without_zone(expr: Expr) -> Expr {
    expr.dt().replace_time_zone(None, lit("raise"), NonExistent::Raise)
}

/// A wall-clock time of the project as an instant: in a fold the first of the two, in a gap the time after it.
pub(super) fn wall_to_instant(expr: Expr, calendar: &Calendar) -> Expr {
    shifted_clock(expr, calendar, Shifts::instant)
}

/// An instant as the clock on the project's wall showed it.
pub(super) fn instant_to_wall(expr: Expr, calendar: &Calendar) -> Expr {
    shifted_clock(expr, calendar, Shifts::wall)
}

/// Every moment by the table of the time zone's shifts.
fn shifted_clock(expr: Expr, calendar: &Calendar, shift: fn(&Shifts, i64) -> i64) -> Expr {
    if calendar.is_utc() {
        return expr;
    }
    let shifts = calendar.shifts();
    expr.map(
        move |moments| {
            let moments = moments.as_materialized_series().cast(&MICROSECONDS)?;
            let shifted = moments.to_physical_repr().i64()?.apply_values(|moment| shift(&shifts, moment));
            Ok(shifted.into_series().cast(&MICROSECONDS)?.into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), MICROSECONDS)),
    )
}

/// One day later by the calendar, of a date or a date-time.
pub(super) fn day_later(expr: Expr, kind: Type, calendar: &Calendar) -> Expr {
    match kind {
        Type::Date => expr.dt().offset_by(lit("1d")),
        Type::Number | Type::Text | Type::Bool | Type::Datetime | Type::Duration | Type::Row(_) | Type::Unknown => {
            wall_to_instant(instant_to_wall(expr, calendar).dt().offset_by(lit("1d")), calendar)
        }
    }
}

/// A moment later by a literal duration, of its own type where that is possible.
fn shifted(expr: Expr, kind: Type, length: Duration, sign: i64, calendar: &Calendar) -> Expr {
    let count = sign * i64::from(length.count);
    let calendar_text = match length.unit {
        TimeUnit::Day => format!("{count}d"),
        TimeUnit::Week => format!("{count}w"),
        TimeUnit::Month => format!("{count}mo"),
        TimeUnit::Quarter => format!("{}mo", count * 3),
        TimeUnit::Year => format!("{count}y"),
        TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => String::new(),
    };
    let exact = matches!(length.unit, TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour);
    if kind == Type::Date && !exact {
        return expr.dt().offset_by(lit(calendar_text));
    }
    let instant = if kind == Type::Date { date_to_instant(expr, calendar) } else { expr };
    if matches!(length.unit, TimeUnit::Month | TimeUnit::Quarter | TimeUnit::Year) {
        let wall = instant_to_wall(instant, calendar);
        return wall_to_instant(wall.dt().offset_by(lit(calendar_text)), calendar);
    }
    #[expect(clippy::cast_possible_truncation, reason = "literal durations are far below 300,000 years")]
    let microseconds = (seconds(length) * 1e6) as i64 * sign;
    instant + lit(microseconds).cast(DataType::Duration(TimeUnit_::Microseconds))
}

/// The type of a moment after [`shifted`].
fn shifted_kind(kind: Type, length: Duration) -> Type {
    let exact = matches!(length.unit, TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour);
    if kind == Type::Date && !exact { Type::Date } else { Type::Datetime }
}

/// The midnight with which a day begins.
pub(super) fn date_to_instant(expr: Expr, calendar: &Calendar) -> Expr {
    wall_to_instant(expr.cast(MICROSECONDS), calendar)
}

/// An edge of a window as a value of this type.
fn edge(moment: DateTime, kind: Type, calendar: &Calendar) -> Option<Expr> {
    if moment == DateTime::MIN || moment == DateTime::MAX {
        return None;
    }
    Some(match kind {
        Type::Date => day(moment),
        Type::Number | Type::Text | Type::Bool | Type::Datetime | Type::Duration | Type::Row(_) | Type::Unknown => {
            lit(if calendar.is_utc() { wall_microseconds(moment) } else { calendar.instant(moment) }).cast(MICROSECONDS)
        }
    })
}

impl Frames<'_> {
    /// Both moments as dates, or both as instants.
    pub(crate) fn same_clock(&self, left: (Expr, Type), right: (Expr, Type)) -> (Expr, Expr) {
        match (left, right) {
            ((a, Type::Date), (b, Type::Datetime)) => (date_to_instant(a, self.calendar), b),
            ((a, Type::Datetime), (b, Type::Date)) => (a, date_to_instant(b, self.calendar)),
            ((a, _), (b, _)) => (a, b),
        }
    }

    /// `moment ± duration`, `moment − moment`.
    pub(super) fn moment_arithmetic(
        &mut self,
        operator: BinaryOp,
        left: &RowExpr,
        right: &RowExpr,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        let (moment, length, sign) = match (operator, left.kind_of_value.is_moment(), right.kind_of_value.is_moment()) {
            (BinaryOp::Subtract, true, true) => return self.between(left, right, place, window),
            (BinaryOp::Add, true, false) => (left, right, 1),
            (BinaryOp::Add, false, true) => (right, left, 1),
            (BinaryOp::Subtract, true, false) => (left, right, -1),
            _ => return Err(format!("`{}` has no meaning for dates", operator.symbol())),
        };
        let value = self.lower_at(moment, place, window)?;
        if let RowKind::Literal(Literal::Duration(length)) = &length.kind {
            return Ok(shifted(value, moment.kind_of_value, *length, sign, self.calendar));
        }
        let seconds = number(self.lower_at(length, place, window)?);
        let instant = if moment.kind_of_value == Type::Date { date_to_instant(value, self.calendar) } else { value };
        #[expect(clippy::cast_precision_loss, reason = "the sign is 1 or -1")]
        let microseconds = (seconds * lit(1e6 * sign as f64)).cast(DataType::Int64);
        Ok(instant + microseconds.cast(DataType::Duration(TimeUnit_::Microseconds)))
    }

    /// The seconds from the right moment to the left one.
    fn between(
        &mut self,
        left: &RowExpr,
        right: &RowExpr,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        let (a, b) = (self.lower_at(left, place, window)?, self.lower_at(right, place, window)?);
        if left.kind_of_value == Type::Date && right.kind_of_value == Type::Date {
            let days =
                a.cast(DataType::Int32).cast(DataType::Float64) - b.cast(DataType::Int32).cast(DataType::Float64);
            return Ok(days * lit(86_400.0));
        }
        let (a, b) = self.same_clock((a, left.kind_of_value), (b, right.kind_of_value));
        // Subtract before the numbers become floats, so that microseconds stay exact.
        let microseconds = a.cast(DataType::Int64) - b.cast(DataType::Int64);
        Ok(microseconds.cast(DataType::Float64) / lit(1e6))
    }

    /// `t in WINDOW`: never true for an empty moment or an empty anchor.
    pub(super) fn within(
        &mut self,
        value: &RowExpr,
        inside: &Window,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        let moment = self.lower_at(value, place, window)?;
        self.in_window(moment, value.kind_of_value, inside, place, window)
    }

    /// Whether a moment lies in a window.
    pub(super) fn in_window(
        &mut self,
        moment: Expr,
        kind: Type,
        inside: &Window,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        let (anchor, length, from) = match inside {
            Window::From(length, anchor) => (anchor, length, true),
            Window::UpTo(length, anchor) => (anchor, length, false),
            Window::Period | Window::Last(_) | Window::ToDate(_) | Window::AllTime | Window::Named(_) => {
                let settled = self.calendar.apply(inside, window).ok_or_else(|| self.calendar.no_window())?;
                return Ok(between_edges(moment, kind, settled, self.calendar));
            }
        };
        let base = self.lower_at(anchor, place, window)?;
        let near = self.beside(&moment, kind, base.clone(), anchor.kind_of_value, |moment, anchor| {
            if from { moment.gt_eq(anchor) } else { moment.lt_eq(anchor) }
        });
        let Some(length) = length else { return Ok(near.fill_null(lit(false))) };
        let sign = if from { 1 } else { -1 };
        let far_end = shifted(base, anchor.kind_of_value, *length, sign, self.calendar);
        let far_kind = shifted_kind(anchor.kind_of_value, *length);
        let far = self.beside(
            &moment,
            kind,
            far_end,
            far_kind,
            |moment, end| {
                if from { moment.lt(end) } else { moment.gt(end) }
            },
        );
        Ok(near.and(far).fill_null(lit(false)))
    }

    /// Whether a row is alive at some time of a window that begins or ends at a row's moment.
    pub(super) fn alive_beside(
        &mut self,
        (from, to): ((Expr, Type), (Expr, Type)),
        inside: &Window,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        let (Window::From(length, anchor) | Window::UpTo(length, anchor)) = inside else {
            let settled = self.calendar.apply(inside, window).ok_or_else(|| self.calendar.no_window())?;
            return Ok(alive_in(from, to, settled, self.calendar));
        };
        let behind = matches!(inside, Window::From(..));
        let (base, kind) = (self.lower_at(anchor, place, window)?, anchor.kind_of_value);
        let far = length.map(|length| {
            let far = shifted(base.clone(), kind, length, if behind { 1 } else { -1 }, self.calendar);
            (far, shifted_kind(kind, length))
        });
        let near = (base.clone(), kind);
        let (start, end) = if behind { (Some(near), far) } else { (far, Some(near)) };
        let begun = match end {
            Some((end, kind)) => {
                let compare = |from: Expr, end| if behind { from.lt(end) } else { from.lt_eq(end) };
                self.beside(&from.0, from.1, end, kind, compare)
            }
            None => from.0.is_not_null().and(base.is_not_null()),
        };
        let there = match start {
            Some((start, kind)) => {
                let compare = |to: Expr, start| if behind { to.gt_eq(start) } else { to.gt(start) };
                to.0.clone().is_null().or(self.beside(&to.0, to.1, start, kind, compare))
            }
            None => lit(true),
        };
        Ok(begun.and(there).fill_null(lit(false)))
    }

    fn beside(
        &self,
        moment: &Expr,
        kind: Type,
        other: Expr,
        other_kind: Type,
        compare: impl Fn(Expr, Expr) -> Expr,
    ) -> Expr {
        let (moment, other) = self.same_clock((moment.clone(), kind), (other, other_kind));
        compare(moment, other)
    }
}

/// `start <= moment < end`; false for an empty moment.
pub(super) fn between_edges(moment: Expr, kind: Type, window: TimeWindow, calendar: &Calendar) -> Expr {
    let start = edge(window.start, kind, calendar).map(|start| moment.clone().gt_eq(start));
    let end = edge(window.end, kind, calendar).map(|end| moment.clone().lt(end));
    match (start, end) {
        (Some(start), Some(end)) => start.and(end).fill_null(lit(false)),
        (Some(one), None) | (None, Some(one)) => one.fill_null(lit(false)),
        (None, None) => moment.is_not_null(),
    }
}

/// Whether a row is alive just before an edge: `from < edge` and (`to` empty or `to >= edge`).
pub(super) fn alive_at(from: (Expr, Type), to: (Expr, Type), moment: DateTime, calendar: &Calendar) -> Expr {
    let begun = edge(moment, from.1, calendar).map_or(lit(moment == DateTime::MAX), |edge| from.0.lt(edge));
    let there = match edge(moment, to.1, calendar) {
        Some(edge) => to.0.clone().is_null().or(to.0.gt_eq(edge)),
        None => to.0.is_null(),
    };
    begun.fill_null(lit(false)).and(there)
}

/// Whether a row is alive at some time of a window: `from < end` and (`to` empty or `to >= start`).
pub(super) fn alive_in(from: (Expr, Type), to: (Expr, Type), window: TimeWindow, calendar: &Calendar) -> Expr {
    let begun = edge(window.end, from.1, calendar).map_or(from.0.clone().is_not_null(), |edge| from.0.lt(edge));
    let there = match edge(window.start, to.1, calendar) {
        Some(edge) => to.0.clone().is_null().or(to.0.gt_eq(edge)),
        None => lit(true),
    };
    begun.fill_null(lit(false)).and(there)
}
