//! The traits a plugin implements: [`Plugin`], and for what it offers [`Function`], [`Aggregate`] and
//! [`Source`].

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

    /// The aggregates that definitions may call; none has the name of a function.
    fn aggregates(&self) -> Vec<Box<dyn Aggregate>> {
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

/// A function of many rows: what `median` is among the built-in ones. A definition calls it in a metric, with the same
/// clauses: `shop.mode(orders.amount where paid over last 28 days)`, or in a field, over the rows that belong to a row:
/// `customers.usual = shop.mode(orders.amount over period)`.
pub trait Aggregate: Send + Sync {
    /// Name, its one argument (a number), what it returns (a number).
    fn signature(&self) -> Signature;

    /// Computes one number of all values of a group, or none if there is no such number.
    ///
    /// There is at least one value, none is empty, and they are sorted from the least to the greatest: which row a value
    /// is from cannot be told, so the result must not depend on an order. Called once for each group and period,
    /// in a field once for each row, from several threads at once.
    fn call(&self, values: &[f64]) -> Result<Option<f64>, Error>;
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
