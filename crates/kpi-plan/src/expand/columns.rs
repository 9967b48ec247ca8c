//! Which columns of which sources a cell reads, so that a source whose rows must be converted is gone through once.
//!
//! Beside what expressions name, these are the columns that tell rows apart and place them in time, of every source that
//! is met on the way: keys are checked, references lead by them, and the newest row of a source tells how far the data
//! reach. It may be more than is read in the end; what is read beyond it is merely read later.

use std::collections::{BTreeSet, HashSet};

use kpi_model::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use kpi_model::model::{Clock, ColumnId, FieldId, Model, ReferenceId, SourceId, Type, When};

use crate::cell::{Cell, CellClock};

/// The columns that cells read, by source.
#[derive(Debug)]
pub struct Needed<'m> {
    model: &'m Model,
    columns: BTreeSet<(SourceId, ColumnId)>,
    sources: BTreeSet<SourceId>,
    /// The fields that were gone through.
    fields: HashSet<FieldId>,
}

impl<'m> Needed<'m> {
    /// Nothing so far.
    pub fn new(model: &'m Model) -> Self {
        Self { model, columns: BTreeSet::new(), sources: BTreeSet::new(), fields: HashSet::new() }
    }

    /// The columns of a source; none when the source is not read.
    pub fn columns(&self, source: SourceId) -> impl Iterator<Item = ColumnId> {
        self.columns.iter().filter(move |(owner, _)| *owner == source).map(|(_, column)| *column)
    }

    /// The sources that are read.
    pub fn sources(&self) -> impl Iterator<Item = SourceId> {
        self.sources.iter().copied()
    }

    /// Adds a column.
    pub fn add_column(&mut self, source: SourceId, column: ColumnId) {
        self.columns.insert((source, column));
    }

    /// Adds what a cell reads.
    pub fn add_cell(&mut self, cell: &Cell) {
        self.add_source(cell.source);
        // Its rows are looked at by one of the columns that place them in time.
        self.columns.extend(self.model.source(cell.source).alive.map(|alive| (cell.source, alive.from)));
        for pinned in cell.value.iter().chain(&cell.filters).chain(&cell.dimensions) {
            self.add_row(&pinned.expr, cell.source);
        }
        match &cell.clock {
            CellClock::Moment(moment) => self.add_row(&moment.expr, cell.source),
            CellClock::Alive(_) => self.add_life(cell.source),
            CellClock::Snapshot(_) | CellClock::Timeless => {}
        }
    }

    /// Adds what an expression on the rows of a source reads.
    pub fn add_row(&mut self, expr: &RowExpr, source: SourceId) {
        self.row(expr, source, source);
    }

    /// Adds the columns that every use of a source reads.
    pub fn add_source(&mut self, source: SourceId) {
        if self.sources.insert(source) {
            let declared = self.model.source(source);
            let shot = declared.snapshot.into_iter().flat_map(|shot| std::iter::once(shot.column).chain(shot.per));
            let columns = declared.key.iter().copied().chain(declared.time).chain(shot);
            self.columns.extend(columns.map(|column| (source, column)));
        }
    }

    fn add_life(&mut self, source: SourceId) {
        let alive = self.model.source(source).alive;
        self.columns.extend(alive.into_iter().flat_map(|alive| [(source, alive.from), (source, alive.to)]));
    }

    /// `asking` is whose row `this` is.
    fn row(&mut self, expr: &RowExpr, source: SourceId, asking: SourceId) {
        match &expr.kind {
            RowKind::Column(column) => drop(self.columns.insert((source, *column))),
            RowKind::Field(field) | RowKind::Row(Link::Field(field)) => self.field(*field),
            RowKind::Row(Link::Reference(reference)) => drop(self.reference(*reference, source)),
            RowKind::Through(Link::Reference(reference), inner) => {
                let target = self.reference(*reference, source);
                self.row(inner, target, target);
            }
            RowKind::Through(Link::Field(field), inner) => {
                self.field(*field);
                if let Type::Row(target) = self.model.field(*field).body.kind_of_value {
                    self.row(inner, target, target);
                }
            }
            RowKind::Asking(inner) => self.row(inner, asking, asking),
            RowKind::Gather(gather) => self.gather(gather, source),
            RowKind::Literal(_)
            | RowKind::PeriodStart
            | RowKind::PeriodEnd
            | RowKind::Negate(_)
            | RowKind::Not(_)
            | RowKind::Binary(..)
            | RowKind::Compare(..)
            | RowKind::OneOf(..)
            | RowKind::Within(..)
            | RowKind::IsNull(_)
            | RowKind::Pattern(..)
            | RowKind::If(..)
            | RowKind::Call(..)
            | RowKind::Plugin(..) => expr.parts().into_iter().for_each(|part| self.row(part, source, asking)),
        }
    }

    fn field(&mut self, field: FieldId) {
        if self.fields.insert(field) {
            let field = self.model.field(field);
            self.add_source(field.source);
            self.row(&field.body, field.source, field.source);
        }
    }

    /// The source that a reference leads to.
    fn reference(&mut self, reference: ReferenceId, source: SourceId) -> SourceId {
        let declared = self.model.source(source).reference(reference);
        self.columns.extend(declared.columns.iter().chain(&declared.at).map(|column| (source, *column)));
        self.add_source(declared.target);
        if declared.at.is_some() {
            self.add_life(declared.target);
        }
        declared.target
    }

    /// Rows of one source that belong to those of another: values and conditions are read on the rows that are gathered,
    /// the anchor of a window on the row that asks.
    fn gather(&mut self, gather: &Gather, asking: SourceId) {
        self.add_source(gather.source);
        for part in gather.value.iter().chain(&gather.filter) {
            self.row(part, gather.source, asking);
        }
        match &gather.belongs {
            Belongs::Child(reference) => drop(self.reference(*reference, gather.source)),
            Belongs::ChildField(field) => self.field(*field),
            Belongs::SameValue(of_gathered, of_asking) => {
                self.row(of_gathered, gather.source, asking);
                self.row(of_asking, asking, asking);
            }
        }
        match &gather.when {
            When::During(clock, window) => {
                match clock {
                    Clock::Moment(moment) => self.row(moment, gather.source, asking),
                    Clock::Alive => self.add_life(gather.source),
                    Clock::Snapshot => {}
                }
                window.anchor().into_iter().for_each(|anchor| self.row(anchor, asking, asking));
            }
            When::At(_) => self.add_life(gather.source),
            When::Always => {}
        }
    }
}
