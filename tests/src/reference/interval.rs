//! How sure a value is, the slow way: every row is made a little heavier, one after the other, and the value watched.
//!
//! The derivative of the value by the weight of a row (or of all rows with one key, or of one part) is what that row moves;
//! the variance is n / (n − 1) times the sum of the squares. Shares of rows have Wilson's interval. Quantiles are found by
//! adding up densities. Nothing here is shared with the engine, which works from sums of products.

use kpi_model::builtin::Aggregator;
use kpi_model::model::metric::{Aggregate, Input, MetricExpr, MetricKind};
use kpi_model::model::row::{RowExpr, RowKind};
use kpi_model::model::{Metric, MetricId};
use kpi_syntax::ast::BinaryOp;

use super::aggregate::count;
use super::metric::{Context, Wanted};
use super::quantile::{normal, student};
use super::row::Place;
use super::stretch::Stretch;
use super::table::Row;
use super::{Reference, Value};

/// A number and how it moves when a unit becomes heavier.
#[derive(Clone, Copy, Debug)]
struct Moving {
    value: f64,
    slope: f64,
    /// Whether the unit adds anything at all.
    touched: bool,
}

/// What becomes heavier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Row(Row),
    /// The rows whose key has this identity.
    Key(String),
    /// The part of `per` whose key has this identity.
    Part(String),
}

/// What is independent.
struct Independent<'m> {
    units: Vec<Unit>,
    /// Whose rows depend on each other, read in the window where the metric is asked.
    key: Option<(&'m RowExpr, Stretch)>,
}

