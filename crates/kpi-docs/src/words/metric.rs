//! The metric world in words.

use kpi_model::model::metric::{Filter, MetricExpr, MetricKind};
use kpi_model::model::{Metric, Type};
use kpi_syntax::ast::{BinaryOp, Duration};

use super::aggregate::clause;
use super::condition::comparison;
use super::function::function;
use super::number::number;
use super::row::{Scope, combined};
use super::stretch::Stretch;
use super::{Phrase, Rank, Words, list};

/// Building blocks of building blocks are told in place down to here.
pub(super) const TOO_DEEP: usize = 3;
/// A building block that takes more letters is called by its name.
const TOO_LONG: usize = 170;

impl Words<'_> {
    pub(super) fn metric(&self, expr: &MetricExpr, at: &Stretch, depth: usize) -> Phrase {
        let inner = |expr: &MetricExpr| self.metric(expr, at, depth);
        match &expr.kind {
            MetricKind::Number(value) => Phrase::atom(self.literal(expr, *value)),
            MetricKind::Metric(id) => self.mentioned(self.model.metric(*id), at, depth),
            MetricKind::Aggregate(aggregate) => self.aggregate(aggregate, at, depth),
            MetricKind::Negate(negated) => {
                Phrase::new(Rank::Product, format!("minus {}", inner(negated).within(Rank::Atom)))
            }
            MetricKind::Not(denied) => {
                Phrase::new(Rank::Product, format!("it is not so that ({})", inner(denied).text))
            }
            MetricKind::Binary(BinaryOp::Multiply, left, right) if expr.unit.percent && is_hundred(right) => {
                Phrase::new(Rank::Loose, format!("{}, in percent", inner(left).within(Rank::Sum)))
            }
            MetricKind::Binary(BinaryOp::Multiply, left, right) if expr.unit.percent && is_hundred(left) => {
                Phrase::new(Rank::Loose, format!("{}, in percent", inner(right).within(Rank::Sum)))
            }
            MetricKind::Binary(BinaryOp::Divide, part, whole) if let MetricKind::Total(..) = whole.kind => {
                self.share_of_total(part, whole, at, depth)
            }
            MetricKind::Binary(op, left, right) => combined(*op, inner(left), inner(right)),
            MetricKind::Compare(op, left, right) => {
                let [left, right] = [left, right].map(|side| inner(side).within(Rank::Sum));
                Phrase::new(Rank::Product, format!("{left} {} {right}", comparison(*op, false)))
            }
            MetricKind::If(condition, then, otherwise) => {
                let (then, otherwise) = (inner(then).within(Rank::Sum), inner(otherwise).text);
                Phrase::new(Rank::Loose, format!("{then} if {}, otherwise {otherwise}", inner(condition).text))
            }
            MetricKind::Call(scalar, arguments) => function(*scalar, arguments.iter().map(inner).collect()),
            MetricKind::Over(over, window) => self.metric(over, &self.stretch(window, at, None), depth),
            MetricKind::Previous(now, back) => self.metric(now, &at.before(*back), depth),
            MetricKind::Where(..)
            | MetricKind::Growth(..)
            | MetricKind::Total(..)
            | MetricKind::Lift(..)
            | MetricKind::RiskRatio(..) => self.compared(expr, at, depth),
        }
    }

    /// `x / total(x)`, and a division by the total of something else.
    fn share_of_total(&self, part: &MetricExpr, whole: &MetricExpr, at: &Stretch, depth: usize) -> Phrase {
        let (left, right) = (self.metric(part, at, depth), self.metric(whole, at, depth));
        match right.text.strip_prefix(&left.text) {
            Some(together) if together.starts_with(", for ") => {
                let left = left.within(Rank::Product);
                Phrase::new(Rank::Product, format!("{left}, divided by the same{}", together.replacen(',', "", 1)))
            }
            _ => combined(BinaryOp::Divide, left, right),
        }
    }

    /// A metric beside itself: among some rows, against another time, against all slices.
    fn compared(&self, expr: &MetricExpr, at: &Stretch, depth: usize) -> Phrase {
        let inner = |expr: &MetricExpr| self.metric(expr, at, depth).within(Rank::Product);
        // What is compared with itself is the same in percent.
        let ratio = |expr: &MetricExpr| {
            let phrase = self.metric(expr, at, depth);
            let bare = phrase.text.strip_suffix(", in percent").map(str::to_owned);
            bare.unwrap_or_else(|| phrase.within(Rank::Product))
        };
        let text = match &expr.kind {
            MetricKind::Where(among, filter) => {
                format!("{}, counting only {}", inner(among), self.filter(filter, at))
            }
            MetricKind::Growth(now, back) => {
                format!("the growth of {} against {}, in percent", ratio(now), against(*back, at))
            }
            MetricKind::Total(of, None) => format!("{}, for all slices together", inner(of)),
            MetricKind::Total(of, Some(dimensions)) => {
                let dimensions: Vec<String> = dimensions.iter().map(|name| format!("`{name}`")).collect();
                format!("{}, for all of {} together", inner(of), list(&dimensions, "and"))
            }
            MetricKind::Lift(of, filter) => {
                let which = self.filter(filter, at);
                format!("by how many percent {} is higher among {which} than among the others", ratio(of))
            }
            MetricKind::RiskRatio(of, filter) => {
                let which = self.filter(filter, at);
                format!("how many times as high {} is among {which} as among the others", ratio(of))
            }
            MetricKind::Number(_)
            | MetricKind::Metric(_)
            | MetricKind::Aggregate(_)
            | MetricKind::Negate(_)
            | MetricKind::Not(_)
            | MetricKind::Binary(..)
            | MetricKind::Compare(..)
            | MetricKind::If(..)
            | MetricKind::Call(..)
            | MetricKind::Over(..)
            | MetricKind::Previous(..) => return self.metric(expr, at, depth),
        };
        Phrase::new(Rank::Loose, text)
    }

    /// The rows of a context, as the first source reads its condition.
    fn filter(&self, filter: &Filter, at: &Stretch) -> String {
        let Some((source, predicate)) = filter.by_source.first() else { return format!("rows with `{}`", filter.text) };
        let rows = if filter.by_source.len() == 1 { self.rows_of(*source) } else { "rows".to_owned() };
        format!("{rows}{}", clause(&self.condition(predicate, Scope::of(*source), at).text))
    }

    /// Another metric: what it is, if that is short and nobody knows it by a label; else what it is called.
    fn mentioned(&self, metric: &Metric, at: &Stretch, depth: usize) -> Phrase {
        if self.label(metric).is_none() && depth < TOO_DEEP {
            let told = self.metric(&metric.body, at, depth + 1);
            if told.text.chars().count() <= TOO_LONG {
                return told;
            }
        }
        let name = self.called(metric);
        Phrase::atom(if at.is_period() { name } else { format!("{name} {}", at.inside) })
    }

    /// A number; of a duration as it is written.
    fn literal(&self, expr: &MetricExpr, value: f64) -> String {
        let written = self.texts.slice(expr.span).trim();
        if expr.kind_of_value == Type::Duration && !written.is_empty() { written.to_owned() } else { number(value) }
    }
}

fn against(back: Option<Duration>, at: &Stretch) -> String {
    at.before(back).noun
}

fn is_hundred(expr: &MetricExpr) -> bool {
    matches!(expr.kind, MetricKind::Number(value) if (value - 100.0).abs() < f64::EPSILON)
}
