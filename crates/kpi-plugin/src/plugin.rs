//! The traits a plugin implements: [`Plugin`], and for what it offers [`Function`] and [`Source`].

use crate::arguments::Arguments;
use crate::column::Column;
use crate::error::Error;
use crate::manifest::{About, Signature, SourceDescription};
use crate::source::{Batches, Field, Options, ScanRequest};

/// A plugin: who it is and what it offers. All of it is asked once, when the plugin is loaded.
pub trait Plugin: Send + Sync {
    /// Name, version, what it is for.
    fn about(&self) -> About;

    /// The functions that definitions may call.
    fn functions(&self) -> Vec<Box<dyn Function>> {
        Vec::new()
    }

    /// The sources that `kpi.toml` may bind.
    fn sources(&self) -> Vec<Box<dyn Source>> {
        Vec::new()
    }
}

/// A function of rows: the result of a row depends on the arguments in that row and on nothing else, so that the engine
/// may call it with any rows, in any order, from several threads at once.
pub trait Function: Send + Sync {
    /// Name, arguments, what it returns.
    fn signature(&self) -> Signature;

    /// Computes a column with one value for each row of the arguments, of the type that the signature promises.
    fn call(&self, arguments: &Arguments) -> Result<Column, Error>;
}

/// A source of rows: a connector.
pub trait Source: Send + Sync {
    /// Name, what it is, which options it takes.
    fn description(&self) -> SourceDescription;

    /// The columns it has with these options.
    fn schema(&self, options: &Options) -> Result<Vec<Field>, Error>;

    /// Its rows, batch by batch. Every batch has the columns of the schema, in that order.
    fn scan(&self, request: ScanRequest) -> Result<Box<dyn Batches>, Error>;
}
