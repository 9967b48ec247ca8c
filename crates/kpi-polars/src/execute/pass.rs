//! One pass over the rows of a source.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{ColumnId, SourceId, Unit};
use kpi_plan::{Cell, CellClock, CellId, CellResult, Pinned, Shape, TimeWindow};
use polars::prelude::*;

use super::{Setting, clocks};
use crate::fold::{ClockSpec, Fold, FoldSpec, Reading, SlotSpec, ValueSpec};
use crate::frame::{Frames, NodeId};

/// A pass while it is put together.
pub(super) struct Pass<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) frames: Frames<'a>,
    pub(super) node: NodeId,
    pub(super) source: SourceId,
    /// Whether some clock needs all rows.
    pub(super) everything: bool,
    /// Otherwise the rows that are needed, by their print.
    pub(super) needed: Vec<(String, Expr)>,
    pub(super) outputs: Vec<(Expr, String)>,
    known_outputs: HashMap<String, usize>,
    known_clocks: HashMap<String, usize>,
    pub(super) spec: FoldSpec,
}

/// Where the results of a cell are: for each of its selections the slot and the selection of the slot's clock.
type Places = Vec<(usize, usize)>;

/// Computes some cells of a source.
pub(super) fn run(
    setting: &Setting<'_>,
    source: SourceId,
    cells: &[(CellId, &Cell)],
) -> Result<Vec<(CellId, CellResult)>, String> {
    let mut pass = Pass::new(setting.clone(), source);
    let mut places = Vec::with_capacity(cells.len());
    for (_, cell) in cells {
        places.push(pass.cell(cell)?);
    }
    let fold = pass.fold()?;
    let folded = fold.finish();
    let outcomes = |places: &Places| {
        let functions = setting.functions.as_ref();
        let each = places.iter().map(|place| folded.outcomes(fold.spec(), *place, functions));
        each.collect::<Result<_, _>>().map_or_else(CellResult::Failed, CellResult::Groups)
    };
    Ok(cells.iter().zip(&places).map(|((id, _), places)| (*id, outcomes(places))).collect())
}

impl<'a> Pass<'a> {
    pub(super) fn new(setting: Setting<'a>, source: SourceId) -> Self {
        let functions = Arc::clone(&setting.functions);
        let mut frames = Frames::new(setting.model, setting.calendar, setting.tables, functions);
        let node = frames.add(source);
        let spec = FoldSpec { clocks: Vec::new(), groups: Vec::new(), values: Vec::new(), slots: Vec::new() };
        let mut pass = Self {
            setting,
            frames,
            node,
            source,
            everything: false,
            needed: Vec::new(),
            outputs: Vec::new(),
            known_outputs: HashMap::new(),
            known_clocks: HashMap::new(),
            spec,
        };
        pass.anchor();
        pass
    }

    /// A column of the data is always among the outputs: conditions may be literals, which have no length.
    fn anchor(&mut self) {
        let source = self.setting.model.source(self.source);
        let time = source.time.or(source.alive.map(|alive| alive.from)).or(source.snapshot.map(|shot| shot.column));
        let column = time.or(source.key.first().copied());
        let column = column.unwrap_or_else(|| self.setting.tables.counted_by(self.source));
        let raw = self.frames.raw(self.node, column);
        self.output(format!("raw {}", column.0), raw);
    }

    /// The position of a column among the outputs.
    pub(super) fn output(&mut self, print: String, expr: Expr) -> usize {
        let outputs = &mut self.outputs;
        *self.known_outputs.entry(print).or_insert_with(|| {
            outputs.push((expr, format!("o{}", outputs.len())));
            outputs.len() - 1
        })
    }

    /// The position of an expression among the outputs.
    pub(super) fn pinned(&mut self, pinned: &Pinned) -> Result<usize, String> {
        let print = format!("{} {:?}", pinned.print, pinned.window);
        if let Some(known) = self.known_outputs.get(&print) {
            return Ok(*known);
        }
        let expr = self.lowered(pinned)?;
        Ok(self.output(print, expr))
    }

