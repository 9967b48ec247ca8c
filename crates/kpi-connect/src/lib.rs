//! Sources of files: CSV, Parquet and NDJSON as lazy frames of known columns.
//!
//! [`open`] finds the files and learns the columns, [`Table::scan`] gives rows. Whatever the format, a frame has numbers as
//! `Int64` or `Float64`, text as `String`, `Boolean`, `Date`, `Datetime` in microseconds (without a zone on the project's clock,
//! in UTC for moments), and `Duration` in microseconds; `NaN` is empty. Nothing is guessed row by row: see `infer` for how
//! a column of text gets its type. What columns mean, and which are asked for, is not known here.

mod column;
mod files;
mod infer;
mod parquet;
mod problems;
mod quarantine;
mod table;
mod text;
mod value;

pub use column::{Clock, Column, ColumnType, Hint, NumberKind};
pub use quarantine::{Quarantine, SetAside};
pub use table::{Table, open};
