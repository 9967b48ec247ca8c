//! The row world in words: what one row says.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "few forms have words of their own in a place, the rest is told as a value"
)]

use kpi_model::model::row::{Belongs, Gather, Link, RowExpr, RowKind};
use kpi_model::model::{Literal, SourceId, Type};
use kpi_syntax::ast::BinaryOp;

use super::aggregate::{Measured, Rows};
use super::function::function;
use super::number::{duration, number};
use super::stretch::Stretch;
use super::{Phrase, Rank, Words, list};

/// Behind more letters than this there is a comma before `minus` and the like.
const SHORT: usize = 30;

/// Whose row is the current one, and whose the asking one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) here: SourceId,
    pub(super) asking: SourceId,
}

impl Scope {
    pub(super) fn of(source: SourceId) -> Self {
        Self { here: source, asking: source }
    }
}

impl Words<'_> {
    /// What an expression gives for a row.
    pub(super) fn value(&self, expr: &RowExpr, scope: Scope, at: &Stretch) -> Phrase {
        match &expr.kind {
            RowKind::Literal(literal) => Phrase::atom(literal_words(literal)),
            RowKind::Column(_) | RowKind::Field(_) | RowKind::Row(_) => Phrase::atom(self.name(expr, scope)),
            RowKind::Through(link, inner) => self.through(*link, inner, scope, at),
            RowKind::Asking(inner) => {
                let own = self.value(inner, Scope::of(scope.asking), at);
                Phrase::atom(format!("its own {}", own.within(Rank::Atom)))
            }
            RowKind::PeriodStart => Phrase::atom(format!("the start of {}", at.noun)),
            RowKind::PeriodEnd => Phrase::atom(format!("the end of {}", at.noun)),
            RowKind::Negate(inner) => {
                Phrase::new(Rank::Product, format!("minus {}", self.value(inner, scope, at).within(Rank::Atom)))
            }
            RowKind::Binary(BinaryOp::And | BinaryOp::Or, ..)
            | RowKind::Not(_)
            | RowKind::Compare(..)
            | RowKind::OneOf(..)
            | RowKind::Within(..)
            | RowKind::IsNull(_)
            | RowKind::Pattern(..) => {
                Phrase::new(Rank::Loose, format!("whether {}", self.condition(expr, scope, at).text))
            }
            RowKind::Binary(BinaryOp::Subtract, to, from)
                if expr.kind_of_value == Type::Duration
                    && [to, from].iter().any(|end| end.kind_of_value.is_moment()) =>
            {
                let [from, to] = [from, to].map(|end| self.value(end, scope, at).within(Rank::Sum));
                Phrase::atom(format!("the time from {from} to {to}"))
            }
            RowKind::Binary(op, left, right) => {
                combined(*op, self.value(left, scope, at), self.value(right, scope, at))
            }
            RowKind::If(condition, then, otherwise) => {
                let condition = self.condition(condition, scope, at).text;
                let then = self.value(then, scope, at).within(Rank::Sum);
                let otherwise = self.value(otherwise, scope, at).text;
                Phrase::new(Rank::Loose, format!("{then} if {condition}, otherwise {otherwise}"))
            }
            RowKind::Call(scalar, arguments) => {
                function(*scalar, arguments.iter().map(|argument| self.value(argument, scope, at)).collect())
            }
            RowKind::Plugin(called, arguments) => {
                let arguments = arguments.iter().map(|argument| self.value(argument, scope, at).within(Rank::Sum));
                let arguments: Vec<String> = arguments.collect();
                let name = format!("`{}.{}`", called.plugin, called.function);
                Phrase::atom(if arguments.is_empty() { name } else { format!("{name} of {}", list(&arguments, "and")) })
            }
            RowKind::Gather(gather) => self.gathered(gather, scope, at),
        }
    }

    /// A column, field or row of the current source, in backticks.
    fn name(&self, expr: &RowExpr, scope: Scope) -> String {
        self.plain_name(expr, scope).map_or_else(String::new, |name| format!("`{name}`"))
    }

    fn plain_name(&self, expr: &RowExpr, scope: Scope) -> Option<String> {
        match &expr.kind {
            RowKind::Column(column) => Some(self.model.source(scope.here).column(*column).name.clone()),
            RowKind::Field(field) => Some(self.model.field(*field).name.clone()),
            RowKind::Row(link) => Some(self.link_name(*link, scope)),
            RowKind::Through(link, inner) => {
                let inner = self.plain_name(inner, self.behind(*link, scope)?)?;
                Some(format!("{}.{inner}", self.link_name(*link, scope)))
            }
            _ => None,
        }
    }

    fn link_name(&self, link: Link, scope: Scope) -> String {
        match link {
            Link::Reference(reference) => self.model.source(scope.here).reference(reference).name.clone(),
            Link::Field(field) => self.model.field(field).name.clone(),
        }
    }

    /// The source to which a link leads.
    fn behind(&self, link: Link, scope: Scope) -> Option<Scope> {
        let here = match link {
            Link::Reference(reference) => self.model.source(scope.here).reference(reference).target,
            Link::Field(field) => match self.model.field(field).body.kind_of_value {
                Type::Row(target) => target,
                _ => return None,
            },
        };
        Some(Scope { here, ..scope })
    }

    fn through(&self, link: Link, inner: &RowExpr, scope: Scope, at: &Stretch) -> Phrase {
        let link_name = self.link_name(link, scope);
        let Some(behind) = self.behind(link, scope) else { return Phrase::atom(format!("`{link_name}`")) };
        if let Some(name) = self.plain_name(inner, behind) {
            return Phrase::atom(format!("`{link_name}.{name}`"));
        }
        let inner = self.value(inner, behind, at);
        Phrase::atom(format!("{} of its `{link_name}`", inner.within(Rank::Atom)))
    }

    fn gathered(&self, gather: &Gather, scope: Scope, at: &Stretch) -> Phrase {
        let place = Scope { here: gather.source, asking: scope.here };
        let value = gather.value.as_ref().map(|value| match value.kind_of_value {
            Type::Bool => Measured::Condition(self.condition(value, place, at)),
            _ => Measured::Value(self.value(value, place, at)),
        });
        let (function, distinct) = (gather.function, gather.distinct);
        Phrase::atom(super::aggregate::measured(function, distinct, value, &self.rows(&self.belong(gather, scope), at)))
    }

    /// `its orders in the period`, without `its` behind "there are".
    pub(super) fn belonging(&self, gather: &Gather, scope: Scope, at: &Stretch) -> String {
        let rows = self.rows(&self.belong(gather, scope), at).text;
        let bare = rows.strip_prefix("its ").map(str::to_owned);
        bare.unwrap_or(rows)
    }

    fn belong<'g>(&self, gather: &'g Gather, scope: Scope) -> Rows<'g> {
        let place = Scope { here: gather.source, asking: scope.here };
        let rows = self.rows_of(gather.source);
        let noun = match &gather.belongs {
            Belongs::Child(_) => format!("its {rows}"),
            Belongs::ChildField(field) => format!("{rows} whose `{}` it is", self.model.field(*field).name),
            Belongs::SameValue(inner, _) => {
                let name = self.plain_name(inner, Scope::of(gather.source)).unwrap_or_default();
                format!("{rows} with the same `{name}`")
            }
        };
        Rows { noun, scope: place, when: &gather.when, filter: gather.filter.as_ref() }
    }
}

