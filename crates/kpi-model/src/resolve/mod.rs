//! From trees to the model: [`resolve`] for the files of a project, [`resolve_query`] for a question from outside.
//!
//! What happens, in order:
//!
//! 1. `sources` joins the configuration with what is known of the data; `collect` gathers the names of all files.
//! 2. `order` resolves bodies, dependencies first, and finds the cycles. A body in the row world is read by `row`, one
//!    in the metric world by `metric`; what both share about aggregates is in `aggregate`, units in `units`, windows in
//!    `window`. Filters of a context are read once for each source that the metric reaches (`reach`).
//! 3. `clauses` and `lines` read what stands behind a definition, when every body is known: a target may mention any
//!    metric, its own too. `examples` reads the `test` blocks.
//! 4. `assemble` drops what is broken, and what uses something broken, and numbers the rest.
//!
//! A problem is reported where it is found and gives `None`; whoever gets `None` says nothing more. So one mistake is
//! one message. The words of the messages are in [`crate::errors`].

mod aggregate;
mod assemble;
mod clauses;
mod collect;
mod confidence;
mod examples;
mod lines;
mod metric;
mod order;
mod query;
mod reach;
mod resolver;
mod row;
mod sources;
#[cfg(test)]
mod tests;
mod units;
mod visit;
mod window;

use kpi_config::Config;
use kpi_diagnostics::{Diagnostic, Texts};
use kpi_syntax::ast;

use crate::catalog::Catalog;
use crate::model::Model;
use resolver::Resolver;

pub use query::{resolve_dimension, resolve_query};
pub(crate) use units::Operand;

/// Everything that a model is made of.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The trees of all definition files.
    pub files: &'a [ast::File],
    /// `kpi.toml`
    pub config: &'a Config,
    /// What is known of data and plugins.
    pub catalog: &'a Catalog,
    /// The texts that the trees point into.
    pub texts: &'a Texts,
}

/// The meaning of a project. What could not be understood has a message and is absent; everything else is there.
pub fn resolve(input: Input<'_>) -> (Model, Vec<Diagnostic>) {
    let mut resolver = Resolver::new(input.config, input.catalog, input.texts);
    let files = resolver.collect(input.files);
    resolver.resolve_bodies();
    let metrics = resolver.resolve_clauses();
    let tests = resolver.resolve_tests(&files, &metrics);
    resolver.assemble(metrics, tests)
}
