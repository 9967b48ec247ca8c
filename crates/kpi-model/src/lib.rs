//! The meaning of a project: names resolved, worlds, types and units checked.
//!
//! [`resolve`] takes the trees of all files, the configuration and what is known of the data ([`Catalog`]), and gives a
//! [`model::Model`] with messages. In the model ids stand for names; every expression knows its world, type and unit;
//! there is no cycle; a metric that could not be understood is absent, and the others are there. Nothing here reads a
//! file, a clock or the environment, and nothing here knows how a model is computed.

pub mod builtin;
mod catalog;
mod errors;
pub mod model;
mod resolve;

pub use catalog::{Aliases, Catalog, FunctionKind, FunctionSignature, SourceSchema};
pub use resolve::{Input, resolve, resolve_dimension, resolve_query};
