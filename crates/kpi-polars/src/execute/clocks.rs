//! The clock of a cell: its columns, its buckets, and which rows it can do without.

use jiff::civil::DateTime;
use kpi_model::model::row::RowKind;
use kpi_model::model::{Alive, ColumnId, Snapshot, SourceId, Type};
use kpi_plan::{Calendar, Pinned, Selection, Shape, TimeWindow};
use polars::prelude::*;

use super::pass::Pass;
use crate::fold::{AliveSelection, Buckets, ClockSpec};
use crate::frame::{first_day, wall_microseconds};

/// How the edges of windows are expressed for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Domain {
    /// Days since 1970.
    Days,
    /// Microseconds of a wall clock.
    Wall,
    /// Microseconds in UTC.
    Instant,
}

impl Domain {
    fn edge(self, moment: DateTime, calendar: &Calendar) -> i64 {
        match self {
            Self::Days => first_day(moment),
            Self::Instant if moment != DateTime::MIN && moment != DateTime::MAX => calendar.instant(moment),
            Self::Wall | Self::Instant => wall_microseconds(calendar.wall(moment)),
        }
    }

    fn literal(self, edge: i64) -> Expr {
        let (dtype, value) = match self {
            Self::Days => (DataType::Date, AnyValue::Date(i32::try_from(edge).unwrap_or(0))),
            Self::Wall => {
                let dtype = DataType::Datetime(TimeUnit::Microseconds, None);
                (dtype, AnyValue::Datetime(edge, TimeUnit::Microseconds, None))
            }
            Self::Instant => {
                let zone = polars::prelude::TimeZone::UTC;
                let dtype = DataType::Datetime(TimeUnit::Microseconds, Some(zone.clone()));
                (dtype, AnyValue::DatetimeOwned(edge, TimeUnit::Microseconds, Some(std::sync::Arc::new(zone))))
            }
        };
        Expr::Literal(LiteralValue::Scalar(Scalar::new(dtype, value)))
    }
}

impl Pass<'_> {
    /// The clock that all rows pass.
    pub(super) fn all_rows(&mut self) -> usize {
        self.everything = true;
        self.clock("all".to_owned(), || ClockSpec::All)
    }

    /// A clock that reads one moment of a row.
    pub(super) fn moment(&mut self, moment: &Pinned, selections: &[Selection]) -> Result<usize, String> {
        let plain = if let RowKind::Column(column) = &moment.expr.kind { self.plain(*column) } else { None };
        let (column, domain) = if let Some((column, domain)) = plain {
            let raw = self.frames.raw(self.node, column);
            self.prune_moment(&raw, domain, selections);
            (self.output(format!("raw {}", column.0), raw), domain)
        } else {
            self.everything = true;
            let column = self.pinned(moment)?;
            let domain = if moment.expr.kind_of_value == Type::Date { Domain::Days } else { Domain::Instant };
            (column, domain)
        };
        let calendar = self.setting.calendar;
        let windows: Vec<(i64, i64)> =
            selections.iter().map(|selection| bounds(*selection, domain, calendar)).collect();
        let print = format!("moment {} {selections:?}", moment_print(moment));
        Ok(self.clock(print, || ClockSpec::Moment { column, buckets: Buckets::new(&windows) }))
    }

    /// A clock that reads from when to when a row lives.
    pub(super) fn alive(&mut self, alive: Alive, selections: &[Selection]) -> Result<usize, String> {
        let (from, from_domain) = self.edge_column(alive.from)?;
        let (to, to_domain) = self.edge_column(alive.to)?;
        let calendar = self.setting.calendar;
        let rows: Vec<AliveSelection> = selections
            .iter()
            .map(|selection| {
                let (first, last) = match *selection {
                    Selection::Within { start, end } => (start, end),
                    Selection::JustBefore(moment) => (moment, moment),
                    Selection::All => (DateTime::MIN, DateTime::MAX),
                };
                AliveSelection {
                    from_before: from_domain.edge(last, calendar),
                    to_at_least: to_domain.edge(first, calendar),
                }
            })
            .collect();
        self.everything = true;
        let print = format!("alive {selections:?}");
        Ok(self.clock(print, || ClockSpec::Alive { from, to, selections: rows }))
    }

    /// For a source of pictures: for each selection the window that holds its last picture.
    pub(super) fn pictures(
        &mut self,
        source: SourceId,
        snapshot: Snapshot,
        selections: &[Selection],
    ) -> Result<(Pinned, Vec<Selection>), String> {
        let dates = self.picture_dates(source, snapshot.column)?;
        let (_, domain) = self.plain(snapshot.column).ok_or("the pictured date is no plain column")?;
        let calendar = self.setting.calendar;
        let pinned = self.pinned_column(source, snapshot.column);
        // The windows are in numbers of the column; they are looked up here and given back as they are.
        let settled = selections
            .iter()
            .map(|selection| {
                let (start, end) = bounds(*selection, domain, calendar);
                let last = dates.partition_point(|date| *date < end).checked_sub(1).and_then(|place| dates.get(place));
                last.filter(|date| **date >= start).map_or(nothing(), |date| exactly(*date, domain, calendar))
            })
            .collect();
        Ok((pinned, settled))
    }

    fn picture_dates(&self, source: SourceId, column: ColumnId) -> Result<Vec<i64>, String> {
        let setting = &self.setting;
        let name = &setting.model.source(source).column(column).name;
        let frame = setting.tables.scan(source, &[column])?;
        let dates = frame
            .select([col(name.as_str()).cast(DataType::Int64).alias("date")])
            .unique(None, UniqueKeepStrategy::Any);
        let dates = dates.collect_with_engine(Engine::Streaming).map_err(|error| error.to_string())?.unwrap_single();
        let dates = dates.column("date").and_then(|dates| dates.i64().cloned()).map_err(|error| error.to_string())?;
        let mut dates: Vec<i64> = dates.iter().flatten().collect();
        dates.sort_unstable();
        Ok(dates)
    }

    /// A column in the form of its data, when it can be compared as it is.
    fn plain(&self, column: ColumnId) -> Option<(ColumnId, Domain)> {
        let source = self.setting.model.source(self.source);
        if source.alive.is_some_and(|alive| alive.inclusive_end && alive.to == column) {
            return None;
        }
        let domain = match source.column(column).kind {
            Type::Date => Domain::Days,
            Type::Datetime if self.setting.tables.holds_instants(self.source, column) => Domain::Instant,
            Type::Datetime => Domain::Wall,
            Type::Number | Type::Text | Type::Bool | Type::Duration | Type::Row(_) | Type::Unknown => return None,
        };
        Some((column, domain))
    }

    fn edge_column(&mut self, column: ColumnId) -> Result<(usize, Domain), String> {
        if let Some((column, domain)) = self.plain(column) {
            let raw = self.frames.raw(self.node, column);
            return Ok((self.output(format!("raw {}", column.0), raw), domain));
        }
        let kind = self.setting.model.source(self.source).column(column).kind;
        let pinned = self.pinned_column(self.source, column);
        let domain = if kind == Type::Date { Domain::Days } else { Domain::Instant };
        Ok((self.pinned(&pinned)?, domain))
    }

    /// Rows outside of all windows of this clock are not needed by it.
    fn prune_moment(&mut self, raw: &Expr, domain: Domain, selections: &[Selection]) {
        let calendar = self.setting.calendar;
        let bounds: Vec<(i64, i64)> = selections.iter().map(|selection| bounds(*selection, domain, calendar)).collect();
        let start = bounds.iter().map(|(start, _)| *start).min().unwrap_or(i64::MIN);
        let end = bounds.iter().map(|(_, end)| *end).max().unwrap_or(i64::MAX);
        let after = (start != i64::MIN).then(|| raw.clone().gt_eq(domain.literal(start)));
        let before = (end != i64::MAX).then(|| raw.clone().lt(domain.literal(end)));
        match (after, before) {
            (Some(after), Some(before)) => self.needed.push((format!("{raw:?}{start}{end}"), after.and(before))),
            (Some(one), None) | (None, Some(one)) => self.needed.push((format!("{raw:?}{start}{end}"), one)),
            (None, None) => self.everything = true,
        }
    }
}

