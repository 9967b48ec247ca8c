//! An oracle: definitions as SQL for SQLite, for those parts of the language that translate plainly.
//!
//! The resolved model is the only thing it has in common with the engine. A metric becomes one expression of scalar queries
//! (`metric`, `aggregate`), a row expression one over the alias of a table (`row`, `gather`), and windows and their edges are
//! texts that SQLite moves along its own calendar (`window`). NULL is the empty value in rows and `no data` in metrics, and SQL's
//! three-valued logic is the language's. What is not SQL's way is written out: comparisons of moments are never unknown,
//! sums of nothing are 0, numbers are never divided as integers, and a source that is silent has no data.
//!
//! What does not translate says so with [`Untranslated`]: percentiles and deviations, business hours, rows as values, units
//! of windows. Projects are in UTC.

mod aggregate;
mod gather;
mod metric;
mod row;
mod tables;
mod window;

pub use metric::{Context, Query};
pub use tables::load;
pub use window::{Divisions, Window};

/// What stands in the way of a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untranslated(pub &'static str);

/// SQL, or why there is none.
pub type Translated = Result<String, Untranslated>;
