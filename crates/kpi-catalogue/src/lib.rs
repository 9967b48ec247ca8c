//! The catalogue: the definitions of `kpi-defs/`, carried in the program, for any project to take in.
//!
//! [`Library`] holds the definitions, read and understood over *declared shapes* ([`Shapes`]): which sources with which
//! columns they are computed from. [`Library::take`] gives a project what its `[catalogue]` asks for: the definitions with all
//! that they build on, second names that lead from the catalogue's names to the project's, and messages about what is missing. Each
//! definition knows its [`Needs`]; what a project lacks of them is a list of [`Missing`]. [`Library::entries`] is the list for readers.
//!
//! Not here: opening projects or data (a project comes in as [`Ground`]), and computing anything.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails may fail loudly"))]

mod entry;
mod fit;
mod library;
mod names;
mod needs;
mod problems;
mod prune;
mod shapes;
mod take;
#[cfg(test)]
mod tests;

pub use entry::{Entry, Meaning};
pub use fit::{Ground, Missing};
pub use library::Library;
pub use needs::{Needs, SourceNeeds};
pub use shapes::{ColumnShape, Key, PluginShape, Shape, Shapes};
pub use take::Taken;

/// The definition files by name, in the order of the scorecard.
pub const FILES: [(&str, &str); 8] = [
    ("reach.kpi", include_str!("../../../kpi-defs/reach.kpi")),
    ("act.kpi", include_str!("../../../kpi-defs/act.kpi")),
    ("convert.kpi", include_str!("../../../kpi-defs/convert.kpi")),
    ("engage.kpi", include_str!("../../../kpi-defs/engage.kpi")),
    ("service.kpi", include_str!("../../../kpi-defs/service.kpi")),
    ("value.kpi", include_str!("../../../kpi-defs/value.kpi")),
    ("people.kpi", include_str!("../../../kpi-defs/people.kpi")),
    ("insights.kpi", include_str!("../../../kpi-defs/insights.kpi")),
];

/// The tests of the definitions, in files of their own beside them. A project that takes definitions in does not take their
/// tests: those hold the definitions over the declared shapes, not over its columns.
pub const TESTS: [(&str, &str); 8] = [
    ("reach.test.kpi", include_str!("../../../kpi-defs/reach.test.kpi")),
    ("act.test.kpi", include_str!("../../../kpi-defs/act.test.kpi")),
    ("convert.test.kpi", include_str!("../../../kpi-defs/convert.test.kpi")),
    ("engage.test.kpi", include_str!("../../../kpi-defs/engage.test.kpi")),
    ("service.test.kpi", include_str!("../../../kpi-defs/service.test.kpi")),
    ("value.test.kpi", include_str!("../../../kpi-defs/value.test.kpi")),
    ("people.test.kpi", include_str!("../../../kpi-defs/people.test.kpi")),
    ("insights.test.kpi", include_str!("../../../kpi-defs/insights.test.kpi")),
];

/// `shapes.toml`
const SHAPES: &str = include_str!("../../../kpi-defs/shapes.toml");
