//! Aggregates over the rows that belong to a row.
//!
//! Children are grouped by their reference, all aggregates over one kind of children in one pass. Rows of the same value are
//! joined into pairs first, because their windows may be anchored to the asking row.
//! [`conditions`] says which rows take part, [`aggregates`] what is computed from them, [`plugin`] what plugins make of them.

mod aggregates;
mod conditions;
mod plugin;

use kpi_model::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use kpi_model::model::{ColumnId, SourceId, Type, Unit};
use kpi_plan::TimeWindow;
use polars::prelude::*;

use super::Place;
use crate::frame::{Frames, NodeId, Pairs};

/// What a frame of pairs takes from its two sides.
#[derive(Debug)]
pub(crate) struct PairOutputs {
    pub(super) asking: NodeId,
    pub(super) inner: NodeId,
    asking_outputs: Vec<(Expr, String)>,
    inner_outputs: Vec<(Expr, String)>,
}

impl PairOutputs {
    pub(super) fn of_asking(&mut self, value: Expr, name: String) -> Expr {
        self.asking_outputs.push((value, name.clone()));
        col(name)
    }

    pub(super) fn of_inner(&mut self, value: Expr, name: String) -> Expr {
        self.inner_outputs.push((value, name.clone()));
        col(name)
    }
}

impl Frames<'_> {
    pub(super) fn gather(&mut self, gather: &Gather, node: NodeId, window: TimeWindow) -> Result<Expr, String> {
        let gathered = self.gathered(gather, node, window)?;
        Ok(plugin::value_of(gather.function, gathered, &self.functions))
    }

    fn gathered(&mut self, gather: &Gather, node: NodeId, window: TimeWindow) -> Result<Expr, String> {
        match &gather.belongs {
            Belongs::Child(reference) => {
                let child = self.children(node, gather.source, *reference);
                let mut place = Place::Children(child, Link::Reference(*reference));
                let mut conditions = self.conditions(gather, &mut place, window)?;
                if self.node(node).source == gather.source {
                    conditions.push(self.not_itself(child, *reference));
                }
                let aggregated = self.aggregated(gather, &mut place, conditions, window)?;
                Ok(self.of_children(node, child, aggregated))
            }
            Belongs::ChildField(field) => {
                let settled = self.model.field(*field).depends_on_window.then_some(window);
                let print = format!("{:?} {field:?} {settled:?}", gather.source);
                let link = |frames: &mut Self, child: NodeId| frames.field(child, *field, window);
                let child = self.children_by_field(node, gather.source, print, link)?;
                let mut place = Place::Children(child, Link::Field(*field));
                let conditions = self.conditions(gather, &mut place, window)?;
                let aggregated = self.aggregated(gather, &mut place, conditions, window)?;
                Ok(self.of_children(node, child, aggregated))
            }
            Belongs::SameValue(inner_key, asking_key) => {
                let source = self.node(node).source;
                let (asking, inner) = (self.add(source), self.add(gather.source));
                self.need_row(asking);
                let asking_key = self.lower(asking_key, asking, window)?;
                let inner_key = self.lower(inner_key, inner, window)?;
                let mut outputs = PairOutputs { asking, inner, asking_outputs: Vec::new(), inner_outputs: Vec::new() };
                let mut keep = Vec::new();
                if source == gather.source {
                    let row = self.row(inner);
                    let itself = outputs.of_inner(row, self.fresh());
                    keep.push(itself.neq(col("asking_row")));
                }
                let mut place = Place::Pairs(&mut outputs);
                keep.extend(self.conditions(gather, &mut place, window)?);
                let aggregated = self.aggregated(gather, &mut place, Vec::new(), window)?;
                let PairOutputs { asking_outputs, inner_outputs, .. } = outputs;
                let pairs =
                    Pairs { asking, inner, asking_key, inner_key, asking_outputs, inner_outputs, keep, aggregated };
                Ok(self.of_pairs(node, pairs))
            }
        }
    }

    /// Whether a child is another row than the one that it refers to.
    fn not_itself(&mut self, child: NodeId, reference: kpi_model::model::ReferenceId) -> Expr {
        let keys = self.key(child);
        let model = self.model;
        let links = model.source(self.node(child).source).reference(reference).columns.clone();
        let mut differs = lit(false);
        for (key, link) in keys.into_iter().zip(links) {
            differs = differs.or(key.neq(self.raw(child, link)));
        }
        differs
    }

    /// A column of a frame in its form for expressions.
    pub(crate) fn typed_column(
        &mut self,
        source: SourceId,
        column: ColumnId,
        node: NodeId,
    ) -> Result<(Expr, Type), String> {
        let model = self.model;
        let kind = model.source(source).column(column).kind;
        let expr = RowExpr {
            kind: RowKind::Column(column),
            kind_of_value: kind,
            unit: Unit::plain(),
            span: kpi_diagnostics::Span::new(kpi_diagnostics::FileId(0), 0, 0),
        };
        Ok((self.lower(&expr, node, NO_WINDOW)?, kind))
    }
}

/// For expressions that do not depend on a window.
const NO_WINDOW: TimeWindow =
    TimeWindow { start: jiff::civil::DateTime::MIN, end: jiff::civil::DateTime::MAX, shape: kpi_plan::Shape::AllTime };

fn in_place(value: Expr, place: &mut Place<'_>, frames: &mut Frames<'_>) -> Expr {
    match place {
        Place::Pairs(outputs) => outputs.of_inner(value, frames.fresh()),
        Place::Rows(_) | Place::Children(..) => value,
    }
}
