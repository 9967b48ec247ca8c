//! `kpi.toml`: what a project is made of.
//!
//! [`read`] turns the text into a [`Config`] and messages with places; unknown keys are refused with a suggestion, and one
//! mistake hides no other. Nothing here opens a file of data, and nothing here knows the definition language: whether
//! a column exists is found out by those who connect sources.

mod types;

pub use types::*;
