//! The resolved model. `mod` holds what a project is; [`row`] the row world, [`metric`] the metric world.

pub mod metric;
pub mod row;
mod source;
mod test;
mod types;
mod unit;
mod uses;
mod window;

pub use metric::Metric;
pub use source::{Alive, Column, Field, Reference, Snapshot, Source};
pub use test::{Cell, Expectation, ExpectedMessage, Fixture, Outcome, Test};
pub use types::{Literal, Type};
pub use unit::{Base, Unit};
pub use uses::{Role, Uses};
pub use window::{Clock, When, Window};

/// The position of a source in [`Model::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub usize);
/// The position of a column in [`Source::columns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub usize);
/// The position of a reference in [`Source::references`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReferenceId(pub usize);
/// The position of a field in [`Model::fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(pub usize);
/// The position of a metric in [`Model::metrics`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MetricId(pub usize);

/// Everything that the files of a project mean.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The sources of `kpi.toml`, in its order.
    pub sources: Vec<Source>,
    /// The fields of all files. A field whose body is wrong is not among them.
    pub fields: Vec<Field>,
    /// The metrics of all files, in the order of files and lines. A metric that is wrong, or that uses one, is absent.
    pub metrics: Vec<Metric>,
    /// The `test` blocks of all files.
    pub tests: Vec<Test>,
}

impl Model {
    /// The source with this id, which must come from this model.
    pub fn source(&self, id: SourceId) -> &Source {
        #[expect(clippy::indexing_slicing, reason = "ids are made by resolve, for this model")]
        &self.sources[id.0]
    }

    /// The field with this id, which must come from this model.
    pub fn field(&self, id: FieldId) -> &Field {
        #[expect(clippy::indexing_slicing, reason = "ids are made by resolve, for this model")]
        &self.fields[id.0]
    }

    /// The metric with this id, which must come from this model.
    pub fn metric(&self, id: MetricId) -> &Metric {
        #[expect(clippy::indexing_slicing, reason = "ids are made by resolve, for this model")]
        &self.metrics[id.0]
    }

    /// The metric with this name.
    pub fn metric_named(&self, name: &str) -> Option<MetricId> {
        self.metrics.iter().position(|metric| metric.name == name).map(MetricId)
    }

    /// The source with this name.
    pub fn source_named(&self, name: &str) -> Option<SourceId> {
        self.sources.iter().position(|source| source.name == name).map(SourceId)
    }
}
