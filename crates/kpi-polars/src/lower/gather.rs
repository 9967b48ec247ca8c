//! Aggregates over the rows that belong to a row.
//!
//! Children are grouped by their reference, all aggregates over one kind of children in one pass. Rows of the same value are
//! joined into pairs first, because their windows may be anchored to the asking row.

use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use kpi_model::model::{Clock, ColumnId, SourceId, Type, When, Window};
use kpi_plan::TimeWindow;
use kpi_syntax::ast::Edge;
use polars::prelude::*;

use super::moment::{alive_at, alive_in, between_edges};
use super::{Place, number};
use crate::frame::{Aggregated, Frames, NodeId, Pairs};

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
        match &gather.belongs {
            Belongs::Child(reference) => {
                let child = self.children(node, gather.source, *reference);
                let mut place = Place::Children(child, Link::Reference(*reference));
                let mut conditions = self.conditions(gather, &mut place, window)?;
                if self.node(node).source == gather.source {
                    conditions.push(self.not_itself(child, *reference));
                }
                let aggregated = self.aggregated(gather, &mut place, conditions, window)?;
                Ok(self.from_children(node, child, aggregated))
            }
            Belongs::ChildField(field) => {
                let settled = self.model.field(*field).depends_on_window.then_some(window);
                let print = format!("{:?} {field:?} {settled:?}", gather.source);
                let link = |frames: &mut Self, child: NodeId| frames.field(child, *field, window);
                let child = self.children_by_field(node, gather.source, print, link)?;
                let mut place = Place::Children(child, Link::Field(*field));
                let conditions = self.conditions(gather, &mut place, window)?;
                let aggregated = self.aggregated(gather, &mut place, conditions, window)?;
                Ok(self.from_children(node, child, aggregated))
            }
            Belongs::SameValue(inner_key, asking_key) => {
                let source = self.node(node).source;
                let (asking, inner) = (self.add(source), self.add(gather.source));
                self.need_row(asking);
                let asking_key = self.lower(asking_key, asking, window)?;
                let inner_key = self.lower(inner_key, inner, window)?;
                let mut outputs =
                    PairOutputs { asking, inner, asking_outputs: Vec::new(), inner_outputs: Vec::new() };
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
                Ok(self.from_pairs(node, pairs))
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

    /// What must hold for a gathered row to take part: its time and the filter.
    fn conditions(
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
                let inside = self.settled(inside, window)?;
                let (from, to) = self.life(gather.source, place)?;
                conditions.push(alive_in(from, to, inside, self.calendar));
            }
            When::During(Clock::Snapshot, inside) => {
                let inside = self.settled(inside, window)?;
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
                    Link::Field(field) => match model.field(*field).body.kind_of_value {
                        Type::Row(source) => source,
                        _ => return None,
                    },
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
        let (a, edge_a) = self.same_clock((theirs, moment.kind_of_value), (edge.clone(), anchor.kind_of_value))?;
        let (b, edge_b) = self.same_clock((own, moment.kind_of_value), (edge, anchor.kind_of_value))?;
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

    fn settled(&self, inside: &Window, window: TimeWindow) -> Result<TimeWindow, String> {
        let settled = self.calendar.apply(inside, window);
        settled.ok_or_else(|| "a window that is anchored to a row needs rows with a time".to_owned())
    }

    /// The two columns of a living row.
    fn life(&mut self, source: SourceId, place: &mut Place<'_>) -> Result<((Expr, Type), (Expr, Type)), String> {
        let model = self.model;
        let alive = model.source(source).alive.ok_or("the rows have no start and end of life")?;
        Ok((self.inner_column(source, alive.from, place)?, self.inner_column(source, alive.to, place)?))
    }

    fn inner_column(
        &mut self,
        source: SourceId,
        column: ColumnId,
        place: &mut Place<'_>,
    ) -> Result<(Expr, Type), String> {
        let (value, kind) = self.typed_column(source, column, place.inner())?;
        Ok(match place {
            Place::Pairs(outputs) => (outputs.of_inner(value, self.fresh()), kind),
            Place::Rows(_) | Place::Children(..) => (value, kind),
        })
    }

    /// Whether a row is of the last picture inside a window, its own or the whole source's.
    fn last_picture(
        &mut self,
        source: SourceId,
        place: &mut Place<'_>,
        inside: TimeWindow,
    ) -> Result<Expr, String> {
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
        let eligible = when(between_edges(date.clone(), kind, inside, self.calendar)).then(date.clone()).otherwise(lit(NULL));
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

    fn aggregated(
        &mut self,
        gather: &Gather,
        place: &mut Place<'_>,
        conditions: Vec<Expr>,
        window: TimeWindow,
    ) -> Result<Aggregated, String> {
        let mask = conditions.into_iter().reduce(Expr::and).unwrap_or(lit(true)).fill_null(lit(false));
        let ordered = matches!(gather.function, Aggregator::First | Aggregator::Last);
        let value = match &gather.value {
            Some(value) => Some(self.lower_at(value, place, window)?),
            None if ordered => {
                let row = self.row(place.inner());
                Some(in_place(row, place, self))
            }
            None => None,
        };
        let order = if ordered { self.order(gather.source, place)? } else { Vec::new() };
        let name = self.fresh();
        Ok(match value {
            Some(value) => of_values(gather, value, mask, order, name),
            None => of_rows(gather.function, place, mask, name, self),
        })
    }

    /// What puts rows in order: time, then key, then position.
    fn order(&mut self, source: SourceId, place: &mut Place<'_>) -> Result<Vec<Expr>, String> {
        let model = self.model;
        let source = model.source(source);
        let time = source.time.or(source.alive.map(|alive| alive.from)).or(source.snapshot.map(|shot| shot.column));
        let inner = place.inner();
        let mut order = Vec::new();
        for column in time.into_iter().chain(source.key.iter().copied()) {
            order.push(self.raw(inner, column));
        }
        order.push(self.row(inner));
        let frames = self;
        Ok(order.into_iter().map(|part| in_place(part, place, frames)).collect())
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
        let expr = kpi_model::model::row::RowExpr {
            kind: kpi_model::model::row::RowKind::Column(column),
            kind_of_value: kind,
            unit: kpi_model::model::Unit::plain(),
            span: kpi_diagnostics::Span::new(kpi_diagnostics::FileId(0), 0, 0),
        };
        Ok((self.lower(&expr, node, NO_WINDOW)?, kind))
    }
}

/// For expressions that do not depend on a window.
const NO_WINDOW: TimeWindow = TimeWindow {
    start: jiff::civil::DateTime::MIN,
    end: jiff::civil::DateTime::MAX,
    shape: kpi_plan::Shape::AllTime,
};

fn in_place(value: Expr, place: &mut Place<'_>, frames: &mut Frames<'_>) -> Expr {
    match place {
        Place::Pairs(outputs) => outputs.of_inner(value, frames.fresh()),
        Place::Rows(_) | Place::Children(..) => value,
    }
}

/// An aggregate of the rows themselves.
fn of_rows(
    function: Aggregator,
    place: &mut Place<'_>,
    mask: Expr,
    name: String,
    frames: &mut Frames<'_>,
) -> Aggregated {
    // A mask that is a literal has no length of its own; a column of the rows gives it one.
    let anchor = frames.row(place.inner());
    let anchor = in_place(anchor, place, frames).is_not_null();
    let mask = anchor.and(mask);
    match function {
        Aggregator::Any | Aggregator::All => {
            Aggregated { expr: mask.any(true), name, of_nothing: Some(lit(false)) }
        }
        _ => Aggregated {
            expr: mask.cast(DataType::UInt32).sum().cast(DataType::Float64),
            name,
            of_nothing: Some(lit(0.0)),
        },
    }
}

fn of_values(gather: &Gather, value: Expr, mask: Expr, order: Vec<Expr>, name: String) -> Aggregated {
    let present = mask.clone().and(value.clone().is_not_null());
    let mut values = value.clone().filter(present.clone());
    if gather.distinct {
        values = values.unique();
    }
    let (expr, of_nothing) = match gather.function {
        Aggregator::Count => (values.len().cast(DataType::Float64), Some(lit(0.0))),
        Aggregator::Sum => (number(values).sum(), Some(lit(0.0))),
        Aggregator::Avg => (number(values).mean(), None),
        Aggregator::Min => (values.min(), None),
        Aggregator::Max => (values.max(), None),
        Aggregator::Median => (number(values).median(), None),
        Aggregator::Percentile(rank) => (number(values).quantile(lit(rank / 100.0), QuantileMethod::Linear), None),
        Aggregator::Stddev => (number(values).std(1), None),
        Aggregator::Variance => (number(values).var(1), None),
        Aggregator::First | Aggregator::Last => {
            let in_order = |part: Expr| part.sort_by(order.clone(), SortMultipleOptions::default());
            let sorted = in_order(value).filter(in_order(present));
            (if gather.function == Aggregator::First { sorted.first() } else { sorted.last() }, None)
        }
        Aggregator::Any => (value.filter(mask).any(true), Some(lit(false))),
        Aggregator::All => (values.all(true), Some(lit(true))),
    };
    Aggregated { expr, name, of_nothing }
}
