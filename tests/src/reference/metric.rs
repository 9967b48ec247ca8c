//! The metric world: an expression in a context.

use kpi_model::builtin::{Aggregator, Scalar};
use kpi_model::model::metric::{Aggregate, Dimension, Filter, Input, MetricExpr, MetricKind};
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Clock, MetricId, When, Window};
use kpi_syntax::ast::{BinaryOp, Duration};

use super::aggregate::{aggregate, count, distinct};
use super::outcome::{Counted, Missing, least};
use super::row::{Place, calculated, holds};
use super::stretch::Stretch;
use super::table::Row;
use super::value::Value;
use super::{Outcome, Reference, scalar};

/// A window, the filters and the slice in which a metric is computed.
#[derive(Clone, Debug)]
pub struct Context<'c> {
    /// The window.
    pub window: Stretch,
    /// Filters, each with the window where it was written.
    pub(super) filters: Vec<(&'c Filter, Wanted, Stretch)>,
    /// Dimensions with the window where they were written and the value they must have.
    pub(super) slice: Vec<(&'c Dimension, Stretch, Value)>,
    /// The rows of the part, inside `per KEY`, and the window in which they were divided.
    pub(super) part: Option<(Vec<Row>, Stretch)>,
    /// Inside `per UNIT`, what stands around it.
    pub(super) cut: Option<Cut<'c>>,
}

/// What stands around the units of `per UNIT`.
#[derive(Clone, Debug)]
pub(super) struct Cut<'c> {
    /// The windows of all units, moved as the context is: the source must not be silent from the first to the last.
    pub(super) units: Vec<Stretch>,
    /// The aggregate whose filter the rows must fulfil, and the window of its context.
    pub(super) around: (&'c Aggregate, Stretch),
}

/// Which rows a filter keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those for which the predicate is true.
    Fulfilled,
    /// Those for which it is false.
    Failed,
}

impl<'c> Context<'c> {
    /// A window without filters and slice.
    pub fn of(window: Stretch) -> Self {
        Self { window, filters: Vec::new(), slice: Vec::new(), part: None, cut: None }
    }

    /// The same among the rows that have these values.
    pub fn sliced(mut self, dimensions: &'c [Dimension], values: &[Value]) -> Self {
        let window = self.window;
        self.slice.extend(dimensions.iter().zip(values).map(|(dimension, value)| (dimension, window, value.clone())));
        self
    }

    pub(super) fn over(&self, window: Stretch) -> Self {
        Self { window, ..self.clone() }
    }

    /// In another window, made of its own; those of all units move alike.
    pub(super) fn moved(&self, to: impl Fn(&Stretch) -> Option<Stretch>) -> Option<Self> {
        let mut context = self.over(to(&self.window)?);
        if let Some(cut) = &mut context.cut {
            cut.units = cut.units.iter().map(to).collect::<Option<_>>()?;
        }
        Some(context)
    }

    fn without(&self, names: Option<&[String]>) -> Self {
        let mut context = self.clone();
        context.slice.retain(|(dimension, _, _)| names.is_some_and(|names| !names.contains(&dimension.name)));
        context
    }

    pub(super) fn filtered(&self, filter: &'c Filter, wanted: Wanted) -> Self {
        let mut context = self.clone();
        context.filters.push((filter, wanted, self.window));
        context
    }
}

