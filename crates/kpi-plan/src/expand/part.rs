//! Which rows of a part an aggregate inside `per KEY` takes.
//!
//! One that says nothing of time takes the whole part. One that says its time, such as `on shipped_on` or `at start`, or that
//! stands in another window than the part, as in `(m over last 7 days)` or in `per day`, takes the rows of the part for which
//! that holds too: the part keeps its clock, and the aggregate's time becomes a condition.

use jiff::civil::DateTime;
use kpi_model::model::metric::Aggregate;
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Alive, Clock, ColumnId, Source, Type, Unit, When, Window};
use kpi_syntax::ast::Edge;

use super::Expander;
use super::context::Context;
use crate::calendar::{Shape, TimeWindow};
use crate::cell::{CellClock, Pinned, Selection};
use crate::fingerprint::Prints;

const OTHER_PICTURE: &str = "inside `per` the rows of a part cannot be those of another picture";

/// The rows that an aggregate takes by time.
pub(super) struct Taken {
    pub(super) clock: CellClock,
    pub(super) selection: Selection,
    /// What must hold besides.
    pub(super) filters: Vec<Pinned>,
}

impl<'m> Expander<'m> {
    /// The rows by time; inside `per KEY` among those that are divided.
    pub(super) fn taken(
        &mut self,
        aggregate: &'m Aggregate,
        source: &Source,
        context: &Context<'m>,
    ) -> Result<Taken, String> {
        let (clock, selection) = self.by_time(&aggregate.when, source, context.window)?;
        let Some(part) = context.part.as_ref().filter(|part| part.source == aggregate.source) else {
            return Ok(Taken { clock, selection, filters: Vec::new() });
        };
        let same = clock == part.clock && selection == part.selection;
        let whole = part.window == context.window && says_nothing(&aggregate.when, source);
        let filters = if same || whole { Vec::new() } else { self.conditions(aggregate, source, context)? };
        Ok(Taken { clock: part.clock.clone(), selection: part.selection, filters })
    }

    /// The time of an aggregate as conditions of its rows.
    fn conditions(
        &self,
        aggregate: &'m Aggregate,
        source: &Source,
        context: &Context<'m>,
    ) -> Result<Vec<Pinned>, String> {
        let applied = |window| self.calendar.apply(window, context.window).ok_or_else(|| self.calendar.no_window());
        match (&aggregate.when, source.alive) {
            (When::Always, alive) => match (source.time, source.snapshot, alive) {
                (Some(time), ..) => {
                    let moment = column(source, time, aggregate);
                    Ok(vec![Prints::pin_made(within(moment, Window::Period), context.window)])
                }
                (None, Some(_), _) => Err(OTHER_PICTURE.to_owned()),
                (None, None, Some(alive)) => {
                    Ok(living(source, alive, aggregate, (context.window.start, context.window.end)))
                }
                (None, None, None) => Ok(Vec::new()),
            },
            (When::During(Clock::Moment(moment), window), _) => {
                Ok(vec![Prints::pin_made(within(moment.clone(), window.clone()), context.window)])
            }
            (When::At(edge), Some(alive)) => {
                let moment = match edge {
                    Edge::Start => context.window.start,
                    Edge::End => context.window.end,
                };
                Ok(living(source, alive, aggregate, (moment, moment)))
            }
            (When::During(Clock::Alive, window), Some(alive)) => {
                let window = applied(window)?;
                Ok(living(source, alive, aggregate, (window.start, window.end)))
            }
            (When::During(Clock::Snapshot | Clock::Alive, _) | When::At(_), _) => Err(OTHER_PICTURE.to_owned()),
        }
    }
}

/// Whether an aggregate takes the rows of the context's window by the source's own time, as one that says nothing does.
fn says_nothing(when: &When, source: &Source) -> bool {
    match when {
        When::Always => true,
        When::During(Clock::Moment(moment), Window::Period) => {
            matches!(moment.kind, RowKind::Column(column) if source.time == Some(column))
        }
        When::During(Clock::Snapshot, Window::Period) => source.time.is_none(),
        When::During(..) | When::At(_) => false,
    }
}

/// Alive at some time of a stretch: begun before its end, and not ended before its start.
fn living(source: &Source, alive: Alive, aggregate: &Aggregate, (start, end): (DateTime, DateTime)) -> Vec<Pinned> {
    let before = |edge| TimeWindow { start: DateTime::MIN, end: edge, shape: Shape::AllTime };
    let ended = within(column(source, alive.to, aggregate), Window::Period);
    let there = RowExpr { kind: RowKind::Not(Box::new(ended.clone())), ..ended };
    vec![
        Prints::pin_made(within(column(source, alive.from, aggregate), Window::Period), before(end)),
        Prints::pin_made(there, before(start)),
    ]
}

fn column(source: &Source, id: ColumnId, aggregate: &Aggregate) -> RowExpr {
    let kind_of_value = source.columns.get(id.0).map_or(Type::Unknown, |column| column.kind);
    RowExpr { kind: RowKind::Column(id), kind_of_value, unit: Unit::plain(), span: aggregate.span }
}

fn within(moment: RowExpr, window: Window) -> RowExpr {
    let span = moment.span;
    let kind = RowKind::Within(Box::new(moment), Box::new(window));
    RowExpr { kind, kind_of_value: Type::Bool, unit: Unit::plain(), span }
}
