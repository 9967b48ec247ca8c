//! From row expressions to Polars expressions.
//!
//! While being computed, numbers and durations are floats (durations in seconds), and every date-time is in UTC without a
//! zone on it, whatever its column held. [`gather`] lowers aggregates over other rows, [`moment`] everything about time,
//! [`scalar`] the built-in functions, [`working`] the one that needs to know when people work.

mod gather;
mod moment;
mod scalar;
mod working;

use kpi_model::model::row::{Link, RowExpr, RowKind};
use kpi_model::model::{ColumnId, FieldId, Literal, Type};
use kpi_plan::TimeWindow;
use kpi_syntax::ast::{BinaryOp, CompareOp, PatternKind};
use polars::prelude::*;

use crate::frame::{Frames, NodeId};
pub(crate) use gather::PairOutputs;

/// Which rows an expression is read on.
pub(crate) enum Place<'p> {
    /// The rows of a frame.
    Rows(NodeId),
    /// The rows of a frame of children; the asking row is the one that the link leads to.
    Children(NodeId, Link),
    /// Pairs of an asking row and an inner one.
    Pairs(&'p mut PairOutputs),
}

impl Place<'_> {
    /// The frame that holds the current row.
    fn inner(&self) -> NodeId {
        match self {
            Self::Rows(node) | Self::Children(node, _) => *node,
            Self::Pairs(outputs) => outputs.inner,
        }
    }
}

