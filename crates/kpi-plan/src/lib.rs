//! From definitions and a request to the work that has to be done, without saying who does it.
//!
//! [`plan`] expands metrics in their contexts into [`Formula`]s over [`Cell`]s. A cell is one aggregate over the rows of one
//! source, for many selections by time and all slices; equal cells are one, whatever number of KPIs asks for them.
//! A backend computes the cells ([`Results`]); [`Evaluator`] does everything else — ratios, previous periods, growth,
//! shares of a total — over the few thousand numbers that come back, so that all backends agree by construction.
//! [`calendar`] is where days, weeks, fiscal years and shifts are defined.

pub mod calendar;
mod cell;
mod evaluate;
mod expand;
mod fingerprint;
mod formula;
mod key;
mod numbers;
mod results;
mod sample;
pub mod statistics;
mod words;

pub use calendar::{
    Calendar, NamedPeriod, PeriodTable, Shape, Shifts, TimeWindow, WorkedTime, WorkingTime, whole_years,
};
pub use cell::{Cell, CellClock, CellId, Pinned, Selection};
pub use evaluate::{Branches, Comparison, Computed, Evaluator, Interval, Method, Missing};
pub use expand::{Item, Needed, Plan, PlannedItem, Request, cell_sources, plan};
pub use fingerprint::print_expr;
pub use formula::{Formula, FormulaKind, Leaf};
pub use key::{Key, OrderedNumber, SliceKey};
pub use numbers::{MEAN_MONTH_SECONDS, MEAN_YEAR_SECONDS, aggregate, round};
pub use results::{CellResult, Outcome, Results};
pub use sample::{KeyOf, Reading, Sample, SampleKind, Total};
pub use words::period_name;
