//! Concrete windows: two instants and what is needed to move them.

use jiff::{Timestamp, ToSpan};
use kpi_config::Grain;
use kpi_model::model::Window;
use kpi_syntax::ast::{Duration, TimeUnit};

use super::calendar::{Calendar, TableRow, grain_of, unit_of};

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The first moment; none: since ever.
    pub start: Option<Timestamp>,
    /// The end; none: for ever.
    pub end: Option<Timestamp>,
    /// How it moves.
    pub kind: Kind,
}

/// What kind of window it is, which decides how it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A period of the calendar.
    Grain(Grain),
    /// `last 28 days`
    Last(Duration),
    /// `year to date`
    ToDate(TimeUnit),
    /// Without a start.
    AllTime,
    /// Any two days.
    Free,
    /// `7 days from T`: `start <= t < end`.
    From,
    /// `7 days up to T`: `start < t <= end`.
    UpTo,
}

impl Stretch {
    /// From `start` to `end`.
    pub fn new(start: Option<Timestamp>, end: Option<Timestamp>, kind: Kind) -> Self {
        Self { start, end, kind }
    }

    /// Whether a moment lies in it.
    pub fn holds(&self, moment: Timestamp) -> bool {
        if self.kind == Kind::UpTo {
            self.start.is_none_or(|start| start < moment) && self.end.is_none_or(|end| moment <= end)
        } else {
            self.start.is_none_or(|start| start <= moment) && self.end.is_none_or(|end| moment < end)
        }
    }

    /// Whether something that lives from `from` until `to` (none: still) is alive at some time in it.
    pub fn touches(&self, from: Timestamp, to: Option<Timestamp>) -> bool {
        if self.kind == Kind::UpTo {
            self.end.is_none_or(|end| from <= end) && alive_past(to, self.start, |to, start| to > start)
        } else {
            self.end.is_none_or(|end| from < end) && alive_past(to, self.start, |to, start| to >= start)
        }
    }

    /// What a window of the language that is not anchored means in the context of this one; none when it reaches out of the
    /// calendar table.
    pub fn inside(&self, window: &Window, calendar: &Calendar) -> Option<Self> {
        let end = self.end;
        Some(match window {
            Window::Period => *self,
            Window::Last(length) => {
                let start = moved(end, *length, calendar)?;
                Self::new(start, end, Kind::Last(*length))
            }
            Window::ToDate(unit) => {
                let start = match end {
                    Some(end) => Some(calendar.unit_start(*unit, just_before(end))?),
                    None => None,
                };
                Self::new(start, end, Kind::ToDate(*unit))
            }
            Window::AllTime => Self::new(None, end, Kind::AllTime),
            Window::Named(name) => calendar.named(*name)?,
            Window::From(..) | Window::UpTo(..) => panic!("an anchored window has no meaning without a row"),
        })
    }

    /// This window one of its own kind back, or back by a length. A period keeps its grain: its start moves.
    pub fn back(&self, by: Option<Duration>, calendar: &Calendar) -> Option<Self> {
        let start = || self.start.map(|start| calendar.wall_clock(start).date());
        Some(match self.kind {
            Kind::Grain(grain) if !calendar.rows(Some(grain)).is_empty() => self.back_in_table(grain, by, calendar)?,
            Kind::Grain(grain) => {
                let length = by.unwrap_or(Duration { count: 1, unit: unit_of(grain) });
                let start = moved(self.start, length, calendar)??;
                let end = calendar.moved_edge(start, Duration { count: 1, unit: unit_of(grain) }, 1);
                Self::new(Some(start), end, self.kind)
            }
            Kind::Last(own) => {
                let end = moved(self.end, by.unwrap_or(own), calendar)?;
                Self::new(moved(end, own, calendar)?, end, self.kind)
            }
            Kind::ToDate(unit) => {
                let end = moved(self.end, by.unwrap_or(Duration { count: 1, unit }), calendar)??;
                Self::new(Some(calendar.unit_start(unit, just_before(end))?), Some(end), self.kind)
            }
            Kind::AllTime => Self::new(None, moved(self.end, by?, calendar)?, self.kind),
            Kind::Free => {
                let days = || start()?.until(calendar.wall_clock(self.end?).date()).ok().map(|span| span.get_days());
                let first = start()?;
                match by {
                    Some(length) => {
                        Self::new(moved(self.start, length, calendar)?, moved(self.end, length, calendar)?, self.kind)
                    }
                    None => calendar.days(first.checked_sub(days()?.days()).ok()?, first, self.kind),
                }
            }
            Kind::From | Kind::UpTo => return None,
        })
    }