    fn lowered(&mut self, pinned: &Pinned) -> Result<Expr, String> {
        // What does not depend on the window may be read in any.
        let any =
            TimeWindow { start: jiff::civil::DateTime::MIN, end: jiff::civil::DateTime::MAX, shape: Shape::AllTime };
        self.frames.lower(&pinned.expr, self.node, pinned.window.unwrap_or(any))
    }

    /// A column of a source as an expression.
    pub(super) fn pinned_column(&self, source: SourceId, column: ColumnId) -> Pinned {
        let kind_of_value = self.setting.model.source(source).column(column).kind;
        let span = kpi_diagnostics::Span::new(kpi_diagnostics::FileId(0), 0, 0);
        let expr = RowExpr { kind: RowKind::Column(column), kind_of_value, unit: Unit::plain(), span };
        Pinned { expr: Arc::new(expr), window: None, print: format!("c{}", column.0).into() }
    }

    /// The position of a clock, the same for the same print.
    pub(super) fn clock(&mut self, print: String, make: impl FnOnce() -> ClockSpec) -> usize {
        let clocks = &mut self.spec.clocks;
        *self.known_clocks.entry(print).or_insert_with(|| {
            clocks.push(make());
            clocks.len() - 1
        })
    }

    fn cell(&mut self, cell: &Cell) -> Result<Places, String> {
        let group = self.group(cell)?;
        let clock = match &cell.clock {
            CellClock::Timeless => self.all_rows(),
            CellClock::Moment(moment) => self.moment(moment, &cell.selections)?,
            CellClock::Alive(alive) => self.alive(*alive, &cell.selections)?,
            CellClock::Snapshot(snapshot) if snapshot.per.is_some() => {
                return self.own_pictures(cell, *snapshot, group);
            }
            CellClock::Snapshot(snapshot) => {
                let (moment, selections) = self.pictures(self.source, *snapshot, &cell.selections)?;
                self.moment(&moment, &selections)?
            }
        };
        let mask = self.mask(cell, None)?;
        let slot = self.slot(cell, clock, group, mask)?;
        let all = matches!(cell.clock, CellClock::Timeless);
        Ok((0..cell.selections.len()).map(|selection| (slot, if all { 0 } else { selection })).collect())
    }

    /// Each key's own last picture: whether a row is of it depends on the selection, so each has a condition of its own.
    fn own_pictures(
        &mut self,
        cell: &Cell,
        snapshot: kpi_model::model::Snapshot,
        group: usize,
    ) -> Result<Places, String> {
        let clock = self.all_rows();
        let mut places = Places::new();
        for selection in &cell.selections {
            let is_last = self.frames.picture(self.node, snapshot, clocks::looked_at(*selection))?;
            let mask = self.mask(cell, Some((format!("{selection:?}"), is_last)))?;
            places.push((self.slot(cell, clock, group, mask)?, 0));
        }
        Ok(places)
    }

    fn group(&mut self, cell: &Cell) -> Result<usize, String> {
        let mut columns = Vec::with_capacity(cell.dimensions.len());
        for dimension in &cell.dimensions {
            columns.push(self.pinned(dimension)?);
        }
        let known = self.spec.groups.iter().position(|group| *group == columns);
        Ok(known.unwrap_or_else(|| {
            self.spec.groups.push(columns);
            self.spec.groups.len() - 1
        }))
    }

    /// The position of the condition that a row must fulfil, if there is any.
    fn mask(&mut self, cell: &Cell, extra: Option<(String, Expr)>) -> Result<Option<usize>, String> {
        let mut print = String::from("mask");
        let mut conditions = Vec::new();
        for filter in &cell.filters {
            put(&mut print, format_args!(" {} {:?}", filter.print, filter.window));
            conditions.push(self.lowered(filter)?);
        }
        if let (Aggregator::Count, false, Some(value)) = (cell.function, cell.distinct, &cell.value) {
            put(&mut print, format_args!(" there {} {:?}", value.print, value.window));
            conditions.push(self.lowered(value)?.is_not_null());
        }
        if let Some((name, condition)) = extra {
            print.push_str(&name);
            conditions.push(condition);
        }
        Ok(conditions.into_iter().reduce(Expr::and).map(|condition| self.output(print, condition)))
    }

