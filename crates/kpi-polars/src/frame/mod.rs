//! Frames: the rows of a source with everything that is computed for them.
//!
//! Expressions are lowered against a [`Node`], which collects what its rows need: columns of the source, values of the rows
//! that they refer to, aggregates over the rows that belong to them. [`build`] then makes the lazy frame, in the order
//! in which the needs arose. A column of the source is called `c3`, anything computed `x17`, the position of the row `row`.

mod build;
mod computed;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::{DateTime, Time};
use kpi_model::model::{ColumnId, Model, ReferenceId, SourceId};
use kpi_plan::Calendar;
use polars::prelude::*;

use crate::tables::{Functions, Tables};

/// The position of a node in [`Frames`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NodeId(pub(crate) usize);

/// All frames that one pass needs.
pub(crate) struct Frames<'a> {
    pub(crate) model: &'a Model,
    pub(crate) calendar: &'a Calendar,
    pub(crate) tables: &'a dyn Tables,
    pub(crate) functions: Arc<dyn Functions>,
    nodes: Vec<Node>,
    counter: usize,
}

/// The rows of a source with their needs.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) source: SourceId,
    columns: BTreeSet<ColumnId>,
    row_index: bool,
    rows: Option<Expr>,
    steps: Vec<Step>,
    references: HashMap<ReferenceId, (usize, NodeId)>,
    children: HashMap<String, NodeId>,
    known: HashMap<String, String>,
}

/// A need of a node, in the order in which it arose.
#[derive(Debug)]
enum Step {
    /// A column that is computed.
    Compute(Expr, String),
    /// Values of the row that a reference leads to.
    Parent { reference: ReferenceId, target: NodeId, version: Option<Box<Version>>, outputs: Vec<(Expr, String)> },
    /// Values of the row whose position a column holds.
    Row { link: String, target: NodeId, outputs: Vec<(Expr, String)> },
    /// Aggregates over the rows that lead here: their links are the keys of the rows here.
    Children { child: NodeId, links: Vec<Expr>, keys: Vec<Expr>, aggregates: Vec<Aggregated> },
    /// An aggregate over pairs of a row here and a row of another frame.
    Pairs(Box<Pairs>),
}

/// Which version of a row holds at a moment: conditions on two columns of each side, in a common clock.
#[derive(Clone, Debug)]
struct Version {
    /// The moment, as it is compared with the first moment of a version, and that one.
    begun: (Expr, Expr),
    /// The moment, as it is compared with the end of a version, and that one.
    over: (Expr, Expr),
}

/// An aggregate with its name, and its value where there is no row.
#[derive(Clone, Debug)]
pub(crate) struct Aggregated {
    pub(crate) expr: Expr,
    pub(crate) name: String,
    pub(crate) of_nothing: Option<Expr>,
    /// What the rows have to be sorted by before they are aggregated; nothing when their order makes no difference.
    pub(crate) order: Vec<Expr>,
}

/// Rows here and rows there with the same value, and what is computed from the pairs.
#[derive(Clone, Debug)]
pub(crate) struct Pairs {
    pub(crate) asking: NodeId,
    pub(crate) inner: NodeId,
    pub(crate) asking_key: Expr,
    pub(crate) inner_key: Expr,
    pub(crate) asking_outputs: Vec<(Expr, String)>,
    pub(crate) inner_outputs: Vec<(Expr, String)>,
    pub(crate) keep: Vec<Expr>,
    pub(crate) aggregated: Aggregated,
}

impl<'a> Frames<'a> {
    pub(crate) fn new(
        model: &'a Model,
        calendar: &'a Calendar,
        tables: &'a dyn Tables,
        functions: Arc<dyn Functions>,
    ) -> Self {
        Self { model, calendar, tables, functions, nodes: Vec::new(), counter: 0 }
    }