    /// Rows of a calendar table go back row by row; by longer rows to the row with the same number in them; by anything
    /// else only where a row begins.
    fn back_in_table(&self, grain: Grain, by: Option<Duration>, calendar: &Calendar) -> Option<Self> {
        let first = calendar.wall_clock(self.start?).date();
        let rows = calendar.rows(Some(grain));
        let own = rows.iter().position(|row| row.first == first)?;
        let length = by.unwrap_or(Duration { count: 1, unit: unit_of(grain) });
        let count = length.count as usize;
        let wanted = match grain_of(length.unit) {
            Some(unit) if unit == grain => rows[own.checked_sub(count)?],
            Some(unit) if unit > grain => {
                let outer = calendar.rows(Some(unit));
                let around = outer.iter().position(|row| row.first <= first && first < row.end)?;
                let inside = |outer: &TableRow| {
                    let starts = rows.iter().filter(|row| outer.first <= row.first && row.first < outer.end);
                    starts.copied().collect::<Vec<_>>()
                };
                let number = inside(outer[around]).iter().position(|row| row.first == first)?;
                *inside(outer[around.checked_sub(count)?]).get(number)?
            }
            _ => {
                let start = calendar.moved_edge(self.start?, length, -1)?;
                *rows.iter().find(|row| calendar.midnight(row.first) == start)?
            }
        };
        Some(calendar.row_window(wanted))
    }

    /// The whole units that this window consists of; none when it does not.
    pub fn units(&self, unit: TimeUnit, calendar: &Calendar) -> Option<Vec<Self>> {
        let (mut start, end) = (self.start?, self.end?);
        let rows = calendar.rows(grain_of(unit));
        if !rows.is_empty() {
            let inside = rows.into_iter().map(|row| calendar.row_window(row));
            let inside: Vec<Self> = inside.filter(|row| Some(start) <= row.start && row.start < Some(end)).collect();
            let whole = inside.first()?.start == self.start && inside.last()?.end == self.end;
            return whole.then_some(inside);
        }
        if calendar.unit_start(unit, start)? != start {
            return None;
        }
        let kind = match unit {
            TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => Kind::Free,
            TimeUnit::Day => Kind::Grain(Grain::Day),
            TimeUnit::Week => Kind::Grain(Grain::Week),
            TimeUnit::Month => Kind::Grain(Grain::Month),
            TimeUnit::Quarter => Kind::Grain(Grain::Quarter),
            TimeUnit::Year => Kind::Grain(Grain::Year),
        };
        let mut units = Vec::new();
        while start < end {
            let next = calendar.moved_edge(start, Duration { count: 1, unit }, 1)?;
            units.push(Self::new(Some(start), Some(next), kind));
            start = next;
        }
        (start == end).then_some(units)
    }
}

/// An edge a length back; an absent edge stays absent, and the outer none is for one that leaves the calendar table.
#[expect(clippy::option_option, reason = "an edge may be absent, and a window may not exist")]
fn moved(edge: Option<Timestamp>, length: Duration, calendar: &Calendar) -> Option<Option<Timestamp>> {
    match edge {
        None => Some(None),
        Some(edge) => calendar.moved_edge(edge, length, -1).map(Some),
    }
}

fn alive_past(to: Option<Timestamp>, start: Option<Timestamp>, past: fn(Timestamp, Timestamp) -> bool) -> bool {
    match (to, start) {
        (Some(to), Some(start)) => past(to, start),
        (None, _) | (_, None) => true,
    }
}

fn just_before(edge: Timestamp) -> Timestamp {
    edge.checked_sub(1.nanosecond()).expect("a moment on the calendar")
}
