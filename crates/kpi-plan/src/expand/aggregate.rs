//! Where a context meets an aggregate and becomes a cell.

use std::fmt::Write;
use std::sync::Arc;

use kpi_model::builtin::Aggregator;
use kpi_model::model::metric::{Aggregate, Input, MetricExpr};
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Clock, ColumnId, Source, SourceId, Type, Unit as NumberUnit, When};
use kpi_syntax::ast::{Edge, TimeUnit};

use super::Expander;
use super::context::{Context, Part, Side, Unit};
use super::part::Taken;
use crate::calendar::TimeWindow;
use crate::cell::{Cell, CellClock, CellId, Pinned, Selection};
use crate::formula::{Formula, FormulaKind, Leaf};

/// The rows that an aggregate takes in a context.
struct Rows {
    filters: Vec<Pinned>,
    dimensions: Vec<Pinned>,
    positions: Vec<usize>,
    clock: CellClock,
    selection: Selection,
    silent: Option<(CellId, usize)>,
}

impl<'m> Expander<'m> {
    pub(super) fn aggregate(&mut self, aggregate: &'m Aggregate, context: &Context<'m>) -> FormulaKind {
        let rows = match self.rows(aggregate, context) {
            Ok(rows) => rows,
            Err(reason) => return FormulaKind::Impossible(reason),
        };
        match &aggregate.input {
            Input::Rows => FormulaKind::Leaf(self.leaf(aggregate, aggregate.function, None, &rows)),
            Input::Value(value) => {
                let value = self.prints.pin(value, context.window);
                FormulaKind::Leaf(self.leaf(aggregate, aggregate.function, Some(value), &rows))
            }
            Input::PerMoment(value) => {
                let value = self.prints.pin(value, context.window);
                self.per_moment(aggregate, value, rows, context)
            }
            Input::PerKey(key, inner) => self.per_key(aggregate, key, inner, rows, context),
            Input::PerUnit(unit, inner) => self.per_unit(aggregate, *unit, inner, &rows, context),
        }
    }

    fn rows(&mut self, aggregate: &'m Aggregate, context: &Context<'m>) -> Result<Rows, String> {
        let source = self.model.source(aggregate.source);
        let Taken { clock, selection, filters: of_part } = self.taken(aggregate, source, context)?;
        let mut filters = self.filters(aggregate, source, context)?;
        filters.extend(of_part);
        let mut dimensions = Vec::new();
        let mut positions = Vec::new();
        for (position, dimension, window) in &context.dimensions {
            let expr = for_source(&dimension.by_source, aggregate.source)
                .ok_or_else(|| format!("`{}` has no `{}` to break down by", source.name, dimension.name))?;
            dimensions.push(self.prints.pin(expr, *window));
            positions.push(*position);
        }
        if let Some(part) = context.part.as_ref().filter(|part| part.source == aggregate.source) {
            filters.extend(part.filters.iter().cloned());
            for (key, position) in &part.keys {
                dimensions.push(key.clone());
                positions.push(*position);
            }
        }
        filters.sort_by(|left, right| (&left.print, left.window).cmp(&(&right.print, right.window)));
        filters.dedup();
        let silent = self.silent(aggregate, source, context);
        Ok(Rows { filters, dimensions, positions, clock, selection, silent })
    }

    fn filters(
        &mut self,
        aggregate: &'m Aggregate,
        source: &Source,
        context: &Context<'m>,
    ) -> Result<Vec<Pinned>, String> {
        let mut filters = Vec::new();
        if let Some(filter) = &aggregate.filter {
            filters.push(self.prints.pin(filter, context.window));
        }
        for captured in &context.filters {
            let expr = for_source(&captured.filter.by_source, aggregate.source)
                .ok_or_else(|| format!("`{}` cannot be filtered by `{}`", source.name, captured.filter.text))?;
            filters.push(match captured.side {
                Side::With => self.prints.pin(expr, captured.window),
                Side::Without => self.prints.pin_not(expr, captured.window),
            });
        }
        if let Some(unit) = context.unit.as_ref().filter(|unit| unit.source == aggregate.source) {
            filters.extend(unit.filters.iter().cloned());
        }
        Ok(filters)
    }

