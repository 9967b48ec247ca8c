//! `kpi.toml`: what a project is made of.
//!
//! [`read`] turns the text into a [`Config`] and messages with places; unknown keys are refused with a suggestion, and one
//! mistake hides no other. Nothing here opens a file of data, and nothing here knows the definition language: whether
//! a column exists is found out by those who connect sources.
//!
//! The text is read as a tree with places and taken apart key by key (`document`), not by `serde`'s derived code, which
//! stops at the first mistake. [`Config`] is what is left when all is checked; start reading at [`Source`].

mod announced;
mod business_hours;
mod catalogue;
mod crossing;
mod document;
mod environment;
mod files;
mod problems;
mod project;
mod read;
mod scorecard;
mod secret;
mod source;
mod types;
mod unread;

pub use announced::{Announced, Connection, Notice, NoticeKind};
pub use catalogue::{Catalogue, Mapping};
pub use files::{BadRows, Delimiter, Files, Format, Reading};
pub use read::{default_config, read};
pub use secret::Secret;
pub use types::*;