impl Reference<'_> {
    /// A metric in a context.
    pub fn metric<'c>(&'c self, id: MetricId, context: &Context<'c>) -> Outcome {
        let counted = self.named(id, context);
        let (numerator, denominator) = self.ratio(&self.model.metric(id).body, context);
        Outcome { value: counted.value, n: counted.n, numerator, denominator }
    }

    /// A metric by its name, with its `fill` for an empty window.
    pub(super) fn named<'c>(&'c self, id: MetricId, context: &Context<'c>) -> Counted {
        let metric = self.model.metric(id);
        let counted = self.expression(&metric.body, context);
        match (counted.value, metric.fill) {
            (Err(Missing::NoRows), Some(fill)) => Counted { value: Ok(fill), ..counted },
            _ => counted,
        }
    }

    /// A metric expression in a context.
    pub(super) fn expression<'c>(&'c self, expr: &'c MetricExpr, context: &Context<'c>) -> Counted {
        let here = |inner: &'c MetricExpr| self.expression(inner, context);
        match &expr.kind {
            MetricKind::Number(number) => Counted::literal(*number),
            MetricKind::Metric(id) => self.named(*id, context),
            MetricKind::Aggregate(aggregate) => self.aggregate(aggregate, context),
            MetricKind::Negate(inner) => here(inner).map(|value| -value),
            MetricKind::Not(inner) => here(inner).map(|value| truth(value == 0.0)),
            MetricKind::Binary(op, left, right) => binary(*op, here(left), here(right)),
            MetricKind::Compare(op, left, right) => here(left).and(here(right), |left, right| {
                left.partial_cmp(&right).map(|order| truth(holds(*op, order))).ok_or(Missing::Undefined)
            }),
            MetricKind::If(condition, then, otherwise) => choice(here(condition), here(then), here(otherwise)),
            MetricKind::Call(function, arguments) => {
                self.call(*function, &arguments.iter().map(here).collect::<Vec<_>>())
            }
            MetricKind::Over(..) | MetricKind::Where(..) | MetricKind::Previous(..) | MetricKind::Total(..) => {
                match self.moved(expr, context) {
                    Some((inner, context)) => self.expression(inner, &context),
                    None => Counted::nothing(Missing::NoWindow),
                }
            }
            MetricKind::Growth(inner, by) => {
                let growth = here(inner).and(self.previous(inner, *by, context), |now, base| {
                    if base > 0.0 { Ok((now / base - 1.0) * 100.0) } else { Err(Missing::NoBase) }
                });
                growth.quotient()
            }
            MetricKind::Lift(inner, filter) => self.risk(inner, filter, context).map(|risk| (risk - 1.0) * 100.0),
            MetricKind::RiskRatio(inner, filter) => self.risk(inner, filter, context),
        }
    }

    /// What stands inside a form that only changes the context, and that context; none when there is no such window.
    pub(super) fn moved<'c>(
        &self,
        expr: &'c MetricExpr,
        context: &Context<'c>,
    ) -> Option<(&'c MetricExpr, Context<'c>)> {
        Some(match &expr.kind {
            MetricKind::Over(inner, window) => (inner, context.moved(|from| from.inside(window, &self.calendar))?),
            MetricKind::Where(inner, filter) => (inner, context.filtered(filter, Wanted::Fulfilled)),
            MetricKind::Previous(inner, by) => (inner, context.moved(|from| from.back(*by, &self.calendar))?),
            MetricKind::Total(inner, dimensions) => (inner, context.without(dimensions.as_deref())),
            _ => return None,
        })
    }

    fn previous<'c>(&'c self, inner: &'c MetricExpr, by: Option<Duration>, context: &Context<'c>) -> Counted {
        match context.moved(|from| from.back(by, &self.calendar)) {
            Some(before) => self.expression(inner, &before),
            None => Counted::nothing(Missing::NoWindow),
        }
    }

    fn risk<'c>(&'c self, inner: &'c MetricExpr, filter: &'c Filter, context: &Context<'c>) -> Counted {
        let among = |wanted| self.expression(inner, &context.filtered(filter, wanted));
        among(Wanted::Fulfilled).and(among(Wanted::Failed), divided).quotient()
    }

    /// A function of numbers; what is missing counts as empty for those functions that pass over empty values.
    fn call(&self, function: Scalar, arguments: &[Counted]) -> Counted {
        let n = arguments.iter().map(|argument| argument.n).fold(None, least);
        let sure = arguments.iter().map(|argument| argument.sure).fold(None, least);
        let values: Vec<Value> =
            arguments.iter().map(|argument| argument.value.map_or(Value::Empty, Value::Number)).collect();
        let missing = arguments.iter().find_map(|argument| argument.value.err()).unwrap_or(Missing::Undefined);
        Counted { value: scalar::call(function, &values, &self.calendar).number().ok_or(missing), n, sure }
    }

    /// An aggregate in a context.
    fn aggregate<'c>(&'c self, of: &'c Aggregate, context: &Context<'c>) -> Counted {
        // Of units of time it is asked inside, where their windows may be others.
        let silent = match (&of.input, &context.cut) {
            (Input::PerUnit(..), _) => false,
            (_, Some(cut)) => self.is_silent_in_all(of.source, &of.when, &cut.units),
            (_, None) => self.is_silent(of.source, &of.when, &context.window),
        };
        let values = match self.aggregated_values(of, context) {
            Ok(values) => values,
            Err(Missing::NoWindow) => return Counted::nothing(Missing::NoWindow),
            Err(missing) => {
                let missing = if silent { Missing::NoRows } else { missing };
                return aggregated(of, Err(missing), self.parts_without_value(of, context));
            }
        };
        let n = count(values.iter().filter(|value| !value.is_empty()).count());
        if silent {
            let in_parts = matches!(of.input, Input::PerKey(..) | Input::PerMoment(_));
            return aggregated(of, Err(Missing::NoRows), if in_parts { 0.0 } else { n });
        }
        let values = if of.distinct { distinct(values) } else { values };
        aggregated(of, aggregate(of.function, &values, &self.calendar).number().ok_or(Missing::NoValues), n)
    }

    /// The values that an aggregate takes, in the order of their rows, or of their parts.
    pub(super) fn aggregated_values<'c>(
        &'c self,
        of: &'c Aggregate,
        context: &Context<'c>,
    ) -> Result<Vec<Value>, Missing> {
        if let Input::PerUnit(unit, inner) = &of.input {
            return self.values_per_unit(of, (*unit, inner), context);
        }
        let mut rows = self.selected(of, context);
        self.sort_by_time(&mut rows);
        let value = |expr: &RowExpr, row: &Row| self.value(expr, Place::of(*row, &context.window));
        Ok(match &of.input {
            Input::Rows => rows.iter().map(|row| Value::Row(*row)).collect(),
            Input::Value(expr) => rows.iter().map(|row| value(expr, row)).collect(),
            Input::PerMoment(expr) => self.values_per_moment(expr, &rows, context),
            Input::PerKey(key, inner) => return self.values_per_key((key, inner), &rows, context),
            Input::PerUnit(..) => Vec::new(),
        })
    }

    /// The rows that an aggregate takes in a context. Inside `per KEY`, an aggregate that says nothing of time takes the
    /// whole part, unless it stands in another window than the part.
    pub(super) fn selected(&self, of: &Aggregate, context: &Context<'_>) -> Vec<Row> {
        let part = context.part.as_ref().filter(|(part, _)| part.iter().all(|row| row.source == of.source));
        let says_nothing = match &of.when {
            When::Always | When::During(Clock::Snapshot, Window::Period) => true,
            When::During(Clock::Moment(moment), Window::Period) => {
                matches!(moment.kind, RowKind::Column(column) if self.model.source(of.source).time == Some(column))
            }
            When::During(..) | When::At(_) => false,
        };
        let mut rows = match part {
            Some((part, window)) if says_nothing && *window == context.window => part.clone(),
            Some(_) if matches!(of.when, When::Always) => self.by_own_time(of.source, &context.window),
            _ => self.in_time(of.source, &of.when, &context.window).unwrap_or_default(),
        };
        rows.retain(|row| part.is_none_or(|(part, _)| part.contains(row)));
        let filtered = |row: &Row, of: &Aggregate, window: &Stretch| {
            of.filter.as_ref().is_none_or(|filter| self.fulfils(filter, Place::of(*row, window)))
        };
        rows.retain(|row| filtered(row, of, &context.window));
        if let Some(Cut { around: (around, window), .. }) =
            context.cut.as_ref().filter(|cut| cut.around.0.source == of.source)
        {
            rows.retain(|row| filtered(row, around, window));
        }
        rows.retain(|row| context.filters.iter().all(|filter| self.kept(*row, filter)));
        rows.retain(|row| context.slice.iter().all(|slice| self.in_slice(*row, slice)));
        rows
    }

    fn kept(&self, row: Row, (filter, wanted, window): &(&Filter, Wanted, Stretch)) -> bool {
        let Some((_, predicate)) = filter.by_source.iter().find(|(source, _)| *source == row.source) else {
            return true;
        };
        self.value(predicate, Place::of(row, window)).condition() == Some(*wanted == Wanted::Fulfilled)
    }

    fn in_slice(&self, row: Row, (dimension, window, wanted): &(&Dimension, Stretch, Value)) -> bool {
        let Some((_, expr)) = dimension.by_source.iter().find(|(source, _)| *source == row.source) else {
            return true;
        };
        self.value(expr, Place::of(row, window)).identity() == wanted.identity()
    }
}