    pub(super) fn by_time(
        &mut self,
        when: &'m When,
        source: &Source,
        context: TimeWindow,
    ) -> Result<(CellClock, Selection), String> {
        let interval = || match (source.alive, source.snapshot) {
            (Some(alive), _) => Ok(CellClock::Alive(alive)),
            (None, Some(snapshot)) => Ok(CellClock::Snapshot(snapshot)),
            (None, None) => Err(format!("`{}` has no start and end of life", source.name)),
        };
        match when {
            When::Always => Ok((CellClock::Timeless, Selection::All)),
            When::At(edge) => {
                let moment = match edge {
                    Edge::Start => context.start,
                    Edge::End => context.end,
                };
                Ok((interval()?, Selection::JustBefore(moment)))
            }
            When::During(clock, window) => {
                let window = self.calendar.apply(window, context).ok_or_else(|| self.calendar.no_window())?;
                let clock = match clock {
                    Clock::Moment(moment) => CellClock::Moment(self.prints.pin(moment, context)),
                    Clock::Alive | Clock::Snapshot => interval()?,
                };
                Ok((clock, Selection::Within { start: window.start, end: window.end }))
            }
        }
    }

    /// The count of the source's rows in the window by its own time, if the source can be silent. Inside `per UNIT` all
    /// units count together: a unit without rows beside one with rows is none without data.
    fn silent(&mut self, aggregate: &'m Aggregate, source: &Source, context: &Context<'m>) -> Option<(CellId, usize)> {
        let (first, last) = context.unit.as_ref().map_or((context.window, context.window), |unit| unit.ends);
        let selection = match (&aggregate.when, source.snapshot) {
            (When::Always, _) | (When::At(_), None) => return None,
            (When::At(edge), Some(_)) => Selection::JustBefore(match edge {
                Edge::Start => last.start,
                Edge::End => last.end,
            }),
            (When::During(_, window), _) => {
                let (first, last) = (self.calendar.apply(window, first)?, self.calendar.apply(window, last)?);
                Selection::Within { start: first.start.min(last.start), end: first.end.max(last.end) }
            }
        };
        let clock = match (source.time, source.snapshot) {
            (Some(time), _) => CellClock::Moment(column(source, time, aggregate)),
            (None, Some(snapshot)) => CellClock::Snapshot(snapshot),
            (None, None) => return None,
        };
        let cell = Cell {
            source: aggregate.source,
            function: Aggregator::Count,
            distinct: false,
            value: None,
            filters: Vec::new(),
            dimensions: Vec::new(),
            clock,
            selections: Vec::new(),
        };
        Some(self.intern(cell, selection))
    }

    fn leaf(&mut self, aggregate: &Aggregate, function: Aggregator, value: Option<Pinned>, rows: &Rows) -> Leaf {
        let cell = Cell {
            source: aggregate.source,
            function,
            distinct: aggregate.distinct,
            value,
            filters: rows.filters.clone(),
            dimensions: rows.dimensions.clone(),
            clock: rows.clock.clone(),
            selections: Vec::new(),
        };
        let (cell, selection) = self.intern(cell, rows.selection);
        Leaf { cell, selection, dimensions: rows.positions.clone(), silent: rows.silent }
    }

    fn per_moment(
        &mut self,
        aggregate: &'m Aggregate,
        value: Pinned,
        mut rows: Rows,
        context: &Context<'m>,
    ) -> FormulaKind {
        let source = self.model.source(aggregate.source);
        let Some(moment) = source.time.or(source.snapshot.map(|snapshot| snapshot.column)) else {
            return FormulaKind::Impossible(format!("`{}` has no time of its own", source.name));
        };
        rows.dimensions.push(column(source, moment, aggregate));
        rows.positions.push(context.width);
        let sums = Aggregate { distinct: false, ..aggregate.clone() };
        let leaf = self.leaf(&sums, Aggregator::Sum, Some(value), &rows);
        let inner = Formula {
            kind: FormulaKind::Leaf(leaf.clone()),
            window: context.window,
            unit: NumberUnit::plain(),
            span: aggregate.span,
        };
        FormulaKind::Parts { function: aggregate.function, distinct: false, parts: leaf, inner: Arc::new(inner) }
    }

