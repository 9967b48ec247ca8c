//! What is carried down from a metric to its aggregates.

use std::fmt::Write;

use kpi_model::model::SourceId;
use kpi_model::model::metric::{Breakdown, Dimension, Filter};

use crate::calendar::TimeWindow;
use crate::cell::{CellClock, Pinned, Selection};

/// A context: a window, filters, a slice.
#[derive(Clone, Debug)]
pub(super) struct Context<'m> {
    /// The window.
    pub(super) window: TimeWindow,
    /// Filters with the window where each was written.
    pub(super) filters: Vec<Captured<'m>>,
    /// The dimensions that still cut, with their position in the slice.
    pub(super) dimensions: Vec<(usize, &'m Dimension, TimeWindow)>,
    /// How many values a slice has here, the `per` key included.
    pub(super) width: usize,
    /// Inside `per KEY`: the rows that are divided into parts.
    pub(super) part: Option<Part>,
    /// Inside `per UNIT`: the filters of the aggregate around it, and from where to where its units go.
    pub(super) unit: Option<Unit>,
}

/// A filter of a context.
#[derive(Clone, Copy, Debug)]
pub(super) struct Captured<'m> {
    pub(super) filter: &'m Filter,
    pub(super) side: Side,
    pub(super) window: TimeWindow,
}

/// Which group of rows a filter keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Those for which it is true.
    With,
    /// Those for which it is false.
    Without,
}

/// The rows that `per KEY` divides.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) source: SourceId,
    /// The key, with its position in the slice; those of parts around it first.
    pub(super) keys: Vec<(Pinned, usize)>,
    pub(super) filters: Vec<Pinned>,
    pub(super) clock: CellClock,
    pub(super) selection: Selection,
    /// The window of the context that was divided.
    pub(super) window: TimeWindow,
}

/// The window that `per UNIT` cuts.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) source: SourceId,
    pub(super) filters: Vec<Pinned>,
    /// The windows of the first and of the last unit, moved as the context is.
    pub(super) ends: (TimeWindow, TimeWindow),
}

impl<'m> Context<'m> {
    pub(super) fn new(window: TimeWindow, breakdown: Option<&'m Breakdown>) -> Self {
        let dimensions: Vec<_> = breakdown
            .into_iter()
            .flat_map(|breakdown| &breakdown.dimensions)
            .enumerate()
            .map(|(position, dimension)| (position, dimension, window))
            .collect();
        Self { window, filters: Vec::new(), width: dimensions.len(), dimensions, part: None, unit: None }
    }

    pub(super) fn in_window(&self, window: TimeWindow) -> Self {
        Self { window, ..self.clone() }
    }

    /// In another window, made of its own; inside `per UNIT` the windows of all units move alike. None: there is no such
    /// window.
    pub(super) fn moved(&self, to: impl Fn(TimeWindow) -> Option<TimeWindow>) -> Option<Self> {
        let mut context = self.in_window(to(self.window)?);
        if let Some(unit) = &mut context.unit {
            unit.ends = (to(unit.ends.0)?, to(unit.ends.1)?);
        }
        Some(context)
    }

    pub(super) fn filtered(&self, filter: &'m Filter, side: Side) -> Self {
        let mut context = self.clone();
        context.filters.push(Captured { filter, side, window: self.window });
        context
    }

    /// Without these dimensions, or without any.
    pub(super) fn without(&self, names: Option<&[String]>) -> Self {
        let mut context = self.clone();
        match names {
            None => context.dimensions.clear(),
            Some(names) => context.dimensions.retain(|(_, dimension, _)| !names.contains(&dimension.name)),
        }
        context
    }

    /// A text that is the same for equal contexts only.
    pub(super) fn print(&self) -> String {
        let mut text = format!("{:?}", self.window);
        for captured in &self.filters {
            let address = std::ptr::from_ref(captured.filter);
            let _ = write!(text, "|{address:?}{:?}{:?}", captured.side, captured.window);
        }
        for (position, dimension, window) in &self.dimensions {
            let _ = write!(text, "/{position}{}{window:?}", dimension.name);
        }
        let _ = write!(text, "#{}", self.width);
        if let Some(part) = &self.part {
            let _ = write!(text, "{part:?}");
        }
        if let Some(unit) = &self.unit {
            let _ = write!(text, "{unit:?}");
        }
        text
    }
}