impl Frames<'_> {
    /// The expression on the rows of a frame, read in a window.
    pub(crate) fn lower(&mut self, expr: &RowExpr, node: NodeId, window: TimeWindow) -> Result<Expr, String> {
        self.lower_at(expr, &mut Place::Rows(node), window)
    }

    fn lower_at(&mut self, expr: &RowExpr, place: &mut Place<'_>, window: TimeWindow) -> Result<Expr, String> {
        if let Place::Pairs(outputs) = place {
            if let RowKind::Asking(inner) = &expr.kind {
                let value = self.lower(inner, outputs.asking, window)?;
                return Ok(outputs.of_asking(value, self.fresh()));
            }
            if !asks(expr) {
                let value = self.lower(expr, outputs.inner, window)?;
                return Ok(outputs.of_inner(value, self.fresh()));
            }
        }
        match &expr.kind {
            RowKind::Literal(value) => Ok(literal(value)),
            RowKind::Column(column) => Ok(self.column(place.inner(), *column, expr)),
            RowKind::Field(field) => self.field(place.inner(), *field, window),
            RowKind::Through(link, inner) => self.through(place.inner(), *link, inner, window),
            RowKind::Row(link) => self.row_of(place.inner(), *link, window),
            RowKind::Asking(inner) => match place {
                Place::Children(node, link) => self.through(*node, *link, inner, window),
                Place::Rows(_) | Place::Pairs(_) => Err("`this` has no asking row here".to_owned()),
            },
            RowKind::PeriodStart => Ok(moment::day_of_start(window.start)),
            RowKind::PeriodEnd => Ok(moment::day(window.end)),
            RowKind::Negate(inner) => Ok(number(self.lower_at(inner, place, window)?) * lit(-1.0)),
            RowKind::Not(inner) => Ok(self.lower_at(inner, place, window)?.not()),
            RowKind::Binary(operator, left, right) => self.binary(*operator, left, right, place, window),
            RowKind::Compare(operator, left, right) => self.compare(*operator, left, right, place, window),
            RowKind::OneOf(value, list) => {
                let mut any = lit(false);
                for other in list {
                    any = any.or(self.compare(CompareOp::Equal, value, other, place, window)?);
                }
                Ok(any)
            }
            RowKind::Within(value, inside) => self.within(value, inside, place, window),
            RowKind::IsNull(inner) => Ok(self.lower_at(inner, place, window)?.is_null()),
            RowKind::Pattern(kind, inner, pattern) => {
                let text = self.lower_at(inner, place, window)?;
                Ok(text.str().contains(lit(regular_expression(*kind, pattern)), true))
            }
            RowKind::If(condition, then, otherwise) => {
                let condition = self.lower_at(condition, place, window)?;
                let then = self.lower_at(then, place, window)?;
                let otherwise = self.lower_at(otherwise, place, window)?;
                let unknown = lit(Null {});
                Ok(when(condition.clone()).then(then).when(condition.not()).then(otherwise).otherwise(unknown))
            }
            RowKind::Call(function, arguments) => self.call(*function, arguments, place, window),
            RowKind::Plugin(function, arguments) => {
                let mut lowered = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    lowered.push(self.argument(argument, place, window)?);
                }
                scalar::plugin(self, function, &lowered, expr.kind_of_value)
            }
            RowKind::Gather(gather) => self.gather(gather, place.inner(), window),
        }
    }

    /// An argument in the form that plugins get.
    fn argument(&mut self, expr: &RowExpr, place: &mut Place<'_>, window: TimeWindow) -> Result<Expr, String> {
        let value = self.lower_at(expr, place, window)?;
        Ok(match expr.kind_of_value {
            Type::Number | Type::Duration => number(value),
            Type::Text => value.cast(DataType::String),
            Type::Bool | Type::Date | Type::Datetime | Type::Row(_) | Type::Unknown => value,
        })
    }

    fn column(&mut self, node: NodeId, column: ColumnId, expr: &RowExpr) -> Expr {
        let raw = self.raw(node, column);
        let model = self.model;
        let source = self.node(node).source;
        let mut value = match model.source(source).column(column).kind {
            Type::Datetime if self.tables.holds_instants(source, column) => moment::without_zone(raw),
            Type::Datetime if self.calendar.is_utc() => raw,
            Type::Datetime => {
                let instant = moment::wall_to_instant(raw, self.calendar);
                self.compute(node, &format!("instant {}", column.0), instant)
            }
            Type::Duration => raw.cast(DataType::Int64).cast(DataType::Float64) / lit(1e6),
            Type::Number | Type::Text | Type::Bool | Type::Date | Type::Row(_) | Type::Unknown => raw,
        };
        let alive = model.source(source).alive;
        if alive.is_some_and(|alive| alive.inclusive_end && alive.to == column) {
            value = moment::day_later(value, expr.kind_of_value, self.calendar);
        }
        value
    }

    pub(super) fn field(&mut self, node: NodeId, field: FieldId, window: TimeWindow) -> Result<Expr, String> {
        let model = self.model;
        let field = model.field(field);
        let print = if field.depends_on_window {
            format!("field {} {window:?}", field.id.0)
        } else {
            format!("field {}", field.id.0)
        };
        if let Some(known) = self.known(node, &print) {
            return Ok(known);
        }
        let value = self.lower(&field.body, node, window)?;
        Ok(self.compute(node, &print, value))
    }

    fn through(&mut self, node: NodeId, link: Link, inner: &RowExpr, window: TimeWindow) -> Result<Expr, String> {
        let print = format!("{link:?} {} {window:?}", kpi_plan::print_expr(inner));
        if let Some(known) = self.known(node, &print) {
            return Ok(known);
        }
        let value = match link {
            Link::Reference(reference) => {
                let target = self.parent(node, reference)?;
                let value = self.lower(inner, target, window)?;
                self.of_parent(node, reference, value)
            }
            Link::Field(field) => {
                let link = self.field(node, field, window)?;
                let Type::Row(source) = self.model.field(field).body.kind_of_value else {
                    return Err("a field that is no row was followed".to_owned());
                };
                let name = self.fresh();
                let link = self.compute(node, &format!("link {name}"), link);
                let Expr::Column(link) = link else { return Err("a link has no name".to_owned()) };
                let target = self.add(source);
                let value = self.lower(inner, target, window)?;
                self.of_row(node, link.to_string(), target, value)
            }
        };
        if let Expr::Column(name) = &value {
            self.remember(node, print, name);
        }
        Ok(value)
    }

    /// What tells rows apart: the key when it is one column, else the position.
    fn row_of(&mut self, node: NodeId, link: Link, window: TimeWindow) -> Result<Expr, String> {
        let Link::Reference(reference) = link else {
            let Link::Field(field) = link else { return Err("no such link".to_owned()) };
            return self.field(node, field, window);
        };
        let print = format!("row {link:?}");
        if let Some(known) = self.known(node, &print) {
            return Ok(known);
        }
        let target = self.parent(node, reference)?;
        let keys = self.key(target);
        let identity = match <[Expr; 1]>::try_from(keys) {
            Ok([key]) => key,
            Err(_) => self.row(target),
        };
        let value = self.of_parent(node, reference, identity);
        if let Expr::Column(name) = &value {
            self.remember(node, print, name);
        }
        Ok(value)
    }

    fn binary(
        &mut self,
        operator: BinaryOp,
        left: &RowExpr,
        right: &RowExpr,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        if left.kind_of_value.is_moment() || right.kind_of_value.is_moment() {
            return self.moment_arithmetic(operator, left, right, place, window);
        }
        let (a, b) = (self.lower_at(left, place, window)?, self.lower_at(right, place, window)?);
        Ok(match operator {
            BinaryOp::And => a.and(b),
            BinaryOp::Or => a.or(b),
            BinaryOp::Add => number(a) + number(b),
            BinaryOp::Subtract => number(a) - number(b),
            BinaryOp::Multiply => number(a) * number(b),
            BinaryOp::Divide => {
                let below = number(b);
                when(below.clone().neq(lit(0.0))).then(number(a) / below).otherwise(lit(NULL))
            }
        })
    }

    fn compare(
        &mut self,
        operator: CompareOp,
        left: &RowExpr,
        right: &RowExpr,
        place: &mut Place<'_>,
        window: TimeWindow,
    ) -> Result<Expr, String> {
        let (mut a, mut b) = (self.lower_at(left, place, window)?, self.lower_at(right, place, window)?);
        let moments = left.kind_of_value.is_moment() || right.kind_of_value.is_moment();
        if moments {
            (a, b) = self.same_clock((a, left.kind_of_value), (b, right.kind_of_value));
        }
        let holds = match operator {
            CompareOp::Equal => a.eq(b),
            CompareOp::NotEqual => a.neq(b),
            CompareOp::Less => a.lt(b),
            CompareOp::LessOrEqual => a.lt_eq(b),
            CompareOp::Greater => a.gt(b),
            CompareOp::GreaterOrEqual => a.gt_eq(b),
        };
        // A date that is empty has not happened.
        Ok(if moments { holds.fill_null(lit(false)) } else { holds })
    }
}

