//! Which of the gathered rows take part: their time, their pictures and the filter.

use kpi_model::model::row::{Gather, Link, RowExpr, RowKind};
use kpi_model::model::{Clock, ColumnId, SourceId, Type, When, Window};
use kpi_plan::TimeWindow;
use kpi_syntax::ast::Edge;
use polars::prelude::*;

use crate::frame::{Frames, NodeId};
use crate::lower::Place;
use crate::lower::moment::{alive_at, between_edges};

/// A value with its type in the language.
type TypedExpr = (Expr, Type);

impl Frames<'_> {
    /// What must hold for a gathered row to take part: its time and the filter.
    pub(super) fn conditions(
        &mut self,
        gather: &Gather,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Vec<Expr>, String> {
        let mut conditions = Vec::new();
        match &gather.when {
            When::Always => {}
            When::During(Clock::Moment(moment), inside) => {
                let value = self.lower_at(moment, place, window)?;
                if let Some(anchor) = inside.anchor()
                    && self.node(place.inner()).source == gather.source
                    && self.asking_source(place) == Some(gather.source)
                {
                    conditions.push(self.follows(gather.source, moment, inside, anchor, place, window)?);
                }
                conditions.push(self.in_window(value, moment.kind_of_value, inside, place, window)?);
            }
            When::During(Clock::Alive, inside) => {
                let life = self.life(gather.source, place)?;
                conditions.push(self.alive_beside(life, inside, place, window)?);
            }
            When::During(Clock::Snapshot, inside) => {
                let inside = self.calendar.apply(inside, window).ok_or_else(|| self.calendar.no_window())?;
                conditions.push(self.last_picture(gather.source, place, inside)?);
            }
            When::At(edge) => {
                let moment = if *edge == Edge::Start { window.start } else { window.end };
                if self.model.source(gather.source).alive.is_some() {
                    let (from, to) = self.life(gather.source, place)?;
                    conditions.push(alive_at(from, to, moment, self.calendar));
                } else {
                    let before = TimeWindow { start: jiff::civil::DateTime::MIN, end: moment, ..window };
                    conditions.push(self.last_picture(gather.source, place, before)?);
                }
            }
        }
        if let Some(filter) = &gather.filter {
            conditions.push(self.lower_at(filter, place, window)?);
        }
        Ok(conditions)
    }

    /// Whose rows ask.
    fn asking_source(&self, place: &Place<'_>) -> Option<SourceId> {
        match place {
            Place::Rows(_) => None,
            Place::Pairs(outputs) => Some(self.node(outputs.asking).source),
            Place::Children(child, link) => {
                let model = self.model;
                Some(match link {
                    Link::Reference(reference) => model.source(self.node(*child).source).reference(*reference).target,
                    Link::Field(field) => {
                        let Type::Row(source) = model.field(*field).body.kind_of_value else { return None };
                        source
                    }
                })
            }
        }
    }

    /// Among rows of one kind those of one instant follow each other in the order of their keys: on the edge of a window
    /// that begins or ends with the asking row itself, only those behind or before it are inside.
    fn follows(
        &mut self,
        source: SourceId,
        moment: &RowExpr,
        inside: &Window,
        anchor: &RowExpr,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        let asking = |expr: RowExpr| RowExpr { kind: RowKind::Asking(Box::new(expr.clone())), ..expr };
        let theirs = self.lower_at(moment, place, window)?;
        let own = self.lower_at(&asking(moment.clone()), place, window)?;
        let edge = self.lower_at(anchor, place, window)?;
        let (a, edge_a) = self.same_clock((theirs, moment.kind_of_value), (edge.clone(), anchor.kind_of_value));
        let (b, edge_b) = self.same_clock((own, moment.kind_of_value), (edge, anchor.kind_of_value));
        let elsewhere = a.neq(edge_a).or(b.neq(edge_b));
        let mut pairs = Vec::new();
        for key in &self.model.source(source).key {
            let kind_of_value = self.model.source(source).column(*key).kind;
            let column = RowExpr { kind: RowKind::Column(*key), kind_of_value, ..moment.clone() };
            pairs.push((self.lower_at(&column, place, window)?, self.lower_at(&asking(column), place, window)?));
        }
        if let Place::Pairs(outputs) = place {
            let row = self.row(outputs.inner);
            pairs.push((outputs.of_inner(row, self.fresh()), col("asking_row")));
        }
        let before = matches!(inside, Window::UpTo(..));
        let in_order = pairs.into_iter().rev().fold(lit(false), |rest, (theirs, own)| {
            let first = if before { theirs.clone().lt(own.clone()) } else { theirs.clone().gt(own.clone()) };
            first.or(theirs.eq(own).and(rest))
        });
        Ok(elsewhere.or(in_order).fill_null(lit(true)))
    }

    /// The two columns of a living row.
    fn life(&mut self, source: SourceId, place: &mut Place<'_>) -> Result<(TypedExpr, TypedExpr), String> {
        let model = self.model;
        let alive = model.source(source).alive.ok_or("the rows have no start and end of life")?;
        Ok((self.inner_column(source, alive.from, place)?, self.inner_column(source, alive.to, place)?))
    }

    fn inner_column(&mut self, source: SourceId, column: ColumnId, place: &mut Place<'_>) -> Result<TypedExpr, String> {
        let (value, kind) = self.typed_column(source, column, place.inner())?;
        Ok(match place {
            Place::Pairs(outputs) => (outputs.of_inner(value, self.fresh()), kind),
            Place::Rows(_) | Place::Children(..) => (value, kind),
        })
    }

    /// Whether a row is of the last picture inside a window, its own or the whole source's.
    fn last_picture(&mut self, source: SourceId, place: &mut Place<'_>, inside: TimeWindow) -> Result<Expr, String> {
        let model = self.model;
        let snapshot = model.source(source).snapshot.ok_or("the rows picture no date")?;
        let inner = place.inner();
        let is_last = self.picture(inner, snapshot, inside)?;
        Ok(match place {
            Place::Pairs(outputs) => outputs.of_inner(is_last, self.fresh()),
            Place::Rows(_) | Place::Children(..) => is_last,
        })
    }

    /// Whether a row of a frame is of the last picture inside a window.
    pub(crate) fn picture(
        &mut self,
        node: NodeId,
        snapshot: kpi_model::model::Snapshot,
        inside: TimeWindow,
    ) -> Result<Expr, String> {
        let source = self.node(node).source;
        let (date, kind) = self.typed_column(source, snapshot.column, node)?;
        let eligible =
            when(between_edges(date.clone(), kind, inside, self.calendar)).then(date.clone()).otherwise(lit(NULL));
        let last = match snapshot.per {
            None => eligible.max(),
            Some(per) => {
                let per = self.raw(node, per);
                eligible.max().over([per]).map_err(|error| error.to_string())?
            }
        };
        let name = self.fresh();
        let last = self.compute(node, &format!("picture {name}"), last);
        Ok(date.eq(last).fill_null(lit(false)))
    }
}
