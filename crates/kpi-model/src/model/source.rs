//! Sources, their columns, references and fields.

use kpi_config::Measure;
use kpi_diagnostics::Span;

use super::row::RowExpr;
use super::{ColumnId, FieldId, ReferenceId, SourceId, Type, Unit};

/// A table of the project.
#[derive(Clone, Debug)]
pub struct Source {
    /// As in `kpi.toml`.
    pub name: String,
    /// What is known of its columns. Offline, the columns that the definitions use, with unknown types.
    pub columns: Vec<Column>,
    /// The columns that name a row; empty when none is declared.
    pub key: Vec<ColumnId>,
    /// When rows happen.
    pub time: Option<ColumnId>,
    /// From when to when rows live.
    pub alive: Option<Alive>,
    /// The date that rows picture.
    pub snapshot: Option<Snapshot>,
    /// Many-to-one references to other sources.
    pub references: Vec<Reference>,
    /// How pre-aggregated columns add up over time.
    pub measures: Vec<(ColumnId, Measure)>,
    /// Whether several rows may have one key, one of them at any moment.
    pub versions: bool,
    /// `distinct = "orders.customer_id"`: one row for each value of that column.
    pub distinct_of: Option<(SourceId, ColumnId)>,
}

impl Source {
    /// The column with this id, which must come from this source.
    pub fn column(&self, id: ColumnId) -> &Column {
        #[expect(clippy::indexing_slicing, reason = "ids are made by resolve, for this source")]
        &self.columns[id.0]
    }

    /// The reference with this id, which must come from this source.
    pub fn reference(&self, id: ReferenceId) -> &Reference {
        #[expect(clippy::indexing_slicing, reason = "ids are made by resolve, for this source")]
        &self.references[id.0]
    }

    /// The column with this name.
    pub fn column_named(&self, name: &str) -> Option<ColumnId> {
        self.columns.iter().position(|column| column.name == name).map(ColumnId)
    }

    /// The reference with this name.
    pub fn reference_named(&self, name: &str) -> Option<ReferenceId> {
        self.references.iter().position(|reference| reference.name == name).map(ReferenceId)
    }

    /// Whether rows take their time from this column.
    pub fn tells_time(&self, column: ColumnId) -> bool {
        let alive = self.alive.iter().flat_map(|alive| [alive.from, alive.to]);
        let snapshot = self.snapshot.iter().map(|snapshot| snapshot.column);
        self.time.into_iter().chain(alive).chain(snapshot).any(|time| time == column)
    }

    /// Whether a window without any row by the source's own time has no data.
    pub fn can_be_silent(&self) -> bool {
        self.time.is_some() || self.snapshot.is_some()
    }
}

/// A column of a source.
#[derive(Clone, Debug)]
pub struct Column {
    /// As in the data, trimmed.
    pub name: String,
    /// What it holds.
    pub kind: Type,
    /// The unit of its numbers.
    pub unit: Unit,
}

/// The two columns between which a row lives: `from < edge` and (`to` empty or `to >= edge`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alive {
    /// The first moment.
    pub from: ColumnId,
    /// The first moment gone; with `inclusive_end` the last day alive.
    pub to: ColumnId,
    /// Whether one day is added to `to` before anything is compared with it (wherever the column is read).
    pub inclusive_end: bool,
}

/// A source that pictures a whole on a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// The pictured date.
    pub column: ColumnId,
    /// Whose own last picture counts; none: the whole source's.
    pub per: Option<ColumnId>,
}

/// A many-to-one reference.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What it is called.
    pub name: String,
    /// Columns of the source that holds it, in the order of the target's key.
    pub columns: Vec<ColumnId>,
    /// Where it points.
    pub target: SourceId,
    /// The column of the moment, for a target with versions.
    pub at: Option<ColumnId>,
}

/// `source.name = …`: a column that is computed.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its own id.
    pub id: FieldId,
    /// Whose rows it belongs to.
    pub source: SourceId,
    /// What it is called.
    pub name: String,
    /// The label of its definition, if any.
    pub label: Option<String>,
    /// Its doc comment.
    pub doc: Option<String>,
    /// What it is for one row.
    pub body: RowExpr,
    /// Whether its value depends on the window of the context (through `period`, `last 28 days`, `at end` …, its own or
    /// that of a field it uses).
    pub depends_on_window: bool,
    /// Where it is defined.
    pub span: Span,
}
