//! What must hold of a row, in words.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "few forms have words of their own in a place, the rest is told as a value"
)]

use kpi_model::builtin::Aggregator;
use kpi_model::model::row::{Gather, RowExpr, RowKind};
use kpi_model::model::{Literal, Window};
use kpi_syntax::ast::{BinaryOp, CompareOp, PatternKind};

use super::number::duration;
use super::row::Scope;
use super::stretch::Stretch;
use super::{Phrase, Rank, Words, list};

impl Words<'_> {
    /// What must hold of a row.
    pub(super) fn condition(&self, expr: &RowExpr, scope: Scope, at: &Stretch) -> Phrase {
        match &expr.kind {
            RowKind::Binary(BinaryOp::And, left, right) => {
                let [left, right] = [left, right].map(|side| self.condition(side, scope, at).within(Rank::Sum));
                Phrase::new(Rank::Sum, format!("{left} and {right}"))
            }
            RowKind::Binary(BinaryOp::Or, left, right) => {
                let [left, right] = [left, right].map(|side| match side.kind {
                    RowKind::Binary(BinaryOp::Or, ..) => self.condition(side, scope, at).text,
                    _ => self.condition(side, scope, at).within(Rank::Product),
                });
                Phrase::new(Rank::Loose, format!("{left} or {right}"))
            }
            RowKind::Not(inner) => self.denied(inner, scope, at),
            RowKind::Compare(..)
            | RowKind::OneOf(..)
            | RowKind::Within(..)
            | RowKind::IsNull(_)
            | RowKind::Pattern(..) => Phrase::new(Rank::Product, self.test(expr, Verb::Is, scope, at)),
            RowKind::Through(_, inner) if holds_test(inner) => {
                Phrase::new(Rank::Product, format!("{} holds", self.value(expr, scope, at).within(Rank::Atom)))
            }
            RowKind::Gather(gather) if gather.value.is_none() && is_any(gather) => {
                Phrase::new(Rank::Product, format!("there are {}", self.belonging(gather, scope, at)))
            }
            RowKind::Literal(Literal::Bool(true)) => Phrase::new(Rank::Product, "always"),
            RowKind::Literal(Literal::Bool(false)) => Phrase::new(Rank::Product, "never"),
            _ => Phrase::new(Rank::Product, format!("{} is true", self.value(expr, scope, at).within(Rank::Atom))),
        }
    }

    /// `not …`
    fn denied(&self, inner: &RowExpr, scope: Scope, at: &Stretch) -> Phrase {
        match &inner.kind {
            RowKind::OneOf(..) | RowKind::Within(..) | RowKind::IsNull(_) | RowKind::Pattern(..) => {
                Phrase::new(Rank::Product, self.test(inner, Verb::IsNot, scope, at))
            }
            RowKind::Gather(gather) if gather.value.is_none() && is_any(gather) => {
                Phrase::new(Rank::Product, format!("there are no {}", self.belonging(gather, scope, at)))
            }
            RowKind::Column(_) | RowKind::Field(_) | RowKind::Through(..) | RowKind::Asking(_) => {
                Phrase::new(Rank::Product, format!("{} is false", self.value(inner, scope, at).within(Rank::Atom)))
            }
            _ => {
                let inner = self.condition(inner, scope, at).text;
                Phrase::new(Rank::Product, format!("it is not so that ({inner})"))
            }
        }
    }

    /// A single test: its subject, its verb and the rest.
    fn test(&self, expr: &RowExpr, verb: Verb, scope: Scope, at: &Stretch) -> String {
        let subject = |expr| self.value(expr, scope, at).within(Rank::Sum);
        let is = verb.word();
        match &expr.kind {
            RowKind::Compare(op, left, right) => {
                let verb = match op {
                    CompareOp::Equal if !is_literal(right) => "is the same as",
                    CompareOp::NotEqual if !is_literal(right) => "differs from",
                    _ => comparison(*op, left.kind_of_value.is_moment() || right.kind_of_value.is_moment()),
                };
                format!("{} {verb} {}", subject(left), subject(right))
            }
            RowKind::OneOf(value, options) => {
                let options: Vec<String> = options.iter().map(|option| self.option(option, scope, at)).collect();
                format!("{} {is} {}", subject(value), list(&options, "or"))
            }
            RowKind::Within(value, window) => self.within(&subject(value), is, window, scope, at),
            RowKind::IsNull(value) if verb == Verb::IsNot => format!("{} is given", subject(value)),
            RowKind::IsNull(value) => format!("{} is empty", subject(value)),
            RowKind::Pattern(PatternKind::Like, value, pattern) => {
                format!("{} {is} like \"{pattern}\"", subject(value))
            }
            RowKind::Pattern(PatternKind::Matches, value, pattern) => {
                let verb = if verb == Verb::Is { "matches" } else { "does not match" };
                format!("{} {verb} the pattern `{pattern}`", subject(value))
            }
            _ => subject(expr),
        }
    }

    /// One of the values of `in (…)`, however it is compared.
    fn option(&self, option: &RowExpr, scope: Scope, at: &Stretch) -> String {
        match &option.kind {
            RowKind::Compare(CompareOp::Equal, _, right) => self.value(right, scope, at).within(Rank::Sum),
            _ => self.value(option, scope, at).within(Rank::Sum),
        }
    }

    fn within(&self, subject: &str, is: &str, window: &Window, scope: Scope, at: &Stretch) -> String {
        match window {
            Window::AllTime => format!("{subject} {is} at any time up to the end of {}", at.noun),
            Window::From(Some(length), from) => {
                let from = self.value(from, scope, at).within(Rank::Sum);
                format!("{subject} {is} within {} from {from}", duration(*length))
            }
            Window::Period
            | Window::Last(_)
            | Window::ToDate(_)
            | Window::Named(_)
            | Window::From(None, _)
            | Window::UpTo(..) => format!("{subject} {is} {}", self.stretch(window, at, Some(scope)).inside),
        }
    }
}

/// Whether a test is said or denied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Is,
    IsNot,
}

impl Verb {
    fn word(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is not",
        }
    }
}

fn is_any(gather: &Gather) -> bool {
    gather.function == Aggregator::Any
}

fn is_literal(expr: &RowExpr) -> bool {
    matches!(expr.kind, RowKind::Literal(_) | RowKind::Negate(_))
}

/// Whether an expression is a test and no value of a row.
fn holds_test(expr: &RowExpr) -> bool {
    matches!(expr.kind, RowKind::Compare(..) | RowKind::OneOf(..) | RowKind::Within(..) | RowKind::IsNull(_))
}

/// `is at least`
pub(super) fn comparison(op: CompareOp, moments: bool) -> &'static str {
    match (op, moments) {
        (CompareOp::Equal, _) => "is",
        (CompareOp::NotEqual, _) => "is not",
        (CompareOp::Less, false) => "is less than",
        (CompareOp::LessOrEqual, false) => "is at most",
        (CompareOp::Greater, false) => "is more than",
        (CompareOp::GreaterOrEqual, false) => "is at least",
        (CompareOp::Less, true) => "is before",
        (CompareOp::LessOrEqual, true) => "is not after",
        (CompareOp::Greater, true) => "is after",
        (CompareOp::GreaterOrEqual, true) => "is not before",
    }
}
