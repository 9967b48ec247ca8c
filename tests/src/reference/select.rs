//! Which rows are in time, and in which order rows follow each other.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;
use kpi_model::model::{Clock, ColumnId, SourceId, When, Window};
use kpi_syntax::ast::Edge;

use super::Reference;
use super::row::Place;
use super::stretch::{Kind, Stretch};
use super::table::Row;
use super::value::{Value, order};

impl Reference<'_> {
    /// The rows of a source that are in time, for a `when` that is not anchored to a row; none when an edge has no date.
    pub(super) fn in_time(&self, source: SourceId, when: &When, window: &Stretch) -> Option<Vec<Row>> {
        Some(match when {
            When::Always => self.rows(source).collect(),
            When::At(edge) => {
                let edge = match edge {
                    Edge::Start => window.start,
                    Edge::End => window.end,
                };
                self.at(source, edge?)
            }
            When::During(clock, relative) => {
                self.during(source, clock, &window.inside(relative, &self.calendar)?, window)
            }
        })
    }

    /// The rows in a stretch of time by a clock.
    pub(super) fn during(&self, source: SourceId, clock: &Clock, stretch: &Stretch, window: &Stretch) -> Vec<Row> {
        match clock {
            Clock::Moment(moment) => {
                let inside = |row: &Row| {
                    let moment = self.calendar.instant(&self.value(moment, Place::of(*row, window)));
                    moment.is_some_and(|moment| stretch.holds(moment))
                };
                self.rows(source).filter(inside).collect()
            }
            Clock::Alive => {
                let inside = |row: &Row| {
                    let (from, to) = self.life(*row);
                    from.is_some_and(|from| stretch.touches(from, to))
                };
                self.rows(source).filter(inside).collect()
            }
            Clock::Snapshot => self.last_pictures(source, |date| stretch.holds(date)),
        }
    }

    /// The rows that are in a stretch by what tells their time when nothing is said; all of a timeless source.
    pub(super) fn by_own_time(&self, source: SourceId, stretch: &Stretch) -> Vec<Row> {
        let tables = self.model.source(source);
        if tables.time.is_none() && tables.snapshot.is_some() {
            return self.during(source, &Clock::Snapshot, stretch, stretch);
        }
        if tables.time.is_none() && tables.alive.is_some() {
            return self.during(source, &Clock::Alive, stretch, stretch);
        }
        let inside = |row: &Row| {
            tables.time.is_none_or(|time| self.instant_in(*row, time).is_some_and(|moment| stretch.holds(moment)))
        };
        self.rows(source).filter(inside).collect()
    }

    /// The rows alive, or pictured last, just before an edge.
    fn at(&self, source: SourceId, edge: Timestamp) -> Vec<Row> {
        if self.model.source(source).snapshot.is_some() {
            return self.last_pictures(source, |date| date < edge);
        }
        let alive = |row: &Row| {
            let (from, to) = self.life(*row);
            from.is_some_and(|from| from < edge) && to.is_none_or(|to| to >= edge)
        };
        self.rows(source).filter(alive).collect()
    }

    /// From when to when a row lives.
    fn life(&self, row: Row) -> (Option<Timestamp>, Option<Timestamp>) {
        let alive = self.model.source(row.source).alive.expect("a source of rows that live");
        (self.instant_in(row, alive.from), self.instant_in(row, alive.to))
    }

    fn instant_in(&self, row: Row, column: ColumnId) -> Option<Timestamp> {
        self.calendar.instant(self.table(row.source).cell(column, row.index))
    }

    /// The rows of the last snapshot whose date is taken, of the whole source or of each `snapshot_per`.
    fn last_pictures(&self, source: SourceId, taken: impl Fn(Timestamp) -> bool) -> Vec<Row> {
        let snapshot = self.model.source(source).snapshot.expect("a source of snapshots");
        let part = |row: Row| snapshot.per.map(|per| self.table(source).cell(per, row.index).identity());
        let mut last: BTreeMap<Option<String>, Timestamp> = BTreeMap::new();
        for row in self.rows(source) {
            if let Some(date) = self.instant_in(row, snapshot.column).filter(|date| taken(*date)) {
                let known = last.entry(part(row)).or_insert(date);
                *known = date.max(*known);
            }
        }
        let pictured = |row: &Row| {
            let date = self.instant_in(*row, snapshot.column);
            date.is_some() && date == last.get(&part(*row)).copied()
        };
        self.rows(source).filter(pictured).collect()
    }

    /// Whether a source that tells by itself when rows happen has none in the time of an aggregate, before any filter.
    pub(super) fn is_silent(&self, source: SourceId, when: &When, window: &Stretch) -> bool {
        let tables = self.model.source(source);
        if tables.snapshot.is_some() {
            return self.in_time(source, when, window).is_none_or(|rows| rows.is_empty());
        }
        let (Some(time), When::During(_, relative)) = (tables.time, when) else { return false };
        let Some(stretch) = window.inside(relative, &self.calendar) else { return false };
        !self.rows(source).any(|row| self.instant_in(row, time).is_some_and(|time| stretch.holds(time)))
    }

    /// The same for all units of time together: from the first moment of any of their windows to the last one.
    pub(super) fn is_silent_in_all(&self, source: SourceId, when: &When, units: &[Stretch]) -> bool {
        let When::During(clock, relative) = when else {
            return units.iter().all(|unit| self.is_silent(source, when, unit));
        };
        let windows: Option<Vec<Stretch>> = units.iter().map(|unit| unit.inside(relative, &self.calendar)).collect();
        let Some(windows) = windows else { return false };
        let start = windows.iter().map(|window| window.start).min().flatten();
        let end = if windows.iter().any(|window| window.end.is_none()) {
            None
        } else {
            windows.iter().filter_map(|window| window.end).max()
        };
        let all = Stretch::new(start, end, Kind::Free);
        self.is_silent(source, &When::During(clock.clone(), Window::Period), &all)
    }

    /// Sorts rows of one source by its time, then by key, then as they stand in the data.
    pub(super) fn sort_by_time(&self, rows: &mut [Row]) {
        rows.sort_by(|left, right| {
            let by_time = self.own_time(*left).cmp(&self.own_time(*right));
            by_time.then_with(|| self.key_order(*left, *right))
        });
    }

    /// The source's own time of a row: its time, its start of life, or its snapshot date.
    pub(super) fn own_time(&self, row: Row) -> Option<Timestamp> {
        let source = self.model.source(row.source);
        let column =
            source.time.or(source.alive.map(|alive| alive.from)).or(source.snapshot.map(|snapshot| snapshot.column))?;
        self.instant_in(row, column)
    }

    /// The order of two rows of one source by key, then as they stand in the data.
    pub(super) fn key_order(&self, left: Row, right: Row) -> Ordering {
        let table = self.table(left.source);
        let cells = |column: ColumnId| -> (&Value, &Value) {
            (table.cell(column, left.index), table.cell(column, right.index))
        };
        let key = &self.model.source(left.source).key;
        let by_key = key.iter().map(|column| {
            let (left, right) = cells(*column);
            order(left, right, &self.calendar)
        });
        by_key.fold(Ordering::Equal, Ordering::then).then(left.index.cmp(&right.index))
    }
}
