//! Rows that reach other rows: aggregates in the body of a field.

use kpi_model::model::row::{Belongs, Gather, Link};
use kpi_model::model::{Clock, When, Window};

use super::Reference;
use super::aggregate::{aggregate, distinct};
use super::row::Place;
use super::stretch::{Kind, Stretch};
use super::table::Row;
use super::value::Value;

impl Reference<'_> {
    /// The aggregate over the rows that belong to an asking row.
    pub(super) fn gather(&self, gather: &Gather, asking: Row, window: &Stretch) -> Value {
        let mut rows: Vec<Row> = self
            .rows(gather.source)
            .filter(|row| *row != asking)
            .filter(|row| self.belongs(&gather.belongs, *row, asking, window))
            .collect();
        let in_time = self.gathered_in_time(gather, asking, window);
        rows.retain(|row| in_time.contains(row));
        let place = |row: Row| Place { row, asking: Some(asking), window };
        rows.retain(|row| gather.filter.as_ref().is_none_or(|filter| self.fulfils(filter, place(*row))));
        self.sort_by_time(&mut rows);
        let values: Vec<Value> = match &gather.value {
            Some(value) => rows.iter().map(|row| self.value(value, place(*row))).collect(),
            None if is_condition(gather) => rows.iter().map(|_| Value::Bool(true)).collect(),
            None => rows.iter().map(|row| Value::Row(*row)).collect(),
        };
        let values = if gather.distinct { distinct(values) } else { values };
        aggregate(gather.function, &values, &self.calendar)
    }

    fn belongs(&self, belongs: &Belongs, row: Row, asking: Row, window: &Stretch) -> bool {
        match belongs {
            Belongs::Child(reference) => self.parent(row, *reference) == Some(asking),
            Belongs::ChildField(field) => self.follow(Link::Field(*field), Place::of(row, window)) == Some(asking),
            Belongs::SameValue(theirs, own) => {
                let theirs = self.value(theirs, Place { row, asking: Some(asking), window });
                let own = self.value(own, Place::of(asking, window));
                !own.is_empty() && theirs.identity() == own.identity()
            }
        }
    }

    /// The rows of the gathered source that are in time for the asking row.
    fn gathered_in_time(&self, gather: &Gather, asking: Row, window: &Stretch) -> Vec<Row> {
        let When::During(clock, relative) = &gather.when else {
            return self.in_time(gather.source, &gather.when, window).unwrap_or_default();
        };
        let anchor = Place { row: asking, asking: Some(asking), window };
        let Some(stretch) = self.stretch(relative, anchor) else { return Vec::new() };
        let mut rows = self.during(gather.source, clock, &stretch, window);
        if gather.source == asking.source && relative.anchor().is_some() {
            rows.retain(|row| self.follows(clock, relative, (*row, asking), &stretch, window));
        }
        rows
    }

    /// Among rows of one kind, those of one instant follow each other in the order of their keys: on the edge of a window
    /// that begins or ends with the asking row itself, only those behind or before it are inside.
    fn follows(&self, clock: &Clock, relative: &Window, rows: (Row, Row), stretch: &Stretch, window: &Stretch) -> bool {
        let Clock::Moment(moment) = clock else { return true };
        let instant = |row: Row| self.calendar.instant(&self.value(moment, Place::of(row, window)));
        let edge = if stretch.kind == Kind::UpTo { stretch.end } else { stretch.start };
        let (row, asking) = rows;
        if instant(row) != instant(asking) || instant(asking) != edge {
            return true;
        }
        let order = self.key_order(row, asking);
        if matches!(relative, Window::UpTo(..)) { order.is_lt() } else { order.is_gt() }
    }
}

fn is_condition(gather: &Gather) -> bool {
    use kpi_model::builtin::Aggregator::{All, Any};
    matches!(gather.function, Any | All)
}
