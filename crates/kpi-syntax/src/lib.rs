//! From text to tree: the grammar of `.kpi` files and the tree that mirrors them.
//!
//! [`parse`] never fails: it gives a tree *and* messages. A statement that cannot be read becomes one
//! [`ast::Item::Error`], and everything around it is still there. This crate knows neither types nor data: whether a
//! name exists is decided by the crate that builds the model. The grammar is `kpi.pest`; its pairs never leave
//! the private module that builds the tree.

// What pest generates without `std` says `::alloc`; with `std` it probes the stack at every step, a fifth of the time.
extern crate alloc;

pub mod ast;
mod cst;
mod errors;
mod format;
mod period_name;

pub use cst::{parse, parse_expression, parse_query};
pub use format::format;
pub use period_name::PeriodName;