impl Reference<'_> {
    /// The interval that a metric asks for; none when it does not, or when there is none.
    pub fn interval<'c>(&'c self, id: MetricId, context: &Context<'c>) -> Option<(f64, f64)> {
        let metric = self.model.metric(id);
        let level = metric.confidence.as_ref()?.level;
        self.metric(id, context).value.ok()?;
        if metric.confidence.as_ref()?.per.is_none()
            && let Some(interval) = self.share_interval(&metric.body, context, level)
        {
            return Some(interval);
        }
        let independent = self.independent(metric, context);
        let (scale, offset, core) = plain(self, &metric.body);
        let (ends, scale, offset) = match &core.kind {
            MetricKind::RiskRatio(inner, filter) => {
                (self.ratio_ends((inner, filter), context, &independent, level)?, scale, offset)
            }
            MetricKind::Lift(inner, filter) => {
                let ends = self.ratio_ends((inner, filter), context, &independent, level)?;
                (ends, scale * 100.0, offset - scale * 100.0)
            }
            _ => {
                let moves = |unit: &Unit| self.moving(&metric.body, context, unit, &independent);
                let value = moves(independent.units.first()?)?.value;
                let half = half_width(&independent, level, value, moves)?;
                ((value - half, value + half), 1.0, 0.0)
            }
        };
        let (one, other) = (ends.0 * scale + offset, ends.1 * scale + offset);
        Some((one.min(other), one.max(other)))
    }

    fn ratio_ends<'c>(
        &'c self,
        (inner, filter): (&'c MetricExpr, &'c kpi_model::model::metric::Filter),
        context: &Context<'c>,
        independent: &Independent<'c>,
        level: f64,
    ) -> Option<(f64, f64)> {
        let with = context.filtered(filter, Wanted::Fulfilled);
        let without = context.filtered(filter, Wanted::Failed);
        let moves = |unit: &Unit| {
            let above = self.moving(inner, &with, unit, independent)?;
            let below = self.moving(inner, &without, unit, independent)?;
            (above.value * below.value > 0.0).then(|| Moving {
                value: (above.value / below.value).ln(),
                slope: above.slope / above.value - below.slope / below.value,
                touched: above.touched || below.touched,
            })
        };
        let value = moves(independent.units.first()?)?.value;
        let half = half_width(independent, level, value, moves)?;
        Some(((value - half).exp(), (value + half).exp()))
    }

    fn independent<'c>(&'c self, metric: &'c Metric, context: &Context<'c>) -> Independent<'c> {
        let per = metric.confidence.as_ref().and_then(|confidence| confidence.per.as_ref());
        let key = per.map(|key| (key, context.window));
        let Some(aggregate) = self.first_aggregate(&metric.body) else {
            return Independent { units: Vec::new(), key };
        };
        let by = |key: &RowExpr, row: Row| self.value(key, Place::of(row, &context.window)).identity();
        let rows = self.rows(aggregate.source);
        let mut units: Vec<Unit> = match (key, &aggregate.input) {
            (Some((key, _)), _) => rows.map(|row| Unit::Key(by(key, row))).collect(),
            (None, Input::PerKey(key, _)) => rows.map(|row| Unit::Part(by(key, row))).collect(),
            (None, _) => rows.map(Unit::Row).collect(),
        };
        units.sort();
        units.dedup();
        Independent { units, key }
    }

    fn first_aggregate<'c>(&'c self, expr: &'c MetricExpr) -> Option<&'c Aggregate> {
        match &expr.kind {
            MetricKind::Metric(id) => self.first_aggregate(&self.model.metric(*id).body),
            MetricKind::Aggregate(aggregate) => Some(aggregate),
            MetricKind::Binary(_, left, right) => self.first_aggregate(left).or_else(|| self.first_aggregate(right)),
            MetricKind::Negate(inner)
            | MetricKind::Over(inner, _)
            | MetricKind::Where(inner, _)
            | MetricKind::Previous(inner, _)
            | MetricKind::Growth(inner, _)
            | MetricKind::Total(inner, _)
            | MetricKind::Lift(inner, _)
            | MetricKind::RiskRatio(inner, _) => self.first_aggregate(inner),
            _ => None,
        }
    }

    fn moving<'c>(
        &'c self,
        expr: &'c MetricExpr,
        context: &Context<'c>,
        unit: &Unit,
        independent: &Independent<'c>,
    ) -> Option<Moving> {
        let here = |inner: &'c MetricExpr| self.moving(inner, context, unit, independent);
        match &expr.kind {
            MetricKind::Number(value) => Some(Moving { value: *value, slope: 0.0, touched: false }),
            MetricKind::Metric(id) => here(&self.model.metric(*id).body),
            MetricKind::Aggregate(aggregate) => self.moving_aggregate(aggregate, context, unit, independent),
            MetricKind::Negate(inner) => here(inner).map(|it| Moving { value: -it.value, slope: -it.slope, ..it }),
            MetricKind::Binary(op, left, right) => {
                let (left, right) = (here(left)?, here(right)?);
                match op {
                    BinaryOp::Add => Some(left.with(right, left.value + right.value, left.slope + right.slope)),
                    BinaryOp::Subtract => Some(left.with(right, left.value - right.value, left.slope - right.slope)),
                    BinaryOp::Multiply => {
                        let slope = left.slope * right.value + left.value * right.slope;
                        Some(left.with(right, left.value * right.value, slope))
                    }
                    BinaryOp::Divide => left.divided_by(right),
                    BinaryOp::And | BinaryOp::Or => None,
                }
            }
            MetricKind::Over(..) | MetricKind::Where(..) | MetricKind::Previous(..) | MetricKind::Total(..) => {
                let (inner, context) = self.moved(expr, context)?;
                self.moving(inner, &context, unit, independent)
            }
            MetricKind::Growth(inner, by) => {
                let before = context.moved(|from| from.back(*by, &self.calendar))?;
                let ratio = here(inner)?.divided_by(self.moving(inner, &before, unit, independent)?)?;
                Some(Moving { value: (ratio.value - 1.0) * 100.0, slope: ratio.slope * 100.0, ..ratio })
            }
            _ => None,
        }
    }

    fn moving_aggregate<'c>(
        &'c self,
        of: &'c Aggregate,
        context: &Context<'c>,
        unit: &Unit,
        independent: &Independent<'c>,
    ) -> Option<Moving> {
        let added: Vec<(Unit, f64)> = match &of.input {
            Input::PerKey(key, inner) => {
                let mut parts: Vec<(String, Vec<Row>)> = Vec::new();
                for row in self.selected(of, context) {
                    let key = self.value(key, Place::of(row, &context.window));
                    if key.is_empty() {
                        continue;
                    }
                    match parts.iter_mut().find(|(known, _)| *known == key.identity()) {
                        Some((_, rows)) => rows.push(row),
                        None => parts.push((key.identity(), vec![row])),
                    }
                }
                let value = |rows| {
                    let inside = Context { part: Some((rows, context.window)), ..context.clone() };
                    self.expression(inner, &inside).value.ok()
                };
                parts.into_iter().filter_map(|(key, rows)| Some((Unit::Part(key), value(rows)?))).collect()
            }
            input => {
                let number = |row: &Row| match input {
                    Input::Value(expr) => match self.value(expr, Place::of(*row, &context.window)) {
                        Value::Bool(condition) => Some(f64::from(u8::from(condition))),
                        Value::Empty => None,
                        value => Some(value.number().unwrap_or(0.0)),
                    },
                    _ => Some(1.0),
                };
                let own = |row: Row| match independent.key {
                    Some((key, window)) => Unit::Key(self.value(key, Place::of(row, &window)).identity()),
                    None => Unit::Row(row),
                };
                let rows = self.selected(of, context);
                rows.into_iter().filter_map(|row| Some((own(row), number(&row)?))).collect()
            }
        };
        let n = count(added.len());
        let sum: f64 = added.iter().map(|(_, number)| number).sum();
        let mine: Vec<f64> = added.iter().filter(|(own, _)| own == unit).map(|(_, number)| *number).collect();
        let touched = !mine.is_empty();
        let (value, slope) = match of.function {
            Aggregator::Count => (n, count(mine.len())),
            Aggregator::Sum => (sum, mine.iter().sum()),
            Aggregator::Avg if n > 0.0 => (sum / n, mine.iter().map(|number| (number - sum / n) / n).sum()),
            _ => return None,
        };
        Some(Moving { value, slope, touched })
    }

    /// Wilson's interval, when the metric is a share of rows.
    fn share_interval<'c>(&'c self, body: &'c MetricExpr, context: &Context<'c>, level: f64) -> Option<(f64, f64)> {
        let (mut scale, offset, core) = plain(self, body);
        let mut inside = context.clone();
        let mut core = core;
        while let Some((inner, context)) = self.moved(core, &inside) {
            (core, inside) = (inner, context);
            // Numbers below a change of context are left to the general way, as names are not.
            while let MetricKind::Metric(id) = &core.kind {
                core = &self.model.metric(*id).body;
            }
        }
        let (part, all) = match &core.kind {
            MetricKind::Aggregate(of) if of.function == Aggregator::Avg && !of.distinct => {
                let Input::Value(condition) = &of.input else { return None };
                if condition.kind_of_value != kpi_model::model::Type::Bool {
                    return None;
                }
                let values = self.aggregated_values(of, &inside).ok()?;
                let truths: Vec<bool> = values.iter().filter_map(Value::condition).collect();
                (count(truths.iter().filter(|truth| **truth).count()), count(truths.len()))
            }
            MetricKind::Binary(BinaryOp::Divide, above, below) => {
                let (factor, nothing, part) = plain(self, above);
                let (divisor, nothing_too, all) = plain(self, below);
                let ((part, few), (all, many)) = (self.counted(part, &inside)?, self.counted(all, &inside)?);
                if nothing != 0.0 || nothing_too != 0.0 || !Self::is_among((part, &few), (all, &many)) {
                    return None;
                }
                scale *= factor / divisor;
                (self.counted_rows(part, &few), self.counted_rows(all, &many))
            }
            _ => return None,
        };
        let (low, high) = wilson(part, all, level)?;
        let (one, other) = (low * scale + offset, high * scale + offset);
        Some((one.min(other), one.max(other)))
    }

    fn counted_rows(&self, of: &Aggregate, context: &Context<'_>) -> f64 {
        let rows = self.selected(of, context);
        let there = |row: &&Row| match &of.input {
            Input::Value(expr) => !self.value(expr, Place::of(**row, &context.window)).is_empty(),
            _ => true,
        };
        count(rows.iter().filter(there).count())
    }

    /// A count of rows, perhaps in another context.
    fn counted<'c>(&'c self, expr: &'c MetricExpr, context: &Context<'c>) -> Option<(&'c Aggregate, Context<'c>)> {
        match &expr.kind {
            MetricKind::Metric(id) => self.counted(&self.model.metric(*id).body, context),
            MetricKind::Aggregate(of) => {
                let rows = matches!(of.input, Input::Rows | Input::Value(_));
                (of.function == Aggregator::Count && !of.distinct && rows).then(|| (&**of, context.clone()))
            }
            _ => {
                let (inner, context) = self.moved(expr, context)?;
                self.counted(inner, &context)
            }
        }
    }

    /// Whether one count takes only rows that the other takes, by the text alone.
    fn is_among(part: (&Aggregate, &Context<'_>), all: (&Aggregate, &Context<'_>)) -> bool {
        let conditions = |(of, context): (&Aggregate, &Context<'_>)| {
            let mut list = Vec::new();
            if let Some(filter) = &of.filter {
                terms(filter, &mut list);
            }
            if let Input::Value(value) = &of.input {
                list.push(format!("there {}", words(value)));
            }
            for (filter, wanted, _) in &context.filters {
                let predicate = filter.by_source.iter().find(|(source, _)| *source == of.source);
                match (predicate, wanted) {
                    (Some((_, predicate)), Wanted::Fulfilled) => terms(predicate, &mut list),
                    (Some((_, predicate)), Wanted::Failed) => list.push(format!("not {}", words(predicate))),
                    (None, _) => {}
                }
            }
            list
        };
        let (few, many) = (conditions(part), conditions(all));
        part.0.source == all.0.source
            && without_places(&format!("{:?}", part.0.when)) == without_places(&format!("{:?}", all.0.when))
            && part.1.window == all.1.window
            && part.1.slice.len() == all.1.slice.len()
            && many.iter().all(|condition| few.contains(condition))
    }
}