/// `a minus b`, with parentheses where the words alone would be read in another order.
pub(super) fn combined(op: BinaryOp, left: Phrase, right: Phrase) -> Phrase {
    let (rank, word) = match op {
        BinaryOp::Add => (Rank::Sum, "plus"),
        BinaryOp::Subtract => (Rank::Sum, "minus"),
        BinaryOp::Multiply => (Rank::Product, "times"),
        BinaryOp::Divide => (Rank::Product, "divided by"),
        BinaryOp::And => (Rank::Sum, "and"),
        BinaryOp::Or => (Rank::Loose, "or"),
    };
    let tight = if rank == Rank::Sum && op != BinaryOp::Subtract { Rank::Sum } else { Rank::Product };
    let right_rank = if rank == Rank::Sum { tight } else { Rank::Atom };
    let (left, right) = (left.within(rank), right.within(right_rank));
    let comma = if left.chars().count() > SHORT { "," } else { "" };
    Phrase::new(rank, format!("{left}{comma} {word} {right}"))
}

fn literal_words(literal: &Literal) -> String {
    match literal {
        Literal::Number(value) => number(*value),
        Literal::Text(text) => format!("\"{text}\""),
        Literal::Bool(value) => value.to_string(),
        Literal::Date(date) => date.to_string(),
        Literal::Duration(length) => duration(*length),
        Literal::Empty => "nothing".to_owned(),
    }
}
