//! The boundary of the program: open a project, check it, evaluate it.
//!
//! Everything a command line, a server or an editor needs is here: [`Project::open`] reads configuration and
//! definitions, [`Project::check`] holds them against the data, [`Project::evaluate`] gives a [`Report`].
//! This crate prints nothing and writes no report: those who call it do.

pub mod report;

pub use report::{Interval, KpiResult, Period, Report, SliceValue, Status, TargetLine};