fn moment_print(moment: &Pinned) -> String {
    format!("{} {:?}", moment.print, moment.window)
}

fn bounds(selection: Selection, domain: Domain, calendar: &Calendar) -> (i64, i64) {
    match selection {
        Selection::Within { start, end } => {
            let (start, end) = (domain.edge(start, calendar), domain.edge(end, calendar));
            (start, end.max(start))
        }
        Selection::JustBefore(moment) => (i64::MIN, domain.edge(moment, calendar)),
        Selection::All => (i64::MIN, i64::MAX),
    }
}

/// A selection without any row.
fn nothing() -> Selection {
    Selection::Within { start: DateTime::MAX, end: DateTime::MAX }
}

/// The selection of the one moment that a number of the column means. A moment of a wall clock that was put back counts
/// with all rows that show the same.
fn exactly(number: i64, domain: Domain, calendar: &Calendar) -> Selection {
    let (start, end) = match domain {
        Domain::Days => {
            let days = jiff::Span::new().try_days(number);
            let Ok(day) = days.and_then(|days| jiff::civil::date(1970, 1, 1).checked_add(days)) else {
                return nothing();
            };
            (day.at(0, 0, 0, 0), day.tomorrow().unwrap_or(day).at(0, 0, 0, 0))
        }
        Domain::Wall => {
            let moment = |number: i64| {
                let moment = jiff::Timestamp::from_microsecond(number);
                moment.map_or(DateTime::MAX, |moment| jiff::tz::TimeZone::UTC.to_datetime(moment))
            };
            (moment(number), moment(number + 1))
        }
        Domain::Instant => {
            let moment = |number: i64| calendar.edge(number).unwrap_or(DateTime::MAX);
            (moment(number), moment(number + 1))
        }
    };
    Selection::Within { start, end }
}

/// The window that a selection of a snapshot source looks at.
pub(super) fn looked_at(selection: Selection) -> TimeWindow {
    let (start, end) = match selection {
        Selection::Within { start, end } => (start, end),
        Selection::JustBefore(moment) => (DateTime::MIN, moment),
        Selection::All => (DateTime::MIN, DateTime::MAX),
    };
    TimeWindow { start, end, shape: Shape::Free }
}