impl Moving {
    fn with(self, other: Self, value: f64, slope: f64) -> Self {
        Self { value, slope, touched: self.touched || other.touched }
    }

    fn divided_by(self, other: Self) -> Option<Self> {
        let value = self.value / other.value;
        (other.value != 0.0).then(|| self.with(other, value, (self.slope - value * other.slope) / other.value))
    }
}

/// Half of the interval's width; none when nothing moves, or only one thing could.
fn half_width(
    independent: &Independent<'_>,
    level: f64,
    value: f64,
    moves: impl Fn(&Unit) -> Option<Moving>,
) -> Option<f64> {
    let moving = independent.units.iter().map(moves).collect::<Option<Vec<Moving>>>()?;
    let n = count(moving.iter().filter(|unit| unit.touched).count());
    let squares: f64 = moving.iter().map(|unit| unit.slope * unit.slope).sum();
    if n < 2.0 || squares <= 1e-11 * value * value / n + 1e-24 {
        return None;
    }
    Some(student(f64::midpoint(1.0, level), n - 1.0) * (squares * n / (n - 1.0)).sqrt())
}

/// Takes off names, signs and literal numbers: the factor, what is added, and the rest.
fn plain<'c>(reference: &'c Reference<'_>, expr: &'c MetricExpr) -> (f64, f64, &'c MetricExpr) {
    let literal = |expr: &MetricExpr| match expr.kind {
        MetricKind::Number(number) => Some(number),
        _ => None,
    };
    match &expr.kind {
        MetricKind::Metric(id) => plain(reference, &reference.model.metric(*id).body),
        MetricKind::Negate(inner) => {
            let (scale, offset, core) = plain(reference, inner);
            (-scale, -offset, core)
        }
        MetricKind::Binary(op, left, right) => match (op, literal(left), literal(right)) {
            (BinaryOp::Multiply, Some(number), _) => scaled(plain(reference, right), number),
            (BinaryOp::Multiply, None, Some(number)) => scaled(plain(reference, left), number),
            (BinaryOp::Divide, None, Some(number)) if number != 0.0 => scaled(plain(reference, left), 1.0 / number),
            (BinaryOp::Add, Some(number), _) => added(plain(reference, right), number),
            (BinaryOp::Add, None, Some(number)) => added(plain(reference, left), number),
            (BinaryOp::Subtract, Some(number), _) => added(scaled(plain(reference, right), -1.0), number),
            (BinaryOp::Subtract, None, Some(number)) => added(plain(reference, left), -number),
            _ => (1.0, 0.0, expr),
        },
        _ => (1.0, 0.0, expr),
    }
}

