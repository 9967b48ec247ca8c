//! The row world: an expression on one row.

use std::cmp::Ordering;

use kpi_model::model::row::{Link, RowExpr, RowKind};
use kpi_model::model::{Literal, ReferenceId, Type, Window};
use kpi_syntax::ast::{BinaryOp, CompareOp, PatternKind};
use regex::Regex;

use super::calendar::shifted;
use super::stretch::{Kind, Stretch};
use super::table::Row;
use super::value::{Value, compare};
use super::{Reference, plugins, scalar};

/// Where a row expression is read: on a row, for an asking row, in the window of the context.
#[derive(Clone, Copy)]
pub struct Place<'w> {
    /// The current row.
    pub row: Row,
    /// The row that `this` means.
    pub asking: Option<Row>,
    /// The window of the context.
    pub window: &'w Stretch,
}

impl<'w> Place<'w> {
    /// A row by itself.
    pub fn of(row: Row, window: &'w Stretch) -> Self {
        Self { row, asking: None, window }
    }
}

impl Reference<'_> {
    /// The value of a row expression.
    pub fn value(&self, expr: &RowExpr, place: Place<'_>) -> Value {
        let here = |inner: &RowExpr| self.value(inner, place);
        match &expr.kind {
            RowKind::Literal(literal) => literal_value(literal),
            RowKind::Column(column) => self.table(place.row.source).cell(*column, place.row.index).clone(),
            RowKind::Field(field) => self.value(&self.model.field(*field).body, Place { asking: None, ..place }),
            RowKind::Through(link, inner) => match self.follow(*link, place) {
                Some(row) => self.value(inner, Place { row, ..place }),
                None => Value::Empty,
            },
            RowKind::Row(link) => self.follow(*link, place).map_or(Value::Empty, Value::Row),
            RowKind::Asking(inner) => {
                let row = place.asking.expect("`this` stands only where a row asks");
                self.value(inner, Place::of(row, place.window))
            }
            RowKind::PeriodStart => self.edge_day(place.window.start),
            RowKind::PeriodEnd => self.day_behind(place.window.end),
            RowKind::Negate(inner) => negated(&here(inner)),
            RowKind::Not(inner) => Value::of_condition(here(inner).condition().map(|condition| !condition)),
            RowKind::Binary(op, left, right) => self.binary(*op, (here(left), here(right)), expr.kind_of_value),
            RowKind::Compare(op, left, right) => self.comparison(*op, (left, right), place),
            RowKind::OneOf(value, options) => {
                let any = |known: Option<bool>, option| {
                    either(known, self.comparison(CompareOp::Equal, (value, option), place).condition())
                };
                Value::of_condition(options.iter().fold(Some(false), any))
            }
            RowKind::Within(moment, window) => self.within(&here(moment), window, place),
            RowKind::IsNull(inner) => Value::Bool(here(inner).is_empty()),
            RowKind::Pattern(kind, inner, pattern) => {
                Value::of_condition(here(inner).text().map(|text| fits(*kind, text, pattern)))
            }
            RowKind::If(condition, then, otherwise) => match here(condition).condition() {
                Some(true) => here(then),
                Some(false) => here(otherwise),
                None => Value::Empty,
            },
            RowKind::Call(function, arguments) => {
                let arguments: Vec<Value> = arguments.iter().map(here).collect();
                scalar::call(*function, &arguments, &self.calendar)
            }
            RowKind::Plugin(function, arguments) => {
                let arguments: Vec<Value> = arguments.iter().map(here).collect();
                plugins::function(function, &arguments, &self.calendar)
            }
            RowKind::Gather(gather) => self.gather(gather, place.row, place.window),
        }
    }

    /// Whether a predicate is true on a row; unknown is not.
    pub fn fulfils(&self, predicate: &RowExpr, place: Place<'_>) -> bool {
        self.value(predicate, place).condition() == Some(true)
    }

    /// The row that a link leads to.
    pub(super) fn follow(&self, link: Link, place: Place<'_>) -> Option<Row> {
        match link {
            Link::Reference(reference) => self.parent(place.row, reference),
            Link::Field(field) => match self.value(&self.model.field(field).body, Place { asking: None, ..place }) {
                Value::Row(row) => Some(row),
                _ => None,
            },
        }
    }

    /// The row that a reference leads to; with versions, the one alive at the named moment.
    pub(super) fn parent(&self, row: Row, reference: ReferenceId) -> Option<Row> {
        let source = self.model.source(row.source);
        let reference = source.reference(reference);
        let table = self.table(row.source);
        let key: Vec<Value> = reference.columns.iter().map(|column| table.cell(*column, row.index).clone()).collect();
        let mut found = self.rows_with_key(reference.target, &key).into_iter();
        let Some(at) = reference.at else { return found.next() };
        let moment = self.calendar.instant(table.cell(at, row.index))?;
        let alive = self.model.source(reference.target).alive?;
        let versions = self.table(reference.target);
        found.find(|version| {
            let edge = |column| self.calendar.instant(versions.cell(column, version.index));
            edge(alive.from).is_some_and(|from| from <= moment) && edge(alive.to).is_none_or(|to| moment < to)
        })
    }

    fn edge_day(&self, edge: Option<jiff::Timestamp>) -> Value {
        edge.map_or(Value::Empty, |edge| Value::Date(self.calendar.wall_clock(edge).date()))
    }

    /// The first day that a window no longer touches.
    fn day_behind(&self, edge: Option<jiff::Timestamp>) -> Value {
        let Some(edge) = edge else { return Value::Empty };
        let wall = self.calendar.wall_clock(edge);
        let day = wall.date();
        let touched = wall != day.at(0, 0, 0, 0);
        Value::Date(if touched { day.tomorrow().expect("a day after it") } else { day })
    }

    fn comparison(&self, op: CompareOp, sides: (&RowExpr, &RowExpr), place: Place<'_>) -> Value {
        let of_moments = sides.0.kind_of_value.is_moment() || sides.1.kind_of_value.is_moment();
        let (left, right) = (self.value(sides.0, place), self.value(sides.1, place));
        let known = compare(&left, &right, &self.calendar).map(|order| holds(op, order));
        Value::of_condition(if of_moments { Some(known.unwrap_or(false)) } else { known })
    }

    fn within(&self, moment: &Value, window: &Window, place: Place<'_>) -> Value {
        let Some(stretch) = self.stretch(window, place) else { return Value::Bool(false) };
        Value::Bool(self.calendar.instant(moment).is_some_and(|moment| stretch.holds(moment)))
    }

    /// A window of the language as a concrete one; none when its anchor is empty.
    pub(super) fn stretch(&self, window: &Window, place: Place<'_>) -> Option<Stretch> {
        let Some(anchor) = window.anchor() else { return place.window.inside(window, &self.calendar) };
        let anchor = self.value(anchor, place);
        let from = self.calendar.instant(&anchor)?;
        let moved = |length, sign| self.calendar.instant(&self.calendar.moved(&anchor, length, sign));
        match window {
            Window::From(length, _) => {
                let end = length.and_then(|length| moved(length, 1));
                Some(Stretch::new(Some(from), end, Kind::From))
            }
            Window::UpTo(length, _) => {
                let start = length.and_then(|length| moved(length, -1));
                Some(Stretch::new(start, Some(from), Kind::UpTo))
            }
            Window::Period | Window::Last(_) | Window::ToDate(_) | Window::AllTime | Window::Named(_) => None,
        }
    }

    fn binary(&self, op: BinaryOp, sides: (Value, Value), kind: Type) -> Value {
        match op {
            BinaryOp::And => Value::of_condition(both(sides.0.condition(), sides.1.condition())),
            BinaryOp::Or => Value::of_condition(either(sides.0.condition(), sides.1.condition())),
            BinaryOp::Add | BinaryOp::Subtract if kind.is_moment() => self.shifted_moment(op, sides, kind),
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => {
                let number = match (&sides.0, &sides.1) {
                    (Value::Date(left), Value::Date(right)) => Some(days_between(*left, *right) * 86_400.0),
                    (Value::Date(_) | Value::Datetime(_), Value::Date(_) | Value::Datetime(_)) => {
                        self.elapsed(&sides.1, &sides.0)
                    }
                    (left, right) => left.number().zip(right.number()).and_then(|(l, r)| calculated(op, l, r)),
                };
                match number.filter(|number| number.is_finite()) {
                    None => Value::Empty,
                    Some(number) if kind == Type::Duration => Value::Duration(number),
                    Some(number) => Value::Number(number),
                }
            }
        }
    }

    /// The seconds from one moment to another.
    fn elapsed(&self, from: &Value, to: &Value) -> Option<f64> {
        let (from, to) = (self.calendar.instant(from)?, self.calendar.instant(to)?);
        #[expect(clippy::cast_precision_loss, reason = "microseconds of tests fit")]
        Some((to.as_microsecond() - from.as_microsecond()) as f64 / 1e6)
    }

    fn shifted_moment(&self, op: BinaryOp, sides: (Value, Value), kind: Type) -> Value {
        let (moment, length) = match sides {
            (length, moment @ (Value::Date(_) | Value::Datetime(_))) if op == BinaryOp::Add => (moment, length),
            sides => sides,
        };
        let sign = if op == BinaryOp::Subtract { -1 } else { 1 };
        let there = match &length {
            Value::Length(length) => self.calendar.moved(&moment, *length, sign),
            other => match (self.calendar.instant(&moment), other.number()) {
                #[expect(clippy::cast_precision_loss, reason = "a sign")]
                (Some(moment), Some(seconds)) => Value::Datetime(shifted(moment, seconds * sign as f64)),
                _ => Value::Empty,
            },
        };
        match (kind, there) {
            (Type::Date, Value::Datetime(moment)) => Value::Date(self.calendar.wall_clock(moment).date()),
            (_, there) => there,
        }
    }
}

fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Number(number) => Value::Number(*number),
        Literal::Text(text) => Value::Text(text.clone()),
        Literal::Bool(condition) => Value::Bool(*condition),
        Literal::Date(date) => Value::Date(*date),
        Literal::Duration(length) => Value::Length(*length),
        Literal::Empty => Value::Empty,
    }
}

fn negated(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(-number),
        Value::Duration(_) | Value::Length(_) => Value::Duration(-value.number().unwrap_or(0.0)),
        _ => Value::Empty,
    }
}

/// Arithmetic of two numbers; division by zero gives nothing.
pub(super) fn calculated(op: BinaryOp, left: f64, right: f64) -> Option<f64> {
    match op {
        BinaryOp::Add => Some(left + right),
        BinaryOp::Subtract => Some(left - right),
        BinaryOp::Multiply => Some(left * right),
        BinaryOp::Divide => (right != 0.0).then(|| left / right),
        BinaryOp::And | BinaryOp::Or => None,
    }
}

/// Whether a comparison holds for two sides in this order.
pub(super) fn holds(op: CompareOp, order: Ordering) -> bool {
    match op {
        CompareOp::Equal => order.is_eq(),
        CompareOp::NotEqual => order.is_ne(),
        CompareOp::Less => order.is_lt(),
        CompareOp::LessOrEqual => order.is_le(),
        CompareOp::Greater => order.is_gt(),
        CompareOp::GreaterOrEqual => order.is_ge(),
    }
}

/// Kleene's `and`.
pub(super) fn both(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        (None, _) | (_, None) => None,
    }
}

/// Kleene's `or`.
pub(super) fn either(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    both(left.map(|left| !left), right.map(|right| !right)).map(|neither| !neither)
}

fn days_between(left: jiff::civil::Date, right: jiff::civil::Date) -> f64 {
    f64::from(right.until(left).expect("days on the calendar").get_days())
}

fn fits(kind: PatternKind, text: &str, pattern: &str) -> bool {
    let pattern = match kind {
        PatternKind::Matches => pattern.to_owned(),
        PatternKind::Like => {
            let pieces = pattern.chars().map(|character| match character {
                '%' => "(?s:.*)".to_owned(),
                '_' => "(?s:.)".to_owned(),
                other => regex::escape(&other.to_string()),
            });
            format!("^(?:{})$", pieces.collect::<String>())
        }
    };
    Regex::new(&pattern).expect("a pattern that was checked").is_match(text)
}