    fn slot(&mut self, cell: &Cell, clock: usize, group: usize, mask: Option<usize>) -> Result<usize, String> {
        let counted = cell.function == Aggregator::Count && !cell.distinct;
        let value = match &cell.value {
            Some(value) if !counted => Some(self.value(cell, value)?),
            Some(_) | None => None,
        };
        let ordered = matches!(cell.function, Aggregator::First | Aggregator::Last);
        let ties = if ordered { self.ties()? } else { Vec::new() };
        let slot = SlotSpec { clock, group, mask, value, function: cell.function, distinct: cell.distinct, ties };
        let same = |known: &SlotSpec| {
            (known.clock, known.group, known.mask, known.value, known.distinct)
                == (slot.clock, slot.group, slot.mask, slot.value, slot.distinct)
                && known.function == slot.function
        };
        let known = self.spec.slots.iter().position(same);
        Ok(known.unwrap_or_else(|| {
            self.spec.slots.push(slot);
            self.spec.slots.len() - 1
        }))
    }

    fn value(&mut self, cell: &Cell, value: &Pinned) -> Result<usize, String> {
        let reading = if cell.distinct { Reading::Identities } else { Reading::Numbers };
        let column = if cell.distinct && cell.function != Aggregator::Count {
            // Values that are added up after being told apart are kept as the bits of floats.
            let expr = self.lowered(value)?.cast(DataType::Float64);
            self.output(format!("float {} {:?}", value.print, value.window), expr)
        } else {
            self.pinned(value)?
        };
        let spec = ValueSpec { column, reading };
        let known = self.spec.values.iter().position(|value| *value == spec);
        Ok(known.unwrap_or_else(|| {
            self.spec.values.push(spec);
            self.spec.values.len() - 1
        }))
    }

    /// What puts rows in order: their time, then their key, then their position.
    fn ties(&mut self) -> Result<Vec<usize>, String> {
        let source = self.setting.model.source(self.source);
        let time = source.time.or(source.alive.map(|alive| alive.from)).or(source.snapshot.map(|shot| shot.column));
        let mut ties = Vec::new();
        match time {
            Some(time) => {
                // As an instant: a wall-clock time that the clocks skipped comes after the gap.
                let (instant, _) = self.frames.typed_column(self.source, time, self.node)?;
                ties.push(self.output(format!("instant {}", time.0), instant));
            }
            None => ties.push(self.output("no time".to_owned(), lit(0_i64))),
        }
        for key in &source.key {
            let raw = self.frames.raw(self.node, *key);
            ties.push(self.output(format!("raw {}", key.0), raw));
        }
        if source.key.is_empty() {
            let row = self.frames.row(self.node);
            ties.push(self.output("row".to_owned(), row));
        }
        Ok(ties)
    }

    /// Leaves out the rows that no clock needs.
    pub(super) fn prune(&mut self) {
        if self.everything {
            return;
        }
        self.needed.sort_by(|left, right| left.0.cmp(&right.0));
        self.needed.dedup_by(|left, right| left.0 == right.0);
        let needed = std::mem::take(&mut self.needed);
        if let Some(rows) = needed.into_iter().map(|(_, rows)| rows).reduce(Expr::or) {
            self.frames.keep_rows(self.node, rows);
        }
    }

    /// Reads the rows and folds them.
    fn fold(mut self) -> Result<Arc<Fold>, String> {
        self.prune();
        let frame = self.frames.build(self.node, &self.outputs)?;
        let fold = Arc::new(Fold::new(self.spec));
        let taking = Arc::clone(&fold);
        let nothing = || DataFrame::empty_with_schema(&done_schema());
        let folding = frame.map(
            move |batch| {
                taking.take(&batch)?;
                Ok(nothing())
            },
            OptFlags::STREAMING,
            Some(Arc::new(|_: &Schema| Ok(Arc::new(done_schema())))),
            Some("fold"),
        );
        folding.collect_with_engine(Engine::Streaming).map_err(|error| error.to_string())?;
        Ok(fold)
    }
}

fn put(print: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = print.write_fmt(text);
}

/// What is left of the rows after the fold.
pub(super) fn done_schema() -> Schema {
    Schema::from_iter([Field::new("done".into(), DataType::Boolean)])
}
