//! What is asked of a project.

use jiff::civil::Date;
use kpi_plan::TimeWindow;

/// A run: which KPIs, in which periods, cut how.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which definitions.
    pub selection: Selection,
    /// The periods, oldest first.
    pub periods: Vec<TimeWindow>,
    /// Breakdowns besides those of the definitions; a KPI that lacks a dimension stays as it is.
    pub by: Vec<String>,
    /// The clock.
    pub as_of: Date,
}

/// Which definitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Everything that stands on the scorecard: with a target or a label, and not hidden.
    Kpis,
    /// These, in this order, building blocks too.
    Named(Vec<String>),
}