/// As a float.
fn number(expr: Expr) -> Expr {
    expr.cast(DataType::Float64)
}

fn literal(value: &Literal) -> Expr {
    match value {
        Literal::Number(number) => lit(*number),
        Literal::Text(text) => lit(text.clone()),
        Literal::Bool(value) => lit(*value),
        Literal::Date(date) => moment::day(date.at(0, 0, 0, 0)),
        Literal::Duration(length) => lit(moment::seconds(*length)),
        Literal::Empty => lit(NULL),
    }
}

/// Whether an expression reads the asking row.
fn asks(expr: &RowExpr) -> bool {
    match &expr.kind {
        RowKind::Asking(_) => true,
        RowKind::Literal(_)
        | RowKind::Column(_)
        | RowKind::Field(_)
        | RowKind::Row(_)
        | RowKind::Through(..)
        | RowKind::PeriodStart
        | RowKind::PeriodEnd
        | RowKind::Gather(_) => false,
        RowKind::Negate(inner) | RowKind::Not(inner) | RowKind::IsNull(inner) | RowKind::Pattern(_, inner, _) => {
            asks(inner)
        }
        RowKind::Binary(_, left, right) | RowKind::Compare(_, left, right) => asks(left) || asks(right),
        RowKind::OneOf(value, list) => asks(value) || list.iter().any(asks),
        RowKind::Within(value, window) => asks(value) || window.anchor().is_some_and(asks),
        RowKind::If(condition, then, otherwise) => asks(condition) || asks(then) || asks(otherwise),
        RowKind::Call(_, arguments) | RowKind::Plugin(_, arguments) => arguments.iter().any(asks),
    }
}

/// `like` patterns as regular expressions: `%` any characters, `_` one.
fn regular_expression(kind: PatternKind, pattern: &str) -> String {
    if kind == PatternKind::Matches {
        return pattern.to_owned();
    }
    let mut expression = String::from("(?s)^");
    for character in pattern.chars() {
        match character {
            '%' => expression.push_str(".*"),
            '_' => expression.push('.'),
            other if other.is_alphanumeric() || other == ' ' => expression.push(other),
            other => {
                expression.push('\\');
                expression.push(other);
            }
        }
    }
    expression.push('$');
    expression
}
