//! The boundary of the program: open a project, check it, evaluate it.
//!
//! Everything a command line, a server or an editor needs is here: [`Project::open`] reads configuration and
//! definitions, [`Project::check`] holds them against the data, [`Project::evaluate`] gives a [`Report`],
//! [`Project::query`] answers a question that is no definition, and [`Project::explain`] shows where a number comes
//! from. This crate prints nothing and writes no report: those who call it do.

mod apart;
mod calendar;
mod catalogue;
mod checks;
mod duplicates;
mod evaluate;
mod explain;
mod insight;
mod judge;
mod left_out;
mod lists;
mod needs;
mod orphans;
mod plugins;
mod progress;
mod project;
mod query;
mod reach;
mod redaction;
pub mod report;
mod request;
mod rows;
mod scorecards;
mod sources;
mod status;
mod sureness;
mod testing;
mod told_once;

pub use catalogue::Standing;
pub use explain::{Account, Explanation, Fate, FieldUse, FieldValues, Node, RowClass, SourceUse};
pub use plugins::{Manifest, PluginEntry};
pub use progress::{Progress, Silent};
pub use project::{Offline, Project, definition_files, read_text};
pub use report::{Interval, KpiResult, Period, Report, SliceValue, Status, TargetLine};
pub use request::{Request, Selection};
pub use rows::{RowCell, RowColumn, RowList};
pub use testing::{Coverage, DefinitionCoverage, PartCoverage, PartKind, TestOutcome, TestRequest, TestRun};