    fn per_key(
        &mut self,
        aggregate: &'m Aggregate,
        key: &'m RowExpr,
        inner: &'m MetricExpr,
        mut rows: Rows,
        context: &Context<'m>,
    ) -> FormulaKind {
        let key = self.prints.pin(key, context.window);
        let mut inside = context.clone();
        let around = context.part.as_ref().filter(|part| part.source == aggregate.source);
        let mut keys = around.map_or_else(Vec::new, |part| part.keys.clone());
        keys.push((key.clone(), context.width));
        inside.part = Some(Part {
            source: aggregate.source,
            keys,
            window: context.window,
            filters: rows.filters.clone(),
            clock: rows.clock.clone(),
            selection: rows.selection,
        });
        inside.width += 1;
        rows.dimensions.push(key);
        rows.positions.push(context.width);
        let counted = Aggregate { distinct: false, ..aggregate.clone() };
        let parts = self.leaf(&counted, Aggregator::Count, None, &rows);
        let inner = self.expand(inner, &inside);
        FormulaKind::Parts { function: aggregate.function, distinct: aggregate.distinct, parts, inner }
    }

    fn per_unit(
        &mut self,
        aggregate: &'m Aggregate,
        unit: TimeUnit,
        inner: &'m MetricExpr,
        rows: &Rows,
        context: &Context<'m>,
    ) -> FormulaKind {
        let whole = match &aggregate.when {
            When::During(_, window) => self.calendar.apply(window, context.window),
            When::At(_) | When::Always => Some(context.window),
        };
        let units = whole.and_then(|whole| self.calendar.units(whole, unit));
        let Some((units, ends)) =
            units.and_then(|units| Some((*units.first()?, *units.last()?)).map(|ends| (units, ends)))
        else {
            return FormulaKind::Impossible(format!("the window holds no whole number of {}s", unit.word()));
        };
        let as_of = self.as_of;
        let units: Vec<_> = units
            .into_iter()
            .filter(|part| part.start.date() <= as_of)
            .map(|part| {
                let mut inside = context.in_window(part);
                inside.unit = Some(Unit { source: aggregate.source, filters: rows.filters.clone(), ends });
                self.expand(inner, &inside)
            })
            .collect();
        if units.is_empty() {
            return FormulaKind::Impossible(format!("no {} of the window has begun", unit.word()));
        }
        FormulaKind::Units { function: aggregate.function, distinct: aggregate.distinct, units }
    }

    /// The cell with a selection; an equal one that is already there, if any.
    pub(super) fn intern(&mut self, cell: Cell, selection: Selection) -> (CellId, usize) {
        let next = CellId(self.cells.len());
        let id = *self.known_cells.entry(print(&cell)).or_insert(next);
        if id == next {
            self.cells.push(cell);
        }
        let cells = &mut self.cells;
        let index = *self.known_selections.entry((id, selection)).or_insert_with(|| {
            let Some(cell) = cells.get_mut(id.0) else { return 0 };
            cell.selections.push(selection);
            cell.selections.len() - 1
        });
        (id, index)
    }
}

fn for_source(list: &[(SourceId, RowExpr)], source: SourceId) -> Option<&RowExpr> {
    list.iter().find(|(id, _)| *id == source).map(|(_, expr)| expr)
}

fn column(source: &Source, id: ColumnId, aggregate: &Aggregate) -> Pinned {
    let kind_of_value = source.columns.get(id.0).map_or(Type::Unknown, |column| column.kind);
    let kind = RowKind::Column(id);
    let expr = RowExpr { kind, kind_of_value, unit: NumberUnit::plain(), span: aggregate.span };
    Pinned { expr: Arc::new(expr), window: None, print: format!("c{}", id.0).into() }
}

fn print(cell: &Cell) -> String {
    let mut text = format!("{:?}{:?}{}", cell.source, cell.function, cell.distinct);
    let pinned = |mark: char, pinned: &Pinned, text: &mut String| {
        let _ = write!(text, "{mark}{}", pinned.print);
        if let Some(window) = pinned.window {
            let _ = write!(text, "@{window:?}");
        }
    };
    if let Some(value) = &cell.value {
        pinned('=', value, &mut text);
    }
    for filter in &cell.filters {
        pinned('&', filter, &mut text);
    }
    for dimension in &cell.dimensions {
        pinned('/', dimension, &mut text);
    }
    match &cell.clock {
        CellClock::Moment(moment) => pinned('~', moment, &mut text),
        CellClock::Alive(_) => text.push_str("~alive"),
        CellClock::Snapshot(_) => text.push_str("~snapshot"),
        CellClock::Timeless => text.push_str("~all"),
    }
    text
}
