//! The embedded evaluator: the cells of a plan over Polars frames.
//!
//! [`execute`] is the whole interface. For each source of the plan a lazy frame is built that reads only the needed columns
//! and rows (`frame`), with conditions and values as Polars expressions (`lower`); its streaming engine feeds the
//! `fold`, one pass for all cells of the source. What a definition means is settled before: nothing here looks at a
//! metric. A source, column or function that fails takes down the cells that need it, and no other.

mod execute;
mod fold;
mod frame;
mod lower;
mod parallel;
mod probe;
mod tables;

pub use execute::{Progress, execute};
pub use parallel::in_parallel;
pub use probe::{Since, days, duplicate_key, newest_day};
pub use tables::{Functions, Tables};