fn scaled((scale, offset, core): (f64, f64, &MetricExpr), factor: f64) -> (f64, f64, &MetricExpr) {
    (scale * factor, offset * factor, core)
}

fn added((scale, offset, core): (f64, f64, &MetricExpr), more: f64) -> (f64, f64, &MetricExpr) {
    (scale, offset + more, core)
}

/// The conditions that are joined by `and`, as words.
fn terms(expr: &RowExpr, list: &mut Vec<String>) {
    match &expr.kind {
        RowKind::Binary(BinaryOp::And, left, right) => {
            terms(left, list);
            terms(right, list);
        }
        _ => list.push(words(expr)),
    }
}

fn words(expr: &RowExpr) -> String {
    without_places(&format!("{expr:?}"))
}

/// The text of a tree without the places it comes from.
fn without_places(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("Span {") {
        kept.push_str(before);
        rest = after.split_once('}').map_or("", |(_, behind)| behind);
    }
    kept + rest
}

/// Wilson's interval of a share.
fn wilson(part: f64, all: f64, level: f64) -> Option<(f64, f64)> {
    if all == 0.0 {
        return None;
    }
    // The two shares whose distance from the observed one is z standard errors of their own.
    let (share, z) = (part / all, normal(f64::midpoint(1.0, level)));
    let (a, b, c) = (all + z * z, -(2.0 * part + z * z), part * share);
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    Some(((-b - root) / (2.0 * a), (-b + root) / (2.0 * a)))
}