/// A result with the rows behind it. How sure an average is depends on them; a sum may well be of few.
fn aggregated(of: &Aggregate, value: Result<f64, Missing>, n: f64) -> Counted {
    let adds_or_picks = matches!(
        of.function,
        Aggregator::Count
            | Aggregator::Sum
            | Aggregator::Min
            | Aggregator::Max
            | Aggregator::First
            | Aggregator::Last
            | Aggregator::Any
            | Aggregator::All
    );
    Counted { value, n: Some(n), sure: (!adds_or_picks).then_some(n) }
}

fn binary(op: BinaryOp, left: Counted, right: Counted) -> Counted {
    match op {
        BinaryOp::And => left.and(right, |left, right| Ok(truth(left != 0.0 && right != 0.0))),
        BinaryOp::Or => left.and(right, |left, right| Ok(truth(left != 0.0 || right != 0.0))),
        BinaryOp::Divide => Counted { n: least(right.n, left.sure).or(left.n), ..left.and(right, divided) }.quotient(),
        BinaryOp::Multiply => left.and(right, |left, right| calculated(op, left, right).ok_or(Missing::Undefined)),
        // Two numbers that differ by the last digit of a float only do not differ.
        BinaryOp::Add | BinaryOp::Subtract => left.and(right, |left, right| {
            let result = calculated(op, left, right).ok_or(Missing::Undefined)?;
            let rounding = result.abs() <= left.abs().max(right.abs()) / 1e15;
            Ok(if rounding { 0.0 } else { result })
        }),
    }
}

fn choice(condition: Counted, then: Counted, otherwise: Counted) -> Counted {
    match condition.value {
        Err(_) => condition,
        Ok(holds) => {
            let chosen = if holds == 0.0 { otherwise } else { then };
            Counted { n: least(condition.n, chosen.n), sure: least(condition.sure, chosen.sure), ..chosen }
        }
    }
}

fn divided(left: f64, right: f64) -> Result<f64, Missing> {
    calculated(BinaryOp::Divide, left, right).ok_or(Missing::Undefined)
}

fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// The sum of values; conditions count as 1 and 0.
pub(super) fn total(values: &[Value], reference: &Reference<'_>) -> Option<f64> {
    let average = aggregate(Aggregator::Avg, values, &reference.calendar).number()?;
    Some(average * count(values.iter().filter(|value| !value.is_empty()).count()))
}
