//! The embedded evaluator: the cells of a plan over Polars frames.
//!
//! [`execute`] is the whole interface. For each source of the plan a lazy frame is built that reads only the needed columns
//! and rows (`frame`), with conditions and values as Polars expressions (`lower`); its streaming engine feeds the
//! `fold`, one pass for all cells of the source. What a definition means is settled before: nothing here looks at a
//! metric. A source, column or function that fails takes down the cells that need it, and no other. [`inspect`] looks at rows
//! one by one instead of folding them (`rows`): the list behind a count, and what became of every row of an aggregate.

mod contained;
mod execute;
mod failure;
mod fold;
mod frame;
mod lower;
mod parallel;
mod probe;
mod rows;
mod tables;
mod versions;

pub use execute::{Progress, execute, inspect};
pub use parallel::in_parallel;
pub use probe::{KeyFlaw, Since, days, key_flaw, newest_day};
pub use rows::{Inspected, Inspection, Keep, Row, RowValue, Spread, Test, Truth};
pub use tables::{Functions, Tables};
pub use versions::version_flaw;
