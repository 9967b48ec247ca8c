//! The built-in functions: what they are called, what they take and give, what they mean.
//!
//! Both enums are closed but for the aggregates of plugins, so a backend that forgets a function does not compile. How a function is computed is each
//! backend's matter; what it must give is said here and shown by the cases of the test suite.

mod aggregator;
mod plugin;
mod scalar;

pub use aggregator::Aggregator;
pub use plugin::PluginAggregate;
pub use scalar::{Argument, Repeats, Returns, Scalar, Signature};