    /// A frame of a source, without needs so far.
    pub(crate) fn add(&mut self, source: SourceId) -> NodeId {
        self.nodes.push(Node {
            source,
            columns: BTreeSet::new(),
            row_index: false,
            rows: None,
            steps: Vec::new(),
            references: HashMap::new(),
            children: HashMap::new(),
            known: HashMap::new(),
        });
        NodeId(self.nodes.len() - 1)
    }

    #[expect(clippy::indexing_slicing, reason = "ids are made by add")]
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "ids are made by add")]
    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0]
    }

    /// A name that nothing else has.
    pub(crate) fn fresh(&mut self) -> String {
        self.counter += 1;
        format!("x{}", self.counter)
    }

    /// A column as it is in the data.
    pub(crate) fn raw(&mut self, node: NodeId, column: ColumnId) -> Expr {
        self.need_column(node, column);
        col(format!("c{}", column.0))
    }

    fn need_column(&mut self, node: NodeId, column: ColumnId) {
        self.node_mut(node).columns.insert(column);
    }

    /// The position of the row in the source.
    pub(crate) fn row(&mut self, node: NodeId) -> Expr {
        self.need_row(node);
        col("row")
    }

    pub(crate) fn need_row(&mut self, node: NodeId) {
        self.node_mut(node).row_index = true;
    }

    /// Only rows for which this holds are of interest; set before anything is built, on raw columns.
    pub(crate) fn keep_rows(&mut self, node: NodeId, condition: Expr) {
        self.node_mut(node).rows = Some(condition);
    }

    /// A computed column, the same for the same print.
    pub(crate) fn compute(&mut self, node: NodeId, print: &str, expr: Expr) -> Expr {
        if let Some(known) = self.known(node, print) {
            return known;
        }
        let name = self.fresh();
        let node = self.node_mut(node);
        node.steps.push(Step::Compute(expr, name.clone()));
        node.known.insert(print.to_owned(), name.clone());
        col(name)
    }

    /// A column that was computed before.
    pub(crate) fn known(&self, node: NodeId, print: &str) -> Option<Expr> {
        self.node(node).known.get(print).map(|name| col(name.clone()))
    }

    /// Remembers where something is.
    pub(crate) fn remember(&mut self, node: NodeId, print: String, name: &str) {
        self.node_mut(node).known.insert(print, name.to_owned());
    }

    /// The frame that a reference leads to.
    pub(crate) fn parent(&mut self, node: NodeId, reference: ReferenceId) -> Result<NodeId, String> {
        if let Some((_, target)) = self.node(node).references.get(&reference) {
            return Ok(*target);
        }
        let model = self.model;
        let source = self.node(node).source;
        let declared = model.source(source).reference(reference);
        let target = self.add(declared.target);
        for column in &declared.columns {
            self.need_column(node, *column);
        }
        self.key(target);
        let alive = model.source(declared.target).alive;
        let version = match declared.at.zip(alive) {
            None => None,
            Some((at, alive)) => {
                self.need_row(node);
                let at = self.typed_column(source, at, node)?;
                let from = self.typed_column(declared.target, alive.from, target)?;
                let to = self.typed_column(declared.target, alive.to, target)?;
                Some(Box::new(Version { begun: self.same_clock(at.clone(), from), over: self.same_clock(at, to) }))
            }
        };
        let node = self.node_mut(node);
        node.references.insert(reference, (node.steps.len(), target));
        node.steps.push(Step::Parent { reference, target, version, outputs: Vec::new() });
        Ok(target)
    }

    /// A value of the row that a reference leads to.
    pub(crate) fn of_parent(&mut self, node: NodeId, reference: ReferenceId, expr: Expr) -> Expr {
        let name = self.fresh();
        let node = self.node_mut(node);
        let step = node.references.get(&reference).map_or(usize::MAX, |(step, _)| *step);
        if let Some(Step::Parent { outputs, .. }) = node.steps.get_mut(step) {
            outputs.push((expr, name.clone()));
        }
        col(name)
    }

    /// A frame of the source whose row positions a column of this frame holds, and a value of that row.
    pub(crate) fn of_row(&mut self, node: NodeId, link: String, target: NodeId, expr: Expr) -> Expr {
        let name = self.fresh();
        self.need_row(target);
        self.node_mut(node).steps.push(Step::Row { link, target, outputs: vec![(expr, name.clone())] });
        col(name)
    }

    /// The frame of the rows whose reference leads here.
    pub(crate) fn children(&mut self, node: NodeId, source: SourceId, reference: ReferenceId) -> NodeId {
        let print = format!("{source:?} {reference:?}");
        if let Some(child) = self.node(node).children.get(&print) {
            return *child;
        }
        let child = self.add(source);
        let model = self.model;
        let columns = &model.source(source).reference(reference).columns;
        let links = columns.iter().map(|column| self.raw(child, *column)).collect();
        let keys = self.key(node);
        self.add_children(node, print, child, links, keys);
        child
    }

    /// The frame of the rows whose row-valued field leads here; `link` gives that field on a row of the frame.
    pub(crate) fn children_by_field(
        &mut self,
        node: NodeId,
        source: SourceId,
        print: String,
        link: impl FnOnce(&mut Self, NodeId) -> Result<Expr, String>,
    ) -> Result<NodeId, String> {
        if let Some(child) = self.node(node).children.get(&print) {
            return Ok(*child);
        }
        let child = self.add(source);
        let link = link(self, child)?;
        let row = self.row(node);
        self.add_children(node, print, child, vec![link], vec![row]);
        Ok(child)
    }

    fn add_children(&mut self, node: NodeId, print: String, child: NodeId, links: Vec<Expr>, keys: Vec<Expr>) {
        let node = self.node_mut(node);
        node.children.insert(print, child);
        node.steps.push(Step::Children { child, links, keys, aggregates: Vec::new() });
    }

    /// An aggregate over the rows of a frame of children.
    pub(crate) fn of_children(&mut self, node: NodeId, child: NodeId, aggregated: Aggregated) -> Expr {
        let name = aggregated.name.clone();
        for step in &mut self.node_mut(node).steps {
            if let Step::Children { child: known, aggregates, .. } = step
                && *known == child
            {
                aggregates.push(aggregated);
                break;
            }
        }
        col(name)
    }

    /// An aggregate over pairs.
    pub(crate) fn of_pairs(&mut self, node: NodeId, pairs: Pairs) -> Expr {
        let name = pairs.aggregated.name.clone();
        self.need_row(node);
        self.node_mut(node).steps.push(Step::Pairs(Box::new(pairs)));
        col(name)
    }

    /// Reads the columns of the key; for a source without one, the position of the row is its key.
    pub(crate) fn key(&mut self, node: NodeId) -> Vec<Expr> {
        let model = self.model;
        let source = model.source(self.node(node).source);
        if source.key.is_empty() {
            return vec![self.row(node)];
        }
        source.key.iter().map(|column| self.raw(node, *column)).collect()
    }
}

/// Microseconds of a wall-clock time, as if it were in UTC; the ends of the calendar are the ends of the numbers.
pub(crate) fn wall_microseconds(moment: DateTime) -> i64 {
    if moment == DateTime::MIN {
        return i64::MIN;
    }
    if moment == DateTime::MAX {
        return i64::MAX;
    }
    jiff::tz::TimeZone::UTC.to_timestamp(moment).map_or(i64::MAX, jiff::Timestamp::as_microsecond)
}

/// The first day that begins at this moment or later, in days since 1970.
pub(crate) fn first_day(moment: DateTime) -> i64 {
    if moment == DateTime::MIN {
        return i64::MIN;
    }
    if moment == DateTime::MAX {
        return i64::MAX;
    }
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = i64::from((moment.date() - epoch).get_days());
    days + i64::from(moment.time() != Time::midnight())
}
